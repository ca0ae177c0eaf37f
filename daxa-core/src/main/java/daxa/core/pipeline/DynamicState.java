package daxa.core.pipeline;

import java.util.List;
import java.util.stream.IntStream;

/// State that commands can change while a pipeline is bound. Binding the pipeline sets what its
/// info says. Viewport and scissor are always dynamic and stay as they are.
///
/// Source: `VkDynamicState`.
public enum DynamicState {
    /// Which faces are left out.
    CULL_MODE(1000267000, 1),
    /// Which winding faces the viewer.
    FRONT_FACE(1000267001, 1),
    /// How vertices become primitives, within points, lines or triangles.
    TOPOLOGY(1000267002, 1),
    /// Whether the largest index ends a primitive.
    PRIMITIVE_RESTART(1000377004, 1),
    /// Whether depth is tested and written, and when a fragment passes.
    DEPTH_TEST(1000267006, 3),
    /// The depth bias, which is on then.
    DEPTH_BIAS(3, 1),
    /// The depth bounds, which are tested then.
    DEPTH_BOUNDS(5, 1),
    /// What the stencil test does.
    STENCIL_OP(1000267011, 1),
    /// The masks of the stencil test.
    STENCIL_MASKS(6, 2),
    /// The reference value of the stencil test.
    STENCIL_REFERENCE(8, 1),
    /// The constants of blending.
    BLEND_CONSTANTS(4, 1),
    /// The width of lines.
    LINE_WIDTH(2, 1);

    private final int first;
    private final int count;

    DynamicState(int first, int count) {
        this.first = first;
        this.count = count;
    }

    /// The numbers that Vulkan gives it.
    ///
    /// @return one or more `VkDynamicState` values
    public List<Integer> vulkanValues() {
        return IntStream.range(first, first + count).boxed().toList();
    }
}
