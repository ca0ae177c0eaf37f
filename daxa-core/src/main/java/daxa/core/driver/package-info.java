/// What the framework needs of a GPU: one small interface of primitives and records, and the only
/// door to native graphics calls.
///
/// There are two implementations: `daxa.core.driver.vulkan` on LWJGL, and
/// [daxa.core.driver.simulated] without a GPU. Numbers for formats, usages, stages, accesses and
/// the like are Vulkan's own. Handles are opaque and never 0. Unless a method says otherwise it may
/// be called from any thread; what Vulkan synchronises externally (a queue, a command pool) the
/// callers serialise.
///
/// Every method that can fail throws [daxa.core.error.VulkanException] with call, result and object
/// name, and has then created nothing.
package daxa.core.driver;
