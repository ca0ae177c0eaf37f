package daxa.core.transfer;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.Pause;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Moves data through a ring of staging memory, in batches: what [Uploader] and [Readback] share.
///
/// The lock guards lists and counts only. Memory is copied, commands are recorded and submitted,
/// and threads wait with no lock held; one thread at a time submits, and one takes finished batches
/// away, so both happen in the order of the batches.
@ThreadSafe
final class Staging {
    private static final LockRank RANK = new LockRank("staging");
    private static final System.Logger LOGGER = System.getLogger("daxa.core");

    private static final long LARGEST_PART = 1L << 20;
    private static final int MOST_COPIES = 4096;
    private static final int MOST_COMPARED = 64;
    private static final long RETRY_MICROS = 20;
    private static final Access BOTH = Access.TRANSFER_READ.and(Access.TRANSFER_WRITE);

    private final String label;
    private final boolean upload;
    private final DeviceContext context;
    private final Queue queue;
    private final Duration deadline;
    private final Buffer buffer;
    private final CommandRecorder recorder;
    final MemorySegment memory;
    final RankedLock lock = new RankedLock(RANK);

    // Guarded by the lock; oldest first. Only the newest batch may be open.
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final Ring ring;
    private boolean submitting;
    private boolean retiring;
    private boolean closed;
    private boolean over;
    private @Nullable RuntimeException unheard;
    long bytesDone;
    long bytesTotal;

    Staging(BindlessTable table, Queue queue, StagingInfo info, boolean upload) {
        this.label = (upload ? "Uploader '" : "Readback '") + info.name() + "'";
        this.upload = upload;
        this.context = table.context();
        this.queue = queue;
        this.deadline = info.deadline();
        this.ring = new Ring(info.stagingBytes());
        this.recorder = CommandRecorder.create(context, info.name(), queue);
        Buffer made = null;
        try {
            BufferInfo staging = BufferInfo.of(info.name(), info.stagingBytes());
            made = Buffer.create(table, upload ? staging.upload() : staging.readback());
            memory = made.mapped();
        } catch (RuntimeException e) {
            if (made != null) {
                made.close();
            }
            recorder.close();
            throw e;
        }
        buffer = made;
    }

    Dispatcher dispatcher() {
        return context.lifetimes().leaks().dispatcher();
    }

    /// The most bytes of a part, so that threads take turns.
    long largestPart() {
        return Math.min(LARGEST_PART, ring.capacity() / 4);
    }

    /// Checks that the queue may use a resource.
    void check(Reference resource) {
        Counted object = context.own(resource);
        if (!object.isFor(queue.index())) {
            throw new UsageException(
                    object.label()
                            + " is not declared for queue '"
                            + queue.name()
                            + "', which "
                            + label
                            + " submits to; add the queue to queues(…) of the BufferInfo or"
                            + " ImageInfo");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException(label + " is closed; close it after the last transfer");
        }
    }

    TransferProgress progress() {
        lock.lock();
        try {
            return new TransferProgress(bytesDone, bytesTotal);
        } finally {
            lock.unlock();
        }
    }

    /// Counts a transfer that begins.
    void begin(long bytes) {
        lock.lock();
        try {
            requireOpen();
            bytesTotal += bytes;
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- staging

    /// Finds staging memory for a copy, waiting for it if need be, and adds it to a batch. An
    /// upload has to call [#written(Batch)] afterwards.
    ///
    /// @param whole whether the copy is a whole transfer; parts of large ones leave some of the
    ///   memory to others
    Batch stage(Copy copy, boolean whole) {
        long start = System.nanoTime();
        long most = whole ? ring.capacity() : ring.capacity() / 4 * 3;
        while (true) {
            Batch batch = tryStage(copy, most);
            if (batch != null) {
                return batch;
            }
            submitReady();
            if (!retire()) {
                waitForOldest(start, deadline, copy.transfer);
            }
        }
    }

    private @Nullable Batch tryStage(Copy copy, long most) {
        lock.lock();
        try {
            requireOpen();
            long used = ring.used();
            long staged =
                    used != 0 && used + copy.size > most
                            ? Ring.FULL
                            : ring.take(copy.size, copy.alignment());
            Batch batch = batches.peekLast();
            if (staged == Ring.FULL) {
                if (batch != null) {
                    batch.sealed = true;
                }
                return null;
            }
            if (batch == null || batch.sealed) {
                batch = new Batch();
                batches.addLast(batch);
            }
            copy.staged = staged;
            batch.copies.add(copy);
            batch.bytes += copy.size;
            batch.end = ring.head();
            if (upload) {
                batch.writers++;
            }
            batch.sealed = batch.bytes >= ring.capacity() / 4 || batch.copies.size() >= MOST_COPIES;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Notes that the bytes of a copy are in the staging memory, or never will be.
    void written(Batch batch) {
        lock.lock();
        try {
            batch.writers--;
        } finally {
            lock.unlock();
        }
        submitReady();
    }

    // ---------------------------------------------------------------- submitting

    /// Submits every batch whose turn it is.
    void submitReady() {
        for (Batch batch = takeReady(); batch != null; batch = takeReady()) {
            RuntimeException failure = new UsageException(label + " could not submit");
            try {
                failure = submit(batch);
            } finally {
                lock.lock();
                try {
                    submitting = false;
                    batch.submitted = true;
                    if (failure != null && unheard == null) {
                        unheard = failure;
                    }
                    if (failure == null) {
                        for (Copy copy : batch.copies) {
                            copy.transfer.submitted(batch.token, copy.last);
                        }
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private @Nullable Batch takeReady() {
        lock.lock();
        try {
            if (submitting || over) {
                return null;
            }
            for (Batch batch : batches) {
                if (!batch.submitted) {
                    submitting = batch.isReady();
                    return submitting ? batch : null;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Records and submits a batch. Where a resource was closed meanwhile, its transfers fail and
    /// the others go on.
    ///
    /// @return why everything in it failed, or null
    private @Nullable RuntimeException submit(Batch batch) {
        try {
            while (true) {
                List<Copy> left = new ArrayList<>();
                recorder.begin();
                record(batch, left);
                try (ExecutableCommands commands = recorder.complete()) {
                    if (!left.isEmpty()) {
                        queue.submit(commands, null, null, batch.token);
                        // Nobody else has the token yet.
                        queue.completions().hold(queue, batch.token.number(), this::retireQuietly);
                    }
                    return null;
                } catch (ClosedException e) {
                    if (!failClosed(left, e)) {
                        throw e;
                    }
                }
            }
        } catch (DaxaException e) {
            recorder.discard();
            batch.copies.forEach(copy -> copy.transfer.fail(e));
            return e;
        }
    }

    private void record(Batch batch, List<Copy> recorded) {
        // What other submissions did to the resources comes first.
        recorder.barrier(Access.ALL, BOTH);
        int compared = 0;
        for (Copy copy : batch.copies) {
            if (copy.transfer.failureNow() != null) {
                continue;
            }
            try {
                if (upload) {
                    // Of two uploads to one place the later one counts.
                    boolean again = isWritten(recorded, compared, copy);
                    if (again || recorded.size() - compared == MOST_COMPARED) {
                        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                        compared = recorded.size();
                    }
                    copy.recordUpload(recorder, buffer);
                } else {
                    copy.recordReadback(recorder, buffer);
                }
                recorded.add(copy);
            } catch (UsageException e) {
                copy.transfer.fail(e);
            }
        }
        recorder.barrier(BOTH, Access.ALL.and(Access.HOST_READ));
    }

    private static boolean isWritten(List<Copy> recorded, int from, Copy copy) {
        for (int i = from; i < recorded.size(); i++) {
            if (recorded.get(i).overlaps(copy)) {
                return true;
            }
        }
        return false;
    }

    private static boolean failClosed(List<Copy> copies, ClosedException why) {
        boolean any = false;
        for (Copy copy : copies) {
            if (copy.isClosed()) {
                copy.transfer.fail(why);
                any = true;
            }
        }
        return any;
    }

    // ---------------------------------------------------------------- finishing

    /// Takes away the batches that the GPU has finished.
    ///
    /// @return whether there were any
    boolean retire() {
        boolean any = false;
        for (Batch batch = takeOldest(); batch != null; batch = takeOldest()) {
            boolean finished = false;
            try {
                finished = isFinished(batch);
                if (finished && !upload) {
                    batch.copies.forEach(this::copyOut);
                }
            } finally {
                lock.lock();
                try {
                    retiring = false;
                    if (finished) {
                        batches.removeFirst();
                        ring.giveBack(batch.end);
                    }
                } finally {
                    lock.unlock();
                }
            }
            if (!finished) {
                return any;
            }
            any = true;
            batch.copies.forEach(copy -> copy.transfer.arrived(copy.size));
            releaseCompletions(batch);
        }
        return any;
    }

    private void retireQuietly() {
        var _ = retire();
    }

    // Listeners of transfers come before completions of their submission.
    private void releaseCompletions(Batch batch) {
        long number = batch.token.number();
        if (number != 0) {
            dispatcher()
                    .runBehind(
                            "completions behind " + label,
                            () -> queue.completions().release(number));
        }
    }

    private @Nullable Batch takeOldest() {
        lock.lock();
        try {
            Batch oldest = batches.peekFirst();
            if (retiring || over || oldest == null || !oldest.submitted) {
                return null;
            }
            retiring = true;
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFinished(Batch batch) {
        if (batch.token.number() == 0) {
            // The submit failed, or nothing was left of it.
            return true;
        }
        long completed = queue.completed();
        if (completed == Long.MAX_VALUE) {
            VulkanException lost =
                    VulkanException.of(
                            "vkGetSemaphoreCounterValue", VulkanResult.DEVICE_LOST, label);
            batch.copies.forEach(copy -> copy.transfer.fail(lost));
        }
        return completed >= batch.token.number();
    }

    private void copyOut(Copy copy) {
        if (copy.target == null || copy.transfer.hasEnded()) {
            return;
        }
        try {
            MemorySegment.copy(memory, copy.staged, copy.target, 0, copy.size);
        } catch (IllegalStateException e) {
            copy.transfer.fail(
                    new UsageException(
                            copy.transfer
                                    + " has nowhere to go: "
                                    + e.getMessage()
                                    + "; keep the memory alive until the transfer has ended"));
        }
    }

    void poll() {
        submitReady();
        retire();
    }

    // ---------------------------------------------------------------- waiting

    private void waitForOldest(long start, Duration most, Object what) {
        Batch oldest;
        boolean submitted;
        lock.lock();
        try {
            oldest = batches.peekFirst();
            submitted = oldest != null && oldest.submitted;
        } finally {
            lock.unlock();
        }
        long left = Nanos.left(start, most);
        if (oldest != null && submitted && oldest.token.number() != 0) {
            if (queue.awaitFor(oldest.token.number(), left)) {
                return;
            }
        } else {
            // Another thread is about to copy, submit or retire it.
            pause();
        }
        if (left == 0) {
            throw new DeadlineException(
                    what
                            + " did not end within "
                            + most
                            + " in "
                            + label
                            + "; nothing is lost,"
                            + " wait again or make the staging memory larger");
        }
    }

    private void pause() {
        Pause.micros(RETRY_MICROS);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedWaitException("the wait in " + label + " was interrupted");
        }
    }

    /// Submits everything that was staged before the call.
    void flush() {
        pushOut(System.nanoTime(), deadline);
        retire();
        throwUnheard();
    }

    /// Notes that the program was told about a failure.
    void heard(RuntimeException failure) {
        lock.lock();
        try {
            if (failure.equals(unheard)) {
                unheard = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void throwUnheard() {
        RuntimeException failure;
        lock.lock();
        try {
            failure = unheard;
            unheard = null;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// @return the newest batch, or null if there is none
    private @Nullable Batch pushOut(long start, Duration most) {
        Batch newest;
        lock.lock();
        try {
            newest = batches.peekLast();
            if (newest != null) {
                newest.sealed = true;
            }
        } finally {
            lock.unlock();
        }
        submitReady();
        while (newest != null && !isSubmitted(newest)) {
            if (Nanos.left(start, most) == 0) {
                throw new DeadlineException(
                        label
                                + " could not submit within "
                                + most
                                + "; another thread is still copying or submitting");
            }
            pause();
            submitReady();
        }
        return newest;
    }

    private boolean isSubmitted(Batch batch) {
        lock.lock();
        try {
            return batch.submitted;
        } finally {
            lock.unlock();
        }
    }

    void await(Transfer transfer, Duration most) {
        long start = System.nanoTime();
        if (!transfer.hasEnded()) {
            pushOut(start, most);
        }
        while (!transfer.hasEnded()) {
            if (!retire() && !transfer.hasEnded()) {
                waitForOldest(start, most, transfer);
            }
        }
    }

    /// Submits everything that was staged before the call, and waits until it has ended.
    void finish(Duration most) {
        long start = System.nanoTime();
        Batch newest = pushOut(start, most);
        while (newest != null && isPending(newest)) {
            if (!retire() && isPending(newest)) {
                waitForOldest(start, most, "what was staged");
            }
        }
        throwUnheard();
    }

    private boolean isPending(Batch batch) {
        lock.lock();
        try {
            return batches.contains(batch);
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- end

    /// Lets nothing new in, submits what is staged, waits for the GPU within the deadline, and
    /// cancels what is left.
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        try {
            finish(deadline);
        } catch (DeviceLostException e) {
            // Each transfer tells of it, and so does each use of the device.
            LOGGER.log(Level.DEBUG, () -> label + " is closed on a lost device", e);
        } catch (DaxaException e) {
            LOGGER.log(Level.ERROR, () -> label + " is closed before its transfers have ended", e);
        } finally {
            cancelRest();
            recorder.close();
            buffer.close();
        }
    }

    private void cancelRest() {
        List<Batch> rest = null;
        while (rest == null) {
            rest = tryEnd();
            if (rest == null) {
                Pause.micros(RETRY_MICROS);
            }
        }
        for (Batch batch : rest) {
            for (Copy copy : batch.copies) {
                copy.transfer.fail(
                        new ClosedException(
                                copy.transfer
                                        + " was cancelled: "
                                        + label
                                        + " was closed before it had ended"));
            }
            releaseCompletions(batch);
        }
    }

    private @Nullable List<Batch> tryEnd() {
        lock.lock();
        try {
            if (submitting || retiring) {
                return null;
            }
            over = true;
            List<Batch> rest = List.copyOf(batches);
            batches.clear();
            return rest;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
