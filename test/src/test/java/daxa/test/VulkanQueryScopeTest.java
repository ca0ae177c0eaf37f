package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueryScopeContract;

/// Queries between begin and end on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanQueryScopeTest extends QueryScopeContract {}
