package daxa.taskgraph;

import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// What the images of a graph have to be usable for, which follows from the tasks: from all of
/// them, since which ones run depends on conditions. The two of a pair change places, so both are
/// used for the same.
///
/// Buffers and acceleration structures need nothing: those of a device can be used for everything.
final class DerivedUsage {
    private final GraphDescription graph;
    private final Set<ImageUsage>[] needed;
    private final Set<ImageUsage>[] wanted;
    private final boolean[] slices;

    @SuppressWarnings({"unchecked", "rawtypes"}) // of sets
    private DerivedUsage(GraphDescription graph) {
        this.graph = graph;
        int count = graph.resources.length;
        needed = new Set[count];
        wanted = new Set[count];
        slices = new boolean[count];
        for (int resource = 0; resource < count; resource++) {
            TaskImageInfo info = graph.resources[resource].image();
            if (info != null) {
                needed[resource] = EnumSet.noneOf(ImageUsage.class);
                needed[resource].addAll(info.usage());
                wanted[resource] = EnumSet.noneOf(ImageUsage.class);
            }
        }
        for (int use = 0; use < graph.useResource.length; use++) {
            TaskImageInfo info = graph.resources[graph.useResource[use]].image();
            if (info != null) {
                add(use, info);
            }
        }
        for (int resource = 1; resource < count; resource++) {
            if (graph.resources[resource].isPrevious() && needed[resource] != null) {
                join(resource - 1, resource);
            }
        }
    }

    static DerivedUsage of(GraphDescription graph) {
        return new DerivedUsage(graph);
    }

    private void join(int resource, int previous) {
        needed[resource].addAll(needed[previous]);
        needed[previous] = needed[resource];
        wanted[resource].addAll(wanted[previous]);
        wanted[previous] = wanted[resource];
        slices[resource] |= slices[previous];
        slices[previous] = slices[resource];
    }

    private void add(int use, TaskImageInfo info) {
        int resource = graph.useResource[use];
        int stages = graph.useStages[use];
        int type = graph.useTypes[use];
        boolean sampled = (type & UseType.SAMPLED) != 0;
        Set<ImageUsage> to = stages == TaskStage.ALL ? wanted[resource] : needed[resource];
        if (sampled) {
            needed[resource].add(ImageUsage.SAMPLED);
        }
        if (!sampled || UseType.writes(type)) {
            addStages(to, stages, type, info.format());
        }
        slices[resource] |= isOfSlices(use, info, stages);
    }

    private static void addStages(Set<ImageUsage> to, int stages, int type, Format format) {
        if ((stages & TaskStage.SHADERS) != 0) {
            to.add(ImageUsage.STORAGE);
        }
        if ((stages & TaskStage.COLOR_ATTACHMENT.bit()) != 0 && format.isColor()) {
            to.add(ImageUsage.COLOR_ATTACHMENT);
        }
        if ((stages & TaskStage.DEPTH_STENCIL_ATTACHMENT.bit()) != 0 && !format.isColor()) {
            to.add(ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        }
        if ((stages & TaskStage.TRANSFER.bit()) != 0) {
            if (UseType.reads(type)) {
                to.add(ImageUsage.TRANSFER_SRC);
            }
            if (UseType.writes(type)) {
                to.add(ImageUsage.TRANSFER_DST);
            }
        }
        if (stages == TaskStage.ALL) {
            if (UseType.reads(type)) {
                to.add(ImageUsage.SAMPLED);
            }
        } else if ((stages & TaskStage.HOST.bit()) != 0) {
            to.add(ImageUsage.HOST_TRANSFER);
        }
    }

    // Attachments have two dimensions.
    private boolean isOfSlices(int use, TaskImageInfo info, int stages) {
        return info.dimensions() == 3
                && (stages == TaskStage.COLOR_ATTACHMENT.bit()
                        || ViewTypes.isOfSlices(graph.useViews[use].properties.type(), info));
    }

    // ---------------------------------------------------------------- what was found

    /// What an image is used for. Empty if no task uses it, or only general ones that name no
    /// stage.
    Set<ImageUsage> needed(int image) {
        return needed[image];
    }

    /// What general tasks that name no stage may use an image for, as far as the device can do it
    /// with the format.
    Set<ImageUsage> wanted(int image) {
        return wanted[image];
    }

    /// Whether slices of a three-dimensional image are seen in two dimensions.
    boolean hasSliceViews(int image) {
        return slices[image];
    }

    /// What to create an image of the graph from.
    ///
    /// @param possible what the device can use the format for
    /// @throws daxa.core.error.UsageException if the image is used for nothing
    ImageInfo info(int image, Set<ImageUsage> possible) {
        ResourceEntry entry = graph.resources[image];
        TaskImageInfo info = Objects.requireNonNull(entry.image());
        Set<ImageUsage> usage = EnumSet.noneOf(ImageUsage.class);
        usage.addAll(wanted[image]);
        usage.retainAll(possible);
        usage.addAll(needed[image]);
        return new ImageInfo(
                        graph.name + "." + entry.name(),
                        info.dimensions(),
                        info.format(),
                        info.width(),
                        info.height(),
                        info.depth(),
                        info.mips(),
                        info.layers(),
                        info.samples(),
                        usage)
                .withSliceViews(slices[image]);
    }
}
