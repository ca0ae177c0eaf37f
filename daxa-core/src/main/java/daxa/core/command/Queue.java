package daxa.core.command;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DriverLock;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.QueueKind;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Consumes;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.DeferredCloses;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Timelines;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.FirstLayouts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/// A queue of a device: runs recordings, in order of submission.
///
/// Any thread may submit; submissions of one queue are made one after another. Between queues there
/// is no order but that of tokens and semaphores, see [SubmitInfo]. Every device has one main
/// queue, four compute queues and two transfer queues; where the hardware has fewer, several share
/// a native queue, and run one after another. Made by the device, and usable as long as the device
/// is open.
@ThreadSafe
public final class Queue {
    private static final LockRank RANK = new LockRank("queue", innerRanks());

    private static LockRank[] innerRanks() {
        List<LockRank> inner = new ArrayList<>(Lifetimes.ranks());
        inner.add(DriverLock.RANK);
        inner.add(BindlessTable.LAYOUTS_RANK);
        inner.add(BindlessTable.IMAGES_RANK);
        inner.add(DeviceContext.SEMAPHORES_RANK);
        return inner.toArray(LockRank[]::new);
    }

    private final DeviceContext context;
    private final Lifetimes lifetimes;
    private final Timelines timelines;
    private final int index;
    private final QueueKind kind;
    private final String name;
    private final long handle;
    private final int family;
    // Shared by all queues that stand before the same native queue.
    private final RankedLock lock;
    private final IdleWait idleWait;

    // Guarded by the lock.
    private final SubmitBatch batch = new SubmitBatch();
    private final FirstLayouts firstLayouts;
    private final InternalCommands internal;
    private final Breadcrumbs breadcrumbs = new Breadcrumbs();
    // Of the submission at work, to be closed with the lock free.
    private @Nullable DeferredCloses closes;
    private volatile long newest;

    private final Completions completions;

    static RankedLock newLock() {
        return new RankedLock(RANK);
    }

    Queue(BindlessTable table, Completions completions, int index, RankedLock lock) {
        this.context = table.context();
        this.completions = completions;
        this.lock = lock;
        this.name = QueueKind.name(index);
        this.kind = QueueKind.of(index);
        this.lifetimes = context.lifetimes();
        this.timelines = lifetimes.timelines();
        this.index = index;
        this.handle = context.driver().queueHandle(index);
        this.family = context.driver().queueFamily(index);
        this.idleWait = new IdleWait(label(), lock, () -> context.driver().waitQueueIdle(index));
        this.firstLayouts = new FirstLayouts(table, index);
        this.internal =
                new InternalCommands(
                        context.driver(), index, context.name() + " " + name + " internal");
    }

    /// The queue's name.
    ///
    /// @return such as `main` or `compute 2`
    public String name() {
        return name;
    }

    /// What the queue is for.
    ///
    /// @return its kind
    public QueueKind kind() {
        return kind;
    }

    /// The queue's number on its device, from 0: bit i of a set of queues stands for queue i.
    ///
    /// @return the number
    public int index() {
        return index;
    }

    /// The native queue, for foreign code. Whoever uses it does so within [#submitForeign].
    ///
    /// @return the `VkQueue`
    public long nativeHandle() {
        return handle;
    }

    /// The family of the native queue, for foreign code.
    ///
    /// @return its index
    public int nativeFamily() {
        return family;
    }

    /// What the objects of the queue's device share, for the framework's own use.
    ///
    /// @return the context
    @Internal
    public DeviceContext context() {
        return context;
    }

    /// The completions of the queue's device, for the framework's own use.
    ///
    /// @return the same for all queues of the device
    @Internal
    public Completions completions() {
        return completions;
    }

    /// Submits nothing, which orders later submissions and collects garbage.
    public void submit() {
        submit(null, null, null, null);
        completions.processByTheWay();
    }

    /// Submits commands and collects garbage.
    ///
    /// @param commands what to run; the queue takes it over if the call returns
    /// @return a new token for the submission
    /// @throws ClosedException if a resource that the commands name is closed; the message names
    ///   each of them, and nothing was submitted
    /// @throws daxa.core.error.UsageException if the commands were submitted or dropped before
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if an object that was handed
    ///   to the commands has open children
    /// @throws WrongDeviceException if the commands belong to another device
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing was submitted then,
    ///   and the commands can be submitted again
    @Consumes("the commands")
    public SubmitToken submit(ExecutableCommands commands) {
        Objects.requireNonNull(commands, "commands");
        SubmitToken token = new SubmitToken();
        submit(commands, token);
        return token;
    }

    /// As [#submit(ExecutableCommands)], with a token to be filled, so that nothing is allocated.
    ///
    /// @param commands what to run; the queue takes it over if the call returns
    /// @param token names the submission afterwards
    @Consumes("the commands")
    public void submit(ExecutableCommands commands, SubmitToken token) {
        Objects.requireNonNull(commands, "commands");
        Objects.requireNonNull(token, "token");
        submit(commands, null, null, token);
        completions.processByTheWay();
    }

    /// Submits batches of commands with what they wait for and signal, as one: either all of it is
    /// accepted or nothing, and one token names it. Collects garbage.
    ///
    /// @param info what to run; it stays as it is
    /// @return a new token for the submission
    /// @throws ClosedException if a resource that commands name, or a semaphore, is closed
    /// @throws daxa.core.error.UsageException if commands were submitted or dropped before, stand
    ///   twice in it, or are for another queue; if a binary semaphore is waited for that nothing
    ///   signals, or signalled twice; if a timeline value is waited for that nothing signals, or
    ///   does not rise
    /// @throws WrongDeviceException if something belongs to another device
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; nothing was submitted then,
    ///   and the commands can be submitted again
    @Consumes("the commands")
    public SubmitToken submit(SubmitInfo info) {
        SubmitToken token = new SubmitToken();
        submit(info, token);
        return token;
    }

    /// As [#submit(SubmitInfo)], with a token to be filled, so that nothing is allocated.
    ///
    /// @param info what to run; it stays as it is
    /// @param token names the submission afterwards
    @Consumes("the commands")
    public void submit(SubmitInfo info, SubmitToken token) {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(token, "token");
        submit(null, info, null, token);
        completions.processByTheWay();
    }

    /// Lets foreign code submit to the native queue, or do anything else that needs it, such as to
    /// present. What it submits comes after what was submitted to this queue before, new images
    /// being in the general layout, and counts as part of the submission that the token names: who
    /// waits for that waits for the foreign work too, and what is closed after the call is not
    /// destroyed before that is done.
    ///
    /// The lock of the native queue is held meanwhile, so that other threads wait to submit. The
    /// code may create, record and close, but not submit to this or another queue, or wait for one;
    /// where the system property `daxa.debug` is `true`, trying that throws.
    ///
    /// @param code what submits; what it throws is thrown on when the part that counts is submitted
    /// @return a new token for the submission
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.OutOfMemoryException if memory runs out; where the code ran by then,
    ///   the native queue has to be waited for before anything that it uses is closed
    public SubmitToken submitForeign(Runnable code) {
        Objects.requireNonNull(code, "code");
        SubmitToken token = new SubmitToken();
        long number;
        lock.lock();
        try {
            submitLocked(null, null, null);
            number = runForeign(code);
        } finally {
            lock.unlock();
        }
        token.fill(this, number);
        lifetimes.collectAutomatically();
        return token;
    }

    // The signal of a submission comes after all that was submitted to the native queue before.
    private long runForeign(Runnable code) {
        try {
            code.run();
        } catch (RuntimeException | Error e) {
            try {
                submitLocked(null, null, null);
            } catch (DaxaException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        return submitLocked(null, null, null);
    }

    /// Submits commands together with what a swapchain needs around them. For the framework's own
    /// use: no code of completions runs here, in the middle of something else.
    ///
    /// @param commands what to run, or null for nothing
    /// @param info more to run and what to wait for and to signal, or null for nothing
    /// @param present what comes before and after, or null for nothing
    /// @param token names the submission afterwards, or null
    /// @return the number of the submission
    @Internal
    public long submit(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable PresentWork present,
            @Nullable SubmitToken token) {
        long number;
        DeferredCloses toClose;
        lock.lock();
        try {
            number = submitLocked(commands, info, present);
            toClose = closes;
        } catch (VulkanException e) {
            throw e.with("nothing was submitted: commands and semaphores are as before the call");
        } finally {
            closes = null;
            lock.unlock();
        }
        if (token != null) {
            token.fill(this, number);
        }
        if (toClose != null) {
            toClose.closeAll();
        }
        lifetimes.collectAutomatically();
        return number;
    }

    private long submitLocked(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable PresentWork present) {
        checkRecordings(commands, info);
        // From here on whoever closes a resource gets a stamp that covers this submission (L6).
        long number = timelines.begin(index);
        CommandDriver layouts = null;
        boolean accepted = false;
        try {
            checkOpen(commands, info, present);
            closes = handedOver(commands, info);
            layouts = recordFirstLayouts();
            fillLayouts(layouts);
            batch.signalValue = number;
            if ((info != null && info.hasSemaphores()) || hasOrdered(commands, info)) {
                submitPlanned(commands, info, present, number);
            } else {
                fillBatch(commands, info, present, number);
                context.driver().submit(index, batch);
            }
            accepted = true;
        } finally {
            batch.clear();
            if (!accepted) {
                timelines.fail(index, number);
                firstLayouts.failed();
            }
            if (layouts != null) {
                internal.give(layouts, accepted ? number : 0);
            }
        }
        firstLayouts.accepted();
        newest = number;
        leaveBreadcrumbs(commands, info, number);
        if (commands != null) {
            commands.submitted(this, index, number);
        }
        for (int i = 0; info != null && i < info.size(); i++) {
            ExecutableCommands each = info.commandsAt(i);
            if (each != null) {
                each.submitted(this, index, number);
            }
        }
        return number;
    }

    // The recordings keep what was handed to them until the driver has accepted the submission.
    private @Nullable DeferredCloses handedOver(
            @Nullable ExecutableCommands commands, @Nullable SubmitInfo info) {
        boolean any = commands != null && commands.recording().closes != null;
        for (int i = 0; info != null && i < info.size() && !any; i++) {
            ExecutableCommands each = info.commandsAt(i);
            any = each != null && each.recording().closes != null;
        }
        if (!any) {
            return null;
        }
        DeferredCloses all = new DeferredCloses();
        if (commands != null) {
            all.addAll(commands.recording(), commands.recording().closes);
        }
        for (int i = 0; info != null && i < info.size(); i++) {
            ExecutableCommands each = info.commandsAt(i);
            if (each != null) {
                all.addAll(each.recording(), each.recording().closes);
            }
        }
        all.requireNoChildren("to be closed after this submit to " + label());
        return all;
    }

    private void leaveBreadcrumbs(
            @Nullable ExecutableCommands commands, @Nullable SubmitInfo info, long number) {
        ExecutableCommands first = commands;
        ExecutableCommands last = commands;
        for (int i = 0; info != null && i < info.size(); i++) {
            ExecutableCommands each = info.commandsAt(i);
            if (each != null) {
                first = first == null ? each : first;
                last = each;
            }
        }
        if (first == null || last == null) {
            breadcrumbs.add(number, null, null, null);
        } else {
            breadcrumbs.add(
                    number,
                    first.name(),
                    first.recording().labels.first(),
                    last.recording().labels.last());
        }
    }

    // Held until the driver has decided, so that no other queue plans with what may be taken back.
    private void submitPlanned(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable PresentWork present,
            long number) {
        context.semaphoreLock().lock();
        boolean accepted = false;
        try {
            planOrdered(commands, info);
            fillBatch(commands, info, present, number);
            context.driver().submit(index, batch);
            accepted = true;
        } finally {
            if (info != null) {
                info.endPlan(accepted);
            }
            endOrdered(commands, info, accepted, number);
            context.semaphoreLock().unlock();
        }
    }

    private static boolean hasOrdered(
            @Nullable ExecutableCommands commands, @Nullable SubmitInfo info) {
        boolean any = commands != null && !commands.recording().ordered.isEmpty();
        for (int i = 0; info != null && i < info.size() && !any; i++) {
            ExecutableCommands each = info.commandsAt(i);
            any = each != null && !each.recording().ordered.isEmpty();
        }
        return any;
    }

    private void planOrdered(@Nullable ExecutableCommands commands, @Nullable SubmitInfo info) {
        if (commands != null) {
            commands.recording().ordered.plan(commands.recording(), index);
        }
        for (int i = 0; info != null && i < info.size(); i++) {
            ExecutableCommands each = info.commandsAt(i);
            if (each != null) {
                each.recording().ordered.plan(each.recording(), index);
            }
        }
    }

    private void endOrdered(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            boolean accepted,
            long number) {
        if (commands != null) {
            endOrdered(commands.recording().ordered, accepted, number);
        }
        for (int i = 0; info != null && i < info.size(); i++) {
            ExecutableCommands each = info.commandsAt(i);
            if (each != null) {
                endOrdered(each.recording().ordered, accepted, number);
            }
        }
    }

    private void endOrdered(OrderedUses uses, boolean accepted, long number) {
        if (accepted) {
            uses.commit(index, number);
        } else {
            uses.rollBack();
        }
    }

    private void checkRecordings(@Nullable ExecutableCommands commands, @Nullable SubmitInfo info) {
        if (commands != null) {
            checkRecording(commands);
        }
        if (info != null) {
            for (int i = 0; i < info.size(); i++) {
                ExecutableCommands each = info.commandsAt(i);
                if (each != null) {
                    checkRecording(each);
                }
            }
            info.checkDistinct(this);
        }
    }

    private void checkRecording(ExecutableCommands commands) {
        Recording recording = commands.recording();
        if (recording.lifetimes() != lifetimes) {
            throw new WrongDeviceException(
                    recording.label(), recording.ownerName(), context.name());
        }
        if (recording.recorder.queue != this) {
            throw new UsageException(
                    recording.label()
                            + " were recorded for "
                            + recording.recorder.queue.label()
                            + ", but submitted to "
                            + label()
                            + "; create the recorder for the queue that it is used with");
        }
    }

    private void checkOpen(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable PresentWork present) {
        if (!context.device().isOpen()) {
            throw ClosedException.of("Device", context.name(), null, null);
        }
        if (present != null && present.target != null && !present.target.isOpen()) {
            throw ClosedException.of(present.target.typeName(), present.target.name(), null, null);
        }
        if (commands != null) {
            checkNamed(commands.recording());
        }
        if (info != null) {
            for (int i = 0; i < info.size(); i++) {
                ExecutableCommands each = info.commandsAt(i);
                if (each != null) {
                    checkNamed(each.recording());
                }
            }
            info.checkOwner(this);
        }
    }

    private void checkNamed(Recording recording) {
        CountedSet named = recording.named;
        for (int i = 0; i < named.size(); i++) {
            if (!named.get(i).isUsable()) {
                throw offenders(recording);
            }
        }
    }

    private static UsageException offenders(Recording recording) {
        StringJoiner closed = new StringJoiner(", ");
        StringJoiner withheld = new StringJoiner(", ");
        CountedSet named = recording.named;
        for (int i = 0; i < named.size(); i++) {
            Counted object = named.get(i);
            if (!object.isOpen()) {
                closed.add(object.label());
            } else if (object.isWithheld()) {
                withheld.add(object.label());
            }
        }
        String what = recording.label() + " cannot be submitted: ";
        if (closed.length() == 0) {
            return new UsageException(
                    what
                            + "borrowed and not for this submission: "
                            + withheld
                            + "; use an image of a swapchain only in the commands that are given to"
                            + " present() between its acquire and its present");
        }
        return new ClosedException(
                what
                        + "closed since they were recorded: "
                        + closed
                        + "; close resources after the submit that uses them");
    }

    private @Nullable CommandDriver recordFirstLayouts() {
        if (!firstLayouts.take()) {
            return null;
        }
        CommandDriver commands = internal.take();
        boolean recorded = false;
        try {
            commands.begin(false);
            firstLayouts.record(commands);
            commands.end();
            recorded = true;
            return commands;
        } finally {
            if (!recorded) {
                internal.give(commands, 0);
            }
        }
    }

    // A part of their own in front, so that no other queue that uses the images has to wait for
    // more.
    private void fillLayouts(@Nullable CommandDriver layouts) {
        if (layouts != null) {
            batch.add(layouts);
            firstLayouts.addSignal(batch);
            batch.endPart();
        }
        firstLayouts.addWaits(batch);
    }

    private void fillBatch(
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable PresentWork present,
            long number) {
        if (present != null) {
            batch.addWait(present.waitSemaphore, 0);
            if (present.before != null) {
                batch.add(present.before);
            }
        }
        if (commands != null) {
            batch.add(commands.recording().commands);
        }
        if (info != null) {
            info.plan(this, number, batch);
        }
        if (present != null) {
            if (present.after != null) {
                batch.add(present.after);
            }
            batch.addSignal(present.signalSemaphore, 0);
        }
    }

    PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        lock.lock();
        try {
            return context.driver().present(swapchain, image, waitSemaphore, fence, presentId);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything that was submitted to this queue before the call is finished, and
    /// collects garbage then. On a lost device nothing runs any more, so that is at once.
    ///
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if it is not by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    public void awaitIdle(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        awaitIdle(System.nanoTime(), deadline);
    }

    /// As [#awaitIdle(Duration)], for a wait that began earlier.
    void awaitIdle(long start, Duration deadline) {
        if (newest != 0) {
            awaitFinished(newest, start, deadline);
        }
    }

    /// How far the queue is; the error of a lost device tells it for each queue that was used.
    ///
    /// @return such as `queue 'main': last completed submission 3 'frame', last completed label
    ///   'shadows'; pending: 4 'frame' (labels 'shadows' to 'post')`
    public String breadcrumbs() {
        return "queue '" + name + "': " + breadcrumbs.text(context.gate().reachedValue(index));
    }

    /// Whether anything was ever submitted to this queue.
    ///
    /// @return true from the first accepted submission on
    public boolean wasUsed() {
        return newest != 0;
    }

    /// Whether everything that was submitted to this queue is finished.
    ///
    /// @return true if it is, or the device is lost
    public boolean isIdle() {
        return newest == 0 || isDone(newest);
    }

    /// Waits until a submit at work on another thread is over.
    void finishSubmit() {
        lock.lock();
        lock.unlock();
    }

    /// How far the queue is.
    ///
    /// @return the number of its newest submission that is finished; `Long.MAX_VALUE` where the
    ///   device is lost or destroyed, and nothing more will finish
    public long completed() {
        return context.gate().completedValue(index);
    }

    /// Whether a submission of this queue is finished.
    ///
    /// @param number the number of the submission
    /// @return true if it is, or the device is lost
    public boolean isDone(long number) {
        return completed() >= number;
    }

    /// Waits for a submission with no lock held; swapchains call this.
    ///
    /// @param number the number of the submission
    /// @param nanos nanoseconds to wait at most
    /// @return false if it is not finished by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    @Internal
    public boolean awaitFor(long number, long nanos) {
        long start = System.nanoTime();
        while (true) {
            long left = nanos - (System.nanoTime() - start);
            if (context.gate().waitForValue(index, number, Nanos.slice(left))) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for submission "
                                + number
                                + " of "
                                + label()
                                + " was interrupted");
            }
            if (left <= 0) {
                return false;
            }
        }
    }

    /// Waits until everything that was submitted before the call is finished, and then until the
    /// native queue has nothing left to do, presents included: the only way where a driver does not
    /// tell when a present is over. Swapchains call this. If it gives up in the second part,
    /// submits to the queue wait until the presents are over, since Vulkan cannot break off.
    ///
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if a submission or a present is not finished by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    @Internal
    public void waitIdle(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        long start = System.nanoTime();
        if (newest != 0 && !awaitFor(newest, Nanos.of(deadline))) {
            throw unfinished(newest, deadline);
        }
        idleWait.await(Nanos.left(start, deadline), deadline);
    }

    /// Waits for a submission with no lock held.
    ///
    /// @param number the number of the submission
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if it is not finished by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    /// @throws daxa.core.error.DeviceLostException if the device was lost before it was finished
    public void await(long number, Duration deadline) {
        awaitFinished(number, System.nanoTime(), deadline);
        context.gate().requireReached(index, number);
    }

    // On a lost device nothing runs any more, so it is over there too.
    private void awaitFinished(long number, long start, Duration deadline) {
        if (!awaitFor(number, Nanos.left(start, deadline))) {
            throw unfinished(number, deadline);
        }
        lifetimes.collectAutomatically();
    }

    private DeadlineException unfinished(long number, Duration deadline) {
        return new DeadlineException(
                "submission "
                        + number
                        + " of "
                        + label()
                        + " did not finish within "
                        + deadline
                        + "; finished so far: "
                        + context.gate().completedValue(index));
    }

    String label() {
        return "queue '" + name + "' of device '" + context.name() + "'";
    }

    String submittedText() {
        return "submitted to " + label();
    }

    /// Destroys the queue's own command buffers.
    void destroy() {
        List<CommandDriver> all;
        lock.lock();
        try {
            all = internal.takeAll();
        } finally {
            lock.unlock();
        }
        for (CommandDriver commands : all) {
            commands.destroy();
        }
    }
}
