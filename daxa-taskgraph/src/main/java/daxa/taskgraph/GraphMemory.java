package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes what belongs to a graph and lasts, or takes it over from the description before.
final class GraphMemory {
    private final ResourceInfos infos;
    private final GraphDescription graph;
    private final Map<String, Integer> before = new HashMap<>();
    private final @Nullable GraphDescription old;
    private final @Nullable BoundResource[] oldBound;
    private final List<BoundResource> made = new ArrayList<>();

    /// What stands behind each resource; null for externals that nothing is bound to, and for what
    /// no task uses.
    final @Nullable BoundResource[] bound;

    /// What was behind resources before, and is not any more.
    final List<BoundResource> left = new ArrayList<>();

    private GraphMemory(
            ResourceInfos infos,
            @Nullable GraphDescription old,
            @Nullable BoundResource[] oldBound) {
        this.infos = infos;
        this.graph = infos.graph;
        this.old = old;
        this.oldBound = oldBound;
        bound = new @Nullable BoundResource[graph.resources.length];
        for (int i = 0; old != null && i < old.resources.length; i++) {
            before.put(old.resources[i].name(), i);
        }
    }

    /// Makes what is missing. If that fails, nothing has changed.
    static GraphMemory of(
            ResourceInfos infos,
            @Nullable GraphDescription old,
            @Nullable BoundResource[] oldBound) {
        GraphMemory memory = new GraphMemory(infos, old, oldBound);
        boolean done = false;
        try {
            memory.fill();
            done = true;
            return memory;
        } finally {
            if (!done) {
                memory.made.forEach(BoundResource::close);
            }
        }
    }

    private void fill() {
        Set<BoundResource> kept = new HashSet<>();
        for (int i = 0; i < bound.length; i++) {
            BoundResource known = takenOver(i);
            if (known != null) {
                kept.add(known);
                bound[i] = known;
            } else if (isMade(graph.resources[i]) && isUsed(i)) {
                BoundResource fresh = infos.create(graph.resources[i]);
                made.add(fresh);
                bound[i] = fresh;
            }
        }
        for (int i = 0; i < oldBound.length; i++) {
            BoundResource each = oldBound[i];
            boolean isOther = old != null && !isTransient(old.resources[i]);
            if (each != null && isOther && !kept.contains(each)) {
                left.add(each);
            }
        }
    }

    private static boolean isTransient(ResourceEntry entry) {
        return entry.lifetime() == ResourceLifetime.TRANSIENT;
    }

    // Transient ones are in memory of another kind.
    private static boolean isMade(ResourceEntry entry) {
        return !isTransient(entry) && entry.lifetime() != ResourceLifetime.EXTERNAL;
    }

    private @Nullable BoundResource takenOver(int resource) {
        ResourceEntry entry = graph.resources[resource];
        Integer known = before.get(entry.name());
        if (old == null
                || known == null
                || isTransient(entry)
                || !entry.isSame(old.resources[known])) {
            return null;
        }
        BoundResource candidate = oldBound[known];
        return candidate instanceof BoundImage image
                        && !image.image.info().usage().containsAll(infos.uses.needed(resource))
                ? null
                : candidate;
    }

    private boolean isUsed(int resource) {
        int pair = pairOf(resource);
        for (int use : graph.useResource) {
            if (use == resource || use == pair) {
                return true;
            }
        }
        return false;
    }

    private int pairOf(int resource) {
        ResourceEntry entry = graph.resources[resource];
        if (entry.lifetime() != ResourceLifetime.DOUBLE_BUFFERED) {
            return resource;
        }
        return entry.isPrevious() ? resource - 1 : resource + 1;
    }
}
