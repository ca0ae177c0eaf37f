package daxa.core.resource;

/// How rays see an instance. Source: `VkGeometryInstanceFlagBitsKHR`.
public enum InstanceOption {
    /// Rays that cull do not cull its triangles.
    NO_CULLING(0x1),
    /// The front of its triangles is the other side.
    FLIP_FACING(0x2),
    /// Its geometries are opaque, whatever they say themselves.
    FORCE_OPAQUE(0x4),
    /// Its geometries are not opaque, whatever they say themselves.
    FORCE_NO_OPAQUE(0x8);

    private final int bit;

    InstanceOption(int bit) {
        this.bit = bit;
    }

    /// The bit in Vulkan.
    ///
    /// @return `VkGeometryInstanceFlagBitsKHR`
    public int vulkanBit() {
        return bit;
    }
}
