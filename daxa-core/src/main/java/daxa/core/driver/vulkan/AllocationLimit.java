package daxa.core.driver.vulkan;

import daxa.core.concurrent.ThreadSafe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Says when a device has as many memory allocations as it can have. Vulkan has no error for that,
/// and the allocator does not look.
///
/// A buffer or an image needs one more allocation at most, so they are counted anew only after as
/// many of them as there was room for.
@ThreadSafe
final class AllocationLimit {
    /// What other threads may be allocating at the moment of a count.
    static final int RESERVE = 16;

    private final long most;
    private final LongSupplier allocations;
    private final AtomicInteger room = new AtomicInteger();

    /// Creates a limit.
    ///
    /// @param most `maxMemoryAllocationCount`
    /// @param allocations counts the allocations
    AllocationLimit(long most, LongSupplier allocations) {
        this.most = most;
        this.allocations = allocations;
    }

    /// Whether there may be no further allocation. To be asked before each object that could need
    /// one.
    ///
    /// @return true if objects must do with the memory that is allocated
    boolean isReached() {
        if (most >= Integer.MAX_VALUE || room.decrementAndGet() >= 0) {
            return false;
        }
        long left = most - RESERVE - allocations.getAsLong();
        room.set((int) Math.max(0, left - 1));
        return left <= 0;
    }
}
