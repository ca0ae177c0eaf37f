package daxa.core.pipeline;

import java.util.List;
import java.util.stream.IntStream;

/// State that commands can change while a pipeline is bound. Binding the pipeline sets what its info
/// says. Viewport and scissor are always dynamic and stay as they are.
///
/// Source: `VkDynamicState`.
public enum DynamicState {
    /// Which faces are left out.
    CULL_MODE(1000267000),
    /// Which winding faces the viewer.
    FRONT_FACE(1000267001),
    /// How vertices become primitives, within points, lines or triangles.
    TOPOLOGY(1000267002),
    /// Whether the largest index ends a primitive.
    PRIMITIVE_RESTART(1000377004),
    /// Whether depth is tested and written, and when a fragment passes.
    DEPTH_TEST(1000267006, 1000267007, 1000267008),
    /// The depth bias, which is on then.
    DEPTH_BIAS(3),
    /// The depth bounds, which are tested then.
    DEPTH_BOUNDS(5),
    /// What the stencil test does.
    STENCIL_OP(1000267011),
    /// The masks of the stencil test.
    STENCIL_MASKS(6, 7),
    /// The reference value of the stencil test.
    STENCIL_REFERENCE(8),
    /// The constants of blending.
    BLEND_CONSTANTS(4),
    /// The width of lines.
    LINE_WIDTH(2);

    private final List<Integer> values;

    DynamicState(int... values) {
        this.values = IntStream.of(values).boxed().toList();
    }

    /// The numbers that Vulkan gives it.
    ///
    /// @return one or more `VkDynamicState` values
    public List<Integer> vulkanValues() {
        return values;
    }
}
