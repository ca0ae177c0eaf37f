package daxa.core.driver.simulated;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A recorded command, as the simulation keeps it.
///
/// @param call which command
/// @param objects what it names
/// @param args its other parameters, see [RecordedCommand#arguments]
/// @param label the label that it begins, or empty
record Op(DriverCall call, SimObject[] objects, long[] args, String label) {
    static final SimObject[] NOTHING = {};

    static Op of(DriverCall call, long... args) {
        return new Op(call, NOTHING, args, "");
    }

    static Op of(DriverCall call, SimObject object, long... args) {
        return new Op(call, new SimObject[] {object}, args, "");
    }

    static Op of(DriverCall call, SimObject first, SimObject second, long... args) {
        return new Op(call, new SimObject[] {first, second}, args, "");
    }

    SimObject.Image image(int index) {
        return (SimObject.Image) objects[index];
    }

    SimObject.Buffer buffer(int index) {
        return (SimObject.Buffer) objects[index];
    }

    /// The image that a command needs in the general layout.
    ///
    /// @return null where the object is none
    static SimObject.@Nullable Image imageOf(SimObject object) {
        return switch (object) {
            case SimObject.Image image -> image;
            case SimObject.View view -> view.image;
            default -> null;
        };
    }

    RecordedCommand toCommand() {
        List<Long> handles = new ArrayList<>(objects.length);
        for (SimObject object : objects) {
            handles.add(object.handle);
        }
        List<Long> arguments = new ArrayList<>(args.length);
        for (long argument : args) {
            arguments.add(argument);
        }
        return new RecordedCommand(call, handles, arguments, label);
    }
}
