package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.NativeImage;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The counted object behind [Image] references.
@ThreadSafe
final class ImageObject extends Counted implements InMemory {
    // By the bits of a usage.
    private static final long[] NEEDED_FEATURES = neededFeatures();

    final BindlessTable table;
    final ImageInfo info;
    final long handle;
    private final @Nullable NativeImage owned;
    private final @Nullable MemoryBlockObject block;
    private final @Nullable ForeignImage foreign;

    // Guarded by the lock of the device's images.
    Images.@Nullable Row row;
    @Nullable ImageObject previousInRow;
    @Nullable ImageObject nextInRow;

    /// An image with memory of its own, or in a block.
    ImageObject(
            BindlessTable table, ImageInfo info, @Nullable MemoryBlockObject block, long offset) {
        super(
                table.context().lifetimes(),
                info.name(),
                info.queueMask(),
                MemoryBlockObject.parents(table, block));
        this.table = table;
        this.info = info;
        this.block = block;
        this.foreign = null;
        try {
            owned = create(table.context(), info, check(table, info), block, offset);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        handle = owned.handle();
        boolean hostTransfer = isHostTransfer(info);
        if (hostTransfer) {
            toGeneral(owned);
        }
        table.addImage(this, !hostTransfer);
    }

    static boolean isHostTransfer(ImageInfo info) {
        return info.usage().contains(ImageUsage.HOST_TRANSFER);
    }

    // So that the host can write to it before any submit.
    private void toGeneral(NativeImage made) {
        try {
            table.context().driver().imageToGeneral(name(), handle, info.format().vulkanAspects());
        } catch (RuntimeException e) {
            table.context().driver().destroyImage(made.handle(), made.allocation());
            if (block != null) {
                block.vacate(this);
            }
            abandon();
            throw e;
        }
    }

    private NativeImage create(
            DeviceContext context,
            ImageInfo info,
            ImageDescription description,
            @Nullable MemoryBlockObject block,
            long offset) {
        DeviceDriver driver = context.driver();
        if (block == null) {
            MemoryBlockObject.checkOwnMemory(this, info.options());
            return driver.createImage(description);
        }
        block.place(this, driver.imageRequirements(description), offset, info.options());
        try {
            return driver.placeImage(description, block.memory, offset);
        } catch (RuntimeException e) {
            block.vacate(this);
            throw e;
        }
    }

    /// Refuses an image that the device cannot have.
    ///
    /// @return what the driver shall create
    static ImageDescription check(BindlessTable table, ImageInfo info) {
        ImageDescription description = describe(table.context(), info);
        checkLimits(table.context().limits(), info, description.usage());
        if (isFor(description.usage(), ImageUsage.HOST_TRANSFER)
                && !table.context().has(Feature.HOST_IMAGE_COPY)) {
            throw new UsageException(
                    "Image '"
                            + info.name()
                            + "': usage=HOST_TRANSFER needs the feature HOST_IMAGE_COPY"
                            + " (hostImageCopy), which device '"
                            + table.context().name()
                            + "' was not created with; ask for it with DeviceInfo.require");
        }
        checkFormat(table, info, description.usage());
        if (info.samples() > 1) {
            checkSamples(table.context(), info, description);
        }
        return description;
    }

    private static void checkSamples(
            DeviceContext context, ImageInfo info, ImageDescription description) {
        if (info.usage().contains(ImageUsage.STORAGE)
                && !context.has(Feature.STORAGE_IMAGE_MULTISAMPLE)) {
            throw new UsageException(
                    "Image '"
                            + info.name()
                            + "': samples="
                            + info.samples()
                            + " with usage=STORAGE needs the feature STORAGE_IMAGE_MULTISAMPLE"
                            + " (shaderStorageImageMultisample), which device '"
                            + context.name()
                            + "' lacks");
        }
        int counts = context.driver().sampleCounts(description);
        if ((counts & info.samples()) == 0) {
            throw new UsageException(
                    "Image '"
                            + info.name()
                            + "': samples="
                            + info.samples()
                            + " (expected one of "
                            + FormatCapabilities.list(counts)
                            + " for format="
                            + info.format()
                            + " and this usage on this device)");
        }
    }

    /// An image that belongs to something else, such as a swapchain.
    ImageObject(BindlessTable table, ImageInfo info, long handle, Counted... parents) {
        super(table.context().lifetimes(), info.name(), info.queueMask(), parents);
        this.table = table;
        this.info = info;
        this.handle = handle;
        this.owned = null;
        this.block = null;
        this.foreign = null;
        table.addImage(this, false);
    }

    /// An image made elsewhere.
    ImageObject(BindlessTable table, ImageInfo info, ForeignImage foreign) {
        super(
                table.context().lifetimes(),
                info.name(),
                info.queueMask(),
                table.context().deviceAsParent());
        this.table = table;
        this.info = info;
        this.block = null;
        this.foreign = foreign;
        this.handle = foreign.handle();
        this.owned = new NativeImage(handle, 0, 0, 0);
        try {
            ImageDescription description = check(table, info);
            MemoryBlockObject.checkForeign(this, info.options());
            table.context().driver().adoptImage(description, foreign.layout(), handle);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        table.addImage(this, foreign.needsTransition());
    }

    /// The layout that it is in before its first submit.
    int firstLayout() {
        return foreign == null ? 0 : foreign.layout();
    }

    /// The image as drivers take it.
    private static ImageDescription describe(DeviceContext context, ImageInfo info) {
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
                        && info.samples() == 1
                        && info.width() <= context.limits().maxImageDimensionCube(),
                info.sliceViews(),
                info.options().contains(MemoryOption.ALIASED),
                info.options().contains(MemoryOption.DEDICATED),
                viewFormats(info));
    }

    private static List<Integer> viewFormats(ImageInfo info) {
        return info.viewFormats().isEmpty()
                ? List.of()
                : info.viewFormats().stream().map(Format::vulkanValue).sorted().toList();
    }

    private static void checkLimits(DeviceLimits limits, ImageInfo info, int usage) {
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
        if (isAttachment(usage)
                && (info.width() > limits.maxFramebufferWidth()
                        || info.height() > limits.maxFramebufferHeight())) {
            throw new UsageException(
                    "Image '"
                            + info.name()
                            + "': extent="
                            + info.width()
                            + "x"
                            + info.height()
                            + " (expected up to "
                            + limits.maxFramebufferWidth()
                            + "x"
                            + limits.maxFramebufferHeight()
                            + " on this device for an attachment)");
        }
    }

    private static boolean isAttachment(int usage) {
        return isFor(usage, ImageUsage.COLOR_ATTACHMENT)
                || isFor(usage, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
    }

    private static boolean isFor(int usage, ImageUsage wanted) {
        return (usage & wanted.vulkanBit()) != 0;
    }

    // A usage must be possible with the image's own format, or with one that its views can have.
    private static void checkFormat(BindlessTable table, ImageInfo info, int usage) {
        long features = table.formatFeatures(info.format());
        if (!info.viewFormats().isEmpty()) {
            for (Format format : info.viewFormats()) {
                features |= table.formatFeatures(format);
            }
        }
        long needed = NEEDED_FEATURES[usage & (NEEDED_FEATURES.length - 1)];
        if (isFor(usage, ImageUsage.HOST_TRANSFER)) {
            needed |= neededFeatures(ImageUsage.HOST_TRANSFER);
        }
        if ((features & needed) != needed) {
            throw notPossible(info, features);
        }
    }

    private static UsageException notPossible(ImageInfo info, long features) {
        ImageUsage wrong =
                info.usage().stream()
                        .filter(usage -> !isPossible(features, usage))
                        .findFirst()
                        .orElseThrow();
        return new UsageException(
                "Image '"
                        + info.name()
                        + "': format="
                        + info.format()
                        + " cannot be used as "
                        + wrong
                        + " on this device; choose another format or usage");
    }

    private static long[] neededFeatures() {
        ImageUsage[] usages = ImageUsage.values();
        // But for that of copies by the host, whose bit is far from the others.
        long[] needed = new long[1 << (usages.length - 1)];
        for (int bits = 0; bits < needed.length; bits++) {
            for (ImageUsage usage : usages) {
                needed[bits] |= (bits & usage.vulkanBit()) == 0 ? 0 : neededFeatures(usage);
            }
        }
        return needed;
    }

    /// Whether a format with these features can be used so.
    static boolean isPossible(long features, ImageUsage usage) {
        long needed = neededFeatures(usage);
        return (features & needed) == needed;
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
            case HOST_TRANSFER -> 0x4000_0000_0000L;
        };
    }

    /// Whether it belongs to something else, such as a swapchain.
    boolean isBorrowed() {
        return owned == null;
    }

    @Override
    protected boolean destroy() {
        table.removeImage(this);
        if (foreign != null) {
            release(foreign);
        } else if (owned != null) {
            table.context().driver().destroyImage(owned.handle(), owned.allocation());
            if (block != null) {
                block.vacate(this);
            }
        }
        return true;
    }

    private void release(ForeignImage image) {
        table.context().driver().releaseImage(handle, image.owned());
        released(image.onRelease());
    }

    @Override
    protected boolean isTabled() {
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

    @Override
    public int heap() {
        return owned == null ? 0 : owned.heap();
    }
}
