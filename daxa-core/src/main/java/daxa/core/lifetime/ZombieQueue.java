package daxa.core.lifetime;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Padded;
import daxa.core.concurrent.RankedLock;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Objects without references, children and holds, in order of their stamps.
///
/// The queue is split into stripes, so that threads which close at the same time do not meet. In
/// each stripe there is one line for each set of queues that zombies wait for, since those lines
/// advance at their own pace (L7). A line is a list of buckets in rising order of stamp, each a
/// list of zombies. Stamps nearly always rise, so putting one in is a step; finding nothing ready
/// is one read a line.
class ZombieQueue {
    static final LockRank RANK = new LockRank("zombies");
    static final LockRank LINES_RANK = new LockRank("zombie lines");

    private static final long NONE = Long.MAX_VALUE;

    private static final VarHandle FIRST_STAMP;

    static {
        try {
            FIRST_STAMP =
                    MethodHandles.lookup().findVarHandle(Line.class, "firstStamp", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RankedLock linesLock = new RankedLock(LINES_RANK);
    private final Stripe[] stripes;
    // Bit i for stripe i, from the first time that it is used: collections look at no others.
    private final AtomicLong used = new AtomicLong();
    private volatile Lines lines = new Lines(new int[0], new Line[0][]);

    /// Creates an empty queue.
    ///
    /// @param count how many stripes there are, a power of two up to 64
    ZombieQueue(int count) {
        stripes = new Stripe[count];
        Arrays.setAll(stripes, i -> new Stripe());
    }

    /// The sets of queues that zombies wait for; the index of a set is the number of its line.
    ///
    /// @return queue masks; not to be changed
    int[] lines() {
        return lines.masks;
    }

    /// Puts a zombie in.
    ///
    /// @param zombie the object
    /// @param queueMask the queues it waits for
    void add(Counted zombie, int queueMask) {
        Line[] line = line(queueMask);
        int index = Stripes.current(stripes.length);
        if ((used.get() & (1L << index)) == 0) {
            used.accumulateAndGet(1L << index, (known, bit) -> known | bit);
        }
        Stripe stripe = stripes[index];
        stripe.lock.lock();
        try {
            line[index].add(stripe, zombie);
        } finally {
            stripe.lock.unlock();
        }
    }

    /// Whether nothing waits in a line, but for what comes meanwhile.
    ///
    /// @param line the line
    /// @return true if it is empty
    boolean isEmpty(int line) {
        Line[] parts = lines.parts[line];
        for (long left = used.get(); left != 0; left &= left - 1) {
            if (parts[Long.numberOfTrailingZeros(left)].firstStamp != NONE) {
                return false;
            }
        }
        return true;
    }

    /// Takes zombies out whose stamp is reached.
    ///
    /// @param line the line
    /// @param reached stamps up to this one are reached
    /// @param max the most objects to take, above 0
    /// @return a chain linked by [Counted#nextZombie], or null if there is none
    @Nullable Counted take(int line, long reached, int max) {
        // Beginning with the stripe of this thread, so that collectors do not all meet in one.
        Line[] parts = lines.parts[line];
        int start = Stripes.current(stripes.length);
        for (long left = Long.rotateRight(used.get(), start); left != 0; left &= left - 1) {
            int index = (start + Long.numberOfTrailingZeros(left)) & (Long.SIZE - 1);
            if (parts[index].firstStamp <= reached) {
                Stripe stripe = stripes[index];
                stripe.lock.lock();
                try {
                    Counted chain = parts[index].take(stripe, reached, max);
                    if (chain != null) {
                        return chain;
                    }
                } finally {
                    stripe.lock.unlock();
                }
            }
        }
        return null;
    }

    /// How many zombies wait, without those that come and go meanwhile.
    ///
    /// @return the count
    int size() {
        int size = 0;
        for (long left = used.get(); left != 0; left &= left - 1) {
            size += stripes[Long.numberOfTrailingZeros(left)].size;
        }
        return size;
    }

    private Line[] line(int queueMask) {
        Lines known = lines;
        for (int i = 0; i < known.masks.length; i++) {
            if (known.masks[i] == queueMask) {
                return known.parts[i];
            }
        }
        return newLine(queueMask);
    }

    private Line[] newLine(int queueMask) {
        linesLock.lock();
        try {
            Lines known = lines;
            int count = known.masks.length;
            for (int i = 0; i < count; i++) {
                if (known.masks[i] == queueMask) {
                    return known.parts[i];
                }
            }
            int[] masks = Arrays.copyOf(known.masks, count + 1);
            masks[count] = queueMask;
            Line[] line = new Line[stripes.length];
            Arrays.setAll(line, i -> new Line());
            Line[][] parts = Arrays.copyOf(known.parts, count + 1);
            parts[count] = line;
            lines = new Lines(masks, parts);
            return line;
        } finally {
            linesLock.unlock();
        }
    }

    /// The lines that there are, each with the mask of its queues and a part in each stripe. Apart
    /// from what changes, since all threads read it.
    private static final class Lines {
        final int[] masks;
        final Line[][] parts;

        Lines(int[] masks, Line[][] parts) {
            this.masks = masks;
            this.parts = parts;
        }
    }

    private static final class Stripe extends Padded {
        final RankedLock lock = RankedLock.brief(RANK);
        private @Nullable Bucket spare;
        // Read without the lock by those who only want to report it.
        private int size;

        Bucket newBucket(long stamp) {
            Bucket bucket = spare;
            if (bucket == null) {
                bucket = new Bucket();
            } else {
                spare = bucket.next;
                bucket.next = null;
            }
            bucket.stamp = stamp;
            return bucket;
        }

        void recycle(Bucket bucket) {
            bucket.previous = null;
            bucket.next = spare;
            spare = bucket;
        }
    }

    /// Zombies of one stripe that wait for the same queues. There is always a bucket, and only
    /// where it is the only one is it empty: to store references into old objects costs more than
    /// the rest of putting a zombie in.
    private static final class Line extends Padded {
        private Bucket first = new Bucket();
        private Bucket last = first;
        // Written under the stripe's lock; read without it to find out whether there is anything to
        // do.
        private volatile long firstStamp = NONE;

        void add(Stripe stripe, Counted zombie) {
            long stamp = zombie.stamp();
            Bucket bucket = first;
            if (bucket.isEmpty()) {
                bucket.stamp = stamp;
                setFirstStamp(stamp);
            } else {
                bucket = bucket(stripe, stamp);
            }
            bucket.add(zombie);
            stripe.size++;
        }

        private Bucket bucket(Stripe stripe, long stamp) {
            Bucket before = last;
            while (before != null && before.stamp > stamp) {
                before = before.previous;
            }
            if (before != null && before.stamp == stamp) {
                return before;
            }
            return insertAfter(before, stripe.newBucket(stamp));
        }

        private Bucket insertAfter(@Nullable Bucket before, Bucket bucket) {
            Bucket after = before == null ? first : before.next;
            bucket.previous = before;
            bucket.next = after;
            if (before == null) {
                first = bucket;
                setFirstStamp(bucket.stamp);
            } else {
                before.next = bucket;
            }
            if (after == null) {
                last = bucket;
            } else {
                after.previous = bucket;
            }
            return bucket;
        }

        // Whoever reads it without the lock need not see it at once.
        private void setFirstStamp(long stamp) {
            FIRST_STAMP.setRelease(this, stamp);
        }

        @Nullable Counted take(Stripe stripe, long reached, int max) {
            Bucket bucket = first;
            if (bucket.isEmpty() || bucket.stamp > reached) {
                return null;
            }
            Counted chain = bucket.take(stripe, max);
            if (bucket.isEmpty()) {
                removeFirst(stripe, bucket);
            }
            return chain;
        }

        private void removeFirst(Stripe stripe, Bucket bucket) {
            Bucket next = bucket.next;
            if (next == null) {
                setFirstStamp(NONE);
            } else {
                next.previous = null;
                first = next;
                setFirstStamp(next.stamp);
                stripe.recycle(bucket);
            }
        }
    }

    /// Zombies with the same stamp, in a ring: behind the newest comes the oldest.
    private static final class Bucket extends Padded {
        private long stamp;
        private @Nullable Counted newest;
        private @Nullable Bucket previous;
        private @Nullable Bucket next;

        boolean isEmpty() {
            return newest == null;
        }

        void add(Counted zombie) {
            Counted end = newest;
            if (end == null) {
                zombie.nextZombie = zombie;
            } else {
                zombie.nextZombie = end.nextZombie;
                end.nextZombie = zombie;
            }
            newest = zombie;
        }

        /// Takes the oldest out, as a chain that ends with null.
        @Nullable Counted take(Stripe stripe, int max) {
            Counted end = newest;
            if (end == null) {
                return null;
            }
            Counted oldest = end.nextZombie;
            end.nextZombie = null;
            Counted last = null;
            Counted rest = oldest;
            int taken = 0;
            while (rest != null && taken < max) {
                last = rest;
                rest = rest.nextZombie;
                taken++;
            }
            stripe.size -= taken;
            if (rest == null) {
                newest = null;
            } else {
                end.nextZombie = rest;
                if (last != null) {
                    last.nextZombie = null;
                }
            }
            return oldest;
        }
    }
}
