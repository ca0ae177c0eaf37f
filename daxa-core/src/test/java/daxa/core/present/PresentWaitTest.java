package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.present.Show.Setup;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Waits until presents are shown.
class PresentWaitTest {
    @Test
    void presentsAreCounted() {
        try (Show show = new Show()) {
            assertThat(show.swapchain.newestPresent()).isZero();
            show.frames(3);
            assertThat(show.swapchain.newestPresent()).isEqualTo(3);
        }
    }

    @Test
    void aWaitEndsWhenThePresentIsShown() {
        try (Show show = new Show()) {
            show.gpu().autoCompletePresents(false);
            long chain = show.swapchain.nativeHandle();
            show.frames(2);
            show.gpu().completePresent(chain);
            assertThat(show.swapchain.awaitPresent(1, Duration.ZERO))
                    .isEqualTo(PresentStatus.OPTIMAL);
            assertThatThrownBy(() -> show.swapchain.awaitPresent(2, Duration.ofMillis(7)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessage(
                            "present 2 of Swapchain 'main' was not shown within PT0.007S; wait"
                                    + " again, or go on without");
            show.gpu().completePresent(chain);
            assertThat(show.swapchain.awaitPresent(2, Show.LONG)).isEqualTo(PresentStatus.OPTIMAL);
            // An earlier one was shown too.
            assertThat(show.swapchain.awaitPresent(1, Show.LONG)).isEqualTo(PresentStatus.OPTIMAL);
            show.gpu().autoCompletePresents(true);
        }
    }

    @Test
    void aWaitAnswersInterruption() {
        try (Show show = new Show()) {
            show.gpu().autoCompletePresents(false);
            show.frame();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> show.swapchain.awaitPresent(1, Show.LONG))
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage("the wait for present 1 of Swapchain 'main' was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            show.gpu().autoCompletePresents(true);
            show.swapchain.awaitPresent(1, Show.LONG);
        }
    }

    @Test
    void presentsBeforeAResizeAreOutOfDate() {
        try (Show show = new Show()) {
            show.frames(2);
            show.resize(320, 200);
            // The next acquire makes the images anew.
            assertThat(show.swapchain.awaitPresent(2, Show.LONG))
                    .isEqualTo(PresentStatus.OUT_OF_DATE);
            SwapchainFrame frame = show.acquire();
            assertThat(show.swapchain.awaitPresent(2, Show.LONG))
                    .isEqualTo(PresentStatus.OUT_OF_DATE);
            show.swapchain.present(show.clear(frame));
            assertThat(show.swapchain.awaitPresent(2, Show.LONG))
                    .isEqualTo(PresentStatus.OUT_OF_DATE);
            assertThat(show.swapchain.awaitPresent(3, Show.LONG)).isEqualTo(PresentStatus.OPTIMAL);
            assertThat(show.count(DriverCall.CREATE_SWAPCHAIN)).isEqualTo(2);
        }
    }

    @Test
    void aPresentThatIsNeverShownIsNotWaitedFor() {
        try (Show show = new Show()) {
            show.driver.failNext(DriverCall.PRESENT, VulkanResult.OUT_OF_DATE);
            show.frame();
            assertThat(show.swapchain.awaitPresent(1, Show.LONG))
                    .isEqualTo(PresentStatus.OUT_OF_DATE);
            show.driver.failNext(DriverCall.PRESENT, VulkanResult.SURFACE_LOST);
            show.frame();
            assertThat(show.swapchain.awaitPresent(2, Show.LONG))
                    .isEqualTo(PresentStatus.SURFACE_LOST);
            show.frame();
            assertThat(show.swapchain.awaitPresent(3, Show.LONG)).isEqualTo(PresentStatus.OPTIMAL);
        }
    }

    @Test
    void aPresentThatFailedIsMadeUpForByALaterNumber() {
        try (Show show = new Show()) {
            show.driver.failNext(DriverCall.PRESENT, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(show::frame).isInstanceOf(OutOfMemoryException.class);
            show.frame();
            assertThat(show.swapchain.newestPresent()).isEqualTo(3);
            for (int i = 1; i <= 3; i++) {
                assertThat(show.swapchain.awaitPresent(i, Show.LONG))
                        .isEqualTo(PresentStatus.OPTIMAL);
            }
        }
    }

    @Test
    void aLostDeviceIsTold() {
        try (Show show = new Show()) {
            show.frame();
            show.gpu().loseDevice();
            assertThatThrownBy(() -> show.swapchain.awaitPresent(1, Show.LONG))
                    .isInstanceOf(DeviceLostException.class);
        }
    }

    @Test
    void numbersOfNoPresentAreRefused() {
        try (Show show = new Show()) {
            show.frame();
            for (long present : new long[] {-1, 0, 2}) {
                assertThatThrownBy(() -> show.swapchain.awaitPresent(present, Show.LONG))
                        .isInstanceOf(UsageException.class)
                        .hasMessage(
                                "Swapchain 'main': present="
                                        + present
                                        + " (expected 1 to newestPresent()=1)");
            }
            assertThat(show.count(DriverCall.WAIT_FOR_PRESENT)).isZero();
        }
    }

    @Test
    void aDeviceThatLacksItSaysWhatToDoInstead() {
        try (Show show = new Show(Setup.of().without(Feature.PRESENT_WAIT))) {
            show.frame();
            assertThat(show.swapchain.newestPresent()).isEqualTo(1);
            assertThatThrownBy(() -> show.swapchain.awaitPresent(1, Show.LONG))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Swapchain 'main': waiting for presents needs the feature PRESENT_WAIT"
                                    + " (VK_KHR_present_wait), which device 'gpu' lacks; wait for"
                                    + " the token of the submission, which tells when the GPU is"
                                    + " done with the frame");
        }
    }

    @Test
    void aClosedSwapchainIsRefused() {
        Swapchain closed;
        try (Show show = new Show()) {
            closed = show.swapchain;
            show.frame();
        }
        assertThatThrownBy(() -> closed.awaitPresent(1, Show.LONG))
                .isInstanceOf(ClosedException.class);
        assertThatThrownBy(closed::newestPresent).isInstanceOf(ClosedException.class);
    }
}
