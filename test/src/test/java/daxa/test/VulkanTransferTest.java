package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.TransferContract;

/// The transfers on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanTransferTest extends TransferContract {}
