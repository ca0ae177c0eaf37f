package daxa.core.transfer;

/// Arithmetic of a ring: bytes are taken at the head, in order, and given back at the tail. An
/// allocation is never split; where it does not fit before the end, the rest stays unused.
final class Ring {
    /// What [#take(long, long)] returns where there is no room.
    static final long FULL = -1;

    private final long capacity;

    // Bytes ever taken and ever given back, what stays unused included.
    private long head;
    private long tail;
    private long next;

    Ring(long capacity) {
        this.capacity = capacity;
    }

    long capacity() {
        return capacity;
    }

    /// The position behind the newest allocation; positions only grow.
    long head() {
        return head;
    }

    /// Where the next allocation begins, before it is aligned.
    long next() {
        return next;
    }

    long used() {
        return head - tail;
    }

    /// Takes bytes.
    ///
    /// @param size bytes, from 1 to the capacity
    /// @param alignment from 1 to the capacity
    /// @return the offset, a multiple of the alignment, or [#FULL]
    long take(long size, long alignment) {
        if (head == tail) {
            // Whatever is not above the capacity fits into an empty ring.
            next = 0;
        }
        long start = align(next, alignment);
        long taken = start - next + size;
        if (size > capacity - start) {
            start = 0;
            taken = capacity - next + size;
        }
        if (taken > capacity - (head - tail)) {
            return FULL;
        }
        head += taken;
        next = start + size;
        return start;
    }

    private static long align(long offset, long alignment) {
        long mask = alignment - 1;
        if ((alignment & mask) == 0) {
            return (offset + mask) & ~mask;
        }
        long rest = offset % alignment;
        return rest == 0 ? offset : offset + alignment - rest;
    }

    /// Gives back everything before a position.
    ///
    /// @param position what [#head()] was, not before what was given back already
    void giveBack(long position) {
        tail = position;
    }

    /// Takes everything behind a position back.
    ///
    /// @param position what [#head()] was
    /// @param offset what [#next()] was then
    void rewind(long position, long offset) {
        head = position;
        next = offset;
    }
}
