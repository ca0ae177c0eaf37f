package daxa.core.driver;

import daxa.core.concurrent.Immutable;

import java.util.Set;

/// A device of this machine and what it supports.
///
/// @param index its place in [InstanceDriver#adapters()]
/// @param name the device's name as the driver gives it
/// @param type what kind of processor it is
/// @param driver name and version of the driver
/// @param apiVersion the Vulkan version, packed as Vulkan does
/// @param vendorId the PCI vendor
/// @param deviceId the PCI device
/// @param uuid 16 bytes in hexadecimal that name the device across processes
/// @param deviceMemory bytes of device-local memory, all heaps together
/// @param features what it supports
/// @param limits its limits
@Immutable
public record AdapterInfo(
        int index,
        String name,
        AdapterType type,
        String driver,
        int apiVersion,
        int vendorId,
        int deviceId,
        String uuid,
        long deviceMemory,
        Set<Feature> features,
        DeviceLimits limits) {

    /// Copies the set.
    public AdapterInfo {
        features = Set.copyOf(features);
    }

    /// The Vulkan version for people.
    ///
    /// @return `major.minor.patch`
    public String apiVersionText() {
        return ((apiVersion >>> 22) & 0x7F)
                + "."
                + ((apiVersion >>> 12) & 0x3FF)
                + "."
                + (apiVersion & 0xFFF);
    }
}
