package daxa.core.driver.simulated;

import daxa.core.driver.DependencyDescription;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What submissions do to events. The caller holds the lock.
final class DeviceEvents {
    // VkPipelineStageFlags2: all commands, and all of graphics.
    private static final long ALL_STAGES = 0x1_0000L;
    private static final long GRAPHICS_STAGES = 0x8000L;

    private DeviceEvents() {}

    /// What submitted commands leave of an event.
    ///
    /// @param dependency that of its signal; null where it is not signalled
    /// @param nativeQueue the native queue that signals it
    /// @param waited whether something waits for it since then
    record State(@Nullable DependencyDescription dependency, int nativeQueue, boolean waited) {
        static final State RESET = new State(null, -1, false);
    }

    /// Follows the states of events through a batch.
    ///
    /// @return the states after it
    static Map<SimObject.Event, State> follow(
            Simulation simulation, int nativeQueue, List<SimRecording> commands) {
        Map<SimObject.Event, State> states = new HashMap<>();
        for (SimRecording command : commands) {
            for (Op op : command.eventOps()) {
                int events = Math.max(1, op.dependencies().size());
                for (int i = 0; i < events; i++) {
                    SimObject.Event event = op.event(i);
                    State before = states.getOrDefault(event, event.state);
                    states.put(event, next(simulation, nativeQueue, command, op, i, before));
                }
            }
        }
        return states;
    }

    private static State next(
            Simulation simulation,
            int nativeQueue,
            SimRecording command,
            Op op,
            int index,
            State before) {
        String problem = problem(nativeQueue, op, index, before);
        if (problem != null) {
            throw simulation.fault(
                    DriverCall.SUBMIT,
                    command.text()
                            + ", "
                            + op.call()
                            + ": "
                            + op.event(index).text()
                            + " "
                            + problem);
        }
        return switch (op.call()) {
            case SET_EVENT -> new State(op.dependencies().getFirst(), nativeQueue, false);
            case WAIT_EVENTS -> new State(before.dependency, before.nativeQueue, true);
            default -> State.RESET;
        };
    }

    private static @Nullable String problem(int nativeQueue, Op op, int index, State before) {
        DependencyDescription signalled = before.dependency;
        if (op.call() == DriverCall.SET_EVENT) {
            return signalled == null
                    ? null
                    : "is signalled already, so that this signal has no effect";
        }
        if (op.call() == DriverCall.WAIT_EVENTS) {
            if (signalled == null) {
                return "is not signalled by what was submitted before";
            }
            if (nativeQueue != before.nativeQueue) {
                return "is signalled on another native queue";
            }
            return signalled.equals(op.dependencies().get(index))
                    ? null
                    : "is signalled with another dependency";
        }
        return signalled == null || !before.waited || isOrdered(op.args()[0], signalled.dstStages())
                ? null
                : "is reset while commands may still wait for it";
    }

    // The reset comes after a stage that the wait holds up.
    private static boolean isOrdered(long stages, long held) {
        return ((stages | held) & (ALL_STAGES | GRAPHICS_STAGES)) != 0 || (stages & held) != 0;
    }
}
