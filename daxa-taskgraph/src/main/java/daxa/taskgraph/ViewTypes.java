package daxa.taskgraph;

import daxa.core.resource.ImageViewType;

import org.jspecify.annotations.Nullable;

/// Which types of views an image can have. Source: Vulkan 1.3 specification, valid usage of
/// `VkImageViewCreateInfo`.
final class ViewTypes {
    private ViewTypes() {}

    /// What is wrong with the type that a view asks for.
    ///
    /// @return the end of a message; null if it fits
    static @Nullable String problem(TaskView view) {
        ImageViewType type = view.properties.type();
        TaskImageInfo info = view.entry.image();
        if (type == null || info == null) {
            return null;
        }
        int layers = view.y1 - view.y0;
        if (isOfSlices(type, info)) {
            return type == ImageViewType.TWO_ARRAY && view.x1 - view.x0 == 1
                    ? null
                    : ": mips="
                            + (view.x1 - view.x0)
                            + " of an image with dimensions=3 (expected TWO_ARRAY, of one mip"
                            + " level)";
        }
        if (type.dimensions() != info.dimensions()) {
            return ", which has dimensions="
                    + info.dimensions()
                    + " (expected "
                    + type.dimensions()
                    + "); choose another type";
        }
        boolean isCube = type == ImageViewType.CUBE || type == ImageViewType.CUBE_ARRAY;
        if (isCube && (info.width() != info.height() || info.samples() != 1)) {
            return ": width="
                    + info.width()
                    + ", height="
                    + info.height()
                    + ", samples="
                    + info.samples()
                    + " (expected square, 1 sample)";
        }
        return fits(type, layers)
                ? null
                : ": layers="
                        + layers
                        + " (expected "
                        + expected(type)
                        + "); choose them by layers(first, count)";
    }

    /// Whether a view sees slices of three dimensions as layers.
    static boolean isOfSlices(@Nullable ImageViewType type, TaskImageInfo info) {
        return info.dimensions() == 3
                && (type == ImageViewType.TWO || type == ImageViewType.TWO_ARRAY);
    }

    private static boolean fits(ImageViewType type, int layers) {
        return switch (type) {
            case ONE, TWO, THREE -> layers == 1;
            case CUBE -> layers == 6;
            case CUBE_ARRAY -> layers % 6 == 0;
            case ONE_ARRAY, TWO_ARRAY -> true;
        };
    }

    private static String expected(ImageViewType type) {
        return switch (type) {
            case ONE, TWO, THREE -> "1";
            case CUBE -> "6";
            case CUBE_ARRAY -> "a multiple of 6";
            case ONE_ARRAY, TWO_ARRAY -> "any";
        };
    }
}
