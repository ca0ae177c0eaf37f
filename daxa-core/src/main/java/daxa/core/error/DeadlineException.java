package daxa.core.error;

/// A blocking call ran past its deadline. Nothing has changed; the call can be repeated.
public final class DeadlineException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message what was waited for and for how long
    public DeadlineException(String message) {
        super(message);
    }
}
