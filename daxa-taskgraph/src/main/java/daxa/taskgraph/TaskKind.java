package daxa.taskgraph;

/// What the commands of a task do, which decides how the uses that it declares are synchronised.
public enum TaskKind {
    /// Draws, inside of render passes. Where no stage is named, vertex and fragment shaders are
    /// meant.
    RASTER(
            0,
            TaskStage.VERTEX.bit() | TaskStage.FRAGMENT.bit(),
            TaskStage.INDIRECT.bit()
                    | TaskStage.INDEX.bit()
                    | TaskStage.VERTEX.bit()
                    | TaskStage.TESSELLATION.bit()
                    | TaskStage.TASK.bit()
                    | TaskStage.MESH.bit()
                    | TaskStage.FRAGMENT.bit()
                    | TaskStage.COLOR_ATTACHMENT.bit()
                    | TaskStage.DEPTH_STENCIL_ATTACHMENT.bit(),
            0.3f,
            0.7f,
            0.3f),
    /// Compute shaders.
    COMPUTE(
            1,
            TaskStage.COMPUTE.bit(),
            TaskStage.COMPUTE.bit() | TaskStage.INDIRECT.bit(),
            0.3f,
            0.5f,
            0.9f),
    /// Ray tracing shaders.
    RAY_TRACING(
            2,
            TaskStage.RAY_TRACING.bit(),
            TaskStage.RAY_TRACING.bit() | TaskStage.INDIRECT.bit() | TaskStage.BUILD.bit(),
            0.7f,
            0.4f,
            0.9f),
    /// Copies, fills, clears and blits, and builds of acceleration structures.
    TRANSFER(
            3,
            TaskStage.TRANSFER.bit(),
            TaskStage.TRANSFER.bit() | TaskStage.HOST.bit() | TaskStage.BUILD.bit(),
            0.9f,
            0.6f,
            0.2f),
    /// Anything. Where no stage is named, all of them are meant.
    GENERAL(4, TaskStage.ALL, TaskStage.ALL, 0.8f, 0.3f, 0.3f);

    static final int COUNT = 5;

    private static final TaskKind[] ALL = values();

    private final int number;
    private final int defaultStages;
    private final int stages;

    /// Of the colour of labels.
    final float red;

    final float green;
    final float blue;

    TaskKind(int number, int defaultStages, int stages, float red, float green, float blue) {
        this.number = number;
        this.defaultStages = defaultStages;
        this.stages = stages;
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    static TaskKind of(int number) {
        return ALL[number];
    }

    int number() {
        return number;
    }

    int defaultStages() {
        return defaultStages;
    }

    int stages() {
        return stages;
    }
}
