package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedCall;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.simulated.SimulatedSubmission;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.ConcurrentUseException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.present.Show.Setup;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// L16 on the simulated driver: pacing, resizes, borrowed images, surfaces that are lost.
class SwapchainTest {
    // ---------------------------------------------------------------- pacing

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void framesInFlightAreKept(int frames) {
        try (Show show =
                new Show(
                        Setup.of()
                                .byHand()
                                .with(i -> i.withFramesInFlight(frames).withMinImages(5)))) {
            show.frames(frames);
            assertThat(show.swapchain.acquire(Duration.ofMillis(5))).isEmpty();
            show.completeNext();
            show.frame();
            assertThat(show.swapchain.acquire(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aFrameIsOneSubmission() {
        try (Show show = new Show(Setup.of().byHand())) {
            long before = show.count(DriverCall.SUBMIT);
            SubmitToken token = new SubmitToken();
            SwapchainFrame frame = show.acquire();
            assertThat(frame.width()).isEqualTo(640);
            assertThat(frame.height()).isEqualTo(480);
            assertThat(frame.image().info().format()).isEqualTo(show.swapchain.format());
            assertThat(frame.view().info().format()).isEqualTo(Format.B8G8R8A8_UNORM);
            assertThat(show.swapchain.present(show.clear(frame), token))
                    .isEqualTo(PresentStatus.OPTIMAL);
            assertThat(show.count(DriverCall.SUBMIT)).isEqualTo(before + 1);
            assertThat(token.isDone()).isFalse();
            show.completeNext();
            assertThat(token.isDone()).isTrue();
        }
    }

    @Test
    void aFrameOfSeveralCommandsIsPresentedAfterItsLastBatch() {
        try (Show show = new Show(Setup.of().byHand().queues(2))) {
            SubmitToken other = show.device.computeQueue(0).submit(new SubmitInfo());
            List<SimulatedSubmission> submissions = new ArrayList<>();
            show.gpu().onSubmit(submissions::add);
            SwapchainFrame frame = show.acquire();
            ExecutableCommands first = show.clear(frame);
            ExecutableCommands second = show.clear(frame);
            SubmitInfo info =
                    new SubmitInfo().waitFor(other).commands(first).nextBatch().commands(second);
            SubmitToken token = new SubmitToken();
            show.swapchain.submit(info, token);
            assertThat(show.swapchain.acquired()).isEmpty();
            assertThat(show.swapchain.present()).isEqualTo(PresentStatus.OPTIMAL);
            assertThat(submissions).hasSize(1);
            List<SimulatedSubmission.Part> parts = submissions.getFirst().parts();
            assertThat(parts).hasSize(2);
            assertThat(parts.getFirst().waits()).hasSize(1);
            assertThat(parts.getFirst().signals()).isEmpty();
            assertThat(parts.getLast().waits()).isEmpty();
            assertThat(parts.getLast().signals()).hasSize(1);
            assertThatThrownBy(show::completeNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("waits for queue 1");
            show.gpu().completeAll();
            assertThat(token.isDone()).isTrue();
        }
    }

    @Test
    void aWaitForTheGpuAnswersInterruption() {
        try (Show show = new Show(Setup.of().byHand())) {
            show.frames(2);
            Thread.currentThread().interrupt();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessageContaining("was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            show.completeNext();
            show.frame();
        }
    }

    @Test
    void aWaitForAnImageAnswersInterruption() {
        try (Show show = new Show(Setup.of().with(i -> i.withMinImages(2)))) {
            show.gpu().autoCompletePresents(false);
            show.frames(2);
            assertThat(show.swapchain.acquire(Duration.ofMillis(8))).isEmpty();
            Thread.currentThread().interrupt();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage("the wait for an image of Swapchain 'main' was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            long native0 = show.handles(DriverCall.CREATE_SWAPCHAIN).getFirst();
            show.gpu().completePresent(native0);
            show.frame();
            show.gpu().autoCompletePresents(true);
        }
    }

    @Test
    void twoThreadsAtOnceAreRefused() throws InterruptedException {
        try (Show show = new Show(Setup.of().byHand())) {
            show.frames(2);
            CountDownLatch inside = new CountDownLatch(1);
            show.driver.onCall(
                    call -> {
                        if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                            inside.countDown();
                        }
                    });
            Thread other =
                    Thread.ofPlatform()
                            .name("other")
                            .start(() -> show.swapchain.acquire(Duration.ofMillis(300)));
            inside.await();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(ConcurrentUseException.class)
                    .hasMessageContaining("Swapchain 'main' is used by two threads at once")
                    .hasMessageContaining("'other' in acquire");
            other.join();
            show.driver.onCall(null);
        }
    }

    // ---------------------------------------------------------------- following the window

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void l16OutOfDateImagesAreMadeAnewWithoutWaiting(boolean fences) {
        Setup setup = fences ? Setup.of() : Setup.of().withoutFences();
        try (Show show = new Show(setup)) {
            show.frames(3);
            show.resize(800, 600);
            SwapchainFrame frame = show.acquire();
            assertThat(frame.width()).isEqualTo(800);
            assertThat(frame.height()).isEqualTo(600);
            show.swapchain.present(show.clear(frame));
            assertThat(show.swapchain.width()).isEqualTo(800);
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(2);
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isZero();
            show.frames(4);
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isZero();
        }
    }

    @Test
    void outOfDateByTheDriverAloneIsAnsweredToo() {
        try (Show show = new Show()) {
            show.frames(2);
            show.driver.instance().scriptAcquire(show.surface, PresentStatus.OUT_OF_DATE);
            show.frame();
            show.driver.instance().scriptPresent(show.surface, PresentStatus.OUT_OF_DATE);
            assertThat(show.frame()).isEqualTo(PresentStatus.OUT_OF_DATE);
            show.frame();
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(3);
        }
    }

    @Test
    void acquireThatIsAlwaysOutOfDateEndsWithNothing() {
        try (Show show = new Show()) {
            PresentStatus[] always = new PresentStatus[4];
            Arrays.fill(always, PresentStatus.OUT_OF_DATE);
            show.driver.instance().scriptAcquire(show.surface, always);
            assertThat(show.swapchain.acquire(Show.LONG)).isEmpty();
            show.frame();
        }
    }

    @Test
    void defect37ASuboptimalImageIsNotLost() {
        try (Show show = new Show()) {
            show.driver.instance().resizeStatus(show.surface, PresentStatus.SUBOPTIMAL);
            show.frame();
            // The program has not polled yet: only the driver knows the new size.
            show.driver.instance().resizeSurface(show.surface, 320, 200);
            SwapchainFrame frame = show.acquire();
            assertThat(frame.width()).isEqualTo(640);
            assertThat(show.swapchain.present(show.clear(frame)))
                    .isEqualTo(PresentStatus.SUBOPTIMAL);
            assertThat(show.acquire().width()).isEqualTo(320);
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(2);
        }
    }

    @Test
    void aSurfaceThatIsAlwaysSuboptimalIsNotMadeAnewEachFrame() {
        try (Show show = new Show()) {
            PresentStatus[] always = new PresentStatus[20];
            Arrays.fill(always, PresentStatus.SUBOPTIMAL);
            show.driver.instance().scriptAcquire(show.surface, always);
            show.frames(20);
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(2);
        }
    }

    @Test
    void minimisedWindowsGiveNoFrames() {
        try (Show show = new Show()) {
            show.frame();
            HeadlessWindowSystem.resize(show.window, 0, 0);
            assertThat(show.swapchain.acquire(Show.LONG)).isEmpty();
            show.resize(640, 480);
            show.frame();
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(1);
            // The surface says so before the window does.
            show.driver.instance().resizeSurface(show.surface, 0, 0);
            assertThat(show.swapchain.acquire(Show.LONG)).isEmpty();
            show.driver.instance().resizeSurface(show.surface, 640, 480);
            show.frame();
        }
    }

    @Test
    void aSwapchainCanBeMadeOnAMinimisedWindow() {
        try (Show show = new Show()) {
            Window other =
                    show.instance.createWindow(
                            WindowInfo.of("other", 10, 10).withSystem(show.system));
            HeadlessWindowSystem.resize(other, 0, 0);
            try (Swapchain swapchain =
                    show.device.createSwapchain(SwapchainInfo.of("small", other))) {
                assertThat(swapchain.acquire(Show.LONG)).isEmpty();
                assertThat(swapchain.format()).isEqualTo(Format.B8G8R8A8_UNORM);
                assertThat(swapchain.imageCount()).isZero();
                assertThat(swapchain.width()).isZero();
                assertThat(swapchain.height()).isZero();
                HeadlessWindowSystem.resize(other, 16, 8);
                SwapchainFrame frame = swapchain.acquire(Show.LONG).orElseThrow();
                assertThat(frame.width()).isEqualTo(16);
                swapchain.present(show.clear(frame));
            }
            other.close();
        }
    }

    @Test
    void l16ManyResizesWithoutFencesKeepFewOldImages() {
        try (Show show = new Show(Setup.of().withoutFences())) {
            for (int i = 0; i < 50; i++) {
                show.resize(100 + i, 100);
                show.frame();
            }
            show.device.collectGarbage();
            long alive =
                    show.count(DriverCall.CREATE_SWAPCHAIN)
                            - show.count(DriverCall.DESTROY_SWAPCHAIN);
            assertThat(alive).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void l16WithoutFencesOnlyTheEndWaits() {
        try (Show show = new Show(Setup.of().withoutFences())) {
            show.frames(5);
            show.swapchain.close();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isEqualTo(1);
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
        }
    }

    @Test
    void theWaitForPresentsHasADeadlineAndAnswersInterruption() {
        try (Show show = new Show(Setup.of().withoutFences())) {
            show.gpu().autoCompletePresents(false);
            show.gpu().waitIdleCompletes(false);
            show.frames(1);
            Queue queue = show.device.mainQueue();
            assertThatThrownBy(() -> queue.waitIdle(Duration.ofMillis(5)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessage(
                            "queue 'main' of device 'gpu' did not come to an end within PT0.005S:"
                                    + " a present is not over; until it is, nothing can be"
                                    + " submitted");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> queue.waitIdle(Show.LONG))
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage(
                            "the wait for the end of queue 'main' of device 'gpu' was"
                                    + " interrupted");
            assertThat(Thread.interrupted()).isTrue();
            // Both waited for one call, which is still at work.
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isLessThanOrEqualTo(1);
            show.gpu().completePresent(show.handles(DriverCall.CREATE_SWAPCHAIN).getFirst());
            show.gpu().autoCompletePresents(true);
            queue.waitIdle(Show.LONG);
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isBetween(1L, 2L);
            show.gpu().waitIdleCompletes(true);
        }
    }

    @Test
    void defect39TheQueueIsHeldWhileItIsWaitedFor() {
        try (Show show = new Show(Setup.of().withoutFences())) {
            List<LockRank> held = new ArrayList<>();
            show.driver.onCall(
                    call -> {
                        if (call.call() == DriverCall.WAIT_QUEUE_IDLE) {
                            held.addAll(RankedLock.heldByCurrentThread());
                        }
                    });
            show.frame();
            show.device.mainQueue().waitIdle(Show.LONG);
            assertThat(held).extracting(LockRank::name).containsExactly("queue");
            show.device.waitIdle(Show.LONG);
            assertThat(show.count(DriverCall.WAIT_QUEUE_IDLE)).isEqualTo(1);
            // It would need the locks of all queues.
            assertThat(show.count(DriverCall.WAIT_IDLE)).isZero();
        }
    }

    @Test
    void defect14ASwapchainThatCannotBeMadeTakesNoCountOffTheDevice() {
        try (Show show = new Show();
                Window other =
                        show.instance.createWindow(
                                WindowInfo.of("other", 64, 48).withSystem(show.system))) {
            int counts = show.device.object().strongCount();
            for (int i = 0; i < 3; i++) {
                show.driver.failNext(
                        DriverCall.CREATE_SWAPCHAIN, VulkanResult.OUT_OF_DEVICE_MEMORY);
                assertThatThrownBy(
                                () -> show.device.createSwapchain(SwapchainInfo.of("other", other)))
                        .isInstanceOf(OutOfMemoryException.class);
            }
            show.resize(800, 600);
            show.driver.failNext(DriverCall.CREATE_SWAPCHAIN, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(show::acquire).isInstanceOf(OutOfMemoryException.class);
            assertThat(show.device.object().strongCount()).isEqualTo(counts);
            show.device.createSwapchain(SwapchainInfo.of("other", other)).close();
            show.frame();
            assertThat(show.device.object().isDestroyed()).isFalse();
        }
    }

    @Test
    void defect11WithFencesNothingIsDestroyedBeforeItsPresentsAreOver() {
        try (Show show = new Show()) {
            show.gpu().autoCompletePresents(false);
            show.frames(2);
            long old = show.handles(DriverCall.CREATE_SWAPCHAIN).getFirst();
            show.resize(800, 600);
            show.frame();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isZero();
            show.gpu().completePresent(old);
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isZero();
            show.gpu().completePresent(old);
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
            show.gpu().autoCompletePresents(true);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageWhoseEarlierPresentIsNotOverIsNotForgotten(boolean goesOn) {
        try (Show show = new Show()) {
            show.frames(2 * show.swapchain.imageCount());
            show.driver.failNext(DriverCall.WAIT_FOR_FENCE, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(show::acquire).isInstanceOf(OutOfMemoryException.class);
            assertThat(show.swapchain.acquired()).isEmpty();
            long acquired = show.count(DriverCall.ACQUIRE_IMAGE);
            if (goesOn) {
                show.frame();
                assertThat(show.count(DriverCall.ACQUIRE_IMAGE)).isEqualTo(acquired);
                show.frames(2 * show.swapchain.imageCount());
            }
        }
    }

    /// A show whose next acquire gets an image at once, and then waits for its present before the
    /// last.
    private static Show withPresentsThatAreNotOver() {
        Show show = new Show();
        show.gpu().autoCompletePresents(false);
        show.frames(show.swapchain.imageCount());
        long chain = show.swapchain.nativeHandle();
        for (int i = 0; i < show.swapchain.imageCount(); i++) {
            show.gpu().freePresentedImage(chain);
            show.frame();
        }
        show.gpu().freePresentedImage(chain);
        return show;
    }

    @Test
    void anAcquireWhoseTimeIsOverWhileAnEarlierPresentIsNotLosesNothing() {
        try (Show show = withPresentsThatAreNotOver()) {
            long chain = show.swapchain.nativeHandle();
            assertThat(show.swapchain.acquire(Duration.ofMillis(8))).isEmpty();
            assertThat(show.swapchain.acquire(Duration.ZERO)).isEmpty();
            assertThat(show.swapchain.acquired()).isEmpty();
            assertThatThrownBy(() -> show.swapchain.submit(new SubmitInfo(), new SubmitToken()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no frame acquired");
            show.gpu().completePresent(chain);
            long acquired = show.count(DriverCall.ACQUIRE_IMAGE);
            SwapchainFrame frame = show.acquire();
            assertThat(show.count(DriverCall.ACQUIRE_IMAGE)).isEqualTo(acquired);
            assertThat(show.swapchain.acquired()).contains(frame);
            show.swapchain.present(show.clear(frame));
            show.gpu().autoCompletePresents(true);
            show.frames(2 * show.swapchain.imageCount());
        }
    }

    /// The image is there, so nobody has to know yet that its last present is over.
    @Test
    void aLastPresentThatIsNotOverIsNotWaitedFor() {
        try (Show show = new Show()) {
            show.gpu().autoCompletePresents(false);
            show.frames(show.swapchain.imageCount());
            show.gpu().freePresentedImage(show.swapchain.nativeHandle());
            show.frame();
            assertThat(show.count(DriverCall.WAIT_FOR_FENCE)).isZero();
            show.gpu().autoCompletePresents(true);
        }
    }

    @Test
    void aWaitForAnEarlierPresentAnswersInterruption() {
        try (Show show = withPresentsThatAreNotOver()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage(
                            "the wait for an earlier present of an image of Swapchain 'main' was"
                                    + " interrupted");
            assertThat(Thread.interrupted()).isTrue();
            show.gpu().autoCompletePresents(true);
            show.frame();
        }
    }

    @Test
    void canBeClosedWhileAnEarlierPresentIsNotOver() {
        try (Show show = withPresentsThatAreNotOver()) {
            assertThat(show.swapchain.acquire(Duration.ZERO)).isEmpty();
            show.swapchain.close();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isZero();
            show.gpu().autoCompletePresents(true);
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void anAcquireThatIsRefusedPresentsNothing() {
        try (Show show = new Show()) {
            SubmitInfo info = new SubmitInfo().commands(show.clear(show.acquire()));
            show.swapchain.submit(info, new SubmitToken());
            assertThatThrownBy(() -> show.swapchain.acquire(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("deadline");
            assertThat(show.count(DriverCall.PRESENT)).isZero();
            assertThat(show.swapchain.present()).isEqualTo(PresentStatus.OPTIMAL);
        }
    }

    // ---------------------------------------------------------------- lifetime modes

    @Test
    void l16StrictModeRefusesAResizeWithOpenViews() {
        try (Show show = new Show(Setup.of().strict())) {
            SwapchainFrame frame = show.acquire();
            ImageView mine =
                    show.device.createImageView(ImageViewInfo.of(frame.image()).withName("mine"));
            show.swapchain.present(show.clear(frame));
            show.resize(800, 600);
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(ChildrenAliveException.class)
                    .hasMessageStartingWith(
                            "The images of generation 0 of Swapchain 'main' cannot be closed: 1"
                                    + " child is still open. Close them first"
                                    + " (LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN):\n"
                                    + "  ImageView 'mine', 1 reference, created at ");
            assertThatThrownBy(show::acquire).isInstanceOf(ChildrenAliveException.class);
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(1);
            mine.close();
            assertThat(show.acquire().width()).isEqualTo(800);
        }
    }

    @Test
    void strictModeRefusesACloseWithOpenViews() {
        try (Show show = new Show(Setup.of().strict())) {
            SwapchainFrame frame = show.acquire();
            ImageView mine =
                    show.device.createImageView(ImageViewInfo.of(frame.image()).withName("mine"));
            assertThatThrownBy(show.swapchain::close)
                    .isInstanceOf(ChildrenAliveException.class)
                    .hasMessageContaining("ImageView 'mine'");
            // Nothing has changed: the frame is still there.
            assertThat(frame.view().isClosed()).isFalse();
            show.swapchain.present(show.clear(frame));
            show.frame();
            mine.close();
        }
    }

    @Test
    void strictModeRefusesToCloseAWindowWithASwapchain() {
        try (Show show = new Show(Setup.of().strict())) {
            assertThatThrownBy(show.window::close)
                    .isInstanceOf(ChildrenAliveException.class)
                    .hasMessageContaining("Window 'stage' cannot be closed: 1 child is still open")
                    .hasMessageContaining("Surface 'main', 1 reference, created at");
            show.frame();
        }
    }

    @Test
    void strictModeRefusesToCloseADeviceWithASwapchain() {
        try (Show show = new Show(Setup.of().strict())) {
            assertThatThrownBy(show.device::close)
                    .isInstanceOf(ChildrenAliveException.class)
                    .hasMessageContaining("Swapchain 'main', 1 reference");
            show.frame();
        }
    }

    @Test
    void l16InKeepAliveModeOldImagesLingerUntilTheirViewsAreClosed() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            ImageView mine = show.device.createImageView(ImageViewInfo.of(frame.image()));
            show.swapchain.present(show.clear(frame));
            show.resize(800, 600);
            show.frames(3);
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isZero();
            mine.close();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
        }
    }

    @Test
    void everythingCanBeClosedInAnyOrder() {
        SimulatedDriver driver = new SimulatedDriver().autoComplete(true);
        Instance instance = Instance.create(InstanceInfo.of("show"), driver);
        Device device = instance.createDevice(DeviceInfo.of("gpu"));
        Window window =
                instance.createWindow(
                        WindowInfo.of("stage", 64, 64).withSystem(new HeadlessWindowSystem()));
        Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
        Optional<SwapchainFrame> frame = swapchain.acquire(Show.LONG);
        assertThat(frame).isPresent();
        instance.close();
        device.close();
        window.close();
        assertThat(driver.liveObjects()).isNotEmpty();
        swapchain.close();
        assertThat(driver.liveObjects()).isEmpty();
        assertThat(instance.nativeObjects().openText()).isEqualTo("nothing");
        assertThat(driver.faults()).isEmpty();
    }

    // ---------------------------------------------------------------- borrowed images

    @Test
    void l16FramesAreBorrowed() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            Image image = frame.image();
            assertThatThrownBy(image::close)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Image 'main image 0' is borrowed from generation 0 of Swapchain 'main'"
                                    + " and has no close(); use it until its frame is presented,"
                                    + " then acquire the next");
            assertThatThrownBy(image::retain)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("has no retain()");
            ImageView view = frame.view();
            assertThatThrownBy(view::close).hasMessageContaining("has no close()");
            assertThatThrownBy(view::retain).hasMessageContaining("has no retain()");
            show.swapchain.present(show.clear(frame));
            for (ThrowingCallable use :
                    List.<ThrowingCallable>of(
                            frame::image, frame::view, frame::width, frame::height)) {
                assertThatThrownBy(use)
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "the frame of image 0 of generation 0 of Swapchain 'main' was"
                                        + " presented and is no longer the program's; acquire the"
                                        + " next frame");
            }
        }
    }

    @Test
    void l16CommandsThatNameAPresentedImageAreRefused() {
        try (Show show = new Show()) {
            SwapchainFrame first = show.acquire();
            Image kept = first.image();
            show.swapchain.present(show.clear(first));
            show.recorder.begin();
            show.recorder.clearImage(kept, 0, 0, 0, 1);
            try (ExecutableCommands commands = show.recorder.complete()) {
                assertThatThrownBy(() -> show.device.mainQueue().submit(commands))
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "ExecutableCommands 'frames' cannot be submitted: borrowed and not"
                                        + " for this submission: Image 'main image 0'; use an image"
                                        + " of a swapchain only in the commands that are given to"
                                        + " present() between its acquire and its present");
                show.acquire();
                assertThatThrownBy(() -> show.swapchain.present(commands))
                        .hasMessageContaining("not for this submission: Image 'main image 0'");
            }
        }
    }

    @Test
    void onlyPresentSubmitsCommandsThatNameAnAcquiredImage() {
        try (Show show = new Show()) {
            ExecutableCommands commands = show.clear(show.acquire());
            assertThatThrownBy(() -> show.device.mainQueue().submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(
                            "borrowed and not for this submission: Image 'main image 0'");
            show.swapchain.present(commands);
        }
    }

    @Test
    void l16AViewOfAPresentedImageIsRefusedToo() {
        try (Show show = new Show()) {
            SwapchainFrame first = show.acquire();
            ImageView mine = show.device.createImageView(ImageViewInfo.of(first.image()));
            render(show, mine);
            show.swapchain.present(show.recorder.complete());
            show.acquire();
            render(show, mine);
            try (ExecutableCommands commands = show.recorder.complete()) {
                assertThatThrownBy(() -> show.swapchain.present(commands))
                        .hasMessageContaining("not for this submission: Image 'main image 0'");
            }
            mine.close();
        }
    }

    private static void render(Show show, ImageView view) {
        show.recorder.begin();
        show.recorder.beginRenderPass(new RenderPassInfo().discardColor(0, view)).end();
    }

    @Test
    void framesAreAcquiredAndPresentedInTurn() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Swapchain 'main': the frame of image 0 of generation 0 of Swapchain"
                                    + " 'main' is acquired already; present it before the next"
                                    + " acquire");
            show.swapchain.present(show.clear(frame));
            show.recorder.begin();
            try (ExecutableCommands commands = show.recorder.complete()) {
                assertThatThrownBy(() -> show.swapchain.present(commands))
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "present was called on Swapchain 'main' with no frame acquired;"
                                        + " call acquire first, and present once");
            }
        }
    }

    @Test
    void aClosedSwapchainSaysSo() {
        try (Show show = new Show()) {
            show.swapchain.close();
            show.swapchain.close();
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageStartingWith("Swapchain 'main' is closed");
        }
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailedSubmitLeavesTheFrameAcquired() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            ExecutableCommands commands = show.clear(frame);
            show.driver.failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> show.swapchain.present(commands))
                    .isInstanceOf(OutOfMemoryException.class);
            assertThat(frame.width()).isEqualTo(640);
            assertThat(show.swapchain.present(commands)).isEqualTo(PresentStatus.OPTIMAL);
            show.frames(3);
        }
    }

    @Test
    void aFailedPresentIsMadeUpForByTheNextAcquire() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            ExecutableCommands commands = show.clear(frame);
            show.driver.failNext(DriverCall.PRESENT, VulkanResult.OUT_OF_DEVICE_MEMORY);
            assertThatThrownBy(() -> show.swapchain.present(commands))
                    .isInstanceOf(OutOfMemoryException.class);
            long before = show.count(DriverCall.PRESENT);
            show.frames(4);
            assertThat(show.count(DriverCall.PRESENT)).isEqualTo(before + 5);
        }
    }

    @Test
    void aClosedResourceLeavesTheFrameAcquired() {
        try (Show show = new Show()) {
            SwapchainFrame frame = show.acquire();
            Buffer buffer = show.device.createBuffer(BufferInfo.of("b", 64));
            show.recorder.begin();
            show.recorder.fillBuffer(buffer, 0, 64, 0);
            try (ExecutableCommands commands = show.recorder.complete()) {
                buffer.close();
                assertThatThrownBy(() -> show.swapchain.present(commands))
                        .isInstanceOf(ClosedException.class)
                        .hasMessageContaining("Buffer 'b'");
            }
            show.swapchain.present(show.clear(frame));
        }
    }

    @Test
    void aLostSurfaceIsReplacedOnce() {
        try (Show show = new Show()) {
            show.frames(3);
            show.driver.instance().loseSurface(show.surface);
            show.frame();
            assertThat(show.count(DriverCall.CREATE_HEADLESS_SURFACE)).isEqualTo(2);
            show.frames(3);
            List<Long> surfaces =
                    show.driver.calls().stream()
                            .filter(c -> c.call() == DriverCall.CREATE_HEADLESS_SURFACE)
                            .map(SimulatedCall::handle)
                            .toList();
            show.driver.instance().scriptAcquire(surfaces.getLast(), PresentStatus.SURFACE_LOST);
            show.frame();
            assertThat(show.count(DriverCall.CREATE_HEADLESS_SURFACE)).isEqualTo(3);
        }
    }

    @Test
    void aSurfaceThatIsLostTwiceInARowIsAnError() {
        try (Show show = new Show()) {
            show.frames(2);
            show.driver.failNext(DriverCall.ACQUIRE_IMAGE, 1, VulkanResult.SURFACE_LOST);
            show.driver.failNext(DriverCall.ACQUIRE_IMAGE, 2, VulkanResult.SURFACE_LOST);
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(VulkanException.class)
                    .hasMessage(
                            "vkAcquireNextImageKHR failed with VK_ERROR_SURFACE_LOST_KHR for"
                                    + " Surface 'main'; create the swapchain anew");
            show.frame();
        }
    }

    @Test
    void aLostDeviceIsToldAndEverythingCanStillBeClosed() {
        try (Show show = new Show(Setup.of().byHand())) {
            show.frames(2);
            show.gpu().loseDevice();
            assertThatThrownBy(show::acquire).isInstanceOf(DeviceLostException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void canBeClosedWithFramesInFlightAndOneAcquired(boolean fences) {
        Setup setup = Setup.of().byHand();
        try (Show show = new Show(fences ? setup : setup.withoutFences())) {
            show.frame();
            show.acquire();
            List<Long> waits = new ArrayList<>();
            show.gpu().onSubmit(submission -> waits.addAll(submission.parts().getLast().waits()));
            show.swapchain.close();
            // Something waits for what the acquire signals.
            assertThat(waits).isNotEmpty();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isZero();
            show.gpu().completeAll();
            show.device.collectGarbage();
            assertThat(show.count(DriverCall.DESTROY_SWAPCHAIN)).isEqualTo(1);
            assertThat(show.count(DriverCall.DESTROY_SURFACE)).isEqualTo(1);
        }
    }
}
