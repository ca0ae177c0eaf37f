package daxa.core.driver;

import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

/// What a device shows to foreign code, and takes from it.
@ThreadSafe
public interface InteropDriver {

    /// An object of the library behind the driver.
    ///
    /// @param <T> its type
    /// @param type its type
    /// @return the object, or null if the driver has none of the type
    <T> @Nullable T unwrap(Class<T> type);

    /// The native queue behind a queue.
    ///
    /// @param queue the queue
    /// @return the `VkQueue`
    long queueHandle(int queue);

    /// The family of the native queue behind a queue.
    ///
    /// @param queue the queue
    /// @return its index
    int queueFamily(int queue);

    /// The native memory that a block of memory lies in.
    ///
    /// @param allocation the block
    /// @return the `VkDeviceMemory`
    long memoryHandle(long allocation);

    /// Where a block of memory begins in its native memory.
    ///
    /// @param allocation the block
    /// @return bytes
    long memoryOffset(long allocation);

    /// The layout of all pipelines.
    ///
    /// @return the `VkPipelineLayout`
    long pipelineLayout();

    /// The bindless set.
    ///
    /// @return the `VkDescriptorSet`
    long descriptorSet();
}
