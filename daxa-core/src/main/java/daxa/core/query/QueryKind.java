package daxa.core.query;

/// What the queries of a [QueryPool] tell.
public enum QueryKind {
    /// When the GPU came to a point of its work. Source: `VK_QUERY_TYPE_TIMESTAMP`.
    TIMESTAMP(2);

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
