package daxa.core.error;

/// A table of shader-visible slots has no free slot (contract L17).
public final class TableFullException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message the limit and how to raise it
    public TableFullException(String message) {
        super(message);
    }
}
