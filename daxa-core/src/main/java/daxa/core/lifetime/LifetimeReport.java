package daxa.core.lifetime;

import daxa.core.concurrent.Immutable;

import java.util.List;

/// What exists at one moment (L19).
///
/// Threads go on while it is made, so it is consistent in this sense: the counts and the state of
/// an object are of one instant, every parent on the same device is told too, and an object is
/// among the children of each parent that it names. An object whose native object is still being
/// made is counted by its parents, and told of only afterwards.
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
    // A text is for people; the lists are complete.
    private static final int SHOWN_OBJECTS = 1000;
    private static final int SHOWN_LABELS = 16;

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
    /// @param children type and name of its children, open or not, in alphabetical order
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
            List<String> children,
            String site,
            long stamp,
            String waitsFor,
            long bytes) {

        /// Copies the lists.
        public ObjectInfo {
            parents = List.copyOf(parents);
            children = List.copyOf(children);
        }

        /// The object for people: a line, then its parents, and its first 16 children.
        ///
        /// @return the text
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(type).append(" '").append(name).append("': ").append(state);
            text.append(", references ").append(references);
            text.append(", open children ").append(openChildren);
            text.append(", holds ").append(holds).append(", bytes ").append(bytes);
            if (state != State.OPEN) {
                text.append(", stamp ").append(stamp).append(", waits for ").append(waitsFor);
            }
            if (!site.isEmpty()) {
                text.append(", created at ").append(site);
            }
            append(text, "\n    parents: ", parents);
            append(text, "\n    children: ", children);
            return text.toString();
        }

        private static void append(StringBuilder text, String title, List<String> labels) {
            int shown = Math.min(labels.size(), SHOWN_LABELS);
            if (shown != 0) {
                text.append(title).append(String.join(", ", labels.subList(0, shown)));
            }
            if (shown < labels.size()) {
                text.append(" and ").append(labels.size() - shown).append(" more");
            }
        }
    }

    /// The report for people: a line for each type, then the first 1,000 objects.
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
        int shown = Math.min(objects.size(), SHOWN_OBJECTS);
        for (ObjectInfo object : objects.subList(0, shown)) {
            text.append('\n').append(object);
        }
        if (shown < objects.size()) {
            text.append("\nand ").append(objects.size() - shown).append(" more objects");
        }
        return text.toString();
    }
}
