package daxa.core.driver.simulated;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// A command of a recording.
///
/// @param call which command
/// @param handles the native objects it names, in the order of its parameters
/// @param arguments its other parameters in their order, floats as their bits; for push constants
///   the offset, the size, and then the 32-bit words; for a render pass x, y, width, height,
///   layers, and then for each attachment (colours, depth, stencil; absent ones left out) load and
///   store operation
/// @param label the label that it begins; empty for all other commands
@Immutable
public record RecordedCommand(
        DriverCall call, List<Long> handles, List<Long> arguments, String label) {

    /// Copies the lists.
    public RecordedCommand {
        handles = List.copyOf(handles);
        arguments = List.copyOf(arguments);
    }
}
