package daxa.core.error;

import org.jspecify.annotations.Nullable;

/// Two threads were inside one externally synchronised object at once.
public final class ConcurrentUseException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message object, both threads and both operations
    /// @param otherStack where the other thread entered, in debug mode
    public ConcurrentUseException(String message, @Nullable Throwable otherStack) {
        super(message);
        if (otherStack != null) {
            addSuppressed(otherStack);
        }
    }
}
