package daxa.core.error;

/// A call that the caller can avoid: a value out of range, an object in the wrong state, a missing
/// usage flag. It is thrown before anything has changed.
public class UsageException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message the named object, the values, and the remedy
    public UsageException(String message) {
        super(message);
    }
}
