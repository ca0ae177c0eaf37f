package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Reference;

/// Shaders that are ready to run: a [ComputePipeline], a [RasterPipeline] or a
/// [RayTracingPipeline].
@ThreadSafe
public abstract sealed class Pipeline extends Reference
        permits ComputePipeline, RasterPipeline, RayTracingPipeline {
    // The object's own, which commands ask for again and again.
    private final PushConstants pushConstants;
    private final long handle;

    Pipeline(PipelineObject object) {
        super(object);
        pushConstants = object.pushConstants;
        handle = object.pipeline;
    }

    Pipeline(Pipeline other) {
        super(other);
        pushConstants = other.pushConstants;
        handle = other.handle;
    }

    /// Bytes of push constants that its shaders read.
    ///
    /// @return bytes, from 0 to 128
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int pushConstantSize() {
        return pushConstants().size();
    }

    /// The push constants that its shaders read.
    ///
    /// @return what can be compared with a record
    /// @throws daxa.core.error.ClosedException if this reference is closed
    @Internal
    public PushConstants pushConstants() {
        object();
        return pushConstants;
    }

    /// The native pipeline, for foreign code.
    ///
    /// @return the `VkPipeline`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        object();
        return handle;
    }
}
