package daxa.bench;

import daxa.core.command.CommandRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskGraphOptions;

import org.jspecify.annotations.NullUnmarked;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Executions of a graph whose tasks record much, by two threads, beside the same graph recorded by
/// the thread that executes alone. A gate keeps the GPU, which may be the same processor, from
/// working meanwhile.
@NullUnmarked
public class GraphRecord extends Comparison {
    private static final int TASKS = 60;
    private static final int COMMANDS = 400;

    private Gpu gpu;
    private ComputePipeline pipeline;
    private MemorySegment constants;
    private TaskGraph two;
    private TaskGraph one;

    @Override
    protected void open() {
        gpu = new Gpu();
        pipeline = gpu.computePipeline();
        constants = Arena.global().allocate(Shaders.PUSH_CONSTANT_BYTES, 16);
        two = make(TaskGraphOptions.DEFAULT.withRecordingThreads(2));
        one = make(TaskGraphOptions.DEFAULT);
    }

    private TaskGraph make(TaskGraphOptions options) {
        GraphBuilder builder = new GraphBuilder("heavy");
        for (int i = 0; i < TASKS; i++) {
            builder.compute("task " + i)
                    .sideEffect()
                    .executes(context -> record(context.commands()));
        }
        TaskGraph graph = TaskGraph.create(gpu.device, builder.build(), options);
        gpu.onClose(graph::close);
        return graph;
    }

    private void record(CommandRecorder recorder) {
        recorder.setPipeline(pipeline);
        for (int i = 0; i < COMMANDS; i++) {
            recorder.pushConstants(constants);
            recorder.dispatch(1, 1, 1);
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
