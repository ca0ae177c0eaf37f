package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.LifetimeContract;
import daxa.testing.OnDriver;

/// The rules of lifetimes on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanLifetimeTest extends LifetimeContract {}
