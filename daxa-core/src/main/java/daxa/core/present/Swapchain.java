package daxa.core.present;

import daxa.core.command.DeviceQueues;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.PresentWork;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.UseGuard;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.Reference;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The images that a window shows, one after the other.
///
/// ```java
/// while (!window.closeRequested()) {
///     window.pollEvents();
///     Optional<SwapchainFrame> acquired = swapchain.acquire(Duration.ofSeconds(1));
///     if (acquired.isEmpty()) {
///         continue;
///     }
///     SwapchainFrame frame = acquired.get();
///     recorder.begin();
///     recorder.clearImage(frame.image(), 0, 0, 0, 1);
///     swapchain.present(recorder.complete());
/// }
/// ```
///
/// It follows the size of its window by itself: what Vulkan calls out of date or suboptimal makes
/// it recreate its images at the next acquire, without waiting for the GPU. A frame loop allocates
/// nothing on the Java heap.
///
/// In strict lifetime mode a resize throws while views that the program made of the images are
/// open; in keep-alive mode the old images linger until those views are closed.
///
/// A child of the surface of its window and of its device. Made with `Device.createSwapchain`.
@ExternallySynchronized
public final class Swapchain extends Reference {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.present");

    // A wait looks up this often whether its thread was interrupted.
    private static final long WAIT_SLICE_NANOS = 5_000_000;

    // An acquire that finds the images out of date begins anew, but not for ever.
    private static final int MAX_TRIES = 4;

    // Without present fences, generations wait for a newer one's images to be shown. While a window
    // is dragged none of those is; more than these are not kept.
    private static final int MAX_UNPROVEN = 4;

    // How long a new swapchain waits for an old one of its window to go.
    private static final long WINDOW_FREE_NANOS = 1_000_000_000;

    private final SwapchainInfo info;
    private final BindlessTable table;
    private final DeviceContext context;
    private final DeviceDriver driver;
    private final Queue queue;
    private final SurfaceObject.Surface surface;
    private final SwapchainObject swapchain;
    private final WindowObject window;
    private final UseGuard guard;
    private final boolean fenced;
    private final boolean identified;
    private final AcquiredImage acquiredImage = new AcquiredImage();
    private final PresentWork work;

    /// For each frame in flight, the submission that it ended with.
    private final long[] submissions;

    private final List<Generation> ending = new ArrayList<>();
    private final List<Generation> unproven = new ArrayList<>();
    private List<PresentMode> presentModes;
    private SurfaceChoice choice;
    private @Nullable Generation current;
    private @Nullable SwapchainFrame frame;
    private int generations;
    private int slot;

    /// The number of the newest present.
    private long newestPresent;

    private long windowSize;

    // Why the images have to be made anew.
    private boolean outOfDate;
    private boolean suboptimal;
    private boolean modesChanged;
    private boolean surfaceLost;

    /// Whether the surface calls images suboptimal that were just made for it.
    private boolean suboptimalForEver;

    /// Surfaces lost since an image was last acquired.
    private int losses;

    // How long the creation or the acquire at work may wait.
    private long acquireStart = System.nanoTime();
    private long acquireLimit = WINDOW_FREE_NANOS;

    private Swapchain(
            SwapchainInfo info,
            BindlessTable table,
            DeviceQueues queues,
            SurfaceObject.Surface surface,
            SwapchainObject object,
            WindowObject window,
            SurfaceChoice choice) {
        super(object);
        this.info = info;
        this.table = table;
        this.context = table.context();
        this.driver = context.driver();
        this.queue = queues.main();
        this.work = queues.presentWork();
        this.surface = surface;
        this.swapchain = object;
        this.window = window;
        this.choice = choice;
        this.guard = new UseGuard(object.label());
        this.fenced = context.has(Feature.SWAPCHAIN_MAINTENANCE);
        this.identified = context.has(Feature.PRESENT_WAIT);
        this.submissions = new long[info.framesInFlight()];
        this.presentModes = info.presentModes();
    }

    /// Creates a swapchain; programs call `Device.createSwapchain`.
    ///
    /// @param table the device's table
    /// @param queues the device's queues
    /// @param instance the device's instance
    /// @param info what it shall be
    /// @return the only reference
    public static Swapchain create(
            BindlessTable table, DeviceQueues queues, Counted instance, SwapchainInfo info) {
        DeviceContext context = table.context();
        WindowObject window = info.window().window();
        if (!window.instance.equals(instance)) {
            throw new UsageException(
                    window.label()
                            + " belongs to "
                            + window.instance.label()
                            + ", Device '"
                            + context.name()
                            + "' to "
                            + instance.label()
                            + "; open the window on the device's instance");
        }
        if (!context.has(Feature.SWAPCHAIN)) {
            throw cannotPresent(context, window, Feature.SWAPCHAIN.vulkanName() + " is missing");
        }
        SurfaceObject.Surface surface =
                SurfaceObject.Surface.create(window, context.lifetimes(), info.name());
        Swapchain made = null;
        try {
            made = create(table, queues, info, surface, window);
            made.refresh();
            return made;
        } catch (RuntimeException e) {
            if (made == null) {
                surface.close();
            } else {
                made.close();
            }
            context.lifetimes().collect();
            throw e;
        }
    }

    private static Swapchain create(
            BindlessTable table,
            DeviceQueues queues,
            SwapchainInfo info,
            SurfaceObject.Surface surface,
            WindowObject window) {
        DeviceContext context = table.context();
        long handle = surface.surface().handle();
        if (!context.driver().canPresent(handle)) {
            throw cannotPresent(context, window, "its main queue cannot");
        }
        SurfaceChoice choice =
                SurfaceChoice.of(
                        info,
                        info.presentModes(),
                        null,
                        context.driver().surfaceInfo(handle),
                        context.driver());
        SwapchainObject object =
                new SwapchainObject(context, surface.surface(), info.name(), info.framesInFlight());
        return first(new Swapchain(info, table, queues, surface, object, window, choice));
    }

    private static UsageException cannotPresent(
            DeviceContext context, WindowObject window, String reason) {
        return new UsageException(
                "Device '"
                        + context.name()
                        + "' cannot present to "
                        + window.label()
                        + ": "
                        + reason
                        + "; choose a device that can, with DeviceInfo.require(Feature.SWAPCHAIN)");
    }

    // ---------------------------------------------------------------- what it is

    /// What the swapchain was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public SwapchainInfo info() {
        object();
        return info;
    }

    /// The format of the images. It stays the same unless the window moves to where it is not
    /// offered.
    ///
    /// @return the format
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public Format format() {
        object();
        return choice.format();
    }

    /// What the numbers in the images mean as light.
    ///
    /// @return the best of the wanted colour spaces that the window offers
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public ColorSpace colorSpace() {
        object();
        return choice.colorSpace();
    }

    /// When images are shown.
    ///
    /// @return the best of the wanted modes that the window offers
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public PresentMode presentMode() {
        object();
        return choice.presentMode();
    }

    /// What the images can be used for.
    ///
    /// @return an immutable set
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public Set<ImageUsage> usage() {
        object();
        return Set.copyOf(choice.usage());
    }

    /// How many images there are.
    ///
    /// @return the count, 0 while the window was minimised since the beginning
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int imageCount() {
        object();
        Generation generation = current;
        return generation == null ? 0 : generation.imageCount();
    }

    /// The width of the images.
    ///
    /// @return texels, 0 while there are none
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int width() {
        object();
        Generation generation = current;
        return generation == null ? 0 : generation.width;
    }

    /// The height of the images.
    ///
    /// @return texels, 0 while there are none
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int height() {
        object();
        Generation generation = current;
        return generation == null ? 0 : generation.height;
    }

    /// The native swapchain, for foreign code, until the images are made anew.
    ///
    /// @return the `VkSwapchainKHR`, 0 while there are no images
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public long nativeHandle() {
        object();
        Generation generation = current;
        return generation == null ? 0 : generation.handle;
    }

    /// Wants other present modes, from the next acquire on.
    ///
    /// @param modes wanted modes, the best first
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public void setPresentModes(PresentMode... modes) {
        Objects.requireNonNull(modes, "modes");
        guard.enter("setPresentModes");
        try {
            object();
            presentModes = List.of(modes);
            modesChanged = true;
        } finally {
            guard.exit("setPresentModes");
        }
    }

    // ---------------------------------------------------------------- acquiring

    /// Acquires the next image, after the GPU has finished the frame that was presented
    /// [SwapchainInfo#framesInFlight()] frames ago, and after the images were made anew if the
    /// window's size has changed.
    ///
    /// @param deadline how long to wait at most
    /// @return the frame, or nothing while the window is minimised and when none is available in
    ///   time
    /// @throws UsageException if the frame acquired last is not presented yet
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if the size has changed and
    ///   views of the old images are open; it works when they are closed
    /// @throws VulkanException if the images cannot be made anew, or the surface is lost twice in a
    ///   row; it can be called again
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public Optional<SwapchainFrame> acquire(Duration deadline) {
        guard.enter("acquire");
        try {
            object();
            SwapchainFrame unfinished = frame;
            if (unfinished != null) {
                if (unfinished.state() == SwapchainFrame.State.ACQUIRED) {
                    throw new UsageException(
                            this
                                    + ": "
                                    + unfinished
                                    + " is acquired already; present it before the next acquire");
                }
                if (unfinished.state() == SwapchainFrame.State.SUBMITTED) {
                    presentSubmitted(unfinished);
                }
            }
            return acquireWithin(Nanos.of(deadline));
        } catch (DeadlineException e) {
            return Optional.empty();
        } finally {
            guard.exit("acquire");
        }
    }

    /// The frame that was acquired last, until its commands are submitted.
    ///
    /// @return the frame, or nothing if there is none
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public Optional<SwapchainFrame> acquired() {
        object();
        SwapchainFrame last = frame;
        return last != null && last.state() == SwapchainFrame.State.ACQUIRED
                ? last.optional()
                : Optional.empty();
    }

    private Optional<SwapchainFrame> acquireWithin(long limit) {
        acquireStart = System.nanoTime();
        acquireLimit = limit;
        SwapchainFrame waiting = frame;
        if (waiting != null) {
            return whenPresentOver(waiting);
        }
        if (!queue.awaitFor(submissions[slot], limit)) {
            return Optional.empty();
        }
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Generation generation = refresh();
            if (generation == null) {
                return Optional.empty();
            }
            PresentStatus status = acquireImage(generation);
            switch (status) {
                case OPTIMAL, SUBOPTIMAL -> {
                    return acquired(generation, status);
                }
                case TIMEOUT -> {
                    return Optional.empty();
                }
                case OUT_OF_DATE -> outOfDate = true;
                case SURFACE_LOST -> surfaceLost("vkAcquireNextImageKHR");
            }
        }
        return Optional.empty();
    }

    private long leftNanos() {
        return acquireLimit - (System.nanoTime() - acquireStart);
    }

    /// What is left of the deadline of the acquire at work.
    private Duration left() {
        return Duration.ofNanos(Math.max(0, leftNanos()));
    }

    private PresentStatus acquireImage(Generation generation) {
        long semaphore = swapchain.acquired[slot];
        while (true) {
            long left = leftNanos();
            long slice = Math.clamp(left, 0, WAIT_SLICE_NANOS);
            driver.acquireImage(generation.handle, slice, semaphore, acquiredImage);
            if (acquiredImage.status != PresentStatus.TIMEOUT || left <= 0) {
                return acquiredImage.status;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for an image of " + this + " was interrupted");
            }
        }
    }

    private Optional<SwapchainFrame> acquired(Generation generation, PresentStatus status) {
        losses = 0;
        note(status);
        SwapchainFrame next = generation.frames[acquiredImage.index];
        if (generation.image(next.index()).presented && !unproven.isEmpty()) {
            // Presents happen in order: this one is over, so are those of older generations.
            allProven();
        }
        next.setState(SwapchainFrame.State.WAITING);
        frame = next;
        return whenPresentOver(next);
    }

    // The image was acquired again, so its last present is over or about to be. Until then its
    // fence cannot tell of the next one.
    private Optional<SwapchainFrame> whenPresentOver(SwapchainFrame waiting) {
        Generation.PerImage image = waiting.generation().image(waiting.index());
        if (image.fenceInUse) {
            if (!awaitFence(image.presentOver)) {
                return Optional.empty();
            }
            driver.resetFence(image.presentOver);
            image.fenceInUse = false;
        }
        waiting.setState(SwapchainFrame.State.ACQUIRED);
        return waiting.optional();
    }

    private boolean awaitFence(long fence) {
        while (true) {
            long left = leftNanos();
            if (driver.waitForFence(fence, Math.clamp(left, 0, WAIT_SLICE_NANOS))) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for the last present of an image of "
                                + this
                                + " was interrupted");
            }
        }
    }

    private void allProven() {
        for (Generation each : unproven) {
            each.presentsOver = true;
        }
        unproven.clear();
    }

    private void note(PresentStatus status) {
        switch (status) {
            case SUBOPTIMAL -> suboptimal = !suboptimalForEver;
            case OUT_OF_DATE -> outOfDate = true;
            case SURFACE_LOST -> surfaceLost = true;
            case OPTIMAL, TIMEOUT -> {}
        }
    }

    private void surfaceLost(String call) {
        surfaceLost = true;
        losses++;
        if (losses > 1) {
            throw VulkanException.of(call, VulkanResult.SURFACE_LOST, surface.surface().label());
        }
    }

    // ---------------------------------------------------------------- following the window

    /// Makes the images anew where that is needed.
    ///
    /// @return the generation to acquire from, or null while the window is minimised
    private @Nullable Generation refresh() {
        endOldOnes();
        long size = window.size();
        if (window.width() == 0 || window.height() == 0) {
            return null;
        }
        Generation generation = current;
        if (generation != null
                && size == windowSize
                && !outOfDate
                && !suboptimal
                && !modesChanged
                && !surfaceLost) {
            return generation;
        }
        while (true) {
            try {
                return renew(size);
            } catch (VulkanException e) {
                if (e.result() != VulkanResult.SURFACE_LOST || losses > 0) {
                    throw e;
                }
                surfaceLost(e.call());
            }
        }
    }

    // In strict mode a view that another thread made in the last moment can keep one from ending.
    private void endOldOnes() {
        while (!ending.isEmpty()) {
            ending.getLast().end();
            ending.removeLast();
        }
    }

    private @Nullable Generation renew(long size) {
        if (surfaceLost) {
            renewSurface();
        }
        SurfaceInfo offered = driver.surfaceInfo(surface.surface().handle());
        int width =
                extent(
                        offered.currentWidth(),
                        (int) (size >>> Integer.SIZE),
                        offered.minWidth(),
                        offered.maxWidth());
        int height =
                extent(
                        offered.currentHeight(),
                        (int) size,
                        offered.minHeight(),
                        offered.maxHeight());
        if (width == 0 || height == 0) {
            return null;
        }
        Generation old = current;
        boolean sameSize = old != null && old.width == width && old.height == height;
        if (sameSize && !outOfDate && !suboptimal && !modesChanged) {
            windowSize = size;
            return old;
        }
        requireNoViews(old);
        Generation made = replace(offered, width, height, old);
        // If the rest fails, the next attempt begins with this one, since Vulkan has retired the
        // other.
        current = made;
        boolean sameReason = suboptimal && !outOfDate && !modesChanged;
        outOfDate = true;
        made.fill(table);
        suboptimalForEver = sameSize && sameReason;
        outOfDate = false;
        suboptimal = false;
        modesChanged = false;
        windowSize = size;
        choice = made.choice;
        endOldOnes();
        return made;
    }

    private static int extent(int fixed, int wanted, int min, int max) {
        return fixed >= 0 ? fixed : Math.clamp(wanted, min, Math.max(min, max));
    }

    private void requireNoViews(@Nullable Generation generation) {
        if (generation != null
                && context.lifetimes().mode() == LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN) {
            generation.requireNoViews();
        }
    }

    private Generation replace(
            SurfaceInfo offered, int width, int height, @Nullable Generation old) {
        SurfaceChoice chosen =
                SurfaceChoice.of(info, presentModes, choice.format(), offered, driver);
        int usage = 0;
        for (ImageUsage each : chosen.usage()) {
            usage |= each.vulkanBit();
        }
        SwapchainDescription description =
                new SwapchainDescription(
                        info.name(),
                        surface.surface().handle(),
                        chosen.minImages(),
                        chosen.format().vulkanValue(),
                        chosen.colorSpace().vulkanValue(),
                        width,
                        height,
                        usage,
                        chosen.presentMode().vulkanValue(),
                        old == null ? 0 : old.handle);
        // Even where the creation fails, Vulkan retires the old one. It is ended afterwards, since
        // until then its handle is needed.
        giveUpCurrent();
        long handle = createNative(description);
        return Generation.create(
                context, queue, swapchain, generations++, chosen, width, height, handle);
    }

    // A swapchain that was closed before may still be on the window until the GPU is done with it.
    private long createNative(SwapchainDescription description) {
        try {
            return driver.createSwapchain(description);
        } catch (VulkanException e) {
            if (e.result() != VulkanResult.NATIVE_WINDOW_IN_USE
                    || description.oldSwapchain() != 0) {
                throw e;
            }
        }
        queue.awaitIdle(left());
        context.lifetimes().collect();
        return driver.createSwapchain(description);
    }

    /// Puts the images among those that are to be ended.
    private void giveUpCurrent() {
        Generation old = current;
        if (old == null) {
            return;
        }
        if (!fenced && old.presented) {
            if (unproven.size() >= MAX_UNPROVEN) {
                queue.waitIdle(left());
                allProven();
            }
            unproven.add(old);
        }
        submitBehindPresents(old);
        ending.add(old);
        current = null;
    }

    // What is ended now waits for the newest submission; an empty one puts the wait of the last
    // present for its semaphore before that.
    private void submitBehindPresents(Generation generation) {
        if (!generation.presented) {
            return;
        }
        try {
            queue.submit(null, null, null, null);
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> generation.text() + " ends without a last submission", e);
        }
    }

    // The old images have to go first: a window carries one swapchain at a time, and this one can
    // have no successor. So this waits for the GPU.
    private void renewSurface() {
        requireNoViews(current);
        giveUpCurrent();
        endOldOnes();
        queue.waitIdle(left());
        allProven();
        context.lifetimes().collect();
        surface.surface().renewNative();
        surfaceLost = false;
    }

    // ---------------------------------------------------------------- presenting

    /// Submits the commands that write the acquired image, and presents it.
    ///
    /// It is one native submission on the main queue: the image is brought into the general layout,
    /// with undefined contents, the commands run, and the image is made ready to be shown.
    ///
    /// @param commands what to run; taken over unless the submission fails
    /// @return how it went; the program need not look at it, since the next acquire does what is
    ///   needed
    /// @throws UsageException if no frame is acquired, or the commands were submitted or dropped
    ///   before; nothing was submitted
    /// @throws daxa.core.error.ClosedException if a resource that the commands name is closed;
    ///   nothing was submitted
    /// @throws daxa.core.error.WrongDeviceException if the commands belong to another device
    /// @throws VulkanException if the submission fails: then the frame is still acquired; or if the
    ///   present fails: then the commands are taken over, and the next acquire presents the image
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public PresentStatus present(ExecutableCommands commands) {
        Objects.requireNonNull(commands, "commands");
        return present(commands, null);
    }

    /// As [#present(ExecutableCommands)], with a token to wait for the submission.
    ///
    /// @param commands what to run; taken over unless the submission fails
    /// @param token names the submission afterwards, or null
    /// @return how it went
    public PresentStatus present(ExecutableCommands commands, @Nullable SubmitToken token) {
        Objects.requireNonNull(commands, "commands");
        PresentStatus status;
        guard.enter("present");
        try {
            status = presentSubmitted(submitAcquired("present", commands, null, token));
        } finally {
            guard.exit("present");
        }
        queue.completions().processByTheWay();
        return status;
    }

    /// Submits the commands that write the acquired image, and leaves it to [#present()] to present
    /// it. What is of the image may be in any of the commands.
    ///
    /// @param info what to run, with what it waits for and signals; the commands are taken over
    ///   unless the submission fails, itself it stays as it is
    /// @param token names the submission afterwards
    /// @throws UsageException as for [#present(ExecutableCommands)] and for
    ///   [Queue#submit(SubmitInfo)]
    /// @throws VulkanException if the submission fails; the frame is still acquired
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public void submit(SubmitInfo info, SubmitToken token) {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(token, "token");
        guard.enter("submit");
        try {
            submitAcquired("submit", null, info, token);
        } finally {
            guard.exit("submit");
        }
    }

    /// Presents the image whose commands were given to [#submit]. If the program does not, the next
    /// acquire does.
    ///
    /// @return how it went; the program need not look at it
    /// @throws UsageException if there is none
    /// @throws VulkanException if the present fails: the next acquire presents the image
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    public PresentStatus present() {
        PresentStatus status;
        guard.enter("present");
        try {
            object();
            SwapchainFrame submitted = frame;
            if (submitted == null || submitted.state() != SwapchainFrame.State.SUBMITTED) {
                throw new UsageException(
                        "present was called on "
                                + this
                                + " with no frame submitted; call submit first, and present once");
            }
            status = presentSubmitted(submitted);
        } finally {
            guard.exit("present");
        }
        queue.completions().processByTheWay();
        return status;
    }

    private SwapchainFrame submitAcquired(
            String operation,
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable SubmitToken token) {
        object();
        SwapchainFrame acquired = frame;
        if (acquired == null || acquired.state() != SwapchainFrame.State.ACQUIRED) {
            throw new UsageException(
                    operation
                            + " was called on "
                            + this
                            + " with no frame acquired; call acquire first, and present once");
        }
        submit(acquired, commands, info, token);
        return acquired;
    }

    private void submit(
            SwapchainFrame submitted,
            @Nullable ExecutableCommands commands,
            @Nullable SubmitInfo info,
            @Nullable SubmitToken token) {
        Generation generation = submitted.generation();
        Generation.PerImage image = generation.image(submitted.index());
        work.target = generation;
        work.before = image.before;
        work.after = image.after;
        work.waitSemaphore = swapchain.acquired[slot];
        work.signalSemaphore = image.written;
        submitted.withhold(false);
        try {
            submissions[slot] = queue.submit(commands, info, work, token);
        } finally {
            submitted.withhold(true);
        }
        slot = (slot + 1) % submissions.length;
        submitted.setState(SwapchainFrame.State.SUBMITTED);
    }

    private PresentStatus presentSubmitted(SwapchainFrame submitted) {
        Generation generation = submitted.generation();
        Generation.PerImage image = generation.image(submitted.index());
        newestPresent++;
        if (generation.firstPresent == 0) {
            generation.firstPresent = newestPresent;
        }
        PresentStatus status =
                work.present(
                        generation.handle,
                        submitted.index(),
                        image.presentOver,
                        identified ? newestPresent : 0);
        image.fenceInUse = fenced;
        image.presented = true;
        generation.presented = true;
        submitted.setState(SwapchainFrame.State.GONE);
        frame = null;
        note(status);
        return status;
    }

    // ---------------------------------------------------------------- waiting for presents

    /// The number of the newest present, to wait for it with [#awaitPresent(long, Duration)].
    ///
    /// @return 1 for the first present of the swapchain, one more for each later one, also for one
    ///   that is tried again; 0 before the first
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public long newestPresent() {
        object();
        return newestPresent;
    }

    /// Waits until the image of a present, or of a later one, is on the display: what a program
    /// that keeps the time between input and picture short begins its next frame with. The GPU is
    /// done with the frame before that.
    ///
    /// ```java
    /// swapchain.present(recorder.complete());
    /// swapchain.awaitPresent(swapchain.newestPresent(), Duration.ofMillis(100));
    /// ```
    ///
    /// @param present the number of a present, 1 to [#newestPresent()]
    /// @param deadline how long to wait at most
    /// @return optimal or suboptimal if it is shown; out of date if the images were or have to be
    ///   made anew since, so that nobody can tell; surface lost if the surface is gone
    /// @throws UsageException if the device lacks [Feature#PRESENT_WAIT], or there is no such
    ///   present
    /// @throws DeadlineException if it is not shown by then, as in a window that is hidden
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    /// @throws VulkanException if the wait fails; it can be called again
    /// @throws daxa.core.error.DeviceLostException if the device is lost
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public PresentStatus awaitPresent(long present, Duration deadline) {
        long limit = Nanos.of(deadline);
        guard.enter("awaitPresent");
        try {
            object();
            requirePresent(present);
            if (surfaceLost) {
                return PresentStatus.SURFACE_LOST;
            }
            Generation generation = current;
            if (outOfDate
                    || generation == null
                    || generation.firstPresent == 0
                    || present < generation.firstPresent) {
                return PresentStatus.OUT_OF_DATE;
            }
            PresentStatus status = awaitPresent(generation, present, limit);
            if (status == PresentStatus.TIMEOUT) {
                throw new DeadlineException(
                        "present "
                                + present
                                + " of "
                                + this
                                + " was not shown within "
                                + deadline
                                + "; wait again, or go on without");
            }
            note(status);
            return status;
        } finally {
            guard.exit("awaitPresent");
        }
    }

    private void requirePresent(long present) {
        if (!identified) {
            throw new UsageException(
                    this
                            + ": waiting for presents needs the feature "
                            + Feature.PRESENT_WAIT
                            + " (VK_KHR_present_wait), which device '"
                            + context.name()
                            + "' lacks; wait for the token of the submission, which tells when the"
                            + " GPU is done with the frame");
        }
        if (present < 1 || present > newestPresent) {
            throw new UsageException(
                    this
                            + ": present="
                            + present
                            + " (expected 1 to newestPresent()="
                            + newestPresent
                            + ")");
        }
    }

    private PresentStatus awaitPresent(Generation generation, long present, long limit) {
        long start = System.nanoTime();
        while (true) {
            long left = limit - (System.nanoTime() - start);
            long slice = Math.clamp(left, 0, WAIT_SLICE_NANOS);
            PresentStatus status = driver.waitForPresent(generation.handle, present, slice);
            if (status != PresentStatus.TIMEOUT || left <= 0) {
                return status;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for present " + present + " of " + this + " was interrupted");
            }
        }
    }

    // ---------------------------------------------------------------- the end

    /// Closes the swapchain, with or without a frame acquired. The window is free for another one
    /// when the GPU is done. Closing again does nothing.
    ///
    /// @throws daxa.core.error.ChildrenAliveException in strict mode, if views of its images are
    ///   open; nothing has changed then
    @Override
    public void close() {
        guard.enter("close");
        try {
            if (isClosed()) {
                return;
            }
            requireNoViews(current);
            for (Generation each : ending) {
                requireNoViews(each);
            }
            giveFrameBack();
            Generation last = current;
            if (last != null) {
                submitBehindPresents(last);
                ending.add(last);
                current = null;
            }
            endOldOnes();
            super.close();
            surface.close();
        } finally {
            guard.exit("close");
        }
    }

    @Override
    protected boolean canLinger() {
        return false;
    }

    // Something has to wait for what acquire signals, before the semaphore can be destroyed.
    private void giveFrameBack() {
        SwapchainFrame unfinished = frame;
        if (unfinished == null) {
            return;
        }
        frame = null;
        try {
            if (unfinished.state() == SwapchainFrame.State.SUBMITTED) {
                presentSubmitted(unfinished);
            } else {
                work.target = null;
                work.before = null;
                work.after = null;
                work.waitSemaphore = swapchain.acquired[slot];
                work.signalSemaphore = 0;
                queue.submit(null, null, work, null);
            }
        } catch (DaxaException e) {
            LOGGER.log(
                    Level.DEBUG, () -> this + " is closed with " + unfinished + " unfinished", e);
        }
        unfinished.setState(SwapchainFrame.State.GONE);
    }
}
