package daxa.core.present;

/// What the numbers in a presented image mean as light. Source: `VkColorSpaceKHR`.
public enum ColorSpace {
    /// The usual one: sRGB, with its curve. Every surface offers it.
    SRGB(0),
    /// The wider colours of Display P3, with the curve of sRGB.
    DISPLAY_P3(1_000_104_001),
    /// The colours of sRGB without a curve, where 1 is the usual white and more is brighter; for
    /// formats with floats.
    EXTENDED_SRGB_LINEAR(1_000_104_002),
    /// HDR10: the colours of BT.2020 with the curve of SMPTE ST 2084.
    HDR10_ST2084(1_000_104_008),
    /// The colours of BT.2020 with the curve Hybrid Log Gamma.
    HDR10_HLG(1_000_104_010);

    private final int value;

    ColorSpace(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the colour space.
    ///
    /// @return the `VkColorSpaceKHR` value
    public int vulkanValue() {
        return value;
    }
}
