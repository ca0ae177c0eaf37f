package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Executions on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanGraphTest extends GraphContract {}
