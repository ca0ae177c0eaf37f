package daxa.core.resource;

/// The colour that [AddressMode#CLAMP_TO_BORDER] returns. Source: `VkBorderColor`.
public enum BorderColor {
    /// Zeros.
    TRANSPARENT_BLACK(0),
    /// Black with alpha 1.
    OPAQUE_BLACK(2),
    /// Ones.
    OPAQUE_WHITE(4);

    private final int value;

    BorderColor(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the colour, of the floating-point kind.
    ///
    /// @return the `VkBorderColor` value
    public int vulkanValue() {
        return value;
    }
}
