package daxa.core.error;

/// A shader could not be found, read or compiled. The message gives file, line, the line's text and
/// the compiler's words, for all errors at once.
public final class ShaderException extends DaxaException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message every error with file, line and text
    public ShaderException(String message) {
        super(message);
    }
}
