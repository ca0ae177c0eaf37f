package daxa.core.resource;

/// The colour that [AddressMode#CLAMP_TO_BORDER] returns. Source: `VkBorderColor`.
public enum BorderColor {
    /// Zeros.
    TRANSPARENT_BLACK(0),
    /// Zeros, of images with integers.
    INT_TRANSPARENT_BLACK(1),
    /// Black with alpha 1.
    OPAQUE_BLACK(2),
    /// Black with alpha 1, of images with integers.
    INT_OPAQUE_BLACK(3),
    /// Ones.
    OPAQUE_WHITE(4),
    /// Ones, of images with integers.
    INT_OPAQUE_WHITE(5);

    private final int value;

    BorderColor(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the colour.
    ///
    /// @return the `VkBorderColor` value
    public int vulkanValue() {
        return value;
    }
}
