package daxa.core.resource;

/// What a sampler returns outside of the image. Source: `VkSamplerAddressMode`.
public enum AddressMode {
    /// The image repeats.
    REPEAT(0),
    /// The image repeats, mirrored each second time.
    MIRRORED_REPEAT(1),
    /// The texels at the edge.
    CLAMP_TO_EDGE(2),
    /// The border colour.
    CLAMP_TO_BORDER(3),
    /// The image mirrored once, then the texels at the edge. Needs the feature
    /// `SAMPLER_MIRROR_CLAMP_TO_EDGE`.
    MIRROR_CLAMP_TO_EDGE(4);

    private final int value;

    AddressMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the mode.
    ///
    /// @return the `VkSamplerAddressMode` value
    public int vulkanValue() {
        return value;
    }
}
