package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Heads on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanTaskHeadTest extends TaskHeadContract {}
