package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueryContract;

/// Queries on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanQueryTest extends QueryContract {}
