package daxa.core.error;

import org.jspecify.annotations.Nullable;

/// The root of every exception that the framework throws.
///
/// Arguments that are plainly null throw [NullPointerException] as everywhere in Java; all else
/// that goes wrong is a subclass of this.
public class DaxaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message what is wrong with which object, and what to do
    public DaxaException(String message) {
        super(message);
    }

    /// Creates an exception with a cause.
    ///
    /// @param message what is wrong with which object, and what to do
    /// @param cause what led to it
    public DaxaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
