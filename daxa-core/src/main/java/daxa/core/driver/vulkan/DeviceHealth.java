package daxa.core.driver.vulkan;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.DeviceLostException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.lwjgl.vulkan.VK10;

import java.util.function.Supplier;

/// Remembers whether the device is lost, and makes the exceptions of its calls.
@ThreadSafe
final class DeviceHealth {
    private volatile boolean lost;
    private volatile Supplier<String> breadcrumbs = () -> "";

    boolean isLost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    /// Sets what each exception of a lost device says besides.
    void explainLoss(Supplier<String> newBreadcrumbs) {
        breadcrumbs = newBreadcrumbs;
    }

    /// Refuses a call on a lost device.
    void requireAlive(String call, String type, String name) {
        if (lost) {
            throw new DeviceLostException(call, object(type, name), breadcrumbs.get());
        }
    }

    /// Throws if a call did not succeed.
    void check(int result, String call, String type, String name) {
        if (result != VK10.VK_SUCCESS) {
            throw failure(result, call, type, name);
        }
    }

    /// Makes the exception for a result, and remembers a loss.
    VulkanException failure(int result, String call, String type, String name) {
        if (result == VK10.VK_ERROR_DEVICE_LOST) {
            lost = true;
            return new DeviceLostException(call, object(type, name), breadcrumbs.get());
        }
        return VulkanException.of(call, VulkanResult.of(result), object(type, name));
    }

    static String object(String type, String name) {
        return type + " '" + name + "'";
    }
}
