package daxa.taskgraph;

import daxa.core.command.Access;
import daxa.core.driver.QueueKind;
import daxa.core.resource.Format;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Where in the pipeline a task uses a resource.
///
/// Source: Vulkan 1.3 specification, section "Pipeline Stages".
public enum TaskStage {
    /// The arguments of indirect commands. Reads only.
    INDIRECT(0, Access.INDIRECT_READ, Access.NONE),
    /// Index buffers. Reads only.
    INDEX(1, Access.INDEX_READ, Access.NONE),
    /// Vertex shaders.
    VERTEX(2, Access.VERTEX_READ, Access.VERTEX_WRITE),
    /// Tessellation shaders.
    TESSELLATION(3, Access.TESSELLATION_READ, Access.TESSELLATION_WRITE),
    /// Task shaders.
    TASK(4, Access.TASK_READ, Access.TASK_WRITE),
    /// Mesh shaders.
    MESH(5, Access.MESH_READ, Access.MESH_WRITE),
    /// Fragment shaders.
    FRAGMENT(6, Access.FRAGMENT_READ, Access.FRAGMENT_WRITE),
    /// Colour attachments and their resolve. A write may load and blend.
    COLOR_ATTACHMENT(7, Access.COLOR_ATTACHMENT_READ, Access.COLOR_ATTACHMENT),
    /// Depth and stencil attachments. A write may test; a read is for passes with
    /// [daxa.core.command.RenderPassInfo#testDepth] or
    /// [daxa.core.command.RenderPassInfo#testStencil].
    DEPTH_STENCIL_ATTACHMENT(
            8, Access.DEPTH_STENCIL_ATTACHMENT_READ, Access.DEPTH_STENCIL_ATTACHMENT),
    /// Compute shaders.
    COMPUTE(9, Access.COMPUTE_READ, Access.COMPUTE_WRITE),
    /// Ray tracing shaders.
    RAY_TRACING(10, Access.RAY_TRACING_READ, Access.RAY_TRACING_WRITE),
    /// Builds of acceleration structures.
    BUILD(11, Access.BUILD_READ, Access.BUILD_WRITE),
    /// Copies, blits, fills and clears.
    TRANSFER(12, Access.TRANSFER_READ, Access.TRANSFER_WRITE),
    /// The host.
    HOST(13, Access.HOST_READ, Access.HOST_WRITE);

    static final int COUNT = 14;
    static final int ALL = (1 << COUNT) - 1;

    /// Those at which shaders run.
    static final int SHADERS =
            VERTEX.bit()
                    | TESSELLATION.bit()
                    | TASK.bit()
                    | MESH.bit()
                    | FRAGMENT.bit()
                    | COMPUTE.bit()
                    | RAY_TRACING.bit();

    static final int ATTACHMENTS = COLOR_ATTACHMENT.bit() | DEPTH_STENCIL_ATTACHMENT.bit();

    /// Those that only read.
    static final int FIXED = INDIRECT.bit() | INDEX.bit();

    static final int OF_STRUCTURES = ALL & ~ATTACHMENTS & ~FIXED & ~TRANSFER.bit() & ~HOST.bit();

    private final int number;
    private final long stages;
    private final long readAccesses;
    private final long writeAccesses;

    TaskStage(int number, Access reads, Access writes) {
        this.number = number;
        this.stages = reads.stages();
        this.readAccesses = reads.accesses();
        this.writeAccesses = writes.accesses();
    }

    int bit() {
        return 1 << number;
    }

    /// Reads at this stage.
    ///
    /// @return stages and accesses
    public Access reads() {
        return new Access(stages, readAccesses);
    }

    /// Writes at this stage.
    ///
    /// @return stages and accesses; [Access#NONE] for a stage that only reads
    public Access writes() {
        return writeAccesses == 0 ? Access.NONE : new Access(stages, writeAccesses);
    }

    /// The stages that a queue has.
    static int of(QueueKind kind) {
        return switch (kind) {
            case MAIN -> ALL;
            case COMPUTE ->
                    INDIRECT.bit()
                            | COMPUTE.bit()
                            | RAY_TRACING.bit()
                            | BUILD.bit()
                            | TRANSFER.bit()
                            | HOST.bit();
            case TRANSFER -> TRANSFER.bit() | HOST.bit();
        };
    }

    /// The stages at which no image of a format can be used so: depth is no colour, and neither
    /// depth nor compressed texels are storage images.
    static int impossible(Format format, int type) {
        boolean isColor = format.isColor();
        boolean isPlain = isColor && !format.isCompressed();
        boolean isStorage = (type & UseType.SAMPLED) == 0 || UseType.writes(type);
        return (isPlain ? 0 : COLOR_ATTACHMENT.bit())
                | (isColor ? DEPTH_STENCIL_ATTACHMENT.bit() : 0)
                | (isPlain || !isStorage ? 0 : SHADERS);
    }

    /// The names of stages.
    static String text(int stages) {
        return stages == ALL
                ? "all stages"
                : Arrays.stream(values())
                        .filter(each -> (stages & each.bit()) != 0)
                        .map(Enum::name)
                        .collect(Collectors.joining(", "));
    }

    /// What a barrier stands before or behind.
    static Access scope(int stages, int reads, int writes) {
        long bits = 0;
        long accesses = 0;
        for (TaskStage stage : values()) {
            if ((stages & stage.bit()) != 0) {
                bits |= stage.stages;
                accesses |= reads == 0 ? 0 : stage.readAccesses;
                accesses |= writes == 0 ? 0 : stage.writeAccesses;
            }
        }
        return stages == ALL
                ? new Access(Access.ALL.stages(), all(reads, writes))
                : new Access(bits, accesses);
    }

    private static long all(int reads, int writes) {
        return (reads == 0 ? 0 : Access.ALL_READ.accesses())
                | (writes == 0 ? 0 : Access.ALL_WRITE.accesses());
    }
}
