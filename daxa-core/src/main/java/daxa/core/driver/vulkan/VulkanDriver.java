package daxa.core.driver.vulkan;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.error.NoDeviceException;

import org.lwjgl.vulkan.VK;

import java.util.List;
import java.util.function.Consumer;

/// Opens Vulkan through the loader of this machine.
///
/// Surfaces, debug messages and names are enabled where the loader offers them. With
/// [InstanceRequest#validation()] the layer `VK_LAYER_KHRONOS_validation` must be installed.
@ThreadSafe
public final class VulkanDriver implements DriverProvider {
    /// Creates a provider. It has no state: all are alike.
    public VulkanDriver() {}

    /// Creates an instance.
    ///
    /// @throws NoDeviceException if this machine has no Vulkan loader or no Vulkan driver
    /// @throws daxa.core.error.UsageException if validation is asked for and its layer is not
    ///   installed
    /// @throws daxa.core.error.VulkanException if Vulkan refuses for another reason
    @Override
    public InstanceDriver createInstance(
            InstanceRequest request, Consumer<DriverMessage> messages) {
        requireLoader();
        return InstanceSetup.create(request, messages);
    }

    /// LWJGL loads the loader when its class is first touched.
    private static void requireLoader() {
        try {
            VK.getInstanceVersionSupported();
        } catch (LinkageError e) {
            NoDeviceException exception =
                    new NoDeviceException(
                            "No Vulkan loader found on this machine. Install a graphics driver or"
                                + " the loader (Debian and Ubuntu: libvulkan1), and LWJGL's natives"
                                + " on the class path or module path.",
                            List.of(String.valueOf(e.getMessage())));
            exception.initCause(e);
            throw exception;
        }
    }
}
