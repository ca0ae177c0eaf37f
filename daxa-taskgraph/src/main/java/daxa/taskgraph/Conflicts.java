package daxa.taskgraph;

/// Says whether two resources may be in use at the same time, where levels alone do not tell: tasks
/// of one level come before those of the next on one queue, but not on several.
@FunctionalInterface
interface Conflicts {
    /// Whether the uses of one are not all ordered before those of the other. It has to be true
    /// wherever the levels of both overlap, and the order that it leaves has to be transitive.
    ///
    /// @param resource the number of one
    /// @param other the number of another
    /// @return whether they must not share bytes
    boolean mayOverlap(int resource, int other);
}
