package daxa.core.error;

/// A thread-confined object was used from a thread that does not own it.
public final class WrongThreadException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message object, operation, owner and caller
    public WrongThreadException(String message) {
        super(message);
    }
}
