package daxa.core.resource;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.QueueKind;
import daxa.core.lifetime.Lifetimes;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/// Images whose layout is still undefined. An image that is destroyed before a submit came by
/// leaves too, so that a program that never submits keeps nothing.
@ThreadSafe
final class UndefinedImages {
    static final LockRank RANK = new LockRank("undefined images");

    private final RankedLock lock = RankedLock.brief(RANK);
    // Guarded by the lock, but for the last.
    private @Nullable ImageObject first;
    private int forAllQueues;
    private int declared;
    private final int[] counts = new int[QueueKind.TOTAL];
    // Whoever asks has the image from the thread that added it, so it needs no full fence.
    private final AtomicInteger queues = new AtomicInteger();

    /// Whether there are images that a queue may use.
    boolean hasFor(int queue) {
        return (queues.getAcquire() & 1 << queue) != 0;
    }

    void add(ImageObject image) {
        lock.lock();
        try {
            ImageObject next = first;
            image.nextUndefined = next;
            if (next != null) {
                next.previousUndefined = image;
            }
            image.undefined = true;
            first = image;
            count(image, 1);
        } finally {
            lock.unlock();
        }
    }

    /// Takes one out.
    ///
    /// @param queue a queue that may use it
    /// @return an image, or null if there is none
    @Nullable ImageObject poll(int queue) {
        if (!hasFor(queue)) {
            return null;
        }
        lock.lock();
        try {
            ImageObject image = first;
            while (image != null && !image.isFor(queue)) {
                image = image.nextUndefined;
            }
            if (image != null) {
                unlink(image);
            }
            return image;
        } finally {
            lock.unlock();
        }
    }

    /// Takes an image out, if it is there.
    void remove(ImageObject image) {
        lock.lock();
        try {
            if (image.undefined) {
                unlink(image);
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(ImageObject image) {
        ImageObject previous = image.previousUndefined;
        ImageObject next = image.nextUndefined;
        if (previous == null) {
            first = next;
        } else {
            previous.nextUndefined = next;
        }
        if (next != null) {
            next.previousUndefined = previous;
        }
        image.previousUndefined = null;
        image.nextUndefined = null;
        image.undefined = false;
        count(image, -1);
    }

    private void count(ImageObject image, int change) {
        if (image.queueMask() == Lifetimes.ALL_QUEUES) {
            forAllQueues += change;
        } else {
            countDeclared(image, change);
        }
        queues.setRelease(forAllQueues == 0 ? declared : Lifetimes.ALL_QUEUES);
    }

    private void countDeclared(ImageObject image, int change) {
        for (int queue = 0; queue < counts.length; queue++) {
            if (image.isFor(queue)) {
                counts[queue] += change;
                declared = counts[queue] == 0 ? declared & ~(1 << queue) : declared | 1 << queue;
            }
        }
    }
}
