package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A compute shader, ready to be dispatched. A child of its device; recordings that name it hold on
/// to it. Made with `Device.createComputePipeline`.
@ThreadSafe
public final class ComputePipeline extends Pipeline {
    private final ComputePipelineInfo info;

    private ComputePipeline(ComputePipelineInfo info, PipelineObject object) {
        super(object);
        this.info = info;
    }

    private ComputePipeline(ComputePipeline other) {
        super(other);
        info = other.info;
    }

    /// Creates a pipeline; programs call `Device.createComputePipeline`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static ComputePipeline create(DeviceContext context, ComputePipelineInfo info) {
        return create(context, info, null);
    }

    /// Creates a pipeline with a cache; pipeline managers call it.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @param cache where the driver looks first, open until the call has returned; null for none
    /// @return the first reference
    @Internal
    public static ComputePipeline create(
            DeviceContext context, ComputePipelineInfo info, @Nullable PipelineCache cache) {
        ShaderBinary shader = info.shader();
        ShaderChecks.check(context, info);
        return first(
                new ComputePipeline(
                        info,
                        new PipelineObject(
                                context,
                                "ComputePipeline",
                                info.name(),
                                List.of(shader),
                                () ->
                                        context.driver()
                                                .createComputePipeline(
                                                        info.name(),
                                                        PipelineObject.describe(shader),
                                                        PipelineCache.handle(context, cache)))));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ComputePipeline retain() {
        return another(new ComputePipeline(this));
    }

    /// What the pipeline was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ComputePipelineInfo info() {
        object();
        return info;
    }
}
