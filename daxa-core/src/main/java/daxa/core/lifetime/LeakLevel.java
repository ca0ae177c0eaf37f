package daxa.core.lifetime;

import daxa.core.error.UsageException;

import java.util.Arrays;
import java.util.Locale;

/// How much the framework remembers about references, to report those that are never closed and to
/// say where things were created and closed (L19).
///
/// Set by the system property `daxa.leaks`, read once when an instance is created.
public enum LeakLevel {
    /// Nothing is remembered.
    DISABLED,
    /// One reference in 1,024 is watched, with its creation site. The default.
    SIMPLE,
    /// Every reference is watched, with creation and closing site.
    ADVANCED,
    /// As [#ADVANCED], with the whole stack instead of one line.
    PARANOID;

    /// The level that the system property `daxa.leaks` asks for.
    ///
    /// @return the level, [#SIMPLE] where the property is not set
    /// @throws UsageException if the property has another value
    public static LeakLevel fromSystemProperty() {
        String value = System.getProperty("daxa.leaks", "simple");
        for (LeakLevel level : values()) {
            if (level.name().equalsIgnoreCase(value)) {
                return level;
            }
        }
        throw new UsageException(
                "system property daxa.leaks="
                        + value
                        + " (expected one of "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT)
                        + ")");
    }
}
