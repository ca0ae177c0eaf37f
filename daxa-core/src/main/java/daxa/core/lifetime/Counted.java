package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/// The object behind one or more [Reference]s: what is counted, waits for the GPU, and is
/// destroyed.
///
/// Everything that decides over its life stands in one 64-bit word, so that each transition and
/// each strict-mode verdict is made by exactly one thread (L1):
///
/// | bits | field | meaning |
/// |---|---|---|
/// | 63…46 | strong | open references |
/// | 45…25 | children | children with open references |
/// | 24…3 | weak | children, recordings and submissions holding on, not yet really destroyed |
/// | 2…0 | state | see below |
///
/// ```
/// OPEN ──last close──▶ CLOSING ──weak = 0──▶ ZOMBIE ──collected──▶ DESTROYED
///  │                 ▲   │                     ▲
///  └──retain──▶ SHARED   └──weak > 0──▶ LINGERING (last child destroyed)
/// ```
///
/// While the only reference is `OPEN`, one step of the word closes it, so that a second close of it
/// finds that out there. Where it is `SHARED`, and for good, each reference knows for itself
/// whether it is closed.
///
/// `CLOSING` belongs to the thread that closed the last reference: while it takes the stamp, nobody
/// else moves the object on. A device is `DRAINING` instead until its last open child is closed
/// (L18).
@Internal
@ThreadSafe
public abstract class Counted {
    private static final LockRank FOLD_RANK = new LockRank("fold");

    static final int OPEN = 0;
    static final int CLOSING = 1;
    static final int LINGERING = 2;
    static final int ZOMBIE = 3;
    static final int DESTROYED = 4;
    static final int DRAINING = 5;
    static final int SHARED = 6;

    private static final int STATE_BITS = 3;
    private static final int WEAK_BITS = 22;
    private static final int CHILDREN_BITS = 21;
    private static final int STRONG_BITS = 18;

    private static final int WEAK_SHIFT = STATE_BITS;
    private static final int CHILDREN_SHIFT = WEAK_SHIFT + WEAK_BITS;
    private static final int STRONG_SHIFT = CHILDREN_SHIFT + CHILDREN_BITS;

    private static final long WEAK_ONE = 1L << WEAK_SHIFT;
    private static final long CHILDREN_ONE = 1L << CHILDREN_SHIFT;
    private static final long STRONG_ONE = 1L << STRONG_SHIFT;

    private static final int MAX_STRONG = (1 << STRONG_BITS) - 1;
    private static final int MAX_CHILDREN = (1 << CHILDREN_BITS) - 1;
    private static final int MAX_WEAK = (1 << WEAK_BITS) - 1;

    // While striped counts are folded, the word's counts are raised by this much, so that none of
    // them can look like 0 half way.
    private static final long FOLD_BIAS =
            (CHILDREN_ONE << (CHILDREN_BITS - 1)) + (WEAK_ONE << (WEAK_BITS - 1));

    private static final int MOST_EMPTY_LOOKS = 100;

    private static final VarHandle WORD;
    private static final VarHandle MARK;
    private static final VarHandle VERDICT;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Counted.class, "word", long.class);
            MARK = MethodHandles.lookup().findVarHandle(Counted.class, "mark", long.class);
            VERDICT = MethodHandles.lookup().findVarHandle(Counted.class, "verdict", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Lifetimes lifetimes;
    private final String name;
    private final Counted[] parents;
    private final int queueMask;
    private final @Nullable Stripe stripe;
    private volatile long word;
    private volatile boolean withheld;
    private volatile boolean verdict;
    private volatile long mark;

    // Written by the one thread that may at that time: the closer, then whoever makes it a zombie.
    private long stamp;
    private int waitMask;
    @Nullable Counted nextZombie;
    @Nullable Site site;

    // Written under the registry's lock.
    @Nullable Counted registryPrevious;
    @Nullable Counted registryNext;
    int registryStripe = Registry.ABSENT;

    /// Creates an object with one reference, a child of its parents.
    ///
    /// The object takes part in nothing until [#register()] is called; call that when the native
    /// object exists, or [#abandon()] if it could not be made.
    ///
    /// @param lifetimes where it waits as a zombie
    /// @param name its name
    /// @param queueMask the queues that may use it, bit i for queue i, 0 where no submission can
    /// @param parents its parents, each open; the array is kept
    /// @throws ClosedException if a parent is closed
    protected Counted(Lifetimes lifetimes, String name, int queueMask, Counted... parents) {
        this(lifetimes, name, queueMask, false, parents);
    }

    /// As the other constructor, for an object whose children many threads create and close.
    ///
    /// @param lifetimes where it waits as a zombie
    /// @param name its name
    /// @param queueMask the queues that may use it, bit i for queue i, 0 where no submission can
    /// @param striped whether the counts of its children are striped while it is open
    /// @param parents its parents, each open; the array is kept
    /// @throws ClosedException if a parent is closed
    @SuppressWarnings("this-escape") // to a field of its own
    protected Counted(
            Lifetimes lifetimes, String name, int queueMask, boolean striped, Counted... parents) {
        this.lifetimes = lifetimes;
        this.name = name;
        this.queueMask = queueMask;
        this.waitMask = queueMask;
        this.parents = parents;
        this.stripe = striped ? new Stripe(lifetimes.stripes()) : null;
        // No thread sees the object yet, so this needs no fence of its own.
        WORD.set(this, STRONG_ONE);
        attach();
    }

    /// The counts of an object whose children many threads create and close, while it is open.
    private static final class Stripe {
        final RankedLock foldLock = new RankedLock(FOLD_RANK);
        final StripedCounts counts;
        volatile boolean folded;

        Stripe(int stripes) {
            counts = new StripedCounts(stripes);
        }
    }

    private void attach() {
        lifetimes.admit();
        for (int i = 0; i < parents.length; i++) {
            try {
                parents[i].addChild();
            } catch (UsageException e) {
                while (--i >= 0) {
                    parents[i].childClosed();
                    parents[i].releaseWeak();
                }
                throw e;
            }
        }
    }

    // ---------------------------------------------------------------- what a type tells the kernel

    /// The type as users know it.
    ///
    /// @return such as `Buffer`
    public abstract String typeName();

    /// Releases the native object. Called once, with no lock held, when no submission can use it
    /// and all its children are destroyed. Must not throw.
    ///
    /// @return false to be asked again by the next collection, where something outside of the GPU
    ///   still uses it
    protected abstract boolean destroy();

    /// Called once, on the thread that closes the last reference, before the object becomes a
    /// zombie. Must not throw.
    protected void onLastClose() {}

    /// Whether the object is kept until its last open child is closed, and then drained (L18).
    ///
    /// @return true for devices
    protected boolean drains() {
        return false;
    }

    /// Called once, on the thread that closed the last open child (or the object itself, if there
    /// was none): makes sure that no zombie is left.
    protected void drain() {}

    /// Whether the object stands in an [ObjectTable] that its kernel knows.
    ///
    /// @return true from its construction until it is destroyed
    protected boolean isTabled() {
        return false;
    }

    /// Bytes of memory that the object holds, for reports.
    ///
    /// @return bytes, 0 where none are its own
    public long bytes() {
        return 0;
    }

    // ---------------------------------------------------------------- what the framework reads

    /// The object's name.
    ///
    /// @return the name
    public final String name() {
        return name;
    }

    /// Type and name, as messages use them.
    ///
    /// @return such as `Buffer 'vertices'`
    public final String label() {
        return typeName() + " '" + name + "'";
    }

    /// Whether a reference is open.
    ///
    /// @return false from the moment the last reference is closed
    public final boolean isOpen() {
        return word >>> STRONG_SHIFT != 0;
    }

    /// Whether a submission may use the object.
    ///
    /// @return true while a reference is open and the object is not withheld
    public final boolean isUsable() {
        return isOpen() && !withheld;
    }

    /// Whether submissions are kept from using the object.
    ///
    /// @return true between [#withhold(boolean)] with true and with false
    public final boolean isWithheld() {
        return withheld;
    }

    /// Keeps submissions from using the object for a while, though it is open: an image that the
    /// window system has.
    ///
    /// @param on whether it is withheld from now on
    public final void withhold(boolean on) {
        withheld = on;
    }

    /// What else has to be usable where this object is used: the image behind a view, if it can be
    /// withheld.
    ///
    /// @return the other object, or null for none
    public @Nullable Counted usedWith() {
        return null;
    }

    /// What a command uses that names the object.
    ///
    /// @return the image of a view, the object itself for all else
    public Counted resource() {
        return this;
    }

    /// Whether a reference to the object or to one of its children is open, so that new submissions
    /// may use it. A submission that sees so after it took its number is covered by the stamp of
    /// whatever is closed later (L6).
    ///
    /// @return false from the moment the last of them is closed
    public final boolean isReachable() {
        long seen = word;
        return strong(seen) != 0 || children(seen) != 0;
    }

    /// The queues that may use the object.
    ///
    /// @return bit i for queue i
    public final int queueMask() {
        return queueMask;
    }

    /// Whether submissions to a queue may use the object.
    ///
    /// @param queue the queue
    /// @return false where it was declared for others
    public final boolean isFor(int queue) {
        return (queueMask & 1 << queue) != 0;
    }

    /// Whether [#mark] was last called with a number: a note of whoever looks at the object again
    /// and again, and can do without it, since others may write theirs over it.
    ///
    /// @param number above 0, of this one alone
    /// @return whether the note is still there
    public final boolean isMarked(long number) {
        return mark == number;
    }

    /// Leaves a note; see [#isMarked].
    ///
    /// @param number above 0, of this one alone
    public final void mark(long number) {
        // Whoever reads an older one does without.
        MARK.setOpaque(this, number);
    }

    /// Whether the native object has been destroyed.
    ///
    /// @return true after the collection that destroyed it
    public final boolean isDestroyed() {
        return state(word) == DESTROYED;
    }

    /// Open references.
    ///
    /// @return the strong count
    public final int strongCount() {
        return strong(word);
    }

    /// The kernel that the object belongs to.
    ///
    /// @return the kernel
    public final Lifetimes lifetimes() {
        return lifetimes;
    }

    /// The name of what owns the object in the end: its last parent, which for all but devices is
    /// the device.
    ///
    /// @return the name
    public final String ownerName() {
        return parents.length == 0 ? name : parents[parents.length - 1].name;
    }

    /// The open children but one, as strict mode's error lists them.
    ///
    /// @param own the child to leave out
    /// @return one line each: type, name, reference count, creation site
    public final List<String> openChildrenBut(Counted own) {
        return childrenLifetimes().openChildren(this, own);
    }

    final Counted[] parents() {
        return parents;
    }

    /// The queues that the object waits for as a zombie.
    final int waitMask() {
        return waitMask;
    }

    final long stamp() {
        return stamp;
    }

    final int childrenCount() {
        return children(wordNow());
    }

    final int weakCount() {
        return weak(wordNow());
    }

    /// The word at this moment, with the striped counts, for reports; decisions look at the word,
    /// which is complete once it is folded.
    final long wordNow() {
        if (stripe == null) {
            return word;
        }
        stripe.foldLock.lock();
        try {
            return word + stripe.counts.sum();
        } finally {
            stripe.foldLock.unlock();
        }
    }

    final int state() {
        return state(word);
    }

    // ---------------------------------------------------------------- life

    /// Enters the object into the books, once its native object exists. Doing it again does
    /// nothing.
    public final void register() {
        lifetimes.registered(this);
    }

    /// Ends an object whose native object could not be made. It was never registered.
    public final void abandon() {
        WORD.setVolatile(this, (long) DESTROYED);
        for (Counted parent : parents) {
            parent.childClosed();
            parent.releaseWeak();
        }
    }

    /// Begins a new life of a destroyed object that is kept for reuse: one reference, the same
    /// parents.
    ///
    /// @throws ClosedException if a parent is closed
    protected final void renew() {
        if (state(word) != DESTROYED) {
            throw new UsageException(label() + " is still alive and cannot be renewed");
        }
        attach();
        stamp = 0;
        site = null;
        waitMask = queueMask;
        WORD.setVolatile(this, STRONG_ONE);
        register();
    }

    /// Adds a reference, which is then to be made with [Reference#another(Reference)].
    ///
    /// @return false if the last one is closed already: nothing revives an object (L2)
    public final boolean tryRetain() {
        for (; ; ) {
            long seen = word;
            int strong = strong(seen);
            if (strong == 0) {
                return false;
            }
            if (strong == MAX_STRONG) {
                throw new UsageException(
                        label() + " has " + strong + " references (limit " + MAX_STRONG + ")");
            }
            if (WORD.weakCompareAndSet(this, seen, seen - state(seen) + STRONG_ONE + SHARED)) {
                return true;
            }
        }
    }

    /// Releases a reference.
    ///
    /// @throws ChildrenAliveException in strict mode, if it is the last and children are open;
    ///   nothing has changed then
    public final void release() {
        if (drop(false)) {
            closed();
        }
    }

    /// Waits until no other thread is about to learn whether strict mode lets it close a reference
    /// to the object.
    final void beginVerdict() {
        while (verdict || !VERDICT.compareAndSet(this, false, true)) {
            Thread.onSpinWait();
        }
    }

    final void endVerdict() {
        verdict = false;
    }

    /// Takes a reference off the count if it is the only one that there ever was.
    ///
    /// @return `OPEN` if it did, and the caller has to call [#closed()]; `SHARED` if [#drop] has to
    ///   decide; else a later state, since another thread did
    final int dropOnly() {
        for (; ; ) {
            long seen = word;
            int state = stripe == null ? state(seen) : SHARED;
            if (state != OPEN || WORD.weakCompareAndSet(this, seen, seen - STRONG_ONE + CLOSING)) {
                return state;
            }
        }
    }

    /// Takes a reference off the count.
    ///
    /// @param anyway whether strict mode is asked to let open children pass
    /// @return true if it was the last: the caller has to call [#closed()] then
    /// @throws ChildrenAliveException in strict mode, if it is the last and children are open;
    ///   nothing has changed then
    final boolean drop(boolean anyway) {
        int emptyLooks = 0;
        for (; ; ) {
            long seen = word;
            int strong = strong(seen);
            if (strong == 0) {
                throw new UsageException(label() + " has no open reference to release");
            }
            if (strong > 1) {
                if (WORD.weakCompareAndSet(this, seen, seen - STRONG_ONE)) {
                    return false;
                }
            } else if (stripe != null && !stripe.folded) {
                fold(stripe);
            } else if (!anyway
                    && children(seen) != 0
                    && lifetimes.mode() == LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN) {
                List<String> open = childrenLifetimes().openChildren(this, null);
                if (open.isEmpty() && ++emptyLooks == MOST_EMPTY_LOOKS) {
                    open = List.of("a child that is being created");
                }
                if (!open.isEmpty()) {
                    throw new ChildrenAliveException(label(), open);
                }
                // The last of them was closed since, or is not in the books yet: look again.
                Thread.onSpinWait();
            } else if (WORD.weakCompareAndSet(
                    this, seen, seen - state(seen) - STRONG_ONE + CLOSING)) {
                return true;
            }
        }
    }

    /// Moves the object on after its last reference is gone.
    final void closed() {
        closeForParents(false);
        try {
            onLastClose();
        } catch (RuntimeException e) {
            lifetimes.failed(this, "failed on its last close", e);
        }
        if (drains()) {
            drainWhenChildless();
        } else {
            retire(lifetimes.stamp());
        }
        closeForParents(true);
        lifetimes.afterClose();
    }

    // Parents hear of it before the object can be destroyed and let go of them. Those that drain
    // hear of it after it became a zombie, since they collect it then.
    private void closeForParents(boolean draining) {
        for (Counted parent : parents) {
            if (parent.drains() == draining) {
                parent.childClosed();
            }
        }
    }

    // Callers read the stamp after the last close is visible: a submission that still found the
    // object open had published its number before (L6).
    private void retire(long closedAt) {
        stamp = closedAt;
        for (; ; ) {
            long seen = word;
            if (weak(seen) == 0) {
                // Nobody else changes the word of a closed object that nothing holds.
                WORD.setRelease(this, seen - CLOSING + ZOMBIE);
                lifetimes.enqueue(this);
                return;
            }
            if (WORD.weakCompareAndSet(this, seen, seen - CLOSING + LINGERING)) {
                return;
            }
        }
    }

    /// Closes the only reference that there ever was, with a stamp of its own instead of the CPU
    /// timeline value: a recording waits for its submission alone.
    ///
    /// @param queue the queue it was submitted to
    /// @param number the number of its submission
    protected final void retireAt(int queue, long number) {
        if (!WORD.compareAndSet(this, STRONG_ONE + OPEN, (long) CLOSING)) {
            throw new UsageException(
                    label() + " has had other references, or has children, or is closed");
        }
        closeForParents(false);
        waitMask = 1 << queue;
        retire(number);
        closeForParents(true);
    }

    /// The kernel that this object's children belong to.
    ///
    /// @return the object's own, but for a device
    protected Lifetimes childrenLifetimes() {
        return lifetimes;
    }

    /// Called by the collector, which took the object out of the queue: destroys it and releases
    /// its parents, which may die too.
    ///
    /// @return false if it could not be destroyed yet
    final boolean collect() {
        if (!destroySafely()) {
            return false;
        }
        lifetimes.unregister(this);
        WORD.setRelease(this, (long) DESTROYED);
        try {
            onDestroyed();
        } catch (Throwable e) {
            lifetimes.failed(this, "failed after it was destroyed", e);
        }
        for (Counted parent : parents) {
            parent.releaseWeak();
        }
        return true;
    }

    // A fault in one type's code must not keep the collector from the others that it took out.
    private boolean destroySafely() {
        try {
            return destroy();
        } catch (Throwable e) {
            lifetimes.failed(this, "could not be destroyed", e);
            return true;
        }
    }

    /// Tells foreign code, from within [#destroy()], that the object is destroyed. What that throws
    /// is logged.
    ///
    /// @param listener what is told, or null for nobody
    protected final void released(@Nullable Runnable listener) {
        if (listener != null) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                lifetimes.failed(this, "was released, and what was told of it threw", e);
            }
        }
    }

    /// Called once after the object was destroyed and has left the books; a pooled object may be
    /// put back here.
    protected void onDestroyed() {}

    // ---------------------------------------------------------------- counts of children and holds

    private void addChild() {
        if (stripe != null && stripe.counts.add(CHILDREN_ONE + WEAK_ONE)) {
            return;
        }
        for (; ; ) {
            long seen = word;
            if (strong(seen) == 0) {
                throw ClosedException.of(typeName(), name, site, null);
            }
            checkRoom(seen);
            if (WORD.weakCompareAndSet(this, seen, seen + CHILDREN_ONE + WEAK_ONE)) {
                return;
            }
        }
    }

    /// Holds on to the object without being an open child: a recording does that (L12).
    ///
    /// @throws ClosedException if the object is closed
    public final void hold() {
        // What is not folded yet is open.
        if (stripe != null && stripe.counts.add(WEAK_ONE)) {
            return;
        }
        for (; ; ) {
            long seen = word;
            if (strong(seen) == 0) {
                throw ClosedException.of(typeName(), name, site, null);
            }
            checkRoom(seen);
            if (WORD.weakCompareAndSet(this, seen, seen + WEAK_ONE)) {
                return;
            }
        }
    }

    private void checkRoom(long seen) {
        if (children(seen) == MAX_CHILDREN || weak(seen) == MAX_WEAK) {
            throw new UsageException(
                    label()
                            + " has "
                            + children(seen)
                            + " open children and "
                            + weak(seen)
                            + " holds (limits "
                            + MAX_CHILDREN
                            + " and "
                            + MAX_WEAK
                            + ")");
        }
    }

    private void childClosed() {
        if (stripe != null && stripe.counts.add(-CHILDREN_ONE)) {
            return;
        }
        for (; ; ) {
            long seen = word;
            if (children(seen) == 0) {
                throw new UsageException(label() + " has no open child to close");
            }
            boolean drained = state(seen) == DRAINING && children(seen) == 1;
            long next = seen - CHILDREN_ONE + (drained ? CLOSING - DRAINING : 0);
            if (WORD.weakCompareAndSet(this, seen, next)) {
                if (drained) {
                    drainAndRetire();
                }
                return;
            }
        }
    }

    /// Ends a hold, or the hold of a child that was really destroyed.
    public final void releaseWeak() {
        if (stripe != null && stripe.counts.add(-WEAK_ONE)) {
            return;
        }
        for (; ; ) {
            long seen = word;
            if (weak(seen) == 0) {
                throw new UsageException(label() + " has no hold to release");
            }
            boolean free = state(seen) == LINGERING && weak(seen) == 1;
            long next = seen - WEAK_ONE + (free ? ZOMBIE - LINGERING : 0);
            if (WORD.weakCompareAndSet(this, seen, next)) {
                if (free) {
                    lifetimes.enqueue(this);
                }
                return;
            }
        }
    }

    private void drainWhenChildless() {
        for (; ; ) {
            long seen = word;
            if (children(seen) == 0) {
                drainAndRetire();
                return;
            }
            if (WORD.weakCompareAndSet(this, seen, seen - CLOSING + DRAINING)) {
                return;
            }
        }
    }

    private void drainAndRetire() {
        drain();
        retire(lifetimes.stamp());
    }

    private void fold(Stripe striped) {
        striped.foldLock.lock();
        try {
            if (striped.folded) {
                return;
            }
            WORD.getAndAdd(this, FOLD_BIAS);
            for (int i = 0; i < lifetimes.stripes(); i++) {
                WORD.getAndAdd(this, striped.counts.fold(i));
            }
            WORD.getAndAdd(this, -FOLD_BIAS);
            striped.folded = true;
        } finally {
            striped.foldLock.unlock();
        }
    }

    static int strong(long word) {
        return (int) (word >>> STRONG_SHIFT);
    }

    static int children(long word) {
        return (int) (word >>> CHILDREN_SHIFT) & MAX_CHILDREN;
    }

    static int weak(long word) {
        return (int) (word >>> WEAK_SHIFT) & MAX_WEAK;
    }

    static int state(long word) {
        return (int) word & ((1 << STATE_BITS) - 1);
    }
}
