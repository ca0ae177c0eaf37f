package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// The barriers that an event stands for, in its signal and in its waits. Numbers are Vulkan's.
///
/// @param memory barriers over all memory
/// @param buffers barriers over buffers
/// @param images barriers over images, which stay in the general layout
@Internal
@Immutable
public record DependencyDescription(List<Memory> memory, List<Buffer> buffers, List<Image> images) {

    /// Copies the lists.
    public DependencyDescription {
        memory = List.copyOf(memory);
        buffers = List.copyOf(buffers);
        images = List.copyOf(images);
    }

    /// A barrier over all memory.
    ///
    /// @param srcStages `VkPipelineStageFlags2` that come before
    /// @param srcAccess `VkAccessFlags2` that are made available
    /// @param dstStages `VkPipelineStageFlags2` that come after
    /// @param dstAccess `VkAccessFlags2` to which they are made visible
    @Immutable
    public record Memory(long srcStages, long srcAccess, long dstStages, long dstAccess) {}

    /// A barrier over bytes of a buffer.
    ///
    /// @param scopes what comes before and after
    /// @param buffer the `VkBuffer`
    /// @param offset bytes
    /// @param size bytes
    @Immutable
    public record Buffer(Memory scopes, long buffer, long offset, long size) {}

    /// A barrier over mip levels and layers of an image.
    ///
    /// @param scopes what comes before and after
    /// @param image the `VkImage`
    /// @param aspects `VkImageAspectFlags`
    /// @param baseMip first mip level
    /// @param mipCount mip levels
    /// @param baseLayer first layer
    /// @param layerCount layers
    @Immutable
    public record Image(
            Memory scopes,
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount) {}

    /// All stages that come before.
    ///
    /// @return `VkPipelineStageFlags2`
    public long srcStages() {
        long stages = 0;
        for (int i = 0; i < memory.size(); i++) {
            stages |= memory.get(i).srcStages;
        }
        for (int i = 0; i < buffers.size(); i++) {
            stages |= buffers.get(i).scopes.srcStages;
        }
        for (int i = 0; i < images.size(); i++) {
            stages |= images.get(i).scopes.srcStages;
        }
        return stages;
    }

    /// All stages that come after.
    ///
    /// @return `VkPipelineStageFlags2`
    public long dstStages() {
        long stages = 0;
        for (int i = 0; i < memory.size(); i++) {
            stages |= memory.get(i).dstStages;
        }
        for (int i = 0; i < buffers.size(); i++) {
            stages |= buffers.get(i).scopes.dstStages;
        }
        for (int i = 0; i < images.size(); i++) {
            stages |= images.get(i).scopes.dstStages;
        }
        return stages;
    }
}
