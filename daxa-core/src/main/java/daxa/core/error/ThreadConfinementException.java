package daxa.core.error;

/// A thread-confined object was used from a thread that does not own it.
public final class ThreadConfinementException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message object, operation, owner and caller
    public ThreadConfinementException(String message) {
        super(message);
    }
}
