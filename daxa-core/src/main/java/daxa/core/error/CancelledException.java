package daxa.core.error;

/// What was waited for was cancelled, by the program or by the close of the device.
public final class CancelledException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message what was cancelled and why
    public CancelledException(String message) {
        super(message);
    }
}
