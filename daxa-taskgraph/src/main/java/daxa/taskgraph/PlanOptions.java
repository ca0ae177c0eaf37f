package daxa.taskgraph;

/// What a plan may do.
///
/// @param aliases whether transient resources share memory
record PlanOptions(boolean aliases) {
    static final PlanOptions DEFAULT = new PlanOptions(true);
}
