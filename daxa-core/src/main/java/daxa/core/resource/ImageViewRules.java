package daxa.core.resource;

import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;

import java.util.EnumSet;
import java.util.Set;

/// What is demanded of views, and what they can be used for. Source: Vulkan 1.3 specification,
/// valid usage of `VkImageViewCreateInfo`.
final class ImageViewRules {
    private static final Set<ImageUsage> SEEN =
            EnumSet.of(
                    ImageUsage.SAMPLED,
                    ImageUsage.STORAGE,
                    ImageUsage.COLOR_ATTACHMENT,
                    ImageUsage.DEPTH_STENCIL_ATTACHMENT);

    private ImageViewRules() {}

    /// Refuses a view that does not fit its image.
    static void check(DeviceContext context, ImageViewInfo view, ImageInfo image) {
        boolean slices = isOfSlices(view, image);
        range(view, "mips", view.baseMip(), view.mipCount(), image.mipLevels());
        if (slices) {
            int depth = image.mipDepth(view.baseMip());
            range(view, "slices", view.baseLayer(), view.layerCount(), depth);
            if (view.mipCount() != 1) {
                throw refusal(
                        view,
                        "mipCount="
                                + view.mipCount()
                                + " (expected 1, where a two-dimensional view sees slices)");
            }
        } else {
            range(view, "layers", view.baseLayer(), view.layerCount(), image.arrayLayers());
        }
        checkType(context, view, image, slices);
        if (view.format() != image.format() && !image.viewFormats().contains(view.format())) {
            throw refusal(
                    view,
                    "format="
                            + view.format()
                            + " (expected "
                            + image.format()
                            + ", the format of Image '"
                            + image.name()
                            + "', or one of its viewFormats="
                            + image.viewFormats()
                            + ")");
        }
        if (view.aspect().vulkanAspects(view.format()) == 0) {
            throw refusal(
                    view, "aspect=" + view.aspect() + ", which format=" + view.format() + " lacks");
        }
    }

    private static boolean isOfSlices(ImageViewInfo view, ImageInfo image) {
        return image.sliceViews()
                && (view.type() == ImageViewType.TWO || view.type() == ImageViewType.TWO_ARRAY);
    }

    private static void checkType(
            DeviceContext context, ImageViewInfo view, ImageInfo image, boolean slices) {
        ImageViewType type = view.type();
        if (type.dimensions() != image.dimensions() && !slices) {
            throw refusal(
                    view,
                    "type="
                            + type
                            + " does not fit Image '"
                            + image.name()
                            + "' with dimensions="
                            + image.dimensions()
                            + (image.dimensions() == 3 && type.dimensions() == 2
                                    ? "; create the image with withSliceViews(true)"
                                    : ""));
        }
        boolean cube = type == ImageViewType.CUBE || type == ImageViewType.CUBE_ARRAY;
        boolean layersFit =
                switch (type) {
                    case ONE, TWO, THREE -> view.layerCount() == 1;
                    case CUBE -> view.layerCount() == 6;
                    case CUBE_ARRAY -> view.layerCount() % 6 == 0;
                    case ONE_ARRAY, TWO_ARRAY -> true;
                };
        int most = context.limits().maxImageDimensionCube();
        if (!layersFit
                || (cube
                        && (image.width() != image.height()
                                || image.samples() != 1
                                || image.width() > most))) {
            throw refusal(
                    view,
                    "type="
                            + type
                            + " does not fit layerCount="
                            + view.layerCount()
                            + ", width="
                            + image.width()
                            + ", height="
                            + image.height()
                            + (cube
                                    ? ", samples="
                                            + image.samples()
                                            + " (expected 6 layers for each cube, square, 1 sample,"
                                            + " up to "
                                            + most
                                            + " texels)"
                                    : ""));
        }
        if (type == ImageViewType.CUBE_ARRAY && !context.has(Feature.IMAGE_CUBE_ARRAY)) {
            throw refusal(
                    view,
                    "type="
                            + type
                            + " needs the feature IMAGE_CUBE_ARRAY (imageCubeArray), which device '"
                            + context.name()
                            + "' lacks");
        }
    }

    private static void range(ImageViewInfo view, String what, int base, int count, int max) {
        if (base < 0 || count <= 0 || count > max - base) {
            throw refusal(
                    view,
                    what
                            + "="
                            + base
                            + " and "
                            + count
                            + " more (expected within the "
                            + max
                            + " of Image '"
                            + view.image().name()
                            + "')");
        }
    }

    private static UsageException refusal(ImageViewInfo view, String problem) {
        return new UsageException("ImageView '" + view.name() + "': " + problem);
    }

    /// What a view can be used for: what its image can, as far as the view's format and kind allow.
    ///
    /// @throws UsageException if that is nothing
    static Set<ImageUsage> usage(BindlessTable table, ImageViewInfo view, ImageInfo image) {
        Set<ImageUsage> usage = EnumSet.copyOf(image.usage());
        if (view.format() != image.format()) {
            long features = table.formatFeatures(view.format());
            usage.removeIf(each -> !ImageObject.isPossible(features, each));
        }
        if (isOfSlices(view, image)) {
            usage.remove(ImageUsage.SAMPLED);
            usage.remove(ImageUsage.STORAGE);
        }
        if (!view.swizzle().equals(Swizzle.IDENTITY)) {
            usage.retainAll(EnumSet.of(ImageUsage.SAMPLED));
        }
        if (usage.stream().noneMatch(SEEN::contains)) {
            throw refusal(
                    view,
                    "nothing can be done with it: usage="
                            + EnumSet.copyOf(image.usage())
                            + " of Image '"
                            + image.name()
                            + "', view format="
                            + view.format()
                            + ", swizzle="
                            + (view.swizzle().equals(Swizzle.IDENTITY) ? "identity" : "changed")
                            + " (expected SAMPLED, or with the identity swizzle STORAGE or an"
                            + " attachment"
                            + (isOfSlices(view, image) ? "; slices are attachments only)" : ")"));
        }
        return usage;
    }
}
