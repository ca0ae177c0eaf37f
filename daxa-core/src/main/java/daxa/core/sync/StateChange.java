package daxa.core.sync;

import daxa.core.concurrent.Internal;

/// What a command does to the state of an [OrderedObject].
@Internal
public enum StateChange {
    /// A query is reset, an event is no longer signalled.
    RESET,
    /// A query is written, an event is signalled.
    SET,
    /// A query's result is read, an event is waited for.
    USE
}
