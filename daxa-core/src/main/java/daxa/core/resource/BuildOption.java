package daxa.core.resource;

/// What an acceleration structure is built for. Source: `VkBuildAccelerationStructureFlagBitsKHR`.
public enum BuildOption {
    /// It can be updated with moved geometries.
    ALLOW_UPDATE(0x1),
    /// It can be compacted.
    ALLOW_COMPACTION(0x2),
    /// Traces matter more than the time of the build.
    PREFER_FAST_TRACE(0x4),
    /// The time of the build matters more than traces.
    PREFER_FAST_BUILD(0x8),
    /// The build uses little memory, and may be slower.
    LOW_MEMORY(0x10);

    private final int bit;

    BuildOption(int bit) {
        this.bit = bit;
    }

    /// The bit in Vulkan.
    ///
    /// @return `VkBuildAccelerationStructureFlagBitsKHR`
    public int vulkanBit() {
        return bit;
    }
}
