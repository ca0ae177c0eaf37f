package daxa.core.resource;

import java.util.Set;

/// How rays see a geometry. Source: `VkGeometryFlagBitsKHR`.
public enum GeometryOption {
    /// It has no any-hit shaders: every hit counts.
    OPAQUE(0x1),
    /// The any-hit shader is called once at most for each of its primitives.
    NO_DUPLICATE_ANY_HIT(0x2);

    private final int bit;

    GeometryOption(int bit) {
        this.bit = bit;
    }

    /// The bit in Vulkan.
    ///
    /// @return `VkGeometryFlagBitsKHR`
    public int vulkanBit() {
        return bit;
    }

    static int bits(Set<GeometryOption> options) {
        return (options.contains(OPAQUE) ? OPAQUE.bit : 0)
                | (options.contains(NO_DUPLICATE_ANY_HIT) ? NO_DUPLICATE_ANY_HIT.bit : 0);
    }
}
