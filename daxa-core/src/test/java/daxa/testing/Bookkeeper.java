package daxa.testing;

import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// A plain model of the lifetime rules: what must be open, waiting or destroyed. It knows nothing
/// of how the framework counts, and is written to be read beside docs/lifetimes.md.
final class Bookkeeper {
    /// An object of the framework.
    static class Thing {
        final String type;
        final String name;
        final @Nullable Thing parent;
        final int queues;
        final List<Reference> references = new ArrayList<>();
        final List<Thing> children = new ArrayList<>();
        @Nullable Counted object;
        @Nullable MemorySegment mapped;
        long bytes;
        long id;
        boolean open = true;
        boolean destroyed;
        long stamp;
        int waitsFor;
        // Recordings that are not destroyed and use a pipeline; unfinished ones that name a
        // resource.
        int holds;

        Thing(String type, String name, @Nullable Thing parent, int queues) {
            this.type = type;
            this.name = name;
            this.parent = parent;
            this.queues = queues;
            if (parent != null) {
                parent.children.add(this);
            }
        }

        String label() {
            return type + " '" + name + "'";
        }

        int livingChildren() {
            int count = holds;
            for (Thing child : children) {
                count += child.destroyed ? 0 : 1;
            }
            return count;
        }

        List<Thing> openChildren() {
            List<Thing> found = new ArrayList<>();
            for (Thing child : children) {
                if (child.open) {
                    found.add(child);
                }
            }
            return found;
        }

        int openReferences() {
            return references.size();
        }
    }

    /// A recorder with the command buffers that it keeps.
    static final class Recorder extends Thing {
        final int queue;
        @Nullable Recording current;
        int pools;
        int free;

        Recorder(String name, int queue) {
            super("CommandRecorder", name, null, 0);
            this.queue = queue;
        }
    }

    /// A recording: an object without references that the user holds.
    static final class Recording extends Thing {
        final Recorder recorder;
        final Set<Thing> named = new LinkedHashSet<>();
        // What it holds: pipelines to its end, resources until it is complete.
        final Set<Thing> held = new LinkedHashSet<>();

        Recording(Recorder recorder) {
            super("ExecutableCommands", recorder.name, recorder, 0);
            this.recorder = recorder;
        }

        @Override
        int openReferences() {
            return open ? 1 : 0;
        }
    }

    /// Everything that is not known to be destroyed, in order of creation.
    final List<Thing> things = new ArrayList<>();

    /// Numbers of submissions that are not finished, for each queue, oldest first.
    final List<Deque<Long>> pending = new ArrayList<>();

    private final LongSupplier cpu;

    Bookkeeper(int queues, LongSupplier cpu) {
        this.cpu = cpu;
        for (int i = 0; i < queues; i++) {
            pending.add(new ArrayDeque<>());
        }
    }

    <T extends Thing> T add(T thing) {
        things.add(thing);
        return thing;
    }

    /// A recording names a resource or a pipeline.
    void holds(Recording recording, Thing thing) {
        if (recording.held.add(thing)) {
            thing.holds++;
        }
    }

    /// A recording is complete: it holds its pipelines only.
    void completed(Recording recording) {
        recording.held.removeIf(
                thing -> {
                    boolean resource = recording.named.contains(thing);
                    thing.holds -= resource ? 1 : 0;
                    return resource;
                });
    }

    /// The last reference is gone: the object is stamped with the CPU timeline (L4, L6).
    void closed(Thing thing) {
        thing.open = false;
        thing.stamp = cpu.getAsLong();
        thing.waitsFor = thing.queues;
    }

    /// A recording was submitted: it waits for its submission alone (L7).
    void submitted(Recording recording, int queue, long number) {
        recording.open = false;
        recording.stamp = number;
        recording.waitsFor = 1 << queue;
    }

    /// The largest v such that all submissions up to v, on these queues, are finished.
    long finished(int queues) {
        long value = cpu.getAsLong();
        for (int i = 0; i < pending.size(); i++) {
            Long oldest = pending.get(i).peekFirst();
            if ((queues & 1 << i) != 0 && oldest != null) {
                value = Math.min(value, oldest - 1);
            }
        }
        return value;
    }

    /// What a collection would destroy now, parents freed by their last children included.
    Set<Thing> ready() {
        Set<Thing> ready = new LinkedHashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Thing thing : things) {
                if (!thing.open && !ready.contains(thing) && isReady(thing, ready)) {
                    ready.add(thing);
                    more = true;
                }
            }
        }
        return ready;
    }

    private boolean isReady(Thing thing, Set<Thing> gone) {
        if (thing.waitsFor != 0 && thing.stamp > finished(thing.waitsFor)) {
            return false;
        }
        for (Thing child : thing.children) {
            if (!child.destroyed && !gone.contains(child)) {
                return false;
            }
        }
        int holds = thing.holds;
        for (Thing other : gone) {
            if (other instanceof Recording recording && recording.held.contains(thing)) {
                holds--;
            }
        }
        return holds == 0;
    }

    /// A collection destroyed these.
    void destroyed(Set<Thing> gone) {
        for (Thing thing : gone) {
            thing.destroyed = true;
            things.remove(thing);
            if (thing.parent != null) {
                thing.parent.children.remove(thing);
            }
            if (thing instanceof Recording recording) {
                recording.held.forEach(held -> held.holds--);
                recording.recorder.free++;
            }
        }
    }

    /// How many things of a type exist, destroyed ones excluded.
    int count(String type) {
        int count = 0;
        for (Thing thing : things) {
            count += thing.type.equals(type) ? 1 : 0;
        }
        return count;
    }
}
