package daxa.core.concurrent;

import daxa.core.error.ConcurrentUseException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Checks that an externally synchronised object is used by one thread at a time.
///
/// One word holds the thread that used the object last and how deep it is inside. As long as the
/// same thread comes back, entering is a compare and a store; a hand-over to another thread is one
/// compare-and-swap. Two threads inside at once get [ConcurrentUseException] in at least one of
/// them: on entering, or, if both entered in the same instant, on leaving.
///
/// ```java
/// guard.enter("dispatch");
/// try {
///     …
/// } finally {
///     guard.exit("dispatch");
/// }
/// ```
@Internal
@ThreadSafe
public final class UseGuard {
    private static final int DEPTH_BITS = 8;
    private static final long DEPTH_MASK = (1L << DEPTH_BITS) - 1;
    private static final VarHandle WORD;

    // Operations by their hash codes. A guard remembers its operation as a number, since storing a
    // reference into an old object costs as much as the rest of entering.
    private static final int MAX_OPERATIONS = 1024;
    private static final String[] OPERATIONS = new String[MAX_OPERATIONS];

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(UseGuard.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String object;
    private long word;
    private int operation = number("nothing");
    private @Nullable Thread owner;
    private @Nullable Throwable entered;
    private @Nullable String held;

    /// Creates a guard.
    ///
    /// @param object type and name of the guarded object, for messages
    public UseGuard(String object) {
        this.object = object;
    }

    /// Enters the object.
    ///
    /// @param what the operation, for messages
    /// @throws ConcurrentUseException if another thread is inside
    public void enter(String what) {
        long seen = word;
        if (seen >>> DEPTH_BITS == Thread.currentThread().threadId()
                && (seen & DEPTH_MASK) != DEPTH_MASK) {
            WORD.setOpaque(this, seen + 1);
        } else {
            takeOver(what, seen);
        }
        operation = number(what);
        if (Debug.ENABLED) {
            entered = new Throwable("the other thread entered here");
        }
    }

    /// Leaves the object.
    ///
    /// @param what the operation that was entered
    /// @throws ConcurrentUseException if another thread came in meanwhile
    public void exit(String what) {
        long seen = word;
        if (seen >>> DEPTH_BITS != Thread.currentThread().threadId() || (seen & DEPTH_MASK) == 0) {
            throw concurrentUse(what);
        }
        WORD.setRelease(this, seen - 1);
    }

    /// Enters the object for longer: until [#release()], other threads are refused between the
    /// operations of this one too.
    ///
    /// @param remedy what others should do instead, for messages
    /// @throws ConcurrentUseException if another thread is inside
    public void hold(String remedy) {
        enter("hold");
        held = remedy;
    }

    /// Ends [#hold(String)]; does nothing if the object is not held.
    ///
    /// @throws ConcurrentUseException if another thread came in meanwhile
    public void release() {
        if (held != null) {
            held = null;
            exit("release");
        }
    }

    // Two operations of one number take turns in the table, and rarely in a message.
    @SuppressWarnings("ReferenceEquality") // equality would cost more, and find no more
    private static int number(String what) {
        int number = what.hashCode() & (MAX_OPERATIONS - 1);
        if (OPERATIONS[number] != what) {
            OPERATIONS[number] = what;
        }
        return number;
    }

    private void takeOver(String what, long seen) {
        Thread current = Thread.currentThread();
        long mine = current.threadId() << DEPTH_BITS;
        if ((seen & DEPTH_MASK) != 0 || !WORD.compareAndSet(this, seen, mine | 1)) {
            throw concurrentUse(what);
        }
        owner = current;
    }

    private ConcurrentUseException concurrentUse(String what) {
        Thread other = owner;
        String remedy = held;
        return new ConcurrentUseException(
                object
                        + " is used by two threads at once: '"
                        + Thread.currentThread().getName()
                        + "' in "
                        + what
                        + ", '"
                        + (other == null ? "unknown" : other.getName())
                        + "' in "
                        + OPERATIONS[operation]
                        + "; "
                        + (remedy == null
                                ? "give each thread its own, or hand it over so that one use"
                                        + " happens before the next"
                                : remedy),
                entered);
    }
}
