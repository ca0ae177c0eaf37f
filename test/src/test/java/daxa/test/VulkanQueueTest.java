package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueueContract;

/// Queues and semaphores on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanQueueTest extends QueueContract {}
