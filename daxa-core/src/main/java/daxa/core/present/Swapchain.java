package daxa.core.present;

import daxa.core.command.DeviceQueues;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.UseGuard;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.lifetime.Consumes;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
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

    // How long a new swapchain waits for an old one of its window to go.
    private static final long WINDOW_FREE_NANOS = 1_000_000_000;

    private final SwapchainInfo info;
    private final Queue queue;
    private final SurfaceObject.Surface surface;
    private final UseGuard guard;
    private final TimeLeft time = new TimeLeft();
    private final Generations generations;
    private final Acquirer acquirer;
    private final PresentNumbers numbers;
    private final Presenter presenter;

    /// The frame acquired last, until it is presented.
    private @Nullable SwapchainFrame frame;

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
        this.queue = queues.main();
        this.surface = surface;
        this.guard = new UseGuard(object.label());
        this.generations =
                new Generations(
                        info, table, queue, surface.surface(), object, window, choice, time);
        DeviceContext context = table.context();
        this.acquirer = new Acquirer(context.driver(), object, generations, time);
        this.numbers = new PresentNumbers(context, object, generations);
        this.presenter = new Presenter(queues, object, numbers);
    }

    /// Creates a swapchain; programs call `Device.createSwapchain`.
    ///
    /// @param table the device's table
    /// @param queues the device's queues
    /// @param instance the device's instance
    /// @param info what it shall be
    /// @return the only reference
    @Internal
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
            made.time.begin(WINDOW_FREE_NANOS);
            made.generations.refresh();
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
        return generations.choice().format();
    }

    /// What the numbers in the images mean as light.
    ///
    /// @return the best of the wanted colour spaces that the window offers
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public ColorSpace colorSpace() {
        object();
        return generations.choice().colorSpace();
    }

    /// When images are shown.
    ///
    /// @return the best of the wanted modes that the window offers
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public PresentMode presentMode() {
        object();
        return generations.choice().presentMode();
    }

    /// What the images can be used for.
    ///
    /// @return an immutable set
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public Set<ImageUsage> usage() {
        object();
        return Set.copyOf(generations.choice().usage());
    }

    /// How many images there are.
    ///
    /// @return the count, 0 while the window was minimised since the beginning
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int imageCount() {
        object();
        Generation generation = generations.current();
        return generation == null ? 0 : generation.imageCount();
    }

    /// The width of the images.
    ///
    /// @return texels, 0 while there are none
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int width() {
        object();
        Generation generation = generations.current();
        return generation == null ? 0 : generation.width;
    }

    /// The height of the images.
    ///
    /// @return texels, 0 while there are none
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public int height() {
        object();
        Generation generation = generations.current();
        return generation == null ? 0 : generation.height;
    }

    /// The native swapchain, for foreign code, until the images are made anew.
    ///
    /// @return the `VkSwapchainKHR`, 0 while there are no images
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    public long nativeHandle() {
        object();
        Generation generation = generations.current();
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
            generations.setPresentModes(List.of(modes));
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
        long limit = Nanos.of(deadline);
        guard.enter("acquire");
        try {
            object();
            time.begin(limit);
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
            SwapchainFrame next = frame;
            if (next == null) {
                if (!presenter.awaitOldest(time.nanos())) {
                    return Optional.empty();
                }
                next = acquirer.acquire(presenter.semaphore());
                frame = next;
            }
            return next != null && acquirer.awaitEarlierPresent(next)
                    ? next.optional()
                    : Optional.empty();
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
    @Consumes("the acquired frame, and the commands")
    public PresentStatus present(ExecutableCommands commands) {
        Objects.requireNonNull(commands, "commands");
        return present(commands, null);
    }

    /// As [#present(ExecutableCommands)], with a token to wait for the submission.
    ///
    /// @param commands what to run; taken over unless the submission fails
    /// @param token names the submission afterwards, or null
    /// @return how it went
    /// @throws daxa.core.error.ClosedException if the swapchain is closed
    @Consumes("the acquired frame, and the commands")
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
    @Consumes("the acquired frame, and the commands")
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
        presenter.submit(acquired, commands, info, token);
        return acquired;
    }

    private PresentStatus presentSubmitted(SwapchainFrame submitted) {
        PresentStatus status = presenter.present(submitted);
        frame = null;
        generations.note(status);
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
        return numbers.newest();
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
        Objects.requireNonNull(deadline, "deadline");
        guard.enter("awaitPresent");
        try {
            object();
            return numbers.await(present, deadline);
        } finally {
            guard.exit("awaitPresent");
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
            generations.requireNoViews();
            giveFrameBack();
            generations.end();
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
                presenter.giveUp();
            }
        } catch (DaxaException e) {
            LOGGER.log(
                    Level.DEBUG, () -> this + " is closed with " + unfinished + " unfinished", e);
        }
        unfinished.setState(SwapchainFrame.State.GONE);
    }
}
