package daxa.core.driver;

/// What kind of processor a device is. Source: `VkPhysicalDeviceType`.
public enum AdapterType {
    /// Not one of the others.
    OTHER,
    /// A GPU that shares memory with the host.
    INTEGRATED,
    /// A GPU with memory of its own.
    DISCRETE,
    /// A GPU of a virtual machine.
    VIRTUAL,
    /// The host's own processor.
    CPU
}
