package daxa.core.resource;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.StaleIdException;
import daxa.core.error.TableFullException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.ObjectTable;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// The slots of one kind: which object is in which, and under which generation (L17).
///
/// Slot 0 holds the null resource for ever. A slot whose generations are used up is never given out
/// again.
@ThreadSafe
final class SlotTable implements ObjectTable {
    static final LockRank RANK = new LockRank("slots");

    private final RankedLock lock = RankedLock.brief(RANK);
    private final ResourceKind kind;
    private final int device;
    private final String deviceName;
    private final String setting;
    private final AtomicReferenceArray<@Nullable Counted> objects;
    // Written under the lock before the slot's object, read after it.
    private final int[] generations;
    private final int[] free;
    private int freeCount;
    // Read without the lock by those who only want to know about how many there are.
    private int size;
    private long changes;

    /// Creates a table with all slots free but the first.
    ///
    /// @param kind what it holds
    /// @param device the device's number
    /// @param deviceName the device's name
    /// @param capacity how many slots there are
    /// @param setting how a program raises the capacity
    SlotTable(ResourceKind kind, int device, String deviceName, int capacity, String setting) {
        this.kind = kind;
        this.device = device;
        this.deviceName = deviceName;
        this.setting = setting;
        objects = new AtomicReferenceArray<>(capacity);
        generations = new int[capacity];
        Arrays.fill(generations, 1);
        free = new int[capacity - 1];
        for (int slot = capacity - 1; slot >= 1; slot--) {
            free[freeCount++] = slot;
        }
    }

    int capacity() {
        return generations.length;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(Consumer<Counted> action) {
        for (int slot = 1; slot < capacity(); slot++) {
            Counted object = objects.get(slot);
            if (object != null) {
                action.accept(object);
            }
        }
    }

    /// Takes a slot for an object that is about to be made.
    ///
    /// @param object the object
    /// @return the id's bits
    /// @throws TableFullException if all slots are taken, and nothing that has one is a zombie that
    ///   the GPU is done with
    long allocate(Counted object) {
        long id = tryAllocate(object);
        if (id == 0) {
            object.lifetimes().collect();
            id = tryAllocate(object);
        }
        if (id != 0) {
            return id;
        }
        throw new TableFullException(
                object.label()
                        + " finds no free slot: all "
                        + (capacity() - 1)
                        + " slots for "
                        + kind.idName
                        + " of device '"
                        + deviceName
                        + "' are taken; close what is not needed, or raise "
                        + setting);
    }

    // No id is 0: kinds begin with 1.
    private long tryAllocate(Counted object) {
        lock.lock();
        try {
            if (freeCount == 0) {
                return 0;
            }
            int slot = free[--freeCount];
            objects.setRelease(slot, object);
            size++;
            changes++;
            return Ids.of(kind.number, device, generations[slot], slot);
        } finally {
            lock.unlock();
        }
    }

    /// How often a slot was taken or given back.
    ///
    /// @return a number that changes with each
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /// What stands in a slot.
    ///
    /// @param slot the slot
    /// @return the object, which may not be complete yet, or be closed by now; null if it is free
    @Nullable Counted at(int slot) {
        return objects.get(slot);
    }

    /// Gives a slot back. Nothing of the GPU uses it any more.
    ///
    /// @param bits the id's bits
    void release(long bits) {
        int slot = Ids.slot(bits);
        lock.lock();
        try {
            objects.setRelease(slot, null);
            size--;
            changes++;
            if (generations[slot] < Ids.MAX_GENERATION) {
                generations[slot]++;
                free[freeCount++] = slot;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Looks an object up.
    ///
    /// @param bits the id's bits
    /// @return the object, which may be closed by now
    /// @throws StaleIdException if the id is of another kind or device, or its object was destroyed
    Counted find(long bits) {
        int slot = Ids.slot(bits);
        if (Ids.kind(bits) != kind.number) {
            throw new StaleIdException(
                    Ids.text(bits) + " was used where a " + kind.idName + " is expected");
        }
        if (Ids.device(bits) != device || slot <= 0 || slot >= capacity()) {
            throw new StaleIdException(
                    Ids.text(bits) + " is not an id of device '" + deviceName + "'");
        }
        Counted object = objects.get(slot);
        int generation = generations[slot];
        if (object == null || generation != Ids.generation(bits)) {
            throw new StaleIdException(
                    Ids.text(bits)
                            + " is stale: its object was destroyed, and the slot holds "
                            + (object == null ? "nothing" : object.label())
                            + " under generation="
                            + generation);
        }
        return object;
    }
}
