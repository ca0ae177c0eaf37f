package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.PipelineStage;
import daxa.core.command.SubmitToken;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures the tasks of executions by timestamps. It never waits: an execution that comes while
/// all its queries are in use is not measured.
final class TaskTimer implements AutoCloseable {
    private static final int FRAMES = 4;
    private static final int NONE = -1;
    private static final int QUEUES = TaskQueue.values().length;

    private final Device device;
    private final String name;

    // Of each queue, whether it has timestamps.
    private final boolean[] stamps = new boolean[QUEUES];
    private final @Nullable Frame[] frames = new @Nullable Frame[FRAMES];
    private int current = NONE;
    private long executions;

    // The newest execution whose times are known.
    private Times known = new Times(0);
    private long knownExecution;

    /// Of an execution, for each measured task its beginning and its end.
    private static final class Times {
        final TaskContext[] tasks;
        final long[] values;
        int count;

        Times(int tasks) {
            this.tasks = new TaskContext[tasks];
            values = new long[2 * tasks];
        }
    }

    /// The queries of an execution.
    private static final class Frame {
        final QueryPool pool;
        final int tasks;

        // Of each place of the plan, which of the measured tasks it has.
        final int[] numbers;
        final SubmitToken[] submissions = new SubmitToken[TaskTimer.QUEUES];
        Times times;

        // 0 where nothing is to be read.
        long execution;

        Frame(QueryPool pool, int tasks) {
            this.pool = pool;
            this.tasks = tasks;
            times = new Times(tasks);
            numbers = new int[tasks];
            Arrays.setAll(submissions, i -> new SubmitToken());
        }

        boolean isDone() {
            for (SubmitToken each : submissions) {
                if (each.number() != 0 && !each.isDone()) {
                    return false;
                }
            }
            return true;
        }
    }

    TaskTimer(Device device, String name) {
        this.device = device;
        this.name = name;
        for (TaskQueue queue : TaskQueue.values()) {
            stamps[queue.index()] =
                    device.mainQueue().context().driver().timestampBits(queue.index()) != 0;
        }
    }

    /// Begins an execution.
    ///
    /// @param plan what it records
    /// @param contexts of all tasks of the graph
    void begin(RunPlan plan, TaskContext[] contexts) {
        executions++;
        collect();
        int tasks = plan.tasks.length;
        for (int i = 0; i < FRAMES && tasks > 0; i++) {
            Frame frame = frames[i];
            if (frame == null || frame.execution == 0) {
                number(plan, contexts, prepare(i, frame, tasks));
                current = i;
                return;
            }
        }
    }

    // Not all queues have timestamps.
    private void number(RunPlan plan, TaskContext[] contexts, Frame frame) {
        for (int place = 0; place < plan.tasks.length; place++) {
            TaskContext task = contexts[plan.tasks[place]];
            if (stamps[task.queue().index()]) {
                frame.numbers[place] = frame.times.count;
                frame.times.tasks[frame.times.count++] = task;
            } else {
                frame.numbers[place] = NONE;
            }
        }
    }

    private Frame prepare(int index, @Nullable Frame frame, int tasks) {
        if (frame != null && frame.tasks >= tasks) {
            frame.pool.reset(0, 2 * frame.tasks);
            frame.times.count = 0;
            return frame;
        }
        drop(index);
        Frame made =
                new Frame(
                        device.createQueryPool(
                                QueryPoolInfo.timestamps(name + " times " + index, 2 * tasks)),
                        tasks);
        frames[index] = made;
        return made;
    }

    // Executions hold on to the pools that they use.
    private void drop(int index) {
        Frame frame = frames[index];
        if (frame != null) {
            frames[index] = null;
            frame.pool.close();
        }
    }

    /// Notes that the task at a place of the plan begins to record.
    void before(CommandRecorder recorder, int place) {
        stamp(recorder, place, 0);
    }

    /// Notes that it has recorded.
    void after(CommandRecorder recorder, int place) {
        stamp(recorder, place, 1);
    }

    private void stamp(CommandRecorder recorder, int place, int end) {
        Frame frame = current == NONE ? null : frames[current];
        if (frame != null && frame.numbers[place] != NONE) {
            recorder.writeTimestamp(
                    PipelineStage.ALL_COMMANDS, frame.pool, 2 * frame.numbers[place] + end);
        }
    }

    /// Ends an execution that was submitted.
    ///
    /// @param newest of each queue what was submitted last
    void submitted(SubmitToken[] newest) {
        if (current == NONE) {
            return;
        }
        Frame frame = frames[current];
        if (frame != null && frame.times.count > 0) {
            frame.execution = executions;
            for (int i = 0; i < QUEUES; i++) {
                newest[i].copyTo(frame.submissions[i]);
            }
        }
        current = NONE;
    }

    /// Ends an execution that failed, of which parts may have been submitted.
    void failed() {
        if (current != NONE) {
            drop(current);
            current = NONE;
        }
    }

    /// The times of the newest execution that was measured and that the GPU has finished.
    List<TaskTime> times() {
        collect();
        List<TaskTime> times = new ArrayList<>(known.count);
        for (int i = 0; i < known.count; i++) {
            times.add(
                    new TaskTime(
                            known.tasks[i].name(),
                            known.tasks[i].queue(),
                            known.values[2 * i],
                            known.values[2 * i + 1]));
        }
        return List.copyOf(times);
    }

    private void collect() {
        for (int i = 0; i < FRAMES; i++) {
            Frame frame = frames[i];
            if (frame != null && frame.execution != 0) {
                collect(frame);
            }
        }
    }

    private void collect(Frame frame) {
        Times times = frame.times;
        if (!frame.isDone()) {
            return;
        }
        frame.pool.results(0, 2 * times.count, times.values);
        if (frame.execution > knownExecution) {
            knownExecution = frame.execution;
            frame.times = known.tasks.length == frame.tasks ? known : new Times(frame.tasks);
            known = times;
        }
        frame.execution = 0;
    }

    @Override
    public void close() {
        for (int i = 0; i < FRAMES; i++) {
            drop(i);
        }
    }
}
