package daxa.core.concurrent;

/// The one switch for checks that cost more than a compare.
@Immutable
final class Debug {
    /// Whether costly checks are on: lock order, stacks in messages about concurrent use.
    ///
    /// Set by the system property `daxa.debug`, read once.
    static final boolean ENABLED = Boolean.getBoolean("daxa.debug");

    private Debug() {}
}
