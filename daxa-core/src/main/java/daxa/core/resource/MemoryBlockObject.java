package daxa.core.resource;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeMemory;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The counted object behind [MemoryBlock] references, with the books of what lies where in it.
@ThreadSafe
final class MemoryBlockObject extends Counted implements InMemory {
    static final LockRank RANK = new LockRank("placements");

    private final RankedLock lock = new RankedLock(RANK);
    // Guarded by the lock.
    private final List<Placement> placements = new ArrayList<>();
    final BindlessTable table;
    final MemoryBlockInfo info;
    final NativeMemory memory;

    /// What lies at some bytes of the block.
    private record Placement(Counted resource, long first, long end, boolean aliased) {
        boolean collidesWith(Placement other) {
            return first < other.end && other.first < end && !(aliased && other.aliased);
        }

        String text() {
            return "bytes " + first + " to " + (end - 1);
        }
    }

    MemoryBlockObject(BindlessTable table, MemoryBlockInfo info) {
        super(
                table.context().lifetimes(),
                info.name(),
                // What lies in it waits for the queues.
                0,
                table.context().deviceAsParent());
        this.table = table;
        this.info = info;
        try {
            memory =
                    table.context()
                            .driver()
                            .allocateMemory(
                                    info.name(),
                                    info.requirements(),
                                    info.memory(),
                                    info.coherent());
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /// The parents of a resource that may lie in a block.
    static Counted[] parents(BindlessTable table, @Nullable MemoryBlockObject block) {
        return block == null
                ? table.context().deviceAsParent()
                : new Counted[] {block, table.context().device()};
    }

    /// Refuses what only resources in a block can be.
    static void checkOwnMemory(Counted resource, Set<MemoryOption> options) {
        if (options.contains(MemoryOption.ALIASED)) {
            throw new UsageException(
                    resource.label()
                            + " is declared ALIASED, but would have memory of its own; create it in"
                            + " a MemoryBlock");
        }
    }

    /// Refuses what only resources with memory of the device's can be.
    static void checkForeign(Counted resource, Set<MemoryOption> options) {
        if (!options.isEmpty()) {
            throw new UsageException(
                    resource.label()
                            + " was made elsewhere: options="
                            + options
                            + " (expected none, since its memory is not the device's)");
        }
    }

    /// Refuses a buffer that expects another kind of memory.
    void checkKind(String label, MemoryKind wanted, Set<MemoryOption> options) {
        if (wanted != info.memory()) {
            throw new UsageException(
                    label
                            + " in "
                            + label()
                            + ": memory="
                            + wanted
                            + " (expected "
                            + info.memory()
                            + ", as the block)");
        }
        if (!info.coherent() && !options.contains(MemoryOption.NON_COHERENT)) {
            throw new UsageException(
                    label
                            + " in "
                            + label()
                            + ": the block may be non-coherent; create the buffer with"
                            + " NON_COHERENT, flush and invalidate it");
        }
    }

    /// Gives a resource its place.
    void place(Counted resource, MemoryRequirements needs, long offset, Set<MemoryOption> options) {
        check(resource, needs, offset, options);
        Placement wanted =
                new Placement(
                        resource,
                        offset,
                        offset + needs.size(),
                        options.contains(MemoryOption.ALIASED));
        if (tryPlace(wanted) == null) {
            return;
        }
        // What is in the way may be closed, and ready to go.
        table.context().lifetimes().collect();
        Placement other = tryPlace(wanted);
        if (other != null) {
            throw new UsageException(
                    prefix(resource)
                            + wanted.text()
                            + " overlap "
                            + other.resource.label()
                            + (other.resource.isOpen()
                                    ? ""
                                    : ", which is closed but not yet destroyed,")
                            + " at "
                            + other.text()
                            + "; place it elsewhere, or declare both with MemoryOption.ALIASED");
        }
    }

    private void check(
            Counted resource, MemoryRequirements needs, long offset, Set<MemoryOption> options) {
        if (options.contains(MemoryOption.DEDICATED) || needs.dedicatedOnly()) {
            throw new UsageException(
                    prefix(resource)
                            + (needs.dedicatedOnly()
                                    ? "the device gives it only an allocation of its own"
                                    : "it is declared DEDICATED")
                            + "; create it without a block");
        }
        if (offset < 0 || offset % needs.alignment() != 0) {
            throw new UsageException(
                    prefix(resource)
                            + "offset="
                            + offset
                            + " (expected a multiple of "
                            + needs.alignment()
                            + ", from 0)");
        }
        long size = info.requirements().size();
        if (offset > size - needs.size()) {
            throw new UsageException(
                    prefix(resource)
                            + "offset="
                            + offset
                            + " and "
                            + needs.size()
                            + " bytes (expected within the "
                            + size
                            + " bytes of the block)");
        }
        if ((needs.memoryTypes() & 1 << memory.memoryType()) == 0) {
            throw new UsageException(
                    prefix(resource)
                            + "memoryTypes=0x"
                            + Integer.toHexString(needs.memoryTypes())
                            + " (expected with bit "
                            + memory.memoryType()
                            + ", the block's type); create the block with the requirements of"
                            + " everything that shall lie in it");
        }
    }

    private String prefix(Counted resource) {
        return resource.label() + " in " + label() + ": ";
    }

    // Returns what is in the way, or null after the resource got its place.
    private @Nullable Placement tryPlace(Placement wanted) {
        lock.lock();
        try {
            for (Placement other : placements) {
                if (other.collidesWith(wanted)) {
                    return other;
                }
            }
            placements.add(wanted);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Takes back the place of a resource that is destroyed.
    void vacate(Counted resource) {
        lock.lock();
        try {
            placements.removeIf(placement -> placement.resource.equals(resource));
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected boolean destroy() {
        table.context().driver().freeMemory(memory.allocation());
        return true;
    }

    @Override
    public String typeName() {
        return "MemoryBlock";
    }

    @Override
    public long bytes() {
        return info.requirements().size();
    }

    @Override
    public int heap() {
        return memory.heap();
    }
}
