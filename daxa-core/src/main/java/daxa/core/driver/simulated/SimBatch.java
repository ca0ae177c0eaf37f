package daxa.core.driver.simulated;

import daxa.core.driver.SubmitBatch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A [SubmitBatch] with the simulation's own objects. The driver's lock guards it.
///
/// @param queue the queue that it is submitted to
/// @param value the value that the queue's timeline reaches with the last part
/// @param parts the parts, in order
record SimBatch(int queue, long value, List<Part> parts) {

    /// Commands between waits and signals.
    record Part(List<SimRecording> commands, List<Operation> waits, List<Operation> signals) {}

    /// A wait or a signal.
    ///
    /// @param semaphore the semaphore, or null for a queue's timeline
    /// @param queue the queue, where there is no semaphore
    /// @param value the value; not used by binary semaphores
    record Operation(SimObject.@Nullable Semaphore semaphore, int queue, long value) {
        boolean isBinary() {
            return semaphore != null && !semaphore.timeline;
        }
    }

    /// Looks up what a batch names.
    static SimBatch of(SimDevice device, int queue, SubmitBatch batch) {
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < batch.partCount(); part++) {
            List<SimRecording> commands = new ArrayList<>();
            for (int i = batch.commandStart(part); i < batch.commandStart(part + 1); i++) {
                commands.add(recording(device, batch, i));
            }
            List<Operation> waits = new ArrayList<>();
            for (int i = batch.waitStart(part); i < batch.waitStart(part + 1); i++) {
                waits.add(
                        operation(
                                device,
                                batch.waitSemaphore(i),
                                batch.waitQueue(i),
                                batch.waitValue(i)));
            }
            List<Operation> signals = new ArrayList<>();
            for (int i = batch.signalStart(part); i < batch.signalStart(part + 1); i++) {
                signals.add(operation(device, batch.signalSemaphore(i), -1, batch.signalValue(i)));
            }
            parts.add(new Part(commands, waits, signals));
        }
        return new SimBatch(queue, batch.signalValue, parts);
    }

    private static Operation operation(SimDevice device, long semaphore, int queue, long value) {
        if (semaphore == 0) {
            device.timelines.checkQueue(DriverCall.SUBMIT, queue);
        }
        return new Operation(
                semaphore == 0 ? null : device.semaphore(DriverCall.SUBMIT, semaphore),
                queue,
                value);
    }

    private static SimRecording recording(SimDevice device, SubmitBatch batch, int index) {
        DriverCall call = DriverCall.SUBMIT;
        if (!(batch.command(index) instanceof SimulatedCommands ours)) {
            throw device.simulation.fault(
                    call, "command buffer " + index + " is of another driver");
        }
        SimRecording command = ours.recording();
        if (command.device != device) {
            throw device.simulation.fault(
                    call,
                    command.text()
                            + " belongs to "
                            + command.device.text()
                            + " and was given to "
                            + device.text());
        }
        return command;
    }

    /// The commands of all parts, in order.
    List<SimRecording> commands() {
        return parts.stream().flatMap(part -> part.commands().stream()).toList();
    }

    /// Whether a wait of the batch covers a submission of another queue.
    boolean waitsFor(int otherQueue, long otherValue) {
        for (Part part : parts) {
            for (Operation wait : part.waits()) {
                if (wait.semaphore() == null
                        && wait.queue() == otherQueue
                        && wait.value() >= otherValue) {
                    return true;
                }
            }
        }
        return false;
    }
}
