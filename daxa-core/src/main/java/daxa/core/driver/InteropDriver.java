package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

/// What a device shows to foreign code, and takes from it.
@Internal
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

    /// Takes a buffer that was made elsewhere.
    ///
    /// @param name its name
    /// @param size bytes
    /// @param handle the `VkBuffer`, with memory and a device address
    /// @return the buffer, without an allocation
    NativeBuffer adoptBuffer(String name, long size, long handle);

    /// Lets go of a buffer that was made elsewhere.
    ///
    /// @param handle the buffer
    /// @param destroy whether the native buffer is destroyed, without its memory
    void releaseBuffer(long handle, boolean destroy);

    /// Takes an image that was made elsewhere.
    ///
    /// @param image what it is
    /// @param layout the `VkImageLayout` that it is in
    /// @param handle the `VkImage`, with memory
    void adoptImage(ImageDescription image, int layout, long handle);

    /// Lets go of an image that was made elsewhere.
    ///
    /// @param handle the image
    /// @param destroy whether the native image is destroyed, without its memory
    void releaseImage(long handle, boolean destroy);
}
