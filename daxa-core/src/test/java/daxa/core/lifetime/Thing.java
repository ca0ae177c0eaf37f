package daxa.core.lifetime;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A reference to a counted object that does nothing but note what happens to it.
@ThreadSafe
public final class Thing extends Reference {
    private Thing(Counted object) {
        super(object);
    }

    private Thing(Thing other) {
        super(other);
    }

    public static Thing create(Lifetimes life, String name, int queueMask, Thing... parents) {
        return of(
                new Body(
                        life,
                        name,
                        queueMask,
                        false,
                        Stream.of(parents).map(Reference::object).toArray(Counted[]::new)));
    }

    static Thing of(Body body) {
        return first(new Thing(body));
    }

    public Thing retain() {
        return another(new Thing(this));
    }

    Body body() {
        return (Body) object();
    }

    /// The object behind things.
    static class Body extends Counted {
        /// Names of the objects destroyed, in order; shared by those of a test.
        final List<String> log;

        volatile int destroyed;
        volatile int refusals;
        volatile long bytes;
        volatile @Nullable RuntimeException failure;
        volatile @Nullable Error error;
        volatile @Nullable Runnable whenDestroyed;
        volatile @Nullable Runnable whenClosed;
        volatile List<LockRank> locksHeld = List.of();

        Body(Lifetimes life, String name, int queueMask, boolean striped, Counted... parents) {
            super(life, name, queueMask, striped, parents);
            log =
                    parents.length == 0
                            ? Collections.synchronizedList(new ArrayList<>())
                            : ((Body) parents[0]).log;
        }

        @Override
        public String typeName() {
            return "Thing";
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        protected void onLastClose() {
            if (whenClosed != null) {
                whenClosed.run();
            }
        }

        @Override
        protected boolean destroy() {
            locksHeld = RankedLock.heldByCurrentThread();
            if (refusals > 0) {
                int left = refusals - 1;
                refusals = left;
                return false;
            }
            int before = destroyed;
            destroyed = before + 1;
            log.add(name());
            if (whenDestroyed != null) {
                whenDestroyed.run();
            }
            if (failure != null) {
                throw Objects.requireNonNull(failure);
            }
            if (error != null) {
                throw Objects.requireNonNull(error);
            }
            return true;
        }

        void again() {
            renew();
        }

        void retire(int queue, long number) {
            retireAt(queue, number);
        }
    }
}
