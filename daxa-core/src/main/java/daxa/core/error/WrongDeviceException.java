package daxa.core.error;

/// An object of one device was handed to another device.
public final class WrongDeviceException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param object type and name of the foreign object
    /// @param owner the name of the device it belongs to
    /// @param here the name of the device it was given to
    public WrongDeviceException(String object, String owner, String here) {
        super(
                object
                        + " belongs to device '"
                        + owner
                        + "', but was given to device '"
                        + here
                        + "'; create it on the device that uses it");
    }
}
