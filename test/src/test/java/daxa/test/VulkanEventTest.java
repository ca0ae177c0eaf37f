package daxa.test;

import daxa.testing.EventContract;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Events on the software driver under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanEventTest extends EventContract {}
