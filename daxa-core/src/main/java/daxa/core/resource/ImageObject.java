package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.NativeImage;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;

import org.jspecify.annotations.Nullable;

/// The counted object behind [Image] references.
@ThreadSafe
final class ImageObject extends Counted {
    final BindlessTable table;
    final ImageInfo info;
    final long handle;
    private final @Nullable NativeImage owned;

    /// An image with memory of its own.
    ImageObject(BindlessTable table, ImageInfo info) {
        super(
                table.context().lifetimes(),
                info.name(),
                Lifetimes.ALL_QUEUES,
                table.context().deviceAsParent());
        this.table = table;
        this.info = info;
        try {
            DeviceContext context = table.context();
            checkLimits(context.limits(), info);
            checkFormat(context.driver().formatFeatures(info.format().vulkanValue()), info);
            owned = context.driver().createImage(describe(info));
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        handle = owned.handle();
        table.undefinedLayout(this);
    }

    /// An image that belongs to something else, such as a swapchain.
    ImageObject(BindlessTable table, ImageInfo info, long handle, Counted... parents) {
        super(table.context().lifetimes(), info.name(), Lifetimes.ALL_QUEUES, parents);
        this.table = table;
        this.info = info;
        this.handle = handle;
        this.owned = null;
    }

    private static ImageDescription describe(ImageInfo info) {
        return new ImageDescription(
                info.name(),
                info.dimensions(),
                info.format().vulkanValue(),
                info.width(),
                info.height(),
                info.depth(),
                info.mipLevels(),
                info.arrayLayers(),
                info.samples(),
                ImageUsage.vulkanBits(info.usage()),
                info.dimensions() == 2
                        && info.arrayLayers() >= 6
                        && info.width() == info.height()
                        && info.samples() == 1);
    }

    private static void checkLimits(DeviceLimits limits, ImageInfo info) {
        int max =
                switch (info.dimensions()) {
                    case 1 -> limits.maxImageDimension1D();
                    case 2 -> limits.maxImageDimension2D();
                    default -> limits.maxImageDimension3D();
                };
        int largest = Math.max(info.width(), Math.max(info.height(), info.depth()));
        if (largest > max || info.arrayLayers() > limits.maxImageArrayLayers()) {
            throw new UsageException(
                    "Image '"
                            + info.name()
                            + "': extent="
                            + info.width()
                            + "x"
                            + info.height()
                            + "x"
                            + info.depth()
                            + ", arrayLayers="
                            + info.arrayLayers()
                            + " (expected up to "
                            + max
                            + " and "
                            + limits.maxImageArrayLayers()
                            + " on this device)");
        }
    }

    private static void checkFormat(long features, ImageInfo info) {
        for (ImageUsage usage : info.usage()) {
            long needed = neededFeatures(usage);
            if ((features & needed) != needed) {
                throw new UsageException(
                        "Image '"
                                + info.name()
                                + "': format="
                                + info.format()
                                + " cannot be used as "
                                + usage
                                + " on this device; choose another format or usage");
            }
        }
    }

    // Source: VkFormatFeatureFlagBits2.
    private static long neededFeatures(ImageUsage usage) {
        return switch (usage) {
            case SAMPLED -> 0x1L;
            case STORAGE -> 0x2L;
            case COLOR_ATTACHMENT -> 0x80L;
            case DEPTH_STENCIL_ATTACHMENT -> 0x200L;
            case TRANSFER_SRC -> 0x4000L;
            case TRANSFER_DST -> 0x8000L;
        };
    }

    /// Whether it belongs to something else, such as a swapchain.
    boolean isBorrowed() {
        return owned == null;
    }

    @Override
    protected boolean destroy() {
        if (owned != null) {
            table.context().driver().destroyImage(owned.handle(), owned.allocation());
        }
        return true;
    }

    @Override
    public String typeName() {
        return "Image";
    }

    @Override
    public long bytes() {
        return owned == null ? 0 : owned.allocatedBytes();
    }
}
