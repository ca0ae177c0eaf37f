package daxa.core.query;

/// What the queries of a [QueryPool] tell.
public enum QueryKind {
    /// When the GPU came to a point of its work. Source: `VK_QUERY_TYPE_TIMESTAMP`.
    TIMESTAMP(2),

    /// How many bytes an acceleration structure has when it is compacted. Source:
    /// `VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR`.
    COMPACTED_SIZE(1_000_150_000);

    private final int vulkanValue;

    QueryKind(int vulkanValue) {
        this.vulkanValue = vulkanValue;
    }

    /// The number in Vulkan.
    ///
    /// @return `VkQueryType`
    public int vulkanValue() {
        return vulkanValue;
    }
}
