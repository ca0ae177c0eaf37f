package daxa.core.error;

import org.jspecify.annotations.Nullable;

/// No display is there to open a window on.
public final class NoDisplayException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message what the platform said and what to do
    /// @param cause what led to it
    public NoDisplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
