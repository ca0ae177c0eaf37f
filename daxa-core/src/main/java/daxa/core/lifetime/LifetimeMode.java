package daxa.core.lifetime;

/// What happens when a parent's last reference is closed before its children's.
public enum LifetimeMode {
    /// The parent lingers, unusable by the user, until its last child is destroyed (L4).
    KEEP_PARENTS_ALIVE,
    /// The close throws [daxa.core.error.ChildrenAliveException] and changes nothing (L5).
    PARENTS_MUST_OUTLIVE_CHILDREN
}
