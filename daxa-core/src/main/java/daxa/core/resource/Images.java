package daxa.core.resource;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.QueueKind;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.ObjectTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The images of a device: those whose layout is still undefined, which the next submit brings into
/// one, and the others. One lock guards both rows, so that an image enters and leaves under one.
@ThreadSafe
final class Images implements ObjectTable {
    static final LockRank RANK = new LockRank("images");

    private final RankedLock lock = RankedLock.brief(RANK);
    // Guarded by the lock, but for the last two.
    private final Row undefined = new Row();
    private final Row defined = new Row();
    private int forAllQueues;
    private int declared;
    private final int[] counts = new int[QueueKind.TOTAL];
    // Read without the lock by those who only want to know about how many there are.
    private int size;
    // Whoever asks has the image from the thread that added it, so it needs no full fence.
    private final AtomicInteger queues = new AtomicInteger();

    /// Images that are linked through themselves, newest first.
    static final class Row {
        private @Nullable ImageObject first;

        private void add(ImageObject image) {
            ImageObject next = first;
            image.row = this;
            image.nextInRow = next;
            if (next != null) {
                next.previousInRow = image;
            }
            first = image;
        }

        private void remove(ImageObject image) {
            ImageObject previous = image.previousInRow;
            ImageObject next = image.nextInRow;
            if (previous == null) {
                first = next;
            } else {
                previous.nextInRow = next;
            }
            if (next != null) {
                next.previousInRow = previous;
            }
            image.previousInRow = null;
            image.nextInRow = null;
            image.row = null;
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(Consumer<Counted> action) {
        List<ImageObject> all = new ArrayList<>();
        lock.lock();
        try {
            for (Row row : List.of(undefined, defined)) {
                for (ImageObject image = row.first; image != null; image = image.nextInRow) {
                    all.add(image);
                }
            }
        } finally {
            lock.unlock();
        }
        all.forEach(action);
    }

    /// Enters an image.
    ///
    /// @param image the image
    /// @param isUndefined whether its layout is still undefined
    void add(ImageObject image, boolean isUndefined) {
        lock.lock();
        try {
            size++;
            if (isUndefined) {
                addUndefined(image);
            } else {
                defined.add(image);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether there are images with an undefined layout that a queue may use.
    boolean hasUndefinedFor(int queue) {
        return (queues.getAcquire() & 1 << queue) != 0;
    }

    /// Takes on to bring an image into its first layout.
    ///
    /// @param queue a queue that may use it
    /// @return an image, or null if there is none
    @Nullable ImageObject pollUndefined(int queue) {
        if (!hasUndefinedFor(queue)) {
            return null;
        }
        lock.lock();
        try {
            ImageObject image = undefined.first;
            while (image != null && !image.isFor(queue)) {
                image = image.nextInRow;
            }
            if (image != null) {
                removeUndefined(image);
                defined.add(image);
            }
            return image;
        } finally {
            lock.unlock();
        }
    }

    /// Leaves it to others to bring an image into its first layout.
    ///
    /// @param image what [#pollUndefined] returned
    void giveBack(ImageObject image) {
        lock.lock();
        try {
            if (image.row != null) {
                defined.remove(image);
                addUndefined(image);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes an image out.
    void remove(ImageObject image) {
        lock.lock();
        try {
            size--;
            if (image.row == undefined) {
                removeUndefined(image);
            } else {
                defined.remove(image);
            }
        } finally {
            lock.unlock();
        }
    }

    private void addUndefined(ImageObject image) {
        undefined.add(image);
        count(image, 1);
    }

    private void removeUndefined(ImageObject image) {
        undefined.remove(image);
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
