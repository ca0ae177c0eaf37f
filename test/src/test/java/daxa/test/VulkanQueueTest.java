package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueueContract;

@OnDriver(Gpu.Kind.VULKAN)
class VulkanQueueTest extends QueueContract {}
