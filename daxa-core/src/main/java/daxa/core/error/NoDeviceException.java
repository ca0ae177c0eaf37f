package daxa.core.error;

import java.util.List;

/// No device on this machine can be used. The message lists every device with each reason why it
/// was refused.
public final class NoDeviceException extends DaxaException {
    private static final long serialVersionUID = 1L;

    private final String[] reasons;

    /// Creates an exception.
    ///
    /// @param message what was asked for and what to do
    /// @param reasons one line for each device and reason
    public NoDeviceException(String message, List<String> reasons) {
        super(reasons.isEmpty() ? message : message + "\n  " + String.join("\n  ", reasons));
        this.reasons = reasons.toArray(String[]::new);
    }

    /// Why each device was refused.
    ///
    /// @return an immutable list, one line for each device and reason
    public List<String> reasons() {
        return List.of(reasons);
    }
}
