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
        this(call, object, "");
    }

    /// Creates an exception that tells how far the queues were.
    ///
    /// @param call the Vulkan command that reported the loss
    /// @param object type and name of the object it was for
    /// @param breadcrumbs for each queue the last completed label and the pending submissions;
    ///   empty where that is unknown
    public DeviceLostException(String call, String object, String breadcrumbs) {
        super(
                call,
                VulkanResult.DEVICE_LOST,
                object,
                VulkanResult.DEVICE_LOST.remedy()
                        + (breadcrumbs.isEmpty() ? "" : "\n" + breadcrumbs));
    }

    @Override
    public DeviceLostException with(String outcome) {
        return this;
    }
}
