package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.present.Swapchain;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// What stands behind the resources of a graph.
final class Bindings implements AutoCloseable {
    final GraphDescription graph;

    /// Of each resource; null for externals that nothing is bound to, and for what no task uses.
    final @Nullable BoundResource[] bound;

    private final Device device;

    // What stands behind any resource, but transient ones and the images of swapchains; null where
    // it changed since.
    private @Nullable Set<Object> identities;
    private TransientMemory transients;

    // The external resources that tasks use, and the first of each two that are double-buffered.
    private final int[] externals;
    private final int[] pairs;

    /// @param transients where the transient resources are that stand behind some
    Bindings(
            Device device,
            GraphDescription graph,
            @Nullable BoundResource[] bound,
            TransientMemory transients) {
        this.device = device;
        this.graph = graph;
        this.bound = bound;
        this.transients = transients;
        externals =
                Arrays.stream(graph.resources)
                        .filter(entry -> entry.lifetime() == ResourceLifetime.EXTERNAL)
                        .mapToInt(ResourceEntry::index)
                        .filter(this::isUsed)
                        .toArray();
        pairs =
                Arrays.stream(graph.resources)
                        .filter(entry -> entry.lifetime() == ResourceLifetime.DOUBLE_BUFFERED)
                        .filter(entry -> !entry.isPrevious())
                        .mapToInt(ResourceEntry::index)
                        .toArray();
    }

    private boolean isUsed(int resource) {
        return Arrays.stream(graph.useResource).anyMatch(used -> used == resource);
    }

    // ---------------------------------------------------------------- for executions

    BoundResource bound(int resource) {
        return Objects.requireNonNull(bound[resource]);
    }

    /// The resource behind which an object stands, or null for none.
    @Nullable ResourceEntry find(Counted object) {
        if (!identities().contains(object)
                && !transients.identities.contains(object)
                && (graph.presented < 0 || !bound(graph.presented).contains(object))) {
            return null;
        }
        for (int i = 0; i < bound.length; i++) {
            BoundResource each = bound[i];
            if (each != null && each.contains(object)) {
                return graph.resources[i];
            }
        }
        return null;
    }

    /// What stands for the objects behind all resources that are not transient. Several threads may
    /// ask if one has before.
    Set<Object> identities() {
        Set<Object> known = identities;
        if (known == null) {
            known = new HashSet<>();
            for (int i = 0; i < bound.length; i++) {
                BoundResource each = bound[i];
                if (each instanceof BoundSet set) {
                    for (BoundResource member : set.members) {
                        known.add(member.identity());
                    }
                } else if (each != null
                        && graph.resources[i].lifetime() != ResourceLifetime.TRANSIENT) {
                    known.add(each.identity());
                }
            }
            identities = known;
        }
        return known;
    }

    /// Puts the transient resources of a plan behind those of the graph.
    void bind(TransientMemory memory, Plan plan) {
        memory.bind(plan, bound);
        transients = memory;
    }

    /// Tells of externals without anything behind them, and of what is closed.
    ///
    /// @throws UsageException if nothing is bound to an external resource that tasks use
    /// @throws ClosedException if what is bound to one is closed
    void requireBound() {
        for (int resource : externals) {
            BoundResource each = bound[resource];
            if (each == null) {
                throw new UsageException(
                        graph.resources[resource]
                                + " of "
                                + graph.label()
                                + " has nothing bound to it; call bind");
            }
            String problem = each.problem();
            if (!problem.isEmpty()) {
                throw new ClosedException(
                        graph.resources[resource]
                                + " of "
                                + graph.label()
                                + ": "
                                + problem
                                + "; bind another one");
            }
        }
    }

    /// Exchanges what is double-buffered.
    void exchangePairs() {
        for (int resource : pairs) {
            exchange(resource, resource + 1);
        }
    }

    // ---------------------------------------------------------------- for the program

    /// The external resource of a view.
    ///
    /// @throws UsageException if it is none of this graph, or has another number of members
    ResourceEntry external(TaskView view, int count) {
        ResourceEntry entry = external(view);
        if (entry.count() != count) {
            throw new UsageException(
                    "bind of "
                            + entry
                            + " of "
                            + graph.label()
                            + ": count="
                            + count
                            + " (expected "
                            + entry.count()
                            + ")");
        }
        return entry;
    }

    ResourceEntry external(TaskView view) {
        Objects.requireNonNull(view, "view");
        ResourceEntry entry = view.entry;
        if (!graph.owner.equals(entry.owner()) || entry.index() < 0) {
            throw new UsageException(
                    view
                            + " is not of the newest description of "
                            + graph.label()
                            + "; use what its GraphBuilder returned");
        }
        if (entry.lifetime() != ResourceLifetime.EXTERNAL) {
            throw new UsageException(
                    entry
                            + " of "
                            + graph.label()
                            + ": lifetime="
                            + entry.lifetime()
                            + " (expected EXTERNAL; the graph makes all others)");
        }
        return entry;
    }

    /// Takes an open object of the device.
    void own(Reference reference) {
        device.mainQueue().context().own(Objects.requireNonNull(reference, "resource"));
    }

    /// What stands for a buffer.
    ///
    /// @throws UsageException if it is too small
    BoundBuffer bound(ResourceEntry entry, Buffer buffer) {
        own(buffer);
        if (buffer.size() < entry.width()) {
            throw wrong(entry, buffer, "size=" + buffer.size(), "at least " + entry.width());
        }
        return new BoundBuffer(buffer, false);
    }

    /// What stands for an image.
    ///
    /// @throws UsageException if it is another one than declared, or lacks a usage
    BoundImage bound(ResourceEntry entry, Image image) {
        own(image);
        if (entry.presented()) {
            throw new UsageException(
                    "bind of "
                            + entry
                            + " of "
                            + graph.label()
                            + ": it is the image of a swapchain; bind the swapchain");
        }
        check(entry, image);
        return new BoundImage(device, image, false);
    }

    /// What stands for the image of a swapchain.
    ///
    /// @throws UsageException if the resource is no such image, or the swapchain's have another
    ///   format or lack a usage
    BoundFrame bound(ResourceEntry entry, Swapchain swapchain) {
        own(swapchain);
        TaskImageInfo info = Objects.requireNonNull(entry.image());
        if (!entry.presented()) {
            throw new UsageException(
                    "bind of "
                            + entry
                            + " of "
                            + graph.label()
                            + " to "
                            + swapchain
                            + ": it is no image of a swapchain; add it with swapchainImage");
        }
        if (swapchain.format() != info.format()) {
            throw wrong(entry, swapchain, "format=" + swapchain.format(), info.format().toString());
        }
        checkUsage(entry, swapchain, swapchain.usage());
        return new BoundFrame(swapchain);
    }

    /// What stands for an acceleration structure.
    ///
    /// @throws UsageException if another kind is declared
    BoundStructure bound(ResourceEntry entry, AccelerationStructure structure, ResourceKind kind) {
        own(structure);
        if (entry.kind() != kind) {
            throw wrong(entry, structure, "kind=" + kind, entry.kind().toString());
        }
        return new BoundStructure(structure, false);
    }

    /// Exchanges what is behind two external resources.
    ///
    /// @throws UsageException if they are not external, or not alike, or an image lacks a usage
    void swap(TaskView one, TaskView other) {
        ResourceEntry first = external(one);
        ResourceEntry second = external(other);
        if (first.kind() != second.kind()
                || first.presented()
                || second.presented()
                || first.width() != second.width()
                || first.count() != second.count()
                || !Objects.equals(first.image(), second.image())) {
            throw new UsageException(
                    "swap of "
                            + first
                            + " and "
                            + second
                            + " of "
                            + graph.label()
                            + ": they are not alike (expected resources of the program,"
                            + " declared with the same kind, size, count and format)");
        }
        checkUsage(first, bound[second.index()]);
        checkUsage(second, bound[first.index()]);
        exchange(first.index(), second.index());
    }

    /// Puts something behind a resource, and closes what was there.
    void put(ResourceEntry entry, BoundResource resource) {
        BoundResource before = bound[entry.index()];
        bound[entry.index()] = resource;
        identities = null;
        if (before != null) {
            before.close();
        }
    }

    /// Exchanges what is behind two.
    void exchange(int first, int second) {
        BoundResource kept = bound[first];
        bound[first] = bound[second];
        bound[second] = kept;
    }

    private void check(ResourceEntry entry, Image image) {
        TaskImageInfo info = Objects.requireNonNull(entry.image());
        ImageInfo found = image.info();
        TaskImageInfo as =
                new TaskImageInfo(
                        found.dimensions(),
                        found.format(),
                        found.width(),
                        found.height(),
                        found.depth(),
                        found.mipLevels(),
                        found.arrayLayers(),
                        found.samples(),
                        info.usage());
        if (!as.equals(info)) {
            throw wrong(entry, image, as.toString(), info.toString());
        }
        checkUsage(entry, image, found.usage());
    }

    void checkUsage(ResourceEntry entry, Reference reference, Set<ImageUsage> found) {
        Set<ImageUsage> missing = EnumSet.noneOf(ImageUsage.class);
        missing.addAll(DerivedUsage.of(graph).needed(entry.index()));
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw wrong(entry, reference, "usage=" + found, "with " + missing + " too");
        }
    }

    void checkUsage(ResourceEntry entry, @Nullable BoundResource candidate) {
        if (candidate instanceof BoundImage found) {
            checkUsage(entry, found.image, found.image.info().usage());
        } else if (candidate instanceof BoundSet set) {
            set.members.forEach(each -> checkUsage(entry, each));
        }
    }

    /// What tells that something else was expected.
    UsageException wrong(ResourceEntry entry, Reference reference, String found, String expected) {
        return new UsageException(
                "bind of "
                        + entry
                        + " of "
                        + graph.label()
                        + " to "
                        + reference
                        + ": "
                        + found
                        + " (expected "
                        + expected
                        + ")");
    }

    /// Closes all that is not transient.
    @Override
    public void close() {
        for (int i = 0; i < bound.length; i++) {
            BoundResource each = bound[i];
            if (each != null && graph.resources[i].lifetime() != ResourceLifetime.TRANSIENT) {
                each.close();
            }
        }
    }
}
