package daxa.core;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.DriverMessage;
import daxa.core.error.UsageException;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// What an instance shall be.
///
/// The system property `daxa.lifetimes=strict` makes strict lifetimes the default, so that debug
/// builds can turn them on without a change of code; `daxa.leaks` sets the default leak level.
///
/// @param applicationName the program's name, for drivers and tools
/// @param validation whether the validation layer is switched on
/// @param synchronizationValidation whether the layer also checks synchronisation
/// @param objectNames whether native objects carry names even when no tool that reads them is
///   present
/// @param lifetimeMode what happens when a parent is closed before its children
/// @param leakLevel how much is remembered about references
/// @param messageListener receives messages of the driver and its layers, in order, with no lock
///   held. Null, the default, logs them by [#logMessages()], and listens only while validation is
///   on and while the instance is created or destroyed: commands are recorded faster on a driver
///   that cannot speak in the middle of one
@Immutable
public record InstanceInfo(
        String applicationName,
        boolean validation,
        boolean synchronizationValidation,
        boolean objectNames,
        LifetimeMode lifetimeMode,
        LeakLevel leakLevel,
        @Nullable Consumer<DriverMessage> messageListener) {
    /// Checks that nothing is missing.
    public InstanceInfo {
        Objects.requireNonNull(applicationName, "applicationName");
        Objects.requireNonNull(lifetimeMode, "lifetimeMode");
        Objects.requireNonNull(leakLevel, "leakLevel");
    }

    private static final System.Logger LOGGER = System.getLogger("daxa.core.driver");

    /// The default: no validation, names where a tool reads them, lifetimes and leaks as the system
    /// properties say.
    ///
    /// @param applicationName the program's name
    /// @return the info
    /// @throws UsageException if a system property has a value that is not known
    public static InstanceInfo of(String applicationName) {
        return new InstanceInfo(
                applicationName,
                false,
                false,
                false,
                modeFromSystemProperty(),
                LeakLevel.fromSystemProperty(),
                null);
    }

    private static LifetimeMode modeFromSystemProperty() {
        String value = System.getProperty("daxa.lifetimes", "default");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "default" -> LifetimeMode.KEEP_PARENTS_ALIVE;
            case "strict" -> LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN;
            default ->
                    throw new UsageException(
                            "system property daxa.lifetimes="
                                    + value
                                    + " (expected default or strict)");
        };
    }

    /// A listener that logs to the [System.Logger] `daxa.core.driver`. What tells of no fault, such
    /// as the loader's doings and hints about speed, is logged as debug.
    ///
    /// @return the listener
    public static Consumer<DriverMessage> logMessages() {
        return message ->
                LOGGER.log(
                        !message.isFault()
                                ? System.Logger.Level.DEBUG
                                : message.severity() == DriverMessage.Severity.ERROR
                                        ? System.Logger.Level.ERROR
                                        : System.Logger.Level.WARNING,
                        message.text());
    }

    /// The same instance with or without validation, synchronisation validation included.
    ///
    /// @param on whether it is on
    /// @return a changed copy
    public InstanceInfo withValidation(boolean on) {
        return new InstanceInfo(
                applicationName, on, on, objectNames, lifetimeMode, leakLevel, messageListener);
    }

    /// The same instance with or without synchronisation validation.
    ///
    /// @param on whether it is on; needs validation
    /// @return a changed copy
    public InstanceInfo withSynchronizationValidation(boolean on) {
        return new InstanceInfo(
                applicationName,
                validation,
                on,
                objectNames,
                lifetimeMode,
                leakLevel,
                messageListener);
    }

    /// The same instance with or without names on native objects in any case.
    ///
    /// @param on whether they are always named
    /// @return a changed copy
    public InstanceInfo withObjectNames(boolean on) {
        return new InstanceInfo(
                applicationName,
                validation,
                synchronizationValidation,
                on,
                lifetimeMode,
                leakLevel,
                messageListener);
    }

    /// The same instance with another lifetime mode.
    ///
    /// @param mode what happens when a parent is closed before its children
    /// @return a changed copy
    public InstanceInfo withLifetimeMode(LifetimeMode mode) {
        Objects.requireNonNull(mode, "mode");
        return new InstanceInfo(
                applicationName,
                validation,
                synchronizationValidation,
                objectNames,
                mode,
                leakLevel,
                messageListener);
    }

    /// The same instance with another leak level.
    ///
    /// @param level how much is remembered about references
    /// @return a changed copy
    public InstanceInfo withLeakLevel(LeakLevel level) {
        Objects.requireNonNull(level, "level");
        return new InstanceInfo(
                applicationName,
                validation,
                synchronizationValidation,
                objectNames,
                lifetimeMode,
                level,
                messageListener);
    }

    /// The same instance with a listener, which hears the driver at any time, without validation
    /// too.
    ///
    /// @param listener receives messages of the driver and its layers
    /// @return a changed copy
    public InstanceInfo withMessageListener(Consumer<DriverMessage> listener) {
        Objects.requireNonNull(listener, "listener");
        return new InstanceInfo(
                applicationName,
                validation,
                synchronizationValidation,
                objectNames,
                lifetimeMode,
                leakLevel,
                listener);
    }
}
