package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

/// What the driver keeps of pipelines, so that it makes equal ones faster. A child of its device.
/// Only `PipelineManager` makes them; pipelines that were made with one outlive it.
@Internal
@ThreadSafe
public final class PipelineCache extends Reference {
    private PipelineCache(PipelineCacheObject object) {
        super(object);
    }

    private PipelineCache(PipelineCache other) {
        super(other);
    }

    /// Creates a cache.
    ///
    /// @param context the device
    /// @param name its name
    /// @param data what [#data()] gave before; ignored where it is of another device or driver
    /// @return the first reference
    public static PipelineCache create(DeviceContext context, String name, byte[] data) {
        return first(new PipelineCache(new PipelineCacheObject(context, name, data)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public PipelineCache retain() {
        return another(new PipelineCache(this));
    }

    /// What is in it now.
    ///
    /// @return bytes for another run on the same device and driver
    /// @throws daxa.core.error.ClosedException if this reference is closed
    /// @throws daxa.core.error.VulkanException if the driver fails
    public byte[] data() {
        return ((PipelineCacheObject) object()).data();
    }

    /// The native cache, for foreign code.
    ///
    /// @return the `VkPipelineCache`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return ((PipelineCacheObject) object()).cache;
    }

    /// The handle of a cache, if there is one. It has to stay open while the handle is used.
    static long handle(DeviceContext context, @Nullable PipelineCache cache) {
        return cache == null ? 0 : ((PipelineCacheObject) context.own(cache)).cache;
    }
}
