package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceContext;
import daxa.core.error.DaxaException;
import daxa.core.pipeline.PipelineCache;

import java.lang.System.Logger.Level;
import java.nio.file.Path;

/// The driver's own cache of pipelines, kept in the cache folder: a file for each device and
/// version of its driver.
@ThreadSafe
final class DriverCache implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");

    private final CacheFolder folder;
    private final Path file;
    private final PipelineCache cache;

    DriverCache(DeviceContext context, AdapterInfo adapter, CacheFolder folder, String name) {
        this.folder = folder;
        file =
                folder.file(
                        "driver-"
                                + new Fingerprint()
                                        .add(adapter.vendorId())
                                        .add(adapter.deviceId())
                                        .add(adapter.name())
                                        .add(adapter.driver())
                                        .add(adapter.uuid())
                                        .hex());
        byte[] data = folder.read(file, CheckedFile.Kind.DRIVER_CACHE);
        cache = PipelineCache.create(context, name, data == null ? new byte[0] : data);
    }

    /// Holds the cache open.
    ///
    /// @return a reference to be closed
    PipelineCache retain() {
        return cache.retain();
    }

    /// Writes what the driver has. Where it cannot say, what was written before stays.
    void save() {
        try {
            folder.write(file, CheckedFile.Kind.DRIVER_CACHE, cache.data());
        } catch (DaxaException e) {
            LOGGER.log(Level.INFO, "the driver's pipeline cache was not saved", e);
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
