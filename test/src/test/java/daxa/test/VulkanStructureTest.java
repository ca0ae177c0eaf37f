package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.StructureContract;

/// Acceleration structures on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanStructureTest extends StructureContract {}
