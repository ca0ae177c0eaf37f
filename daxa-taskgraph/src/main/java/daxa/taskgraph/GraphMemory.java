package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.FormatCapabilities;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Makes what belongs to a graph, or takes it over from the description before.
final class GraphMemory {
    private final Device device;
    private final DerivedUsage uses;
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
            Device device,
            GraphDescription graph,
            @Nullable GraphDescription old,
            @Nullable BoundResource[] oldBound) {
        this.device = device;
        this.uses = DerivedUsage.of(graph);
        this.graph = graph;
        this.old = old;
        this.oldBound = oldBound;
        bound = new @Nullable BoundResource[graph.resources.length];
        for (int i = 0; old != null && i < old.resources.length; i++) {
            before.put(old.resources[i].name(), i);
        }
    }

    /// Makes what is missing. If that fails, nothing has changed.
    static GraphMemory of(
            Device device,
            GraphDescription graph,
            @Nullable GraphDescription old,
            @Nullable BoundResource[] oldBound) {
        GraphMemory memory = new GraphMemory(device, graph, old, oldBound);
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
            } else if (graph.resources[i].lifetime() != ResourceLifetime.EXTERNAL && isUsed(i)) {
                BoundResource fresh = create(i);
                made.add(fresh);
                bound[i] = fresh;
            }
        }
        for (BoundResource each : oldBound) {
            if (each != null && !kept.contains(each)) {
                left.add(each);
            }
        }
    }

    private @Nullable BoundResource takenOver(int resource) {
        ResourceEntry entry = graph.resources[resource];
        Integer known = before.get(entry.name());
        if (old == null
                || known == null
                || entry.lifetime() == ResourceLifetime.TRANSIENT
                || !entry.isSame(old.resources[known])) {
            return null;
        }
        BoundResource candidate = oldBound[known];
        return candidate instanceof BoundImage image
                        && !image.image.info().usage().containsAll(uses.needed(resource))
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

    private ImageInfo imageInfo(int resource) {
        return uses.info(resource, possible(graph.resources[resource]));
    }

    /// What images of a format can be used for.
    private Set<ImageUsage> possible(ResourceEntry entry) {
        FormatCapabilities can =
                device.capabilities(Objects.requireNonNull(entry.image()).format());
        Set<ImageUsage> possible = EnumSet.allOf(ImageUsage.class);
        possible.removeIf(usage -> !can.supports(usage));
        return possible;
    }

    private BoundResource create(int resource) {
        ResourceEntry entry = graph.resources[resource];
        String name = graph.name + "." + entry.name();
        return switch (entry.kind()) {
            case BUFFER ->
                    new BoundBuffer(device.createBuffer(BufferInfo.of(name, entry.width())), true);
            case IMAGE -> new BoundImage(device, device.createImage(imageInfo(resource)), true);
            case TLAS ->
                    new BoundStructure(
                            device.createTlas(AccelerationStructureInfo.of(name, entry.width())),
                            true);
            case BLAS ->
                    new BoundStructure(
                            device.createBlas(AccelerationStructureInfo.of(name, entry.width())),
                            true);
        };
    }
}
