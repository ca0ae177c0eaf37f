package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.QueueKind;

import java.util.EnumSet;
import java.util.Set;

/// What the native queues of the simulated hardware can do: those behind compute queues have no
/// graphics, those behind transfer queues copy and nothing else.
///
/// Source: "Supported Queue Types" under each command in the Vulkan specification, and the table of
/// supported pipeline stages.
final class QueueRules {
    private static final Set<DriverCall> GRAPHICS =
            EnumSet.range(DriverCall.BEGIN_RENDERING, DriverCall.DRAW_MULTI_INDEXED);
    private static final Set<DriverCall> COMPUTE =
            EnumSet.of(
                    DriverCall.SET_EVENT,
                    DriverCall.WAIT_EVENTS,
                    DriverCall.RESET_EVENT,
                    DriverCall.CLEAR_COLOR_IMAGE,
                    DriverCall.BIND_BINDLESS_SET,
                    DriverCall.BIND_PIPELINE,
                    DriverCall.PUSH_CONSTANTS,
                    DriverCall.DISPATCH,
                    DriverCall.DISPATCH_INDIRECT,
                    DriverCall.BUILD_ACCELERATION_STRUCTURES,
                    DriverCall.COPY_ACCELERATION_STRUCTURE,
                    DriverCall.WRITE_COMPACTED_SIZE,
                    DriverCall.TRACE_RAYS,
                    DriverCall.TRACE_RAYS_INDIRECT,
                    DriverCall.SET_RAY_TRACING_STACK_SIZE,
                    DriverCall.BEGIN_CONDITIONAL_RENDERING,
                    DriverCall.END_CONDITIONAL_RENDERING);

    static {
        GRAPHICS.addAll(
                EnumSet.of(
                        DriverCall.BLIT_IMAGE,
                        DriverCall.RESOLVE_IMAGE,
                        DriverCall.CLEAR_DEPTH_STENCIL_IMAGE));
    }

    // VkPipelineStageFlagBits2: top, transfer, bottom, host, all commands, and the parts of
    // transfer.
    private static final long ANY_STAGES =
            0x1L | 0x1000L | 0x2000L | 0x4000L | 0x1_0000L | 0xF_0000_0000L;
    // Indirect arguments, compute shaders, conditional rendering, ray tracing shaders, builds of
    // acceleration structures.
    private static final long COMPUTE_STAGES =
            ANY_STAGES | 0x2L | 0x800L | 0x4_0000L | 0x20_0000L | 0x200_0000L;

    private QueueRules() {}

    /// Whether a kind of queue can run a command.
    static boolean runs(QueueKind kind, DriverCall call) {
        return switch (kind) {
            case MAIN -> true;
            case COMPUTE -> !GRAPHICS.contains(call);
            case TRANSFER -> !GRAPHICS.contains(call) && !COMPUTE.contains(call);
        };
    }

    /// Whether a kind of queue has all of some stages.
    static boolean hasStages(QueueKind kind, long stages) {
        return switch (kind) {
            case MAIN -> true;
            case COMPUTE -> (stages & ~COMPUTE_STAGES) == 0;
            case TRANSFER -> (stages & ~ANY_STAGES) == 0;
        };
    }

    /// Whether a kind of queue can bind to a bind point of `VkPipelineBindPoint`.
    static boolean binds(QueueKind kind, int bindPoint) {
        return kind == QueueKind.MAIN
                || bindPoint == CommandDriver.COMPUTE
                || bindPoint == CommandDriver.RAY_TRACING;
    }
}
