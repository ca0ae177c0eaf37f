package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Clears, fills and copies on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanTransferTaskTest extends TransferTaskContract {}
