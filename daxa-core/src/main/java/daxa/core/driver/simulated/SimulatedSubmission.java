package daxa.core.driver.simulated;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// A submission that a queue accepted.
///
/// @param queue the queue
/// @param value the value that the queue's timeline reaches when it is finished
/// @param parts its batches, in order
@Immutable
public record SimulatedSubmission(int queue, long value, List<Part> parts) {

    /// Copies the list.
    public SimulatedSubmission {
        parts = List.copyOf(parts);
    }

    /// The names of the command buffers of all batches.
    ///
    /// @return the names, in order
    public List<String> commandBuffers() {
        return parts.stream().flatMap(part -> part.commandBuffers().stream()).toList();
    }

    /// The commands of all batches.
    ///
    /// @return the commands, in order
    public List<RecordedCommand> commands() {
        return parts.stream().flatMap(part -> part.commands().stream()).toList();
    }

    /// A batch of a submission.
    ///
    /// @param commandBuffers the names of its command buffers
    /// @param commands the commands of all its command buffers, in order
    /// @param waits the handles of the binary semaphores it waits for
    /// @param signals the handles of the binary semaphores it signals
    @Immutable
    public record Part(
            List<String> commandBuffers,
            List<RecordedCommand> commands,
            List<Long> waits,
            List<Long> signals) {

        /// Copies the lists.
        public Part {
            commandBuffers = List.copyOf(commandBuffers);
            commands = List.copyOf(commands);
            waits = List.copyOf(waits);
            signals = List.copyOf(signals);
        }
    }
}
