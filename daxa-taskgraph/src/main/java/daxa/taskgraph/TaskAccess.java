package daxa.taskgraph;

/// What a task does with a component of its head, named as the verbs of [TaskBuilder].
public enum TaskAccess {
    /// See [TaskBuilder#reads(TaskView...)].
    READS(UseType.READ | UseType.CONCURRENT),
    /// See [TaskBuilder#samples(TaskImage...)].
    SAMPLES(UseType.READ | UseType.CONCURRENT | UseType.SAMPLED),
    /// See [TaskBuilder#writes(TaskView...)].
    WRITES(UseType.WRITE),
    /// See [TaskBuilder#readsWrites(TaskView...)].
    READS_WRITES(UseType.READ | UseType.WRITE),
    /// See [TaskBuilder#samplesWrites(TaskImage...)].
    SAMPLES_WRITES(UseType.READ | UseType.WRITE | UseType.SAMPLED),
    /// See [TaskBuilder#writesConcurrently(TaskView...)].
    WRITES_CONCURRENTLY(UseType.WRITE | UseType.CONCURRENT),
    /// See [TaskBuilder#readsWritesConcurrently(TaskView...)].
    READS_WRITES_CONCURRENTLY(UseType.READ | UseType.WRITE | UseType.CONCURRENT),
    /// See [TaskBuilder#samplesWritesConcurrently(TaskImage...)].
    SAMPLES_WRITES_CONCURRENTLY(
            UseType.READ | UseType.WRITE | UseType.SAMPLED | UseType.CONCURRENT);

    private final int type;

    TaskAccess(int type) {
        this.type = type;
    }

    /// The bits of [UseType].
    int type() {
        return type;
    }
}
