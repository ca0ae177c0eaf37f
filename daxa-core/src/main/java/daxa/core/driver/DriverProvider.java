package daxa.core.driver;

import daxa.core.concurrent.ThreadSafe;

import java.util.function.Consumer;

/// Opens a graphics system.
@ThreadSafe
@FunctionalInterface
public interface DriverProvider {

    /// Creates an instance.
    ///
    /// @param request what it shall be
    /// @param messages receives messages of the driver and its layers, on any thread and from
    ///   within any call; it never throws
    /// @return the instance
    InstanceDriver createInstance(InstanceRequest request, Consumer<DriverMessage> messages);
}
