package daxa.taskgraph;

import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/// What an image has to be usable for, which follows from the tasks.
final class ImageUses {
    private static final int TRANSFER = TaskStage.TRANSFER.bit();
    private static final int ATTACHMENTS =
            TaskStage.COLOR_ATTACHMENT.bit() | TaskStage.DEPTH_STENCIL_ATTACHMENT.bit();
    private static final int SHADERS =
            TaskStage.VERTEX.bit()
                    | TaskStage.TESSELLATION.bit()
                    | TaskStage.TASK.bit()
                    | TaskStage.MESH.bit()
                    | TaskStage.FRAGMENT.bit()
                    | TaskStage.COMPUTE.bit()
                    | TaskStage.RAY_TRACING.bit();

    private ImageUses() {}

    /// What the tasks use an image for. The two of a pair change places, so they are used for the
    /// same.
    ///
    /// @param graph the graph
    /// @param resource the number of the image
    /// @param possible what images of its format can be used for; general tasks, which may do
    ///   anything, ask for no more
    /// @return at least one usage
    static Set<ImageUsage> of(
            GraphDescription graph, int resource, Predicate<ImageUsage> possible) {
        Set<ImageUsage> needed = EnumSet.noneOf(ImageUsage.class);
        Set<ImageUsage> wanted = EnumSet.noneOf(ImageUsage.class);
        int other = pairOf(graph, resource);
        for (int task = 0; task < graph.taskCount; task++) {
            Set<ImageUsage> found = graph.taskKinds[task] == TaskKind.GENERAL ? wanted : needed;
            for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                if (graph.useResource[use] == resource || graph.useResource[use] == other) {
                    add(found, graph, use);
                }
            }
        }
        wanted.removeIf(possible.negate());
        needed.addAll(wanted);
        TaskImageInfo info = graph.resources[resource].image();
        if (info != null) {
            needed.addAll(info.usage());
        }
        if (needed.isEmpty()) {
            needed.add(ImageUsage.TRANSFER_DST);
        }
        return needed;
    }

    /// The other one of a pair, or the resource itself.
    static int pairOf(GraphDescription graph, int resource) {
        ResourceEntry entry = graph.resources[resource];
        if (entry.lifetime() != ResourceLifetime.DOUBLE_BUFFERED) {
            return resource;
        }
        return entry.isPrevious() ? resource - 1 : resource + 1;
    }

    private static void add(Set<ImageUsage> found, GraphDescription graph, int use) {
        int stages = graph.useStages[use];
        int type = graph.useTypes[use];
        if ((stages & TRANSFER) != 0) {
            if (UseType.reads(type)) {
                found.add(ImageUsage.TRANSFER_SRC);
            }
            if (UseType.writes(type)) {
                found.add(ImageUsage.TRANSFER_DST);
            }
        }
        TaskImageInfo info = graph.resources[graph.useResource[use]].image();
        Format format = info == null ? Format.R8G8B8A8_UNORM : info.format();
        if ((stages & ATTACHMENTS) != 0) {
            found.add(
                    format.isColor()
                            ? ImageUsage.COLOR_ATTACHMENT
                            : ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        }
        if ((stages & SHADERS) != 0) {
            if ((type & UseType.SAMPLED) != 0 || !format.isColor()) {
                found.add(ImageUsage.SAMPLED);
            }
            if (format.isColor() && ((type & UseType.SAMPLED) == 0 || UseType.writes(type))) {
                found.add(ImageUsage.STORAGE);
            }
        }
    }
}
