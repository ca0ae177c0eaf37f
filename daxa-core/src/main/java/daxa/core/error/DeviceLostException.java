package daxa.core.error;

/// The device is lost: no further work can run on it (contract L11). Closing its objects still
/// releases everything.
public final class DeviceLostException extends VulkanException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param call the Vulkan command that reported the loss
    /// @param object type and name of the object it was for
    public DeviceLostException(String call, String object) {
        super(call, VulkanResult.DEVICE_LOST, object);
    }
}
