package daxa.core.driver;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// A message of the driver or of a validation layer.
///
/// @param severity how bad it is
/// @param performance whether it is a hint about speed only
/// @param id the message's stable name, such as a VUID; may be empty
/// @param text the message
/// @param objects names of the objects it is about
@Immutable
public record DriverMessage(
        Severity severity, boolean performance, String id, String text, List<String> objects) {

    /// How bad a message is.
    public enum Severity {
        /// For those who look for trouble.
        VERBOSE,
        /// For the record.
        INFO,
        /// Probably a fault.
        WARNING,
        /// A fault.
        ERROR
    }

    /// Copies the list.
    public DriverMessage {
        objects = List.copyOf(objects);
    }

    /// Whether the message tells of a fault: an error, or a warning that is not a hint about speed.
    ///
    /// @return true where a test should fail
    public boolean isFault() {
        return severity == Severity.ERROR || (severity == Severity.WARNING && !performance);
    }
}
