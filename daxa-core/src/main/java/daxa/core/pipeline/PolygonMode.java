package daxa.core.pipeline;

/// How polygons are filled. Source: `VkPolygonMode`.
public enum PolygonMode {
    /// All of the polygon.
    FILL(0),
    /// Its edges. Needs the feature FILL_MODE_NON_SOLID.
    LINE(1),
    /// Its vertices. Needs the feature FILL_MODE_NON_SOLID.
    POINT(2);

    private final int value;

    PolygonMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkPolygonMode` value
    public int vulkanValue() {
        return value;
    }
}
