package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.transfer.RingBuffer;

import org.jspecify.annotations.Nullable;

/// Records parts of a graph, one after another: the commands, and the scratch memory that the tasks
/// ask for.
final class TaskRecorder implements AutoCloseable {
    final CommandRecorder commands;

    /// What the task at work may use.
    final DeclaredUses uses;

    private final Device device;
    private final String scratchName;
    private final long scratchBytes;
    private @Nullable RingBuffer scratch;

    /// @param execution the one whose tasks it records
    /// @param graph the name of the graph
    /// @param number how many the queue has already
    TaskRecorder(Execution execution, Queue queue, String graph, int number, long scratchBytes) {
        String of = queue.name() + (number == 0 ? "" : " " + number);
        this.device = execution.device;
        uses = new DeclaredUses(execution);
        this.scratchBytes = scratchBytes;
        scratchName = graph + " scratch " + of;
        commands = device.createCommandRecorder(graph + " " + of, queue);
    }

    RingBuffer scratch() {
        RingBuffer ring = scratch;
        if (ring == null) {
            ring = device.createRingBuffer(scratchName, scratchBytes);
            scratch = ring;
        }
        return ring;
    }

    /// Ends an execution.
    ///
    /// @param newest what was submitted last to the queue in it; null if nothing was
    void endScratch(@Nullable SubmitToken newest) {
        if (scratch == null) {
            return;
        }
        if (newest == null) {
            scratch.discard();
        } else {
            scratch.submitted(newest);
        }
    }

    @Override
    public void close() {
        commands.close();
        if (scratch != null) {
            scratch.close();
        }
    }
}
