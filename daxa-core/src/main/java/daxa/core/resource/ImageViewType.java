package daxa.core.resource;

/// How shaders see an image. Source: `VkImageViewType`.
public enum ImageViewType {
    /// One dimension.
    ONE(0, 1),
    /// Two dimensions.
    TWO(1, 2),
    /// Three dimensions.
    THREE(2, 3),
    /// Six layers as the faces of a cube.
    CUBE(3, 2),
    /// One dimension with layers.
    ONE_ARRAY(4, 1),
    /// Two dimensions with layers.
    TWO_ARRAY(5, 2),
    /// Cubes in layers, six each.
    CUBE_ARRAY(6, 2);

    private final int value;
    private final int dimensions;

    ImageViewType(int value, int dimensions) {
        this.value = value;
        this.dimensions = dimensions;
    }

    /// The number that Vulkan gives the type.
    ///
    /// @return the `VkImageViewType` value
    public int vulkanValue() {
        return value;
    }

    /// The dimensions of an image that can be seen so.
    ///
    /// @return 1, 2 or 3
    public int dimensions() {
        return dimensions;
    }
}
