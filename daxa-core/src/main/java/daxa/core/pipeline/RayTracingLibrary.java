package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Shader groups that are compiled once and linked into several ray tracing pipelines. It traces
/// nothing itself. A child of its device, and of its own libraries; the parent of the pipelines
/// that it is linked into. Made with `Device.createRayTracingLibrary`.
@ThreadSafe
public final class RayTracingLibrary extends Reference {
    private final RayTracingPipelineInfo info;
    private final List<ShaderGroup> groups;

    private RayTracingLibrary(RayTracingObject object) {
        super(object);
        info = object.info;
        groups = object.groups;
    }

    private RayTracingLibrary(RayTracingLibrary other) {
        super(other);
        info = other.info;
        groups = other.groups;
    }

    /// Creates a library; programs call `Device.createRayTracingLibrary`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static RayTracingLibrary create(DeviceContext context, RayTracingPipelineInfo info) {
        return create(context, info, null);
    }

    /// Creates a library with a cache; pipeline managers call it.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @param cache where the driver looks first, open until the call has returned; null for none
    /// @return the first reference
    @Internal
    public static RayTracingLibrary create(
            DeviceContext context, RayTracingPipelineInfo info, @Nullable PipelineCache cache) {
        return first(
                new RayTracingLibrary(
                        RayTracingObject.create(context, "RayTracingLibrary", info, true, cache)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RayTracingLibrary retain() {
        return another(new RayTracingLibrary(this));
    }

    /// What the library was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RayTracingPipelineInfo info() {
        object();
        return info;
    }

    /// The native library, for foreign code.
    ///
    /// @return the `VkPipeline`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return ((RayTracingObject) object()).pipeline;
    }

    /// All groups, by their numbers: its own, then those of its libraries.
    ///
    /// @return an immutable list
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public List<ShaderGroup> groups() {
        object();
        return groups;
    }
}
