package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;

import org.jspecify.annotations.Nullable;

/// What Vulkan demands of images and views. Source: Vulkan 1.3 specification, valid usage of
/// `VkImageCreateInfo` and `VkImageViewCreateInfo`.
final class ImageRules {
    private static final int HOST_TRANSFER = 0x40_0000;
    private static final int USAGES = 0x3F | HOST_TRANSFER;

    /// `VkSampleCountFlags` of everything that can have several samples.
    static final int SAMPLES = 0xF;

    /// Feature bits that the usage bits need, by bit: transfer source and destination, sampled,
    /// storage, colour, depth and stencil.
    private static final long[] NEEDED = {0x4000, 0x8000, 0x1, 0x2, 0x80, 0x200};

    private static final int SAMPLED = 0x4;
    private static final int STORAGE = 0x8;
    private static final int ATTACHMENT = 0x30;

    private ImageRules() {}

    /// What is wrong with an image.
    ///
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(
            ImageDescription image, DeviceLimits limits, SimulatedAdapter adapter) {
        int most =
                switch (image.dimensions()) {
                    case 1 -> limits.maxImageDimension1D();
                    case 2 -> limits.maxImageDimension2D();
                    case 3 -> limits.maxImageDimension3D();
                    default -> 0;
                };
        if (most == 0) {
            return "has " + image.dimensions() + " dimensions (expected 1 to 3)";
        }
        boolean flat = image.dimensions() < 3 && image.depth() != 1;
        boolean thin = image.dimensions() < 2 && image.height() != 1;
        if (flat
                || thin
                || outside(image.width(), most)
                || outside(image.height(), most)
                || outside(image.depth(), most)) {
            return "of "
                    + image.dimensions()
                    + " dimensions has "
                    + image.width()
                    + "x"
                    + image.height()
                    + "x"
                    + image.depth()
                    + " texels (expected 1 to "
                    + most
                    + ")";
        }
        if ((image.usage() & ATTACHMENT) != 0
                && (image.width() > limits.maxFramebufferWidth()
                        || image.height() > limits.maxFramebufferHeight())) {
            return "is an attachment of "
                    + image.width()
                    + "x"
                    + image.height()
                    + " (expected up to "
                    + limits.maxFramebufferWidth()
                    + "x"
                    + limits.maxFramebufferHeight()
                    + ")";
        }
        int mostLayers = image.dimensions() == 3 ? 1 : limits.maxImageArrayLayers();
        if (outside(image.arrayLayers(), mostLayers)) {
            return "has " + image.arrayLayers() + " layers (expected 1 to " + mostLayers + ")";
        }
        int longest = Math.max(image.width(), Math.max(image.height(), image.depth()));
        int mostMips = Integer.SIZE - Integer.numberOfLeadingZeros(longest);
        if (outside(image.mipLevels(), mostMips)) {
            return "has " + image.mipLevels() + " mip levels (expected 1 to " + mostMips + ")";
        }
        return kindProblem(image, adapter);
    }

    private static @Nullable String kindProblem(ImageDescription image, SimulatedAdapter adapter) {
        int samples = image.samples();
        boolean multisampled = samples != 1;
        if (samples < 1 || samples > 8 || Integer.bitCount(samples) != 1) {
            return "has " + samples + " samples (expected 1, 2, 4 or 8)";
        }
        if (multisampled
                && (image.dimensions() != 2 || image.mipLevels() != 1 || image.cubeCompatible())) {
            return "of " + samples + " samples is not of 2 dimensions, one mip level and no cube";
        }
        if (image.cubeCompatible()
                && (image.dimensions() != 2
                        || image.width() != image.height()
                        || image.arrayLayers() < 6)) {
            return "is cube compatible without being square and of 6 layers";
        }
        if (image.usage() == 0 || (image.usage() & ~USAGES) != 0) {
            return "has usage 0x" + Integer.toHexString(image.usage());
        }
        long features = adapter.featuresOf(image.format());
        for (int viewFormat : image.viewFormats()) {
            if (Formats.blockBytes(viewFormat) != Formats.blockBytes(image.format())) {
                return "has view format " + viewFormat + ", which is not like " + image.format();
            }
            features |= adapter.featuresOf(viewFormat);
        }
        if (image.sliceViews() && image.dimensions() != 3) {
            return "has views of slices and " + image.dimensions() + " dimensions";
        }
        if ((image.usage() & HOST_TRANSFER) != 0 && (features & Formats.HOST_TRANSFER) == 0) {
            return "has a format that the adapter does not support for copies by the host";
        }
        for (int bit = 0; bit < NEEDED.length; bit++) {
            if ((image.usage() & 1 << bit) != 0 && (features & NEEDED[bit]) == 0) {
                return "has format "
                        + image.format()
                        + ", which the adapter does not support for usage 0x"
                        + Integer.toHexString(1 << bit);
            }
        }
        return null;
    }

    private static boolean outside(int value, int most) {
        return value < 1 || value > most;
    }

    /// Bytes of memory that an image takes.
    static long bytes(ImageDescription image) {
        int side = Formats.blockSide(image.format());
        long bytes = 0;
        for (int mip = 0; mip < image.mipLevels(); mip++) {
            bytes +=
                    blocks(image.width() >> mip, side)
                            * blocks(image.height() >> mip, side)
                            * Math.max(1, image.depth() >> mip);
        }
        return bytes * image.arrayLayers() * image.samples() * Formats.blockBytes(image.format());
    }

    private static long blocks(int texels, int side) {
        return (Math.max(1L, texels) + side - 1) / side;
    }

    /// What is wrong with a view.
    ///
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(ImageViewDescription view, ImageDescription image) {
        if (view.baseMip() < 0
                || view.mipCount() < 1
                || view.baseMip() > image.mipLevels() - view.mipCount()) {
            return "has mip levels from "
                    + view.baseMip()
                    + ", "
                    + view.mipCount()
                    + " of "
                    + image.mipLevels();
        }
        boolean flat = view.viewType() == 1 || view.viewType() == 5;
        boolean slices = image.sliceViews() && flat && view.mipCount() == 1;
        int layers = slices ? Math.max(1, image.depth() >> view.baseMip()) : image.arrayLayers();
        if (view.baseLayer() < 0
                || view.layerCount() < 1
                || view.baseLayer() > layers - view.layerCount()) {
            return "has layers from "
                    + view.baseLayer()
                    + ", "
                    + view.layerCount()
                    + " of "
                    + layers;
        }
        boolean typed =
                switch (view.viewType()) {
                    case 0 -> image.dimensions() == 1 && view.layerCount() == 1;
                    case 1 -> (image.dimensions() == 2 || slices) && view.layerCount() == 1;
                    case 2 -> image.dimensions() == 3;
                    case 3 -> image.cubeCompatible() && view.layerCount() == 6;
                    case 4 -> image.dimensions() == 1;
                    case 5 -> image.dimensions() == 2 || slices;
                    case 6 -> image.cubeCompatible() && view.layerCount() % 6 == 0;
                    default -> false;
                };
        if (!typed) {
            return "has view type "
                    + view.viewType()
                    + ", which does not fit "
                    + image.dimensions()
                    + " dimensions and "
                    + view.layerCount()
                    + " layers";
        }
        int aspects = Formats.aspects(image.format());
        if (view.aspects() == 0 || (view.aspects() & ~aspects) != 0) {
            return "has aspects " + view.aspects() + " (expected of " + aspects + ")";
        }
        if (view.usage() == 0 || (view.usage() & ~image.usage()) != 0) {
            return "has usage 0x"
                    + Integer.toHexString(view.usage())
                    + " (expected of 0x"
                    + Integer.toHexString(image.usage())
                    + ")";
        }
        if (slices && (view.usage() & (SAMPLED | STORAGE)) != 0) {
            return "sees slices as sampled or storage image";
        }
        if (view.swizzle() != 0 && view.usage() != SAMPLED) {
            return "changes the places of components of more than a sampled image";
        }
        if (view.format() != image.format() && !image.viewFormats().contains(view.format())) {
            return "has format " + view.format() + " (expected " + image.format() + ")";
        }
        return null;
    }
}
