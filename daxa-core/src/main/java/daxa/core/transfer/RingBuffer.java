package daxa.core.transfer;

import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.UseGuard;
import daxa.core.driver.DeviceContext;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.WrongDeviceException;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.struct.Struct;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;

/// Host-visible memory for data that changes every frame, used again and again.
///
/// ```java
/// long at = ring.write(CAMERA, camera);
/// recorder.pushConstants(PUSH, new Push(new BufferPtr<>(ring.address(at))));
/// // … dispatch and submit
/// ring.submitted(token);
/// ```
///
/// Allocations are offsets into one buffer. [#submitted(SubmitToken)] says which submission uses
/// what was allocated since the last one; the space is used again once that submission is finished,
/// and not later because of newer ones. Space comes back in the order of allocation.
///
/// Allocating allocates nothing on the Java heap and asks the driver only where there is no room.
/// Made with `Device.createRingBuffer`.
///
/// @apiNote The capacity is fixed. A ring that grew would hide that the GPU falls behind, until
///   memory runs out; and its address, which shaders and recordings hold, would change.
@ExternallySynchronized
public final class RingBuffer implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.transfer");

    /// What [#tryAllocate(long, long)] returns where there is no room.
    public static final long FULL = Ring.FULL;

    private final DeviceContext context;
    private final String name;
    private final Buffer owned;
    private Buffer shown;
    private final MemorySegment memory;
    private final long address;
    private final Ring ring;
    private final Marks marks = new Marks();
    // Another thread may fill a token while it is read.
    private final SubmitToken read = new SubmitToken();
    private final UseGuard guard;

    // Where the ring was at the last mark, and where the first allocation after it begins.
    private long marked;
    private long markedNext;
    private long begin;
    private boolean closed;

    private RingBuffer(DeviceContext context, Buffer owned) {
        this.context = context;
        this.name = owned.name();
        this.owned = owned;
        this.memory = owned.mapped();
        this.address = owned.deviceAddress();
        this.ring = new Ring(owned.size());
        this.guard = new UseGuard("RingBuffer '" + name + "'");
        this.shown = owned.retain();
    }

    /// Creates a ring; programs call `Device.createRingBuffer`.
    ///
    /// @param table the device's table
    /// @param name its name
    /// @param capacity bytes, above 0
    /// @return the ring
    @Internal
    public static RingBuffer create(BindlessTable table, String name, long capacity) {
        Buffer buffer = Buffer.create(table, BufferInfo.of(name, capacity).upload());
        try {
            return new RingBuffer(table.context(), buffer);
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        }
    }

    /// Its name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Its size.
    ///
    /// @return bytes
    public long capacity() {
        return ring.capacity();
    }

    /// The buffer behind the ring, for commands that take one. The reference belongs to the ring
    /// and is closed with it; a program that closes it gets another one the next time.
    ///
    /// @return the buffer, the same object each time while that is open
    public Buffer buffer() {
        guard.enter("buffer");
        try {
            if (shown.isClosed() && !closed) {
                shown = owned.retain();
            }
            return shown;
        } finally {
            guard.exit("buffer");
        }
    }

    /// The whole ring as the host sees it; allocations are offsets into it.
    ///
    /// @return the memory, from 0 to [#capacity()], the same segment each time; access after
    ///   [#close()] throws [IllegalStateException]
    public MemorySegment memory() {
        return memory;
    }

    /// The device address of an allocation.
    ///
    /// @param offset what was allocated
    /// @return the address; a multiple of the alignment, for alignments of 1, 2, 4, 8 and 16
    /// @throws ClosedException if the ring is closed
    public long address(long offset) {
        requireOpen();
        return address + offset;
    }

    // ---------------------------------------------------------------- allocating

    /// Allocates bytes, without waiting.
    ///
    /// @param size bytes, from 1 to the capacity
    /// @param alignment what the offset shall be a multiple of, from 1 to the capacity; any number,
    ///   since texels may have 12 bytes
    /// @return the offset
    /// @throws UsageException if there is no room, or an argument is out of range
    /// @throws ClosedException if the ring is closed
    public long allocate(long size, long alignment) {
        guard.enter("allocate");
        try {
            check(size, alignment);
            long offset = take(size, alignment);
            if (offset == FULL) {
                throw full(size);
            }
            return offset;
        } finally {
            guard.exit("allocate");
        }
    }

    /// As [#allocate(long, long)], but returns where there is no room.
    ///
    /// @param size bytes, from 1 to the capacity
    /// @param alignment what the offset shall be a multiple of, from 1 to the capacity
    /// @return the offset, or [#FULL]
    /// @throws UsageException if an argument is out of range
    /// @throws ClosedException if the ring is closed
    public long tryAllocate(long size, long alignment) {
        guard.enter("tryAllocate");
        try {
            check(size, alignment);
            return take(size, alignment);
        } finally {
            guard.exit("tryAllocate");
        }
    }

    /// As [#allocate(long, long)], but waits where there is no room until the GPU has finished the
    /// submissions that are in the way.
    ///
    /// @param size bytes, from 1 to the capacity
    /// @param alignment what the offset shall be a multiple of, from 1 to the capacity
    /// @param deadline how long to wait at most
    /// @return the offset
    /// @throws DeadlineException if there is still no room then
    /// @throws UsageException if an argument is out of range, or no wait can help, since the space
    ///   is of no submission
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    /// @throws ClosedException if the ring is closed
    public long allocate(long size, long alignment, Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        guard.enter("allocate");
        try {
            check(size, alignment);
            long start = System.nanoTime();
            long nanos = Nanos.of(deadline);
            while (true) {
                long offset = take(size, alignment);
                if (offset != FULL) {
                    return offset;
                }
                if (marks.isEmpty()) {
                    throw full(size);
                }
                long left = nanos - (System.nanoTime() - start);
                if (!marks.oldestQueue().awaitFor(marks.oldestNumber(), left)) {
                    throw new DeadlineException(
                            this
                                    + " had no room for size="
                                    + size
                                    + " within "
                                    + deadline
                                    + ": submission "
                                    + marks.oldestNumber()
                                    + " is not finished"
                                    + state());
                }
            }
        } finally {
            guard.exit("allocate");
        }
    }

    /// Allocates room for a struct and writes it there, without waiting. If the value is refused
    /// nothing is allocated.
    ///
    /// @param <T> the record
    /// @param struct its struct
    /// @param value what to write
    /// @return the offset
    /// @throws UsageException if there is no room, or an array in the value has another length than
    ///   the struct says
    /// @throws NullPointerException if something in the value is null; the message names it
    /// @throws ClosedException if the ring is closed
    public <T extends Record> long write(Struct<T> struct, T value) {
        Objects.requireNonNull(struct, "struct");
        Objects.requireNonNull(value, "value");
        guard.enter("write");
        try {
            check(struct.size(), struct.alignment());
            long head = ring.head();
            long next = ring.next();
            long offset = take(struct.size(), struct.alignment());
            if (offset == FULL) {
                throw full(struct.size());
            }
            try {
                struct.write(memory, offset, value);
            } catch (RuntimeException e) {
                ring.rewind(head, next);
                throw e;
            }
            return offset;
        } finally {
            guard.exit("write");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw ClosedException.of("RingBuffer", name, null, null);
        }
    }

    private void check(long size, long alignment) {
        requireOpen();
        if (size <= 0 || size > ring.capacity()) {
            throw outOfRange("size", size);
        }
        if (alignment <= 0 || alignment > ring.capacity()) {
            throw outOfRange("alignment", alignment);
        }
    }

    private UsageException outOfRange(String what, long value) {
        return new UsageException(
                this + ": " + what + "=" + value + " (expected 1 to " + ring.capacity() + ")");
    }

    private long take(long size, long alignment) {
        boolean first = ring.head() == marked;
        long offset = ring.take(size, alignment);
        if (offset == FULL && reclaim()) {
            offset = ring.take(size, alignment);
        }
        if (first && offset != FULL) {
            begin = ring.head() - size;
        }
        return offset;
    }

    private boolean reclaim() {
        boolean any = false;
        while (!marks.isEmpty() && marks.oldestQueue().isDone(marks.oldestNumber())) {
            marks.removeOldest();
            ring.giveBack(oldestInUse());
            any = true;
        }
        return any;
    }

    private long oldestInUse() {
        if (!marks.isEmpty()) {
            return marks.oldestBegin();
        }
        return unmarked() == 0 ? marked : begin;
    }

    private UsageException full(long size) {
        return new UsageException(
                this
                        + " has no room for size="
                        + size
                        + state()
                        + "; wait for older frames, call submitted() after each submit, or make it"
                        + " larger");
    }

    private String state() {
        return ", capacity="
                + ring.capacity()
                + ", of submissions="
                + (ring.used() - unmarked())
                + ", of no submission yet="
                + unmarked();
    }

    private long unmarked() {
        return ring.head() - marked;
    }

    // ---------------------------------------------------------------- submissions

    /// Says that a submission uses everything that was allocated since the last call of this method
    /// or of [#discard()]. Does nothing if nothing was.
    ///
    /// After a submit that failed, call [#discard()]. A token that still names an older submission
    /// is no fault: the space comes back with that one.
    ///
    /// @param token names the submission; it may be filled again afterwards
    /// @throws UsageException if the token names nothing
    /// @throws WrongDeviceException if the submission is of another device
    /// @throws ClosedException if the ring is closed
    public void submitted(SubmitToken token) {
        Objects.requireNonNull(token, "token");
        guard.enter("submitted");
        try {
            token.copyTo(read);
            Queue queue = check(read);
            if (unmarked() != 0) {
                addMark(queue, read.number());
                mark();
            }
        } finally {
            guard.exit("submitted");
        }
    }

    // So marks do not become more than there are unfinished submissions, however large the ring is.
    private void addMark(Queue queue, long number) {
        if (marks.isFull()) {
            try {
                reclaim();
            } catch (VulkanException e) {
                LOGGER.log(Level.DEBUG, "a queue does not say how far it is", e);
            }
        }
        marks.add(queue, number, begin);
    }

    /// As [#submitted(SubmitToken)], for allocations that several submissions use, such as those of
    /// several queues: the space comes back when all of them are finished.
    ///
    /// @param token names a submission
    /// @param others name the other ones
    /// @throws UsageException if a token names nothing
    /// @throws WrongDeviceException if a submission is of another device
    /// @throws ClosedException if the ring is closed
    public void submitted(SubmitToken token, SubmitToken... others) {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(others, "others");
        guard.enter("submitted");
        try {
            token.copyTo(read);
            Queue queue = check(read);
            SubmitToken[] copies = new SubmitToken[others.length];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = new SubmitToken();
                others[i].copyTo(copies[i]);
                check(copies[i]);
            }
            if (unmarked() != 0) {
                addMark(queue, read.number());
                for (SubmitToken copy : copies) {
                    addMark(copy.queue(), copy.number());
                }
                mark();
            }
        } finally {
            guard.exit("submitted");
        }
    }

    private Queue check(SubmitToken token) {
        requireOpen();
        Queue queue = token.queue();
        if (queue.context() != context) {
            throw new WrongDeviceException(
                    "submission " + token.number(), queue.context().name(), context.name());
        }
        return queue;
    }

    /// Takes back everything that was allocated since the last [#submitted(SubmitToken)]: it was
    /// not submitted, or the submit failed.
    ///
    /// @throws ClosedException if the ring is closed
    public void discard() {
        guard.enter("discard");
        try {
            requireOpen();
            ring.rewind(marked, markedNext);
            ring.giveBack(oldestInUse());
        } finally {
            guard.exit("discard");
        }
    }

    private void mark() {
        marked = ring.head();
        markedNext = ring.next();
    }

    /// Bytes that cannot be allocated at this moment, after asking the driver how far it is. What
    /// stays unused before the end of the ring and for alignment counts.
    ///
    /// @return bytes, from 0 to the capacity
    /// @throws ClosedException if the ring is closed
    public long usedBytes() {
        guard.enter("usedBytes");
        try {
            requireOpen();
            reclaim();
            return ring.used();
        } finally {
            guard.exit("usedBytes");
        }
    }

    // ---------------------------------------------------------------- end

    /// Closes the ring. Its memory is destroyed when the GPU is done with it. Closing again does
    /// nothing.
    @Override
    public void close() {
        guard.enter("close");
        try {
            closed = true;
            shown.close();
            owned.close();
        } finally {
            guard.exit("close");
        }
    }

    /// Type and name.
    ///
    /// @return such as `RingBuffer 'per frame'`
    @Override
    public String toString() {
        return "RingBuffer '" + name + "'";
    }
}
