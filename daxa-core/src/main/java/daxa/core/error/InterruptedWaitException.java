package daxa.core.error;

/// A blocking call was ended by [Thread#interrupt()]. The thread's interrupt status is still set.
public final class InterruptedWaitException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message what was waited for
    public InterruptedWaitException(String message) {
        super(message);
    }
}
