package daxa.core.command;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.ImageRegion;
import daxa.core.error.UsageException;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Copies between host memory and images that the host does itself. Programs call
/// `Device.copyToImage` and `Device.copyFromImage`.
@Internal
@ThreadSafe
public final class HostCopies {
    private static final Thread OTHER = Thread.ofPlatform().unstarted(() -> {});
    private static final long ALIGNMENT = 16;

    private HostCopies() {}

    /// Copies memory to an image.
    ///
    /// @param context the device
    /// @param source the texels, tightly packed
    /// @param image the image
    /// @param area which texels
    public static void write(
            DeviceContext context, MemorySegment source, Image image, ImageArea area) {
        ImageRegion region = region("copyToImage", context, image, area, source);
        String name = image.name();
        long handle = image.nativeHandle();
        if (isSafe(source)) {
            context.driver().copyMemoryToImage(name, source.address(), handle, region);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(area.bytes(image.info()), ALIGNMENT);
            copy.copyFrom(source.asSlice(0, copy.byteSize()));
            context.driver().copyMemoryToImage(name, copy.address(), handle, region);
        }
    }

    /// Copies an image to memory.
    ///
    /// @param context the device
    /// @param image the image
    /// @param area which texels
    /// @param target where they go, tightly packed
    public static void read(
            DeviceContext context, Image image, ImageArea area, MemorySegment target) {
        ImageRegion region = region("copyFromImage", context, image, area, target);
        if (target.isReadOnly()) {
            throw new UsageException(
                    "copyFromImage of " + image + ": the target is read-only memory");
        }
        String name = image.name();
        long handle = image.nativeHandle();
        if (isSafe(target)) {
            context.driver().copyImageToMemory(name, handle, target.address(), region);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(area.bytes(image.info()), ALIGNMENT);
            context.driver().copyImageToMemory(name, handle, copy.address(), region);
            MemorySegment.copy(copy, 0, target, 0, copy.byteSize());
        }
    }

    // Memory that another thread could free meanwhile must never crash the driver.
    private static boolean isSafe(MemorySegment memory) {
        return memory.isNative()
                && (memory.scope().equals(Arena.global().scope()) || !memory.isAccessibleBy(OTHER))
                && memory.scope().isAlive()
                && memory.isAccessibleBy(Thread.currentThread());
    }

    private static ImageRegion region(
            String command,
            DeviceContext context,
            Image image,
            ImageArea area,
            MemorySegment memory) {
        context.own(image);
        ImageInfo info = TransferRegion.checkImage(image, ImageUsage.HOST_TRANSFER, command);
        TransferRegion.checkBufferCopy(image, command);
        long bytes = area.bytes(info);
        if (memory.byteSize() < bytes) {
            throw new UsageException(
                    command
                            + " of "
                            + image
                            + ": memory of "
                            + memory.byteSize()
                            + " bytes (expected at least "
                            + bytes
                            + " for "
                            + area
                            + ")");
        }
        TransferRegion region = new TransferRegion();
        region.setSource(info, area);
        return region.driver;
    }
}
