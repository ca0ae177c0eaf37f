package daxa.core.resource;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.QueueKind;
import daxa.core.driver.SubmitBatch;

import java.util.ArrayList;
import java.util.List;

/// Brings new images from the undefined into the general layout, so that no program ever names a
/// layout.
///
/// Each queue has one and asks it in every submit, before anything else of the submission runs. A
/// submission to another native queue waits on the GPU for what brings images into their layout,
/// and for nothing else.
@Internal
@ExternallySynchronized
public final class FirstLayouts {
    private static final int UNDEFINED = 0;
    private static final int GENERAL = 1;
    private static final int ONE = Float.floatToRawIntBits(1);
    private static final long ALL_COMMANDS = 0x10000L;
    // The image may lie where another one was, whose writes the layers still remember.
    private static final long MEMORY_WRITE = 0x10000L;
    private static final long MEMORY_READ_WRITE = 0x8000L | 0x10000L;

    private final BindlessTable table;
    private final List<ImageObject> taken = new ArrayList<>();
    private long nullImage;
    private final LayoutOrder order;
    private final int queue;
    private final int nativeQueue;
    // Those with another native queue, as bits.
    private final int otherQueues;
    private boolean locked;
    // The value that this submission signals, 0 for none.
    private long signalled;
    // How far this queue has waited for the others, and how far it will have with this submission.
    private final long[] waited;
    private final long[] planned;
    private long waitedVersion;
    private long plannedVersion;

    /// Creates one for a queue.
    ///
    /// @param table the device's table
    /// @param queue the queue
    public FirstLayouts(BindlessTable table, int queue) {
        this.table = table;
        this.queue = queue;
        this.order = table.layoutOrder();
        this.nativeQueue = table.context().driver().nativeQueue(queue);
        this.otherQueues = otherQueues(table.context().driver(), nativeQueue);
        this.waited = new long[order.count()];
        this.planned = new long[order.count()];
    }

    private static int otherQueues(DeviceDriver driver, int nativeQueue) {
        int others = 0;
        for (int other = 0; other < driver.queueCount(); other++) {
            others |= driver.nativeQueue(other) == nativeQueue ? 0 : 1 << other;
        }
        return others;
    }

    /// Takes the images whose layout is still undefined and whose references are not all closed.
    ///
    /// Until [#accepted()] or [#failed()] no other queue takes any, or submits without asking.
    ///
    /// The submission already has its number, so an image that is closed from now on outlives it
    /// (L6).
    ///
    /// @return whether there is something to record
    public boolean take() {
        if (!table.mayHaveUndefined(queue)) {
            return false;
        }
        // Another queue may have taken images that this submission uses: its submission goes first.
        table.lockLayouts();
        locked = true;
        // Those that are declared for other queues wait for one of these.
        for (ImageObject image = table.pollUndefined(queue);
                image != null;
                image = table.pollUndefined(queue)) {
            if (image.isReachable()) {
                taken.add(image);
            }
        }
        // Transfer queues cannot clear, and no shader runs there.
        if (QueueKind.of(queue) != QueueKind.TRANSFER) {
            nullImage = table.takeNullImage();
        }
        return nullImage != 0 || !taken.isEmpty();
    }

    /// Records the changes of layout.
    ///
    /// @param commands where to
    public void record(CommandDriver commands) {
        for (ImageObject image : taken) {
            toGeneral(
                    commands,
                    image.handle,
                    image.info.format().vulkanAspects(),
                    image.firstLayout());
        }
        if (nullImage != 0) {
            toGeneral(commands, nullImage, Format.R8G8B8A8_UNORM.vulkanAspects(), UNDEFINED);
            // Magenta, which is seen where a program breaks its promise about ids (L12).
            commands.clearColorImage(nullImage, 0, 1, 0, 1, ONE, 0, ONE, ONE);
            table.buildNullTlas(commands);
            commands.memoryBarrier(
                    ALL_COMMANDS, MEMORY_READ_WRITE, ALL_COMMANDS, MEMORY_READ_WRITE);
        }
    }

    private static void toGeneral(CommandDriver commands, long image, int aspects, int layout) {
        commands.imageBarrier(
                image,
                aspects,
                layout,
                GENERAL,
                ALL_COMMANDS,
                MEMORY_WRITE,
                ALL_COMMANDS,
                MEMORY_READ_WRITE);
    }

    /// Signals to other native queues that the changes of layout are done, where one of them may
    /// use the images.
    ///
    /// @param batch the batch, with the changes in its newest part
    public void addSignal(SubmitBatch batch) {
        int users = nullImage == 0 ? 0 : otherQueues;
        for (ImageObject image : taken) {
            users |= image.queueMask() & otherQueues;
        }
        if (users != 0) {
            signalled = order.value(nativeQueue) + 1;
            batch.addSignal(order.semaphore(nativeQueue), signalled);
        }
    }

    /// Waits for the changes of layout that other native queues do, where this queue has not yet.
    ///
    /// @param batch the batch
    public void addWaits(SubmitBatch batch) {
        // Read before the values, which may be newer.
        plannedVersion = order.version();
        if (plannedVersion == waitedVersion) {
            return;
        }
        for (int other = 0; other < planned.length; other++) {
            planned[other] = order.value(other);
            if (other != nativeQueue && planned[other] > waited[other]) {
                batch.addWait(order.semaphore(other), planned[other]);
            }
        }
    }

    /// Forgets the images: the submission was accepted.
    public void accepted() {
        if (plannedVersion != waitedVersion) {
            waitedVersion = plannedVersion;
            System.arraycopy(planned, 0, waited, 0, waited.length);
        }
        if (signalled != 0) {
            order.submitted(nativeQueue, signalled);
        }
        forget();
    }

    private void forget() {
        signalled = 0;
        plannedVersion = waitedVersion;
        taken.clear();
        nullImage = 0;
        unlock();
    }

    private void unlock() {
        if (locked) {
            locked = false;
            table.unlockLayouts();
        }
    }

    /// Gives the images back: the submission failed.
    public void failed() {
        for (ImageObject image : taken) {
            table.undefinedLayout(image);
        }
        if (nullImage != 0) {
            table.giveNullImageBack();
        }
        forget();
    }
}
