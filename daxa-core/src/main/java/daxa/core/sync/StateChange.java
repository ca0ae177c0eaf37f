package daxa.core.sync;

/// What a command does to the state of an [OrderedObject].
public enum StateChange {
    /// A query is reset.
    RESET,
    /// A query is written.
    SET,
    /// A query's result is read.
    USE
}
