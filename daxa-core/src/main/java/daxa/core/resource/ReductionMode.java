package daxa.core.resource;

/// How a linear filter makes one value of several texels. Source: `VkSamplerReductionMode`.
public enum ReductionMode {
    /// Their weighted mean.
    WEIGHTED_AVERAGE(0),
    /// The smallest of each component. Needs the feature `SAMPLER_FILTER_MINMAX`.
    MIN(1),
    /// The largest of each component. Needs the feature `SAMPLER_FILTER_MINMAX`.
    MAX(2);

    private final int value;

    ReductionMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the mode.
    ///
    /// @return the `VkSamplerReductionMode` value
    public int vulkanValue() {
        return value;
    }
}
