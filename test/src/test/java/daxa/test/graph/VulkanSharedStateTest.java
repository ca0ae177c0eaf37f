package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Shared resources on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanSharedStateTest extends SharedStateContract {}
