package daxa.core.pipeline;

/// How vertices become primitives. Source: `VkPrimitiveTopology`.
public enum Topology {
    /// Each vertex is a point.
    POINTS(0),
    /// Each two vertices are a line.
    LINES(1),
    /// Each vertex after the first ends a line.
    LINE_STRIP(2),
    /// Each three vertices are a triangle.
    TRIANGLES(3),
    /// Each vertex after the second ends a triangle.
    TRIANGLE_STRIP(4),
    /// All triangles share the first vertex.
    TRIANGLE_FAN(5),
    /// As many vertices as a patch has control points are a patch, which is tessellated.
    PATCHES(10);

    private final int value;

    Topology(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkPrimitiveTopology` value
    public int vulkanValue() {
        return value;
    }

    /// What it makes, whatever the order of vertices.
    ///
    /// @return [#POINTS], [#LINES], [#TRIANGLES] or [#PATCHES]
    public Topology kind() {
        return switch (this) {
            case POINTS -> POINTS;
            case LINES, LINE_STRIP -> LINES;
            case TRIANGLES, TRIANGLE_STRIP, TRIANGLE_FAN -> TRIANGLES;
            case PATCHES -> PATCHES;
        };
    }
}
