package daxa.core.command;

import daxa.core.driver.Feature;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.resource.Image;

import java.util.HashMap;
import java.util.Map;

/// Which commands need a queue that can do more than transfer, or more than compute. It is asked
/// where a queue shares its native queue with the main queue too, so that programs run on every
/// device.
final class QueueCommands {
    /// All commands outside of render passes, with the kind of queue that can do the least of those
    /// that run them.
    private static final Map<String, QueueKind> NEEDED = new HashMap<>();

    static {
        need(
                QueueKind.TRANSFER,
                "barrier",
                "beginLabel",
                "complete",
                "copyBuffer",
                "copyBufferToImage",
                "copyImage",
                "copyImageToBuffer",
                "discardContents",
                "endLabel",
                "fillBuffer",
                "recordForeign",
                "requireEnded",
                "updateBuffer",
                "updateRecord",
                "writeTimestamp");
        need(
                QueueKind.COMPUTE,
                "beginConditionalRendering",
                "build",
                "beginQuery",
                "clearImage",
                "clearImageBits",
                "compact",
                "copy",
                "copyQueryResults",
                "dispatch",
                "dispatchIndirect",
                "endConditionalRendering",
                "endQuery",
                "pushConstants",
                "reset",
                "resetQueries",
                "setPipeline",
                "setRayTracingStackSize",
                "signal",
                "trace",
                "traceIndirect",
                "waitFor",
                "writeCompactedSize");
        need(
                QueueKind.MAIN,
                "beginRenderPass",
                "blitImage",
                "clearDepthStencil",
                "generateMips",
                "resolveImage");
    }

    private static void need(QueueKind kind, String... commands) {
        for (String command : commands) {
            NEEDED.put(command, kind);
        }
    }

    // VkPipelineStageFlags2: transfer with its parts, host, and all or no stages.
    private static final long TRANSFER_STAGES =
            0x1L | 0x1000L | 0x2000L | 0x4000L | 0x10000L | 0xF_0000_0000L;
    private static final long CONDITIONAL_STAGE = 0x40000L;
    private static final long TASK_STAGE = 0x80000L;
    private static final long MESH_STAGE = 0x100000L;
    private static final long TESSELLATION_STAGES = 0x10L | 0x20L;
    private static final long BUILD_STAGE = 0x200_0000L;
    private static final long RAY_TRACING_STAGE = 0x20_0000L;
    private static final long COMPUTE_STAGES =
            TRANSFER_STAGES | 0x2L | 0x800L | CONDITIONAL_STAGE | BUILD_STAGE | RAY_TRACING_STAGE;

    /// Stages that need a feature.
    private static final long FEATURE_STAGES =
            TESSELLATION_STAGES
                    | BUILD_STAGE
                    | RAY_TRACING_STAGE
                    | TASK_STAGE
                    | MESH_STAGE
                    | CONDITIONAL_STAGE;

    private QueueCommands() {}

    /// The kind of queue that a command needs.
    ///
    /// @param command its name
    /// @throws IllegalStateException if nobody has said what the command needs
    static QueueKind needed(String command) {
        QueueKind kind = NEEDED.get(command);
        if (kind == null) {
            throw new IllegalStateException(
                    "command '" + command + "' is missing in QueueCommands; add the kind of queue");
        }
        return kind;
    }

    /// Refuses a command that the recorder's queue, which is not the main queue, cannot run.
    static void check(Queue queue, String command, Object recorder) {
        if (!queue.kind().includes(needed(command))) {
            throw refused(
                    queue,
                    command,
                    recorder,
                    needed(command) == QueueKind.MAIN
                            ? "the main queue"
                            : "the main queue or a compute queue");
        }
    }

    /// Says that a command needs graphics, which the recorder's queue lacks.
    static UsageException needsMain(Queue queue, String command, Object recorder) {
        return refused(queue, command, recorder, "the main queue");
    }

    /// Whether queues of a kind have all of some stages.
    static boolean hasStages(QueueKind kind, long stages) {
        if (kind == QueueKind.MAIN) {
            return true;
        }
        long own = kind == QueueKind.COMPUTE ? COMPUTE_STAGES : TRANSFER_STAGES;
        return (stages & ~own) == 0;
    }

    /// Refuses to measure at a stage that the recorder's queue or its device does not have.
    static void checkMeasured(Queue queue, PipelineStage stage, Object recorder) {
        if (!hasStages(queue.kind(), stage.vulkanBit())) {
            throw new UsageException(
                    "writeTimestamp was called on "
                            + recorder
                            + " with stage="
                            + stage
                            + ", which "
                            + queue.label()
                            + " does not have; use ALL_COMMANDS, or measure on a queue that has"
                            + " it");
        }
        checkFeatures(queue, stage.vulkanBit(), "writeTimestamp");
    }

    /// Refuses stages in a barrier that the recorder's queue or its device does not have.
    static void checkStages(Queue queue, long stages, String command, Object recorder) {
        if (!hasStages(queue.kind(), stages)) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " with stages that "
                            + queue.label()
                            + " does not have: 0x"
                            + Long.toHexString(stages)
                            + "; use Access.ALL, or a barrier on the queue that has them");
        }
        checkFeatures(queue, stages, command);
    }

    private static void checkFeatures(Queue queue, long stages, String command) {
        if ((stages & FEATURE_STAGES) != 0) {
            requireFeatures(queue, stages, command);
        }
    }

    private static void requireFeatures(Queue queue, long stages, String command) {
        if ((stages & TESSELLATION_STAGES) != 0) {
            queue.context().require(Feature.TESSELLATION_SHADER, command, " for tessellation");
        }
        if ((stages & BUILD_STAGE) != 0) {
            queue.context()
                    .require(
                            Feature.ACCELERATION_STRUCTURE,
                            command,
                            " for builds of acceleration structures");
        }
        if ((stages & RAY_TRACING_STAGE) != 0) {
            queue.context()
                    .require(Feature.RAY_TRACING_PIPELINE, command, " for ray tracing shaders");
        }
        if ((stages & TASK_STAGE) != 0) {
            queue.context().require(Feature.TASK_SHADER, command, " for task shaders");
        }
        if ((stages & MESH_STAGE) != 0) {
            queue.context().require(Feature.MESH_SHADER, command, " for mesh shaders");
        }
        if ((stages & CONDITIONAL_STAGE) != 0) {
            queue.context()
                    .require(Feature.CONDITIONAL_RENDERING, command, " for conditional rendering");
        }
    }

    /// Refuses to write depth or stencil where the recorder's queue has no graphics.
    static void checkDepthCopy(Queue queue, Image image, Object recorder) {
        if (queue.kind() != QueueKind.MAIN && !image.info().format().isColor()) {
            throw needsMain(
                    queue, "copyBufferToImage to " + image + " with depth or stencil", recorder);
        }
    }

    /// Refuses a resource that is declared for other queues: it waits for these alone, so that use
    /// on this one would go unseen (L7).
    static void checkDeclared(Queue queue, Counted resource, Object recorder) {
        if (!resource.isFor(queue.index())) {
            throw new UsageException(
                    resource.label()
                            + " is declared for "
                            + QueueKind.names(resource.queueMask())
                            + " alone, but "
                            + recorder
                            + " records for "
                            + queue.label()
                            + "; record it for a queue that it is declared for, or add this one"
                            + " to queues(…) of the BufferInfo or ImageInfo");
        }
    }

    private static UsageException refused(
            Queue queue, String command, Object recorder, String needed) {
        return new UsageException(
                command
                        + " was called on "
                        + recorder
                        + " for "
                        + queue.label()
                        + ", which cannot do that; record it for "
                        + needed);
    }
}
