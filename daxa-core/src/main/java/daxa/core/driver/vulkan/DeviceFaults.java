package daxa.core.driver.vulkan;

import static org.lwjgl.vulkan.VK10.VK_INCOMPLETE;
import static org.lwjgl.vulkan.VK10.VK_SUCCESS;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceFault;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.EXTDeviceFault;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceFaultAddressInfoKHR;
import org.lwjgl.vulkan.VkDeviceFaultCountsEXT;
import org.lwjgl.vulkan.VkDeviceFaultInfoEXT;
import org.lwjgl.vulkan.VkDeviceFaultVendorInfoKHR;

import java.util.ArrayList;
import java.util.List;

/// Asks a lost device what has happened. Drivers may forget it once it was told.
@ThreadSafe
final class DeviceFaults {
    private final VkDevice device;
    private volatile @Nullable DeviceFault told;

    DeviceFaults(VkDevice device) {
        this.device = device;
    }

    /// What the driver tells of the loss. The device is lost, and has the extension.
    ///
    /// @return null if it tells nothing
    @Nullable DeviceFault get() {
        DeviceFault known = told;
        if (known == null) {
            known = ask();
            told = known;
        }
        return known;
    }

    private @Nullable DeviceFault ask() {
        try (VkDeviceFaultCountsEXT counts = VkDeviceFaultCountsEXT.calloc().sType$Default()) {
            if (EXTDeviceFault.vkGetDeviceFaultInfoEXT(device, counts, null) != VK_SUCCESS) {
                return null;
            }
            // The vendor's file is for the vendor's tools.
            counts.vendorBinarySize(0);
            try (VkDeviceFaultAddressInfoKHR.Buffer addresses =
                            VkDeviceFaultAddressInfoKHR.calloc(
                                    Math.max(1, counts.addressInfoCount()));
                    VkDeviceFaultVendorInfoKHR.Buffer vendors =
                            VkDeviceFaultVendorInfoKHR.calloc(
                                    Math.max(1, counts.vendorInfoCount()));
                    VkDeviceFaultInfoEXT info = VkDeviceFaultInfoEXT.calloc().sType$Default()) {
                MemoryUtil.memPutAddress(
                        info.address() + VkDeviceFaultInfoEXT.PADDRESSINFOS, addresses.address());
                MemoryUtil.memPutAddress(
                        info.address() + VkDeviceFaultInfoEXT.PVENDORINFOS, vendors.address());
                int result = EXTDeviceFault.vkGetDeviceFaultInfoEXT(device, counts, info);
                return result == VK_SUCCESS || result == VK_INCOMPLETE
                        ? fault(counts, info, addresses, vendors)
                        : null;
            }
        }
    }

    private static DeviceFault fault(
            VkDeviceFaultCountsEXT counts,
            VkDeviceFaultInfoEXT info,
            VkDeviceFaultAddressInfoKHR.Buffer addresses,
            VkDeviceFaultVendorInfoKHR.Buffer vendors) {
        List<DeviceFault.Address> places = new ArrayList<>();
        for (int i = 0; i < counts.addressInfoCount(); i++) {
            VkDeviceFaultAddressInfoKHR each = addresses.get(i);
            places.add(
                    new DeviceFault.Address(
                            type(each.addressType()),
                            each.reportedAddress(),
                            Math.max(1, each.addressPrecision())));
        }
        List<DeviceFault.Vendor> words = new ArrayList<>();
        for (int i = 0; i < counts.vendorInfoCount(); i++) {
            VkDeviceFaultVendorInfoKHR each = vendors.get(i);
            words.add(
                    new DeviceFault.Vendor(
                            each.descriptionString(),
                            each.vendorFaultCode(),
                            each.vendorFaultData()));
        }
        return new DeviceFault(info.descriptionString(), places, words);
    }

    private static DeviceFault.AddressType type(int value) {
        DeviceFault.AddressType[] types = DeviceFault.AddressType.values();
        return value >= 0 && value < types.length ? types[value] : DeviceFault.AddressType.NONE;
    }
}
