package daxa.core.resource;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;

import org.jspecify.annotations.Nullable;

/// Images whose layout is still undefined. An image that is destroyed before a submit came by
/// leaves too, so that a program that never submits keeps nothing.
@ThreadSafe
final class UndefinedImages {
    static final LockRank RANK = new LockRank("undefined images");

    private final RankedLock lock = RankedLock.brief(RANK);
    private volatile @Nullable ImageObject first;

    boolean isEmpty() {
        return first == null;
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
        } finally {
            lock.unlock();
        }
    }

    /// Takes one out.
    ///
    /// @return an image, or null if there is none
    @Nullable ImageObject poll() {
        lock.lock();
        try {
            ImageObject image = first;
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
    }
}
