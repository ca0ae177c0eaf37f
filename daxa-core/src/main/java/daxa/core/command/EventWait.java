package daxa.core.command;

import daxa.core.concurrent.Immutable;
import daxa.core.sync.Event;

import java.util.Objects;

/// A wait for one of several events.
///
/// @param event the event
/// @param dependency the dependency that it was signalled with
@Immutable
public record EventWait(Event event, Dependency dependency) {
    /// Checks that both are there.
    public EventWait {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(dependency, "dependency");
    }
}
