package daxa.taskgraph;

import daxa.core.driver.QueueKind;

import java.util.Arrays;

/// Chooses the queues of tasks that leave theirs open: another one than the main queue where all
/// tasks are then complete sooner.
///
/// How long tasks take is not known, so each takes one step of its queue, and a wait between queues
/// takes another one. Equal graphs have equal choices.
final class QueueChoice {
    private static final int WAIT = 1;
    private static final int QUEUES = TaskQueue.values().length;

    // With more steps than this no further task is moved.
    private static final long MOST_STEPS = 1 << 21;

    private final GraphDescription graph;
    private final Cells cells;

    // Of each task the queue that it could have besides the main one; 0 for none.
    private final byte[] other;

    // Of each cell: how it was used last, and of each queue the step behind the last task that did
    // so, and behind those before.
    private final byte[] types;
    private final int[] done;
    private final int[] before;

    // Of each queue, the step behind its last task.
    private final int[] busy = new int[QUEUES];
    private long stepsLeft = MOST_STEPS;

    private QueueChoice(GraphDescription graph, byte[] other) {
        this.graph = graph;
        this.other = other;
        cells = Cells.of(graph, Before.NONE);
        types = new byte[cells.count];
        done = new int[cells.count * QUEUES];
        before = new int[cells.count * QUEUES];
    }

    /// Chooses.
    ///
    /// @param transfers what clears and copies need
    /// @return the number of each task's queue
    static byte[] of(GraphDescription graph, TransferTasks transfers) {
        byte[] other = new byte[graph.taskCount];
        for (int task = 0; task < graph.taskCount; task++) {
            if (graph.isQueueChosen(task)) {
                other[task] = (byte) other(graph, task, transfers).index();
            }
        }
        return new QueueChoice(graph, other).choose();
    }

    private static TaskQueue other(GraphDescription graph, int task, TransferTasks transfers) {
        return switch (graph.kind(task)) {
            case RASTER, GENERAL -> TaskQueue.MAIN;
            case COMPUTE, RAY_TRACING -> fits(graph, task, TaskQueue.COMPUTE_0, transfers);
            case TRANSFER -> {
                boolean isOfBuffers = true;
                for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
                    isOfBuffers &= !graph.isImage(graph.useResource[use]);
                }
                TaskQueue queue = isOfBuffers ? TaskQueue.TRANSFER_0 : TaskQueue.COMPUTE_0;
                yield fits(graph, task, queue, transfers);
            }
        };
    }

    private static TaskQueue fits(
            GraphDescription graph, int task, TaskQueue queue, TransferTasks transfers) {
        int stages = TaskStage.of(queue.kind());
        boolean fits = queue.kind() == QueueKind.MAIN || transfers.canRun(task, queue.kind());
        for (int use = graph.firstUse[task]; use < graph.firstUse[task + 1]; use++) {
            fits &= (graph.useStages[use] & ~stages) == 0;
            fits &= !graph.isOfSwapchain(graph.useResource[use]);
        }
        return fits ? queue : TaskQueue.MAIN;
    }

    // Tasks leave the main queue one by one; or all of them do, and come back one by one. A task
    // that is elsewhere in the end has to be.
    private byte[] choose() {
        byte[] main = graph.taskQueues.clone();
        int longest = end(main);
        byte[] leaving = main.clone();
        int left = leave(leaving, longest);
        byte[] returning = main.clone();
        for (int task = 0; task < other.length; task++) {
            returning[task] = other[task] == 0 ? main[task] : other[task];
        }
        int returned = end(returning);
        left = comeBack(leaving, left);
        returned = comeBack(returning, returned);
        byte[] best = returned < left ? returning : leaving;
        return Math.min(left, returned) < longest ? best : main;
    }

    private int leave(byte[] queues, int end) {
        int least = end;
        for (int task = 0; task < other.length && stepsLeft > 0; task++) {
            if (other[task] != 0) {
                queues[task] = other[task];
                int found = end(queues);
                queues[task] = found < least ? other[task] : 0;
                least = Math.min(least, found);
            }
        }
        return least;
    }

    private int comeBack(byte[] queues, int end) {
        int least = end;
        boolean isAny = true;
        while (isAny && stepsLeft > 0) {
            isAny = false;
            for (int task = 0; task < other.length && stepsLeft > 0; task++) {
                if (other[task] != 0 && queues[task] != 0) {
                    queues[task] = 0;
                    int found = end(queues);
                    queues[task] = found <= least ? 0 : other[task];
                    isAny |= found <= least;
                    least = Math.min(least, found);
                }
            }
        }
        return least;
    }

    // The step behind all tasks, if each runs as soon as its queue and what it uses let it.
    private int end(byte[] queues) {
        Arrays.fill(types, (byte) 0);
        Arrays.fill(done, 0);
        Arrays.fill(before, 0);
        Arrays.fill(busy, 0);
        stepsLeft -= cells.count + cells.cell.length;
        int end = 0;
        for (int task = 0; task < queues.length; task++) {
            int queue = queues[task];
            int from = cells.firstOfTask[task];
            int to = cells.firstOfTask[task + 1];
            int begin = busy[queue];
            for (int access = from; access < to; access++) {
                begin = Math.max(begin, begin(cells.cell[access], cells.types[access], queue));
            }
            busy[queue] = begin + 1;
            for (int access = from; access < to; access++) {
                done[cells.cell[access] * QUEUES + queue] = begin + 1;
            }
            end = Math.max(end, begin + 1);
        }
        return end;
    }

    // The step at which a cell can be used so.
    private int begin(int cell, byte type, int queue) {
        int at = cell * QUEUES;
        if (types[cell] == 0 || !UseType.together(types[cell], type)) {
            System.arraycopy(done, at, before, at, QUEUES);
            Arrays.fill(done, at, at + QUEUES, 0);
            types[cell] = type;
        }
        types[cell] |= type;
        int begin = before[at + queue];
        for (int each = 0; each < QUEUES; each++) {
            if (each != queue && before[at + each] != 0) {
                begin = Math.max(begin, before[at + each] + WAIT);
            }
        }
        return begin;
    }
}
