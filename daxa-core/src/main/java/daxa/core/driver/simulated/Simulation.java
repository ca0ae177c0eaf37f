package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What everything of one simulated driver shares: the lock, the native objects, the log, the
/// planned failures, and the faults.
final class Simulation {
    private static final AtomicLong DRIVERS = new AtomicLong();
    private static final DriverCall[] CALLS = DriverCall.values();

    /// How many destroyed objects are remembered, for messages.
    private static final int REMEMBERED = 1 << 12;

    final SimulationLock lock = new SimulationLock();
    private final ConcurrentHashMap<Long, SimObject> objects = new ConcurrentHashMap<>();
    private final Queue<SimulationFault> faults = new ConcurrentLinkedQueue<>();
    private final Map<DriverCall, LongAdder> counts = new EnumMap<>(DriverCall.class);
    private final AtomicLong callNumbers = new AtomicLong();
    private final AtomicLong recordings = new AtomicLong();
    private final List<Entry> log = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable SimObject> forgotten =
            new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicLong sequence = new AtomicLong();
    private final long tag = DRIVERS.incrementAndGet() % 0x7FFF + 1;
    private int nextForgotten;
    private volatile boolean failing;
    private volatile boolean logging;
    private volatile @Nullable Consumer<SimulatedCall> hook;

    /// A line of the log. The lock guards handle and result, which become known later.
    static final class Entry {
        private final long number;
        private final DriverCall call;
        private final String object;
        private long handle;
        private VulkanResult result = VulkanResult.SUCCESS;

        private Entry(long number, DriverCall call, long handle, String object) {
            this.number = number;
            this.call = call;
            this.handle = handle;
            this.object = object;
        }

        private SimulatedCall call() {
            return new SimulatedCall(number, call, handle, object, result);
        }
    }

    /// A planned failure: of calls to `call` (any where null) the one after `left` - 1 more.
    private static final class Failure {
        private final @Nullable DriverCall call;
        private final VulkanResult result;
        private long left;

        private Failure(@Nullable DriverCall call, VulkanResult result, long left) {
            this.call = call;
            this.result = result;
            this.left = left;
        }
    }

    Simulation() {
        for (DriverCall call : CALLS) {
            counts.put(call, new LongAdder());
        }
    }

    private LongAdder counter(DriverCall call) {
        return Objects.requireNonNull(counts.get(call));
    }

    // Calls

    /// Counts a call, logs it and tells the hook. The caller does not hold the lock.
    ///
    /// @param handle the object that the call names, 0 for none
    /// @param name the object's name; empty to look it up by the handle
    /// @return the line of the log, where there is a log
    @Nullable Entry enter(DriverCall call, long handle, String name) {
        counter(call).increment();
        Consumer<SimulatedCall> told = hook;
        if (told == null && !logging) {
            return null;
        }
        SimObject known = name.isEmpty() ? objects.get(handle) : null;
        String object = known == null ? name : known.name;
        Entry entry;
        lock.lock();
        try {
            entry = new Entry(callNumbers.incrementAndGet(), call, handle, object);
            if (logging) {
                log.add(entry);
            }
        } finally {
            lock.unlock();
        }
        if (told != null) {
            told.accept(new SimulatedCall(entry.number, call, handle, object, entry.result));
        }
        return entry;
    }

    /// Enters the handle that a creating call returned. The caller holds the lock.
    static void created(@Nullable Entry entry, long handle) {
        if (entry != null) {
            entry.handle = handle;
        }
    }

    /// Takes the failure that is planned for a call, which has passed all checks. The caller holds
    /// the lock.
    ///
    /// @return null where the call is to succeed
    @Nullable VulkanResult takeFailure(DriverCall call, @Nullable Entry entry) {
        if (!failing || !call.fallible()) {
            return null;
        }
        VulkanResult taken = null;
        for (int i = 0; i < failures.size(); i++) {
            Failure failure = failures.get(i);
            boolean counted =
                    failure.call == null ? call.allows(failure.result) : failure.call == call;
            if (!counted || (failure.left == 1 && taken != null)) {
                continue;
            }
            failure.left--;
            if (failure.left == 0) {
                taken = failure.result;
                failures.remove(i--);
            }
        }
        failing = !failures.isEmpty();
        if (taken != null && entry != null) {
            entry.result = taken;
        }
        return taken;
    }

    /// Fails if a failure is planned for the call. The caller holds the lock.
    void mayFail(DriverCall call, @Nullable Entry entry, Supplier<String> object) {
        VulkanResult failure = takeFailure(call, entry);
        if (failure != null) {
            throw VulkanException.of(call.vulkanName(), failure, object.get());
        }
    }

    /// Makes the exception for a failure that was not planned but follows from the simulation's
    /// state. The caller holds the lock.
    static VulkanException failed(
            DriverCall call, @Nullable Entry entry, VulkanResult result, String object) {
        note(entry, result);
        return VulkanException.of(call.vulkanName(), result, object);
    }

    /// Enters what a call returned. The caller holds the lock.
    static void note(@Nullable Entry entry, VulkanResult result) {
        if (entry != null) {
            entry.result = result;
        }
    }

    void failCall(@Nullable DriverCall call, VulkanResult result, long n) {
        if (n < 1) {
            throw new IllegalArgumentException("n=" + n + " (expected 1 or more)");
        }
        boolean possible =
                call == null
                        ? Stream.of(CALLS).anyMatch(c -> c.allows(result))
                        : call.allows(result);
        if (!possible) {
            throw new IllegalArgumentException(
                    (call == null ? "no call" : call)
                            + " can fail with "
                            + result
                            + (call == null ? "" : " (expected one of " + sorted(call) + ")"));
        }
        lock.lock();
        try {
            failures.add(new Failure(call, result, n));
            failing = true;
        } finally {
            lock.unlock();
        }
    }

    private static List<VulkanResult> sorted(DriverCall call) {
        return call.allowedFailures().stream().sorted().toList();
    }

    int plannedFailures() {
        lock.lock();
        try {
            return failures.size();
        } finally {
            lock.unlock();
        }
    }

    void clearFailures() {
        lock.lock();
        try {
            failures.clear();
            failing = false;
        } finally {
            lock.unlock();
        }
    }

    long count(Predicate<DriverCall> which) {
        long sum = 0;
        for (DriverCall call : CALLS) {
            if (which.test(call)) {
                sum += counter(call).sum();
            }
        }
        return sum;
    }

    void setHook(@Nullable Consumer<SimulatedCall> newHook) {
        hook = newHook;
    }

    void setLogging(boolean on) {
        logging = on;
    }

    List<SimulatedCall> calls() {
        lock.lock();
        try {
            return log.stream().map(Entry::call).toList();
        } finally {
            lock.unlock();
        }
    }

    void clearCalls() {
        lock.lock();
        try {
            log.clear();
        } finally {
            lock.unlock();
        }
    }

    // Faults

    /// Makes and keeps a fault.
    ///
    /// @return the fault, not thrown
    SimulationFault fault(DriverCall call, String problem) {
        SimulationFault fault = new SimulationFault(call, problem);
        faults.add(fault);
        return fault;
    }

    List<SimulationFault> faults() {
        return List.copyOf(faults);
    }

    void clearFaults() {
        faults.clear();
    }

    /// Enters something that only one thread may use at a time.
    void enter(Exclusive exclusive, DriverCall call, Supplier<String> what) {
        Thread other = exclusive.enter();
        if (other != null) {
            throw fault(
                    call,
                    what.get()
                            + " is used by thread '"
                            + Thread.currentThread().getName()
                            + "' while thread '"
                            + other.getName()
                            + "' uses it; one of them has to wait");
        }
    }

    // Objects

    /// Makes a number that no object of any driver has had before. It looks like an address.
    long newHandle() {
        return tag << 48 | sequence.incrementAndGet() << 4;
    }

    long newRecording() {
        return recordings.incrementAndGet();
    }

    /// Enters a new object.
    ///
    /// @return false if the handle is taken
    boolean add(SimObject object) {
        return objects.putIfAbsent(object.handle, object) == null;
    }

    /// Whether an object has a handle.
    boolean isKnown(long handle) {
        return objects.containsKey(handle);
    }

    /// Strikes an object out. The caller holds the lock.
    void remove(SimObject object) {
        object.destroyed = true;
        objects.remove(object.handle);
        forgotten.setRelease(nextForgotten, object);
        nextForgotten = (nextForgotten + 1) % REMEMBERED;
    }

    /// Living objects, in order of creation; adopted surfaces stand by their handle.
    List<SimObject> living(Predicate<SimObject> which) {
        return objects.values().stream()
                .filter(which)
                .sorted((a, b) -> Long.compareUnsigned(a.handle, b.handle))
                .toList();
    }

    /// Looks an object up that has to be there.
    ///
    /// @param device the device it has to belong to; null for what belongs to an instance
    <T extends SimObject> T find(
            DriverCall call,
            long handle,
            NativeKind kind,
            Class<T> type,
            @Nullable SimulatedDevice device) {
        SimObject object = objects.get(handle);
        if (object == null) {
            throw fault(call, unknown(handle, kind));
        }
        if (object.kind != kind || !type.isInstance(object)) {
            throw fault(
                    call,
                    object.text() + " was given where a " + SimObject.kindText(kind) + " belongs");
        }
        if (object.device != device) {
            SimulatedDevice owner = object.device;
            throw fault(
                    call,
                    object.text()
                            + " belongs to "
                            + (owner == null ? "an instance" : "Device '" + owner.name() + "'")
                            + " and was given to "
                            + (device == null ? "an instance" : "Device '" + device.name() + "'"));
        }
        return type.cast(object);
    }

    private String unknown(long handle, NativeKind kind) {
        String text = SimObject.kindText(kind) + " handle 0x" + Long.toHexString(handle);
        if (handle == 0) {
            return text + " is null";
        }
        for (int i = 0; i < REMEMBERED; i++) {
            SimObject object = forgotten.getAcquire(i);
            if (object != null && object.handle == handle) {
                return text + " is " + object.text() + ", which is destroyed";
            }
        }
        long number = (handle & 0xFFFF_FFFF_FFFFL) >>> 4;
        boolean ours = handle >>> 48 == tag && number > 0 && number <= sequence.get();
        return text + (ours ? " is of an object that is destroyed" : " is unknown");
    }
}
