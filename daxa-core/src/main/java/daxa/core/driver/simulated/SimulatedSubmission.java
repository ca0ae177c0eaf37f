package daxa.core.driver.simulated;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// A submission that a queue accepted.
///
/// @param queue the queue
/// @param value the value that the queue's timeline reaches when it is finished
/// @param commandBuffers the names of its command buffers
/// @param commands the commands of all its command buffers, in order
/// @param waitSemaphore the binary semaphore it waits for, or 0
/// @param signalSemaphore the binary semaphore it signals, or 0
@Immutable
public record SimulatedSubmission(
        int queue,
        long value,
        List<String> commandBuffers,
        List<RecordedCommand> commands,
        long waitSemaphore,
        long signalSemaphore) {

    /// Copies the lists.
    public SimulatedSubmission {
        commandBuffers = List.copyOf(commandBuffers);
        commands = List.copyOf(commands);
    }
}
