package daxa.core.command;

import daxa.core.concurrent.ThreadConfined;

/// Code that records commands of Vulkan itself, or of another library, into the command buffer of a
/// recorder. It runs on the thread that records, with no lock held, and cannot use the recorder
/// meanwhile, but for [CommandRecorder#use] and [CommandRecorder#closeAfterSubmit].
///
/// ```java
/// VkDevice vk = device.unwrap(VkDevice.class);
/// ForeignCommands fill =
///         handle -> vkCmdFillBuffer(new VkCommandBuffer(handle, vk), buffer.nativeHandle(), 0, 64, 1);
/// ```
@ThreadConfined
@FunctionalInterface
public interface ForeignCommands {
    /// Records.
    ///
    /// @param commandBuffer the `VkCommandBuffer`, which records; valid until the method returns
    void record(long commandBuffer);
}
