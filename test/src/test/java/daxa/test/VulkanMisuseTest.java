package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.MisuseContract;
import daxa.testing.OnDriver;

/// Wrong use on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanMisuseTest extends MisuseContract {}
