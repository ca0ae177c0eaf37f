package daxa.core.error;

/// A shader-visible id does not name what the table holds: its object is gone, or it is of another
/// kind (contract L17). The message names both sides.
public final class StaleIdException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message the id and what its slot holds now
    public StaleIdException(String message) {
        super(message);
    }
}
