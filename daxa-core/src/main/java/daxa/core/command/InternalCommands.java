package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;

import java.util.ArrayDeque;
import java.util.List;

/// Command buffers of a queue for the framework's own small jobs, used again once the GPU has
/// finished them. Guarded by the queue's lock.
final class InternalCommands {
    private final DeviceDriver driver;
    private final int queue;
    private final String name;
    private final ArrayDeque<Used> used = new ArrayDeque<>();

    private record Used(CommandDriver commands, long number) {}

    InternalCommands(DeviceDriver driver, int queue, String name) {
        this.driver = driver;
        this.queue = queue;
        this.name = name;
    }

    /// A command buffer that the GPU does not use.
    CommandDriver take() {
        Used oldest = used.peek();
        if (oldest != null && oldest.number <= driver.completedValue(queue)) {
            oldest.commands.reset();
            used.remove();
            return oldest.commands;
        }
        return driver.createCommands(queue, name);
    }

    /// Puts a command buffer back.
    ///
    /// @param number the submission that uses it, 0 if none does
    void give(CommandDriver commands, long number) {
        if (number == 0) {
            used.addFirst(new Used(commands, 0));
        } else {
            used.add(new Used(commands, number));
        }
    }

    /// Takes all command buffers out, to be destroyed with no lock held.
    List<CommandDriver> takeAll() {
        List<CommandDriver> all = used.stream().map(Used::commands).toList();
        used.clear();
        return all;
    }
}
