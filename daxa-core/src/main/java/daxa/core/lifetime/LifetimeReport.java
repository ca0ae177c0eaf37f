package daxa.core.lifetime;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// What exists at one moment (L19).
///
/// @param mode the lifetime mode
/// @param cpuTimeline the number of the newest submission begun
/// @param gpuTimeline every submission up to this number is finished
/// @param types one entry for each type of which objects exist, in alphabetical order
/// @param objects every object, by type and name
/// @param leaks references that became unreachable without being closed, so far
@Immutable
public record LifetimeReport(
        LifetimeMode mode,
        long cpuTimeline,
        long gpuTimeline,
        List<TypeCount> types,
        List<ObjectInfo> objects,
        long leaks) {

    /// Copies the lists.
    public LifetimeReport {
        types = List.copyOf(types);
        objects = List.copyOf(objects);
    }

    /// Where an object is in its life.
    public enum State {
        /// It has open references.
        OPEN,
        /// It is closed and waits for its children or for recordings.
        LINGERING,
        /// It is closed and waits for the GPU.
        ZOMBIE
    }

    /// The objects of one type.
    ///
    /// @param type the type
    /// @param open objects with open references
    /// @param lingering closed objects that wait for children or recordings
    /// @param zombies closed objects that wait for the GPU
    /// @param bytes memory that they hold together
    @Immutable
    public record TypeCount(String type, int open, int lingering, int zombies, long bytes) {}

    /// One object.
    ///
    /// @param type its type
    /// @param name its name
    /// @param state where it is in its life
    /// @param references open references
    /// @param openChildren children with open references
    /// @param holds children, recordings and submissions that hold on to it
    /// @param parents type and name of its parents
    /// @param site where it was created, empty where that was not recorded
    /// @param stamp the CPU timeline value at which it was closed, 0 while it is open
    /// @param waitsFor what it waits for, empty while it is open
    /// @param bytes memory that it holds
    @Immutable
    public record ObjectInfo(
            String type,
            String name,
            State state,
            int references,
            int openChildren,
            int holds,
            List<String> parents,
            String site,
            long stamp,
            String waitsFor,
            long bytes) {

        /// Copies the list.
        public ObjectInfo {
            parents = List.copyOf(parents);
        }
    }

    /// The report for people, one line a type.
    ///
    /// @return the text
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(mode).append(", CPU timeline ").append(cpuTimeline);
        text.append(", GPU timeline ").append(gpuTimeline).append(", leaks ").append(leaks);
        for (TypeCount type : types) {
            text.append("\n  ").append(type.type).append(": open ").append(type.open);
            text.append(", lingering ").append(type.lingering);
            text.append(", zombies ").append(type.zombies);
            text.append(", bytes ").append(type.bytes);
        }
        return text.toString();
    }
}
