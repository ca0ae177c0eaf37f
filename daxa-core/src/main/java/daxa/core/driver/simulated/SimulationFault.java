package daxa.core.driver.simulated;

/// A call broke a rule of Vulkan or of the driver's interface. It had no effect, unless the message
/// says otherwise.
///
/// It is an error and not an exception, since no program should handle it: on a real device the
/// same call corrupts memory or crashes. It is thrown by the call and also kept in
/// [SimulatedDriver#faults()], for tests whose code under test swallows errors.
public final class SimulationFault extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final DriverCall call;

    SimulationFault(DriverCall call, String problem) {
        super(call + ": " + problem);
        this.call = call;
    }

    /// Which call it was.
    ///
    /// @return the call that broke a rule, or that found out
    public DriverCall call() {
        return call;
    }
}
