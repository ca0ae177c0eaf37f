package daxa.core.present;

import daxa.core.command.Queue;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.QueueKind;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.VulkanException;
import daxa.core.lifetime.Counted;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.BorrowedImage;
import daxa.core.resource.ImageInfo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One native swapchain with what belongs to each of its images: a swapchain has one generation
/// after the other, a new one for each size.
///
/// Vulkan tells when a present is over only by a fence, where the device has
/// [Feature#SWAPCHAIN_MAINTENANCE]. Elsewhere it is known to be over when an image that a newer
/// generation presented later is acquired again, since presents to a surface happen in order; and
/// where no newer generation comes, by waiting for the queue.
@ThreadSafe
final class Generation extends Counted {
    // A collection waits no longer; the next one tries again.
    private static final Duration IDLE_DEADLINE = Duration.ofMillis(100);
    private static final int UNDEFINED = 0;
    private static final int GENERAL = 1;
    private static final int PRESENT_SRC = 1_000_001_002;
    private static final int COLOR = 1;
    private static final long ALL_COMMANDS = 0x10000L;
    private static final long MEMORY_READ_WRITE = 0x8000L | 0x10000L;

    private final SwapchainObject swapchain;
    private final DeviceContext context;
    private final Queue queue;
    private final int number;
    final SurfaceChoice choice;
    final int width;
    final int height;
    final long handle;
    private final boolean fenced;
    private PerImage[] images = {};
    private BorrowedImage[] borrowed = {};
    SwapchainFrame[] frames = {};
    private boolean dropped;

    /// Whether anything was presented, so that there is something to wait for.
    boolean presented;

    /// The number of the first present, among all of the swapchain; 0 before it.
    long firstPresent;

    /// Whether presents are known to be over without a fence.
    volatile boolean presentsOver;

    /// What stands beside an image of the native swapchain.
    static final class PerImage {
        final DeviceDriver driver;
        @Nullable CommandDriver before;
        @Nullable CommandDriver after;

        /// What the submission that writes the image signals and its present waits for.
        long written;

        // What tells when the last present is over, and the one before it. Nobody has to wait for
        // the last, which may not be over when the image is there again.
        private final PresentFence[] presentFences = {new PresentFence(), new PresentFence()};

        // Which of them is of the present before the last, and so the one for the next.
        private int next;

        /// Whether the image was ever presented.
        boolean presented;

        PerImage(DeviceDriver driver) {
            this.driver = driver;
        }

        /// What the next present signals.
        PresentFence nextFence() {
            return presentFences[next];
        }

        /// Notes a present that signals the next fence.
        void presented() {
            presented = true;
            PresentFence given = presentFences[next];
            given.inUse = given.handle != 0;
            next ^= 1;
        }

        void destroy() {
            if (before != null) {
                before.destroy();
            }
            if (after != null) {
                after.destroy();
            }
            if (written != 0) {
                driver.destroySemaphore(written);
            }
            for (PresentFence each : presentFences) {
                if (each.handle != 0) {
                    driver.destroyFence(each.handle);
                }
            }
        }
    }

    /// Tells when a present is over.
    static final class PresentFence {
        /// The native fence, 0 where the device cannot tell.
        long handle;

        /// Whether it was given to a present and not reset since.
        boolean inUse;
    }

    private Generation(
            DeviceContext context,
            Queue queue,
            SwapchainObject swapchain,
            int number,
            SurfaceChoice choice,
            int width,
            int height,
            long handle) {
        super(
                context.lifetimes(),
                swapchain.name() + " " + number,
                QueueKind.MAIN.mask(),
                swapchain,
                context.device());
        this.swapchain = swapchain;
        this.context = context;
        this.queue = queue;
        this.number = number;
        this.choice = choice;
        this.width = width;
        this.height = height;
        this.handle = handle;
        this.fenced = context.has(Feature.SWAPCHAIN_MAINTENANCE);
    }

    /// Takes a native swapchain over; it is destroyed if this fails. It has no images before
    /// [#fill(BindlessTable)].
    static Generation create(
            DeviceContext context,
            Queue queue,
            SwapchainObject swapchain,
            int number,
            SurfaceChoice choice,
            int width,
            int height,
            long handle) {
        Generation made;
        try {
            made = new Generation(context, queue, swapchain, number, choice, width, height, handle);
        } catch (RuntimeException e) {
            context.driver().destroySwapchain(handle);
            throw e;
        }
        made.register();
        return made;
    }

    /// Makes what belongs to the images. If this fails, it can only be replaced or ended.
    void fill(BindlessTable table) {
        DeviceDriver driver = context.driver();
        long[] handles = driver.swapchainImages(handle);
        images = new PerImage[handles.length];
        borrowed = new BorrowedImage[handles.length];
        frames = new SwapchainFrame[handles.length];
        for (int i = 0; i < handles.length; i++) {
            images[i] = new PerImage(driver);
            fill(images[i], swapchain.name() + " image " + i, handles[i]);
            ImageInfo info =
                    new ImageInfo(
                                    swapchain.name() + " image " + i,
                                    2,
                                    choice.format(),
                                    width,
                                    height,
                                    1,
                                    1,
                                    1,
                                    1,
                                    choice.usage())
                            .queues(QueueKind.MAIN);
            borrowed[i] =
                    BorrowedImage.create(table, info, handles[i], text(), this, context.device());
            frames[i] = new SwapchainFrame(this, i, borrowed[i]);
        }
    }

    private void fill(PerImage image, String imageName, long imageHandle) {
        DeviceDriver driver = context.driver();
        image.written = driver.createBinarySemaphore(imageName + " written");
        if (fenced) {
            for (PresentFence each : image.presentFences) {
                each.handle = driver.createFence(imageName + " present over");
            }
        }
        image.before = driver.createCommands(0, imageName + " before");
        image.before.begin(true);
        image.before.imageBarrier(
                imageHandle,
                COLOR,
                UNDEFINED,
                GENERAL,
                ALL_COMMANDS,
                0,
                ALL_COMMANDS,
                MEMORY_READ_WRITE);
        image.before.end();
        image.after = driver.createCommands(0, imageName + " after");
        image.after.begin(true);
        image.after.imageBarrier(
                imageHandle,
                COLOR,
                GENERAL,
                PRESENT_SRC,
                ALL_COMMANDS,
                MEMORY_READ_WRITE,
                ALL_COMMANDS,
                0);
        image.after.end();
    }

    PerImage image(int index) {
        return images[index];
    }

    int imageCount() {
        return frames.length;
    }

    /// Which one it is, for messages.
    String text() {
        return "generation " + number + " of " + swapchain.label();
    }

    /// Refuses in strict mode while programs have views of the images (L5). Nothing has changed
    /// then.
    void requireNoViews() {
        List<String> views = new ArrayList<>();
        for (BorrowedImage each : borrowed) {
            if (each != null) {
                views.addAll(each.programsViews());
            }
        }
        if (!views.isEmpty()) {
            throw new ChildrenAliveException("The images of " + text(), views);
        }
    }

    /// Closes images and views and itself. Does nothing the second time.
    ///
    /// @throws ChildrenAliveException in strict mode, if a program's view is open; call it again
    ///   when that is closed
    void end() {
        for (BorrowedImage each : borrowed) {
            if (each != null) {
                each.end();
            }
        }
        if (!dropped) {
            release();
            dropped = true;
        }
    }

    @Override
    protected boolean destroy() {
        if (!arePresentsOver()) {
            return false;
        }
        for (PerImage image : images) {
            if (image != null) {
                image.destroy();
            }
        }
        context.driver().destroySwapchain(handle);
        return true;
    }

    // What cannot be asked at this moment is asked again by the next collection.
    private boolean arePresentsOver() {
        if (!presented || presentsOver) {
            return true;
        }
        try {
            return fenced ? areFencesSignaled() : isQueueIdle();
        } catch (DeviceLostException e) {
            return true;
        } catch (VulkanException | DeadlineException | InterruptedWaitException e) {
            return false;
        }
    }

    private boolean areFencesSignaled() {
        for (PerImage image : images) {
            if (image != null && !areFencesSignaled(image)) {
                return false;
            }
        }
        return true;
    }

    private boolean areFencesSignaled(PerImage image) {
        for (PresentFence each : image.presentFences) {
            if (each.inUse && !context.driver().fenceSignaled(each.handle)) {
                return false;
            }
            each.inUse = false;
        }
        return true;
    }

    private boolean isQueueIdle() {
        if (swapchain.isOpen()) {
            return false;
        }
        queue.waitIdle(IDLE_DEADLINE);
        return true;
    }

    @Override
    public String typeName() {
        return "Swapchain generation";
    }
}
