/// The driver interface on LWJGL: the only package that calls Vulkan and its memory allocator.
///
/// Entry is [daxa.core.driver.vulkan.VulkanDriver]. Structs are written with constant offsets from
/// an address: on the thread's memory stack where their size is small and known, in memory that
/// belongs to the object where they are written often, on the heap where the driver decides how
/// many there are. What runs each frame calls through function addresses and allocates nothing.
package daxa.core.driver.vulkan;
