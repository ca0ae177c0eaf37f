package daxa.core.pipeline;

/// Which texels a primitive covers. Source: `VkConservativeRasterizationModeEXT`.
public enum ConservativeMode {
    /// Each texel that the primitive touches.
    OVERESTIMATE(1),
    /// Each texel that lies inside of the primitive. Not every device can do that.
    UNDERESTIMATE(2);

    private final int value;

    ConservativeMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkConservativeRasterizationModeEXT` value
    public int vulkanValue() {
        return value;
    }
}
