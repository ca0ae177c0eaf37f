package daxa.core.driver;

/// The kinds of native objects that the books count.
public enum NativeKind {
    /// `VkInstance`
    INSTANCE,
    /// `VkDebugUtilsMessengerEXT`
    MESSENGER,
    /// `VkSurfaceKHR`
    SURFACE,
    /// `VkDevice`
    DEVICE,
    /// `VmaAllocator`
    ALLOCATOR,
    /// `VkBuffer` with its memory
    BUFFER,
    /// `VkAccelerationStructureKHR`
    ACCELERATION_STRUCTURE,
    /// `VkImage` with its memory
    IMAGE,
    /// a block of `VkDeviceMemory`
    MEMORY,
    /// `VkImageView`
    IMAGE_VIEW,
    /// `VkSampler`
    SAMPLER,
    /// `VkDescriptorSetLayout`
    DESCRIPTOR_SET_LAYOUT,
    /// `VkDescriptorPool` with its set
    DESCRIPTOR_POOL,
    /// `VkPipelineLayout`
    PIPELINE_LAYOUT,
    /// `VkPipeline`
    PIPELINE,
    /// `VkPipelineCache`
    PIPELINE_CACHE,
    /// `VkCommandPool` with its command buffer
    COMMAND_POOL,
    /// `VkSemaphore`
    SEMAPHORE,
    /// `VkEvent`
    EVENT,
    /// `VkFence`
    FENCE,
    /// `VkQueryPool`
    QUERY_POOL,
    /// `VkSwapchainKHR` with its images
    SWAPCHAIN,
    /// a window of the platform
    WINDOW
}
