package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.RenderPassInfo;
import daxa.core.driver.NativeKind;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Reference;
import daxa.testing.Bookkeeper.Recorder;
import daxa.testing.Bookkeeper.Recording;
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The device and the bookkeeper of a random session, and what all its steps need.
abstract class RandomState {
    static final int CAPACITY = 24;
    static final int MOST_THINGS = 90;
    static final int REPORT_INTERVAL = 16;
    static final int NATIVES_INTERVAL = 4;

    final Gpu gpu;
    final Device device;
    final boolean simulated;
    final boolean strict;
    final int queues;
    final Bookkeeper books;
    final Map<NativeKind, Long> base = new EnumMap<>(NativeKind.class);
    final long baseBytes;
    final Map<Recording, ExecutableCommands> complete = new HashMap<>();
    final List<Reference> closedReferences = new ArrayList<>();
    final List<Thing> destroyed = new ArrayList<>();
    final Map<Recording, ExecutableCommands> consumed = new LinkedHashMap<>();
    final RenderPassInfo pass = new RenderPassInfo();
    // Images that no submit has brought into a layout, and the queues' own command buffers.
    final List<Thing> undefined = new ArrayList<>();
    final List<Deque<Long>> internal = new ArrayList<>();
    int internalPools;
    int created;
    int step;

    @GpuSetup(
            capacity = CAPACITY,
            queues = 3,
            leaks = LeakLevel.DISABLED,
            mode = LifetimeMode.KEEP_PARENTS_ALIVE)
    @SuppressWarnings("unused") // read by reflection
    static void keepAliveSetup() {}

    @GpuSetup(
            capacity = CAPACITY,
            queues = 3,
            leaks = LeakLevel.DISABLED,
            mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    @SuppressWarnings("unused") // read by reflection
    static void strictSetup() {}

    RandomState(Gpu.Kind kind, int queues, boolean strict) {
        this.gpu = Gpu.open(kind, setup(strict ? "strictSetup" : "keepAliveSetup"));
        this.device = gpu.device();
        this.simulated = kind == Gpu.Kind.SIMULATED;
        this.strict = strict;
        this.queues = queues;
        assertThat(device.queues()).hasSizeGreaterThanOrEqualTo(queues);
        this.books = new Bookkeeper(queues, device::cpuTimeline);
        for (NativeKind each : NativeKind.values()) {
            base.put(each, gpu.instance().nativeObjects().open(each));
        }
        this.baseBytes = simulated ? gpu.simulated().allocatedBytes() : 0;
        // The null image, which lives as long as the device.
        undefined.add(new Thing("Image", "null image", null, Lifetimes.ALL_QUEUES));
        for (int i = 0; i < queues; i++) {
            internal.add(new ArrayDeque<>());
        }
    }

    static GpuSetup setup(String method) {
        try {
            return RandomState.class.getDeclaredMethod(method).getAnnotation(GpuSetup.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /// On Vulkan the GPU goes on by itself: asks how far it is.
    void poll() {
        if (!simulated) {
            long done = device.gpuTimeline();
            for (Deque<Long> queue : books.pending) {
                while (!queue.isEmpty() && queue.peekFirst() <= done) {
                    queue.removeFirst();
                }
            }
        }
    }

    <T> @Nullable T pick(List<T> from, int number) {
        return from.isEmpty() ? null : from.get(number % from.size());
    }

    List<Thing> things(Predicate<Thing> which) {
        List<Thing> found = new ArrayList<>();
        for (Thing thing : books.things) {
            if (which.test(thing)) {
                found.add(thing);
            }
        }
        return found;
    }

    @Nullable Thing pickOpen(String type, int number) {
        return pick(things(t -> t.open && t.type.equals(type)), number);
    }

    String newName(String type) {
        return type + " " + ++created;
    }

    boolean full() {
        return books.things.size() >= MOST_THINGS;
    }

    void forget(Thing thing) {
        books.things.remove(thing);
        if (thing.parent != null) {
            thing.parent.children.remove(thing);
        }
    }

    // Some resources are declared for one queue.
    int mask(Op op) {
        return op.a() % 5 == 0 ? 1 << op.b() % queues : Lifetimes.ALL_QUEUES;
    }

    /// Those of some things that the framework has destroyed.
    Set<Thing> gone(Set<Thing> candidates) {
        Set<Thing> gone = new LinkedHashSet<>();
        List<Recording> recordings = new ArrayList<>();
        for (Thing thing : candidates) {
            if (thing instanceof Recording recording) {
                recordings.add(recording);
            } else if (thing.object.isDestroyed()) {
                gone.add(thing);
            }
        }
        if (!recordings.isEmpty()) {
            gone.addAll(goneRecordings(recordings));
        }
        return gone;
    }

    // Recordings have no reference to be asked, but the report lists those that wait.
    List<Recording> goneRecordings(List<Recording> candidates) {
        Set<String> living = new HashSet<>();
        for (LifetimeReport.ObjectInfo info : device.lifetimeReport().objects()) {
            if (info.type().equals("ExecutableCommands")
                    && info.state() == LifetimeReport.State.ZOMBIE) {
                living.add(info.name() + "@" + info.stamp());
            }
        }
        candidates.removeIf(each -> living.contains(each.name + "@" + each.stamp));
        return candidates;
    }

    void note(Set<Thing> gone) {
        books.destroyed(gone);
        for (Thing thing : gone) {
            if (thing.id != 0) {
                destroyed.add(thing);
            }
        }
    }

    static CommandRecorder recorder(Recorder thing) {
        return (CommandRecorder) thing.references.getFirst();
    }

    // The report could not tell two recordings of one recorder with the same stamp apart.
    boolean wouldLookAlike(Recorder recorder) {
        for (Thing child : recorder.children) {
            if (!child.open && child.stamp == device.cpuTimeline()) {
                return true;
            }
        }
        return false;
    }

    void discard(Recorder recorder) {
        if (wouldLookAlike(recorder)) {
            return;
        }
        Recording recording = recorder.current;
        recorder(recorder).discard();
        recorder.current = null;
        books.closed(recording);
    }

    static boolean isFor(Thing thing, int queue) {
        return (thing.queues & 1 << queue) != 0;
    }
}
