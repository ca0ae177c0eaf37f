package daxa.core.resource;

/// How texels are combined. Source: `VkFilter`.
public enum Filter {
    /// The nearest texel.
    NEAREST(0),
    /// A weighted mean of the nearest texels.
    LINEAR(1);

    private final int value;

    Filter(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the filter.
    ///
    /// @return the `VkFilter` value
    public int vulkanValue() {
        return value;
    }
}
