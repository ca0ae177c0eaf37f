package daxa.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.SubmitToken;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ClosedException;
import daxa.core.error.ConcurrentUseException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.error.WrongDeviceException;
import daxa.core.resource.Buffer;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.joml.Vector3f;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

@OnDriver(Gpu.Kind.SIMULATED)
class RingBufferTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private Gpu gpu;
    private RingBuffer ring;

    @BeforeEach
    void makeRing(Gpu given) {
        gpu = given;
        ring = gpu.own(gpu.device().createRingBuffer("ring", 256));
    }

    private SubmitToken submit() {
        return submit(gpu.device().mainQueue());
    }

    private SubmitToken submit(Queue queue) {
        try (CommandRecorder recorder = gpu.device().createCommandRecorder("frame", queue)) {
            recorder.begin();
            return queue.submit(recorder.complete());
        }
    }

    // ---------------------------------------------------------------- allocating

    @GpuStruct
    record Camera(Vector3f eye, long target) {}

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void aStructIsWrittenWhereThereIsRoom() {
        Struct<Camera> struct = Structs.of(Camera.class);
        ring.allocate(4, 4);
        Camera camera = new Camera(new Vector3f(1, 2, 3), 4);
        long at = ring.write(struct, camera);
        assertThat(at).isEqualTo(8);
        assertThat(struct.read(ring.memory(), at)).isEqualTo(camera);
        assertThatThrownBy(() -> ring.write(struct, new Camera(null, 4)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Camera.eye");
        assertThat(ring.allocate(4, 4)).as("nothing was allocated").isEqualTo(at + struct.size());
        ring.allocate(200, 1);
        assertThatThrownBy(() -> ring.write(struct, camera))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has no room for size=24");
    }

    @Test
    void allocationsFollowEachOtherAligned() {
        assertThat(ring.allocate(10, 1)).isZero();
        assertThat(ring.allocate(4, 4)).isEqualTo(12);
        assertThat(ring.allocate(24, 12)).isEqualTo(24);
        assertThat(ring.allocate(1, 256 / 4)).isEqualTo(64);
        assertThat(ring.usedBytes()).isEqualTo(65);
        assertThat(ring.address(64)).isEqualTo(ring.buffer().deviceAddress() + 64);
        assertThat(ring.capacity()).isEqualTo(256);
        assertThat(ring.memory().byteSize()).isEqualTo(256);
    }

    @Test
    void spaceIsUsedAgainWhenItsSubmissionIsFinishedAndNotBefore() {
        ring.allocate(256, 1);
        SubmitToken first = submit();
        ring.submitted(first);
        submit();
        assertThat(ring.tryAllocate(1, 1)).isEqualTo(RingBuffer.FULL);
        gpu.simulated().complete(0, first.number());
        assertThat(ring.tryAllocate(256, 256)).isZero();
    }

    @Test
    void whatDoesNotFitBeforeTheEndBeginsAgainAtTheStart() {
        ring.allocate(100, 1);
        SubmitToken first = submit();
        ring.submitted(first);
        assertThat(ring.allocate(100, 1)).isEqualTo(100);
        assertThat(ring.tryAllocate(60, 1)).isEqualTo(RingBuffer.FULL);
        gpu.simulated().complete(0, first.number());
        assertThat(ring.tryAllocate(60, 1)).isZero();
        assertThat(ring.tryAllocate(40, 1)).isEqualTo(60);
        assertThat(ring.tryAllocate(1, 1)).isEqualTo(RingBuffer.FULL);
        // The 56 bytes before the end are unused until all this comes back.
        assertThat(ring.usedBytes()).isEqualTo(256);
    }

    @Test
    void anEmptyRingTakesWhateverIsNotAboveItsCapacity() {
        ring.allocate(200, 1);
        ring.submitted(submit());
        gpu.finish(0);
        assertThat(ring.allocate(256, 256)).isZero();
    }

    @Test
    void aSubmissionIsMarkedWhereTheDriverDoesNotSayHowFarTheOthersAre() {
        for (int i = 0; i < 8; i++) {
            ring.allocate(16, 1);
            ring.submitted(submit());
        }
        ring.allocate(128, 1);
        SubmitToken newest = submit();
        gpu.driver().failNext(DriverCall.COMPLETED_VALUE, VulkanResult.OUT_OF_HOST_MEMORY);
        ring.submitted(newest);
        assertThat(gpu.driver().plannedFailures()).isZero();
        assertThat(ring.tryAllocate(1, 1)).isEqualTo(RingBuffer.FULL);
        gpu.finish(0);
        assertThat(ring.tryAllocate(256, 256)).isZero();
    }

    @Test
    void severalSubmissionsHoldTheSpaceUntilAllAreFinished() {
        ring.allocate(256, 1);
        SubmitToken first = submit();
        SubmitToken second = submit();
        SubmitToken third = submit();
        ring.submitted(third, first, second);
        gpu.simulated().complete(0, second.number());
        assertThat(ring.tryAllocate(1, 1)).isEqualTo(RingBuffer.FULL);
        gpu.simulated().complete(0, third.number());
        assertThat(ring.tryAllocate(1, 1)).isZero();
    }

    @Test
    @GpuSetup(queues = 2)
    void spaceWaitsForItsOwnQueueOnly() {
        Queue main = gpu.device().mainQueue();
        Queue other = gpu.device().queues().get(1);
        submit(main);
        ring.allocate(256, 1);
        ring.submitted(submit(other));
        gpu.finish(1);
        assertThat(ring.usedBytes()).isZero();
        ring.allocate(256, 1);
        ring.submitted(submit(other), submit(main));
        gpu.finish(1);
        assertThat(ring.usedBytes()).isEqualTo(256);
        gpu.finish(0);
        assertThat(ring.usedBytes()).isZero();
    }

    @Test
    void theTokenMayBeFilledAgain() {
        SubmitToken token = new SubmitToken();
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frame"));
        for (int frame = 0; frame < 20; frame++) {
            // More marks than the first arrays hold.
            ring.allocate(8, 8);
            recorder.begin();
            gpu.device().mainQueue().submit(recorder.complete(), token);
            ring.submitted(token);
        }
        gpu.simulated().complete(0, 7);
        assertThat(ring.usedBytes()).isEqualTo(13 * 8);
        assertThat(ring.memory().byteSize()).isEqualTo(256);
    }

    @Test
    void aMarkWithoutAllocationsHoldsNothing() {
        ring.allocate(256, 1);
        SubmitToken first = submit();
        ring.submitted(first);
        ring.submitted(submit());
        gpu.simulated().complete(0, first.number());
        assertThat(ring.usedBytes()).isZero();
    }

    // ---------------------------------------------------------------- never submitted, failed

    @Test
    void whatWasNeverSubmittedIsTakenBack() {
        ring.allocate(100, 1);
        ring.submitted(submit());
        ring.allocate(156, 1);
        assertThat(ring.tryAllocate(1, 1)).isEqualTo(RingBuffer.FULL);
        ring.discard();
        assertThat(ring.allocate(156, 1)).isEqualTo(100);
        ring.discard();
        gpu.finish(0);
        assertThat(ring.usedBytes()).isZero();
        ring.discard();
        assertThat(ring.allocate(256, 1)).isZero();
    }

    @Test
    void afterAFailedSubmitTheSpaceIsTakenBack() {
        SubmitToken token = submit();
        ring.allocate(200, 1);
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("frame"));
        recorder.begin();
        try (ExecutableCommands commands = recorder.complete()) {
            gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands, token))
                    .isInstanceOf(OutOfMemoryException.class);
        }
        ring.discard();
        assertThat(ring.usedBytes()).isZero();
        ring.allocate(200, 1);
        // It still names the submission before, so the failed one holds nothing up.
        ring.submitted(token);
        gpu.simulated().complete(0, token.number());
        assertThat(ring.usedBytes()).isZero();
    }

    @Test
    void onALostDeviceEverythingIsFinished() {
        gpu.expectLeftovers();
        ring.allocate(256, 1);
        ring.submitted(submit());
        gpu.simulated().loseDevice();
        assertThat(ring.allocate(256, 1, Gpu.LONG)).isZero();
        assertThatThrownBy(this::submit).isInstanceOf(DeviceLostException.class);
        ring.discard();
        assertThat(ring.usedBytes()).isZero();
    }

    @Test
    void aFailedQuestionChangesNothing() {
        ring.allocate(256, 1);
        ring.submitted(submit());
        gpu.finish(0);
        gpu.driver().failNext(DriverCall.COMPLETED_VALUE, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> ring.tryAllocate(1, 1)).isInstanceOf(OutOfMemoryException.class);
        assertThat(ring.tryAllocate(1, 1)).isZero();
    }

    @Test
    void aRingThatCannotBeMadeLeavesNothing() {
        gpu.driver().failNext(DriverCall.CREATE_BUFFER, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> gpu.device().createRingBuffer("other", 64))
                .isInstanceOf(OutOfMemoryException.class);
        assertThat(gpu.device().lifetimeReport().objects()).hasSize(1);
    }

    // ---------------------------------------------------------------- full

    @Test
    void aFullRingSaysWhoHasTheSpace() {
        ring.allocate(100, 1);
        ring.submitted(submit());
        ring.allocate(50, 1);
        assertThatThrownBy(() -> ring.allocate(200, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "RingBuffer 'ring' has no room for size=200, capacity=256, of"
                                + " submissions=100, of no submission yet=50; wait for older"
                                + " frames, call submitted() after each submit, or make it larger");
        assertThatThrownBy(() -> ring.allocate(200, 1, SHORT))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "RingBuffer 'ring' had no room for size=200 within PT0.02S: submission 1"
                                + " is not finished, capacity=256, of submissions=100, of no"
                                + " submission yet=50");
        gpu.finish(0);
        // No wait can help now.
        assertThatThrownBy(() -> ring.allocate(250, 1, Gpu.LONG))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("of submissions=0, of no submission yet=50");
        assertThat(ring.allocate(106, 1)).isEqualTo(150);
    }

    @Test
    void aWaitEndsWhenTheSubmissionDoes() throws InterruptedException {
        ring.allocate(256, 1);
        ring.submitted(submit());
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiting.countDown();
                            }
                        });
        Thread finisher =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        waiting.await();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                    gpu.finish(0);
                                });
        assertThat(ring.allocate(10, 1, Gpu.LONG)).isZero();
        finisher.join();
    }

    @Test
    void aWaitAnswersInterruption() {
        ring.allocate(256, 1);
        ring.submitted(submit());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ring.allocate(10, 1, Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        gpu.finish(0);
        assertThat(ring.allocate(10, 1, Duration.ofSeconds(Long.MAX_VALUE))).isZero();
    }

    // ---------------------------------------------------------------- wrong use

    @Test
    void sizesAndAlignmentsOutOfRangeAreRefused() {
        for (long size : new long[] {0, -1, 257, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> ring.allocate(size, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("RingBuffer 'ring': size=" + size + " (expected 1 to 256)");
            assertThatThrownBy(() -> ring.tryAllocate(1, size))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("RingBuffer 'ring': alignment=" + size + " (expected 1 to 256)");
        }
        assertThatThrownBy(() -> gpu.device().createRingBuffer("none", 0))
                .isInstanceOf(UsageException.class)
                .hasMessage("Buffer 'none': size=0 (expected above 0)");
        assertThatThrownBy(() -> gpu.device().createRingBuffer("huge", Long.MAX_VALUE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Buffer 'huge': size=9223372036854775807 (expected up to ");
        assertThat(ring.usedBytes()).isZero();
    }

    @Test
    void tokensThatNameNothingOrAnotherDeviceAreRefused() {
        ring.allocate(10, 1);
        assertThatThrownBy(() -> ring.submitted(new SubmitToken()))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token names no submission; pass it to a submit first");
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        CommandRecorder recorder = gpu.own(other.createCommandRecorder("foreign"));
        recorder.begin();
        SubmitToken foreign = other.mainQueue().submit(recorder.complete());
        assertThatThrownBy(() -> ring.submitted(foreign))
                .isInstanceOf(WrongDeviceException.class)
                .hasMessage(
                        "submission 1 belongs to device 'other', but was given to device 'gpu';"
                                + " create it on the device that uses it");
        SubmitToken own = submit();
        assertThatThrownBy(() -> ring.submitted(own, foreign))
                .isInstanceOf(WrongDeviceException.class);
        ring.discard();
        assertThat(ring.usedBytes()).isZero();
        gpu.finishAll();
    }

    @Test
    void aClosedRingSaysSo() {
        MemorySegment memory = ring.memory();
        memory.set(ValueLayout.JAVA_INT, 0, 1);
        ring.close();
        ring.close();
        assertThatThrownBy(() -> ring.allocate(1, 1))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("RingBuffer 'ring' is closed");
        assertThatThrownBy(() -> ring.submitted(submit())).isInstanceOf(ClosedException.class);
        assertThatThrownBy(ring::discard).isInstanceOf(ClosedException.class);
        assertThatThrownBy(ring::usedBytes).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> ring.address(0)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_INT, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ring.buffer().isClosed()).isTrue();
    }

    @Test
    void theBufferOfARingIsOpenWhileTheRingIs() {
        Buffer shown = ring.buffer();
        assertThat(ring.buffer()).isSameAs(shown);
        shown.close();
        assertThat(ring.buffer().isClosed()).isFalse();
        assertThat(ring.buffer()).isSameAs(ring.buffer());
    }

    @Test
    void twoThreadsInARingAreNamed() throws InterruptedException {
        ring.allocate(256, 1);
        ring.submitted(submit());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.COMPLETED_VALUE) {
                                inside.countDown();
                                try {
                                    refused.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }
                        });
        Thread first = Thread.ofPlatform().name("first").start(() -> ring.tryAllocate(1, 1));
        inside.await();
        assertThatThrownBy(ring::discard)
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessageContaining("RingBuffer 'ring' is used by two threads at once")
                .hasMessageContaining("'first' in tryAllocate");
        refused.countDown();
        first.join();
    }
}
