package daxa.core.driver.vulkan;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.AdapterInfo;

import org.lwjgl.vulkan.VkPhysicalDevice;

import java.util.Set;

/// A physical device with what was learned about it.
///
/// @param device the native device
/// @param info what others see of it
/// @param queues its native queues
/// @param extensions its extensions
@Immutable
record Adapter(
        VkPhysicalDevice device, AdapterInfo info, QueuePlan queues, Set<String> extensions) {
    Adapter {
        extensions = Set.copyOf(extensions);
    }
}
