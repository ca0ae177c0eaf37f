package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What a user holds: one of the references to a [Counted] object (L2).
///
/// Creating an object returns its first reference; `retain()` of each type returns another. Every
/// reference is closed once, by its own [#close()]; a second close of the same reference does
/// nothing, so one owner cannot rob another. Using a closed reference throws [ClosedException].
///
/// @apiNote `close()` is idempotent, unlike that of [java.lang.foreign.Arena]: references are
///   separate objects, so a double close is harmless and need not be reported.
@ThreadSafe
public abstract class Reference implements AutoCloseable {
    private static final VarHandle OBJECT;

    static {
        try {
            OBJECT = MethodHandles.lookup().findVarHandle(Reference.class, "object", Counted.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Counted object;
    private final String name;
    private LeakDetector.@Nullable Tracker tracker;

    /// Creates the first reference to a new object, to be passed to [#first(Reference)], or one
    /// that was added with [Counted#tryRetain()], to be passed to [#another(Reference)].
    ///
    /// @param object the object
    @Internal
    @SuppressWarnings("this-escape") // to a field of its own
    protected Reference(Counted object) {
        // No thread sees the reference yet, so this needs no fence of its own.
        OBJECT.set(this, object);
        this.name = object.name();
    }

    /// Creates another reference to the object behind an open one. Pass it to
    /// [#another(Reference)].
    ///
    /// @param other the open reference
    /// @throws ClosedException if `other` is closed
    @SuppressWarnings("this-escape") // to a field of its own
    protected Reference(Reference other) {
        Counted shared = other.object();
        if (!shared.tryRetain()) {
            throw other.closedException();
        }
        OBJECT.set(this, shared);
        this.name = other.name;
    }

    /// Enters a new object into the books and begins to watch its first reference.
    ///
    /// @param <R> the type of reference
    /// @param reference the first reference
    /// @return the reference
    protected static <R extends Reference> R first(R reference) {
        Counted object = reference.object();
        LeakDetector.Tracker tracker = object.lifetimes().leaks().track(reference, object);
        if (tracker != null) {
            object.site = tracker.created;
        }
        setTracker(reference, tracker);
        object.register();
        return reference;
    }

    /// Begins to watch a further reference.
    ///
    /// @param <R> the type of reference
    /// @param reference the reference
    /// @return the reference
    protected static <R extends Reference> R another(R reference) {
        Counted object = reference.object();
        setTracker(reference, object.lifetimes().leaks().track(reference, object));
        return reference;
    }

    private static void setTracker(Reference reference, LeakDetector.@Nullable Tracker tracker) {
        reference.tracker = tracker;
    }

    /// The name that the object was created with.
    ///
    /// @return the name, also after the close
    public final String name() {
        return name;
    }

    /// Whether this reference is closed.
    ///
    /// @return true after [#close()]
    public final boolean isClosed() {
        return object == null;
    }

    /// The counted object, for the framework's own use.
    ///
    /// @return the object
    /// @throws ClosedException if this reference is closed
    @Internal
    public final Counted object() {
        Counted seen = object;
        if (seen == null) {
            throw closedException();
        }
        return seen;
    }

    /// The counted object, or null after the close.
    final @Nullable Counted openObject() {
        return object;
    }

    /// Refuses what only the owner may do with a reference.
    ///
    /// @param operation what is to be done, such as `close`
    /// @throws UsageException if this reference is borrowed
    protected void requireOwned(String operation) {}

    /// Closes this reference; the object becomes a zombie with the last one. Closing again does
    /// nothing.
    ///
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if this is the last reference
    ///   and the object has open children; this reference is still open then
    @Override
    public void close() {
        close(false);
    }

    private boolean close(boolean anyway) {
        Counted seen = object;
        if (seen == null) {
            return false;
        }
        boolean last;
        if (seen.lifetimes().mode() == LifetimeMode.KEEP_PARENTS_ALIVE) {
            int state = seen.dropOnly();
            if (state == Counted.SHARED) {
                if (OBJECT.getAndSet(this, null) == null) {
                    return false;
                }
                last = seen.drop(anyway);
            } else {
                OBJECT.setRelease(this, null);
                if (state != Counted.OPEN) {
                    return false;
                }
                last = true;
            }
        } else {
            // It may be refused, so the reference is open for everyone until that is decided.
            seen.beginVerdict();
            try {
                if (object == null) {
                    return false;
                }
                last = seen.drop(anyway);
                object = null;
            } finally {
                seen.endVerdict();
            }
        }
        dropped(seen, last);
        return true;
    }

    private void dropped(Counted seen, boolean last) {
        LeakDetector.Tracker watched = tracker;
        if (watched != null) {
            try {
                seen.lifetimes().leaks().closed(watched);
            } finally {
                // Or this could count as unreachable, and thus leaked, while it is being closed.
                java.lang.ref.Reference.reachabilityFence(this);
            }
        }
        if (last) {
            seen.closed();
        }
    }

    /// Closes this reference where nobody is there to be told of an error: that is logged. What
    /// strict mode does not let go lingers until its children are closed.
    final void closeOrLinger() {
        Counted seen = object;
        if (seen == null) {
            return;
        }
        try {
            close();
        } catch (ChildrenAliveException e) {
            if (!canLinger()) {
                seen.lifetimes().failed(seen, "could not be closed with commands; stays open", e);
            } else if (close(true)) {
                seen.lifetimes().failed(seen, "was closed with commands, and lingers", e);
            }
        } catch (RuntimeException e) {
            seen.lifetimes().failed(seen, "could not be closed with commands", e);
        }
    }

    /// Whether the object can be left alone without a reference until its children are closed.
    ///
    /// @return false where the close does more than to let go of the object
    protected boolean canLinger() {
        return true;
    }

    private ClosedException closedException() {
        LeakDetector.Tracker watched = tracker;
        return ClosedException.of(
                getClass().getSimpleName(),
                name,
                watched == null ? null : watched.created,
                watched == null ? null : watched.closed);
    }

    /// Type, name and state.
    ///
    /// @return such as `Buffer 'vertices'`, with `(closed)` behind it after the close
    @Override
    public String toString() {
        return getClass().getSimpleName() + " '" + name + "'" + (isClosed() ? " (closed)" : "");
    }
}
