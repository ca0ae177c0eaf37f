package daxa.core.error;

import org.jspecify.annotations.Nullable;

/// A reference was used after it was closed, or an object whose references are all closed was named
/// (contract L2). The message names the object's type and name and, where sites are recorded, where
/// it was created and closed.
public final class ClosedException extends UsageException {
    private static final long serialVersionUID = 1L;

    /// Creates an exception.
    ///
    /// @param message type, name and what to do
    public ClosedException(String message) {
        super(message);
    }

    /// Puts the text together that every closed object reports.
    ///
    /// @param type the type as users know it, such as `Buffer`
    /// @param name the name of the object
    /// @param created where the reference was created, or null where sites were not recorded
    /// @param closed where the reference was closed, or null where sites were not recorded
    /// @return the exception, not thrown
    public static ClosedException of(
            String type, String name, @Nullable Object created, @Nullable Object closed) {
        StringBuilder text = new StringBuilder(128);
        text.append(type).append(" '").append(name).append("' is closed");
        if (closed != null) {
            text.append(", closed at ").append(closed);
        }
        if (created != null) {
            text.append(", created at ").append(created);
        }
        text.append("; keep a reference open with retain() for as long as it is used");
        if (closed == null) {
            text.append(" (-Ddaxa.leaks=advanced shows where it was closed)");
        }
        return new ClosedException(text.toString());
    }
}
