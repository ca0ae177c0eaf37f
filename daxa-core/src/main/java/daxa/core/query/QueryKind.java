package daxa.core.query;

/// What the queries of a [QueryPool] tell.
public enum QueryKind {
    /// When the GPU came to a point of its work. Source: `VK_QUERY_TYPE_TIMESTAMP`.
    TIMESTAMP(2),

    /// How many bytes an acceleration structure has when it is compacted. Source:
    /// `VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR`.
    COMPACTED_SIZE(1_000_150_000),

    /// Whether any samples of the draws between begin and end passed the tests: 0 if none did, else
    /// any other number. Source: `VK_QUERY_TYPE_OCCLUSION`.
    OCCLUSION(0),

    /// How many samples of the draws between begin and end passed the tests. Needs the feature
    /// [OCCLUSION_QUERY_PRECISE][daxa.core.driver.Feature#OCCLUSION_QUERY_PRECISE]. Source:
    /// `VK_QUERY_CONTROL_PRECISE_BIT`.
    PRECISE_OCCLUSION(0),

    /// How often the stages ran for the draws and dispatches between begin and end. Needs the
    /// feature [PIPELINE_STATISTICS_QUERY][daxa.core.driver.Feature#PIPELINE_STATISTICS_QUERY].
    /// Source: `VK_QUERY_TYPE_PIPELINE_STATISTICS`.
    PIPELINE_STATISTICS(1);

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
