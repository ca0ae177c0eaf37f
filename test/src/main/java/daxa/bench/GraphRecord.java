package daxa.bench;

import daxa.core.command.CommandRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;

import org.joml.Matrix4f;
import org.jspecify.annotations.NullUnmarked;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Executions of a graph whose tasks record much, and turn something for each command, by two
/// threads, beside the same graph recorded by the thread that executes alone. A gate keeps the GPU,
/// which may be the same processor, from working meanwhile.
@NullUnmarked
public class GraphRecord extends Comparison {
    static final int TASKS = 60;
    static final int COMMANDS = 400;

    private Gpu gpu;
    private ComputePipeline pipeline;
    private TaskGraph two;
    private TaskGraph one;

    @Override
    protected void open() {
        gpu = new Gpu();
        pipeline = gpu.computePipeline();
        two = make(TaskGraphOptions.DEFAULT.withRecordingThreads(2));
        one = make(TaskGraphOptions.DEFAULT);
    }

    private TaskGraph make(TaskGraphOptions options) {
        GraphBuilder builder = new GraphBuilder("heavy");
        for (int i = 0; i < TASKS; i++) {
            Matrix4f turned = new Matrix4f();
            MemorySegment constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 64);
            builder.compute("task " + i)
                    .sideEffect()
                    .executes(context -> record(context.commands(), turned, constants));
        }
        TaskGraph graph = TaskGraph.create(gpu.device, builder.build(), options);
        gpu.onClose(graph::close);
        return graph;
    }

    private void record(CommandRecorder recorder, Matrix4f turned, MemorySegment constants) {
        recorder.setPipeline(pipeline);
        for (int i = 0; i < COMMANDS; i++) {
            turned.rotateXYZ(0.01f, 0.02f, 0.03f);
            constants.set(ValueLayout.JAVA_FLOAT, 0, turned.determinant());
            recorder.pushConstants(constants);
            // Nothing for the GPU to do: recording is what is measured.
            recorder.dispatch(0, 1, 1);
        }
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return TASKS;
    }

    @Override
    protected void prepareOurs() {
        gpu.shutGate();
        gpu.queue.submit();
    }

    @Override
    protected void ours() {
        two.execute();
    }

    @Override
    protected void finishOurs() {
        gpu.openGate();
        gpu.queue.awaitIdle(Gpu.DEADLINE);
    }

    @Override
    protected void prepareReference() {
        prepareOurs();
    }

    @Override
    protected void reference() {
        one.execute();
    }

    @Override
    protected void finishReference() {
        finishOurs();
    }
}
