package daxa.core.driver.simulated;

import daxa.core.driver.DependencyDescription;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A recorded command, as the simulation keeps it. It never changes.
final class Op {
    static final SimObject[] NOTHING = {};

    private final DriverCall call;
    private final SimObject[] objects;
    private final long[] args;
    private final String label;
    private final List<DependencyDescription> dependencies;

    /// Creates a command. The arrays are its own from now on.
    ///
    /// @param call which command
    /// @param objects what it names
    /// @param args its other parameters, see [RecordedCommand#arguments]
    /// @param label the label that it begins, or empty
    Op(DriverCall call, SimObject[] objects, long[] args, String label) {
        this(call, objects, args, label, List.of());
    }

    /// Creates a command with events, which are the first of its objects.
    ///
    /// @param dependencies for each event that of its signal or wait
    Op(
            DriverCall call,
            SimObject[] objects,
            long[] args,
            String label,
            List<DependencyDescription> dependencies) {
        this.call = call;
        this.objects = objects;
        this.args = args;
        this.label = label;
        this.dependencies = dependencies;
    }

    DriverCall call() {
        return call;
    }

    SimObject[] objects() {
        return objects;
    }

    long[] args() {
        return args;
    }

    static Op of(DriverCall call, long... args) {
        return new Op(call, NOTHING, args, "");
    }

    static Op of(DriverCall call, SimObject object, long... args) {
        return new Op(call, new SimObject[] {object}, args, "");
    }

    static Op of(DriverCall call, SimObject first, SimObject second, long... args) {
        return new Op(call, new SimObject[] {first, second}, args, "");
    }

    boolean isQuery() {
        return objects.length > 0 && objects[0] instanceof SimObject.QueryPool;
    }

    /// Whether it builds or copies an acceleration structure.
    boolean isStructure() {
        return objects.length > 0 && objects[0] instanceof SimObject.Structure;
    }

    /// The pool of a command about queries.
    SimObject.QueryPool queryPool() {
        return (SimObject.QueryPool) objects[0];
    }

    int firstQuery() {
        return (int) args[0];
    }

    int lastQuery() {
        return (int) (args[0] + args[1]);
    }

    List<DependencyDescription> dependencies() {
        return dependencies;
    }

    SimObject.Event event(int index) {
        return (SimObject.Event) objects[index];
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
