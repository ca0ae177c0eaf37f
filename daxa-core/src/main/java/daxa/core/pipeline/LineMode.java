package daxa.core.pipeline;

/// How lines become fragments. Source: `VkLineRasterizationModeEXT`.
public enum LineMode {
    /// As the device likes it.
    DEFAULT(0),
    /// As rectangles. Needs the feature RECTANGULAR_LINES.
    RECTANGULAR(1),
    /// One texel in each column or row. Needs the feature BRESENHAM_LINES.
    BRESENHAM(2),
    /// As rectangles with smooth edges. Needs the feature SMOOTH_LINES.
    RECTANGULAR_SMOOTH(3);

    private final int value;

    LineMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkLineRasterizationModeEXT` value
    public int vulkanValue() {
        return value;
    }
}
