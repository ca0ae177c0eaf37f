package daxa.taskgraph;

import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The resources of a graph that is described.
final class ResourceList {
    static final int TRANSIENT = 1;
    static final int IMAGE = 2;
    static final int OF_SWAPCHAIN = 4;

    final List<ResourceEntry> entries;

    /// Of each resource, what it is, as bits.
    byte[] traits;

    private final GraphBuilder graph;
    private final Object owner;
    private final NameSet names;

    // The image of the swapchain; null for none.
    private @Nullable ResourceEntry screen;

    /// @param room for how many, above 0, without growing
    ResourceList(GraphBuilder graph, Object owner, int room) {
        this.graph = graph;
        this.owner = owner;
        entries = new ArrayList<>(room);
        traits = new byte[room];
        names = new NameSet(room);
    }

    ResourceEntry get(int resource) {
        return entries.get(resource);
    }

    TaskBuffer buffer(String name, long size, ResourceLifetime lifetime, int count) {
        check("buffer", name, "size", size);
        check("buffer", name, "count", count);
        return new TaskBuffer(
                add(name, ResourceKind.BUFFER, lifetime, size, 1, count, null, false), 0, size);
    }

    TaskStructure structure(String name, ResourceKind kind, long size, ResourceLifetime lifetime) {
        check("acceleration structure", name, "size", size);
        return new TaskStructure(add(name, kind, lifetime, size, 1, 1, null, false));
    }

    TaskImage image(
            String name,
            TaskImageInfo info,
            ResourceLifetime lifetime,
            int count,
            boolean swapchain) {
        Objects.requireNonNull(info, "info");
        check("image", name, "count", count);
        int mips = info.mips();
        int layers = info.layers();
        ResourceEntry entry =
                add(name, ResourceKind.IMAGE, lifetime, mips, layers, count, info, swapchain);
        if (swapchain) {
            addScreen(entry);
        }
        return new TaskImage(entry, 0, mips, 0, layers);
    }

    private void addScreen(ResourceEntry entry) {
        if (screen != null) {
            graph.problem(
                    GraphProblem.Code.SECOND_SWAPCHAIN_IMAGE,
                    entry
                            + " would be the second image of a swapchain besides "
                            + screen
                            + "; a graph draws to one window, so make a graph for each");
        }
        screen = entry;
    }

    private static void check(String kind, String name, String what, long value) {
        if (value <= 0) {
            throw new UsageException(
                    kind + " '" + name + "': " + what + "=" + value + " (expected above 0)");
        }
    }

    private ResourceEntry add(
            String name,
            ResourceKind kind,
            ResourceLifetime lifetime,
            long width,
            int height,
            int count,
            @Nullable TaskImageInfo info,
            boolean swapchain) {
        Objects.requireNonNull(name, "name");
        if (names.add(name) && isTaken(name)) {
            graph.problem(
                    GraphProblem.Code.DUPLICATE_NAME,
                    "two resources have the name '" + name + "'; give each its own");
        }
        int index = entries.size();
        ResourceEntry entry =
                new ResourceEntry(
                        index, name, kind, lifetime, width, height, count, info, swapchain, false,
                        owner);
        add(entry);
        if (lifetime == ResourceLifetime.DOUBLE_BUFFERED) {
            add(entry.previous());
        }
        return entry;
    }

    private void add(ResourceEntry entry) {
        if (entries.size() == traits.length) {
            traits = Arrays.copyOf(traits, 2 * traits.length);
        }
        traits[entries.size()] =
                (byte)
                        ((entry.lifetime() == ResourceLifetime.TRANSIENT ? TRANSIENT : 0)
                                | (entry.kind() == ResourceKind.IMAGE ? IMAGE : 0)
                                | (entry.presented() ? OF_SWAPCHAIN : 0));
        entries.add(entry);
    }

    private boolean isTaken(String name) {
        for (ResourceEntry each : entries) {
            if (each.name().equals(name) && !each.isPrevious()) {
                return true;
            }
        }
        return false;
    }
}
