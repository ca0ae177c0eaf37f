package daxa.core.error;

/// An internal lock was taken or released out of its declared order: a fault of the framework,
/// found before any thread blocked.
public final class LockOrderException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message both ranks
    public LockOrderException(String message) {
        super(message);
    }
}
