package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// What a new instance shall be.
///
/// @param applicationName the program's name, for drivers and tools
/// @param validation whether the validation layer is switched on
/// @param synchronizationValidation whether the layer also checks synchronisation, between
///   submissions too; needs validation
/// @param objectNames whether native objects and command ranges carry names even when no tool that
///   reads them is present
/// @param messages whether the driver is heard at any time; without, it is heard with validation
///   on, and while the instance is created and destroyed
@Internal
@Immutable
public record InstanceRequest(
        String applicationName,
        boolean validation,
        boolean synchronizationValidation,
        boolean objectNames,
        boolean messages) {
    /// Whether a messenger listens as long as the instance lives.
    ///
    /// @return true with validation or where messages are wanted
    public boolean messenger() {
        return validation || messages;
    }
}
