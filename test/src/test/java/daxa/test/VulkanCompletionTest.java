package daxa.test;

import daxa.testing.CompletionContract;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Completions on a real device under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanCompletionTest extends CompletionContract {}
