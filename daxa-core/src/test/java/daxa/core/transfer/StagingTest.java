package daxa.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.SubmitToken;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.error.WrongDeviceException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Uploads and readbacks where the GPU is slow, or something fails.
@OnDriver(Gpu.Kind.SIMULATED)
class StagingTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private Gpu gpu;
    private Device device;
    private Buffer buffer;

    @BeforeEach
    void makeBuffer(Gpu given) {
        gpu = given;
        device = gpu.device();
        buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 4096)));
    }

    private Uploader uploader(Duration deadline) {
        return gpu.own(
                device.createUploader(
                        StagingInfo.of("up").withStagingBytes(256).withDeadline(deadline)));
    }

    private Readback readback(Duration deadline) {
        return gpu.own(
                device.createReadback(
                        StagingInfo.of("down").withStagingBytes(256).withDeadline(deadline)));
    }

    private static MemorySegment bytes(long size) {
        return MemorySegment.ofArray(new byte[Math.toIntExact(size)]).fill((byte) 7);
    }

    // ---------------------------------------------------------------- completion

    @Test
    void aTransferEndsWithItsSubmissionAndNotBefore() {
        Uploader uploader = uploader(Gpu.LONG);
        Transfer transfer = uploader.upload(bytes(60), buffer, 0);
        assertThat(transfer.token()).isEmpty();
        assertThat(transfer).hasToString("upload of 60 bytes to Buffer 'buffer'");
        uploader.flush();
        SubmitToken token = transfer.token().orElseThrow();
        assertThat(token.number()).isEqualTo(1);
        device.mainQueue().submit();
        assertThat(transfer.isEnded()).isFalse();
        assertThat(transfer.progress()).isEqualTo(new TransferProgress(0, 60));
        assertThat(uploader.progress().fraction()).isZero();
        gpu.simulated().complete(0, token.number());
        assertThat(transfer.isEnded()).isTrue();
        assertThat(uploader.progress()).isEqualTo(new TransferProgress(60, 60));
        assertThat(new TransferProgress(0, 0).fraction()).isEqualTo(1);
        gpu.finishAll();
    }

    @Test
    void listenersHearTheEndOnceWithNoLockHeld() throws InterruptedException {
        Uploader uploader = uploader(Gpu.LONG);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Transfer transfer = uploader.upload(bytes(60), buffer, 0);
        transfer.onEnd(
                ended -> {
                    // Framework calls are legal here.
                    uploader.poll();
                    heard.add(Thread.currentThread().getName() + " " + ended.failure().isEmpty());
                });
        uploader.flush();
        uploader.poll();
        assertThat(heard).isEmpty();
        gpu.finish(0);
        uploader.poll();
        uploader.poll();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("daxa-dispatcher true");
        gpu.instance().flushMessages(Gpu.LONG);
        assertThat(heard).isEmpty();
    }

    @Test
    void progressGrowsWithEachBatch() {
        Uploader uploader = uploader(Gpu.LONG);
        Transfer transfer = uploader.upload(bytes(192), buffer, 0);
        uploader.flush();
        gpu.simulated().complete(0, 2);
        assertThat(transfer.isEnded()).isFalse();
        assertThat(transfer.progress()).isEqualTo(new TransferProgress(128, 192));
        assertThat(transfer.progress().fraction()).isEqualTo(128.0 / 192);
        gpu.finish(0);
        transfer.await(Gpu.LONG);
    }

    @Test
    @GpuSetup(queues = 2)
    void anotherQueueMayBeChosen() {
        Uploader uploader =
                gpu.own(
                        device.createUploader(
                                StagingInfo.of("up").withStagingBytes(256),
                                device.queues().get(1)));
        Transfer transfer = uploader.upload(bytes(60), buffer, 0);
        uploader.flush();
        assertThat(gpu.simulated().pendingValues(1)).hasSize(1);
        assertThat(gpu.simulated().pendingValues(0)).isEmpty();
        gpu.finish(1);
        transfer.await(Gpu.LONG);
        Buffer onMain =
                gpu.own(device.createBuffer(new BufferInfo("main", 64, MemoryKind.DEVICE, 1)));
        assertThatThrownBy(() -> uploader.upload(bytes(60), onMain, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching(
                        "Buffer 'main' is not declared for queue '.*', which Uploader 'up' submits"
                            + " to; add the queue to queues\\(…\\) of the BufferInfo or ImageInfo");
    }

    // ---------------------------------------------------------------- waiting

    @Test
    void aFullStagingMemoryIsWaitedForUntilTheDeadline() {
        Uploader uploader = uploader(SHORT);
        assertThatThrownBy(() -> uploader.upload(bytes(1024), buffer, 0))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "upload of 1024 bytes to Buffer 'buffer' did not end within PT0.02S in"
                                + " Uploader 'up'; nothing is lost, wait again or make the staging"
                                + " memory larger");
        // Parts of large uploads leave a quarter to others.
        Transfer small = uploader.upload(bytes(64), buffer, 0);
        assertThatThrownBy(() -> uploader.upload(bytes(64), buffer, 0))
                .isInstanceOf(DeadlineException.class);
        gpu.finishAll();
        small.await(Gpu.LONG);
        gpu.finishAll();
        uploader.finish(Gpu.LONG);
        assertThat(uploader.progress().fraction()).isEqualTo(1);
    }

    @Test
    void waitsEndAtTheDeadlineOrWhenInterrupted() {
        Uploader uploader = uploader(Gpu.LONG);
        Transfer transfer = uploader.upload(bytes(64), buffer, 0);
        assertThatThrownBy(() -> transfer.await(SHORT)).isInstanceOf(DeadlineException.class);
        assertThatThrownBy(() -> uploader.finish(SHORT))
                .isInstanceOf(DeadlineException.class)
                .hasMessageStartingWith("what was staged did not end within PT0.02S in Uploader");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> transfer.await(Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        gpu.finishAll();
        transfer.await(Gpu.LONG);
    }

    @Test
    void othersUploadWhileOneThreadWaits() throws InterruptedException {
        Uploader uploader = uploader(Gpu.LONG);
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiting.countDown();
                            }
                        });
        Thread large = Thread.ofPlatform().start(() -> uploader.upload(bytes(1024), buffer, 0));
        waiting.await();
        uploader.upload(bytes(32), buffer, 2048);
        uploader.flush();
        gpu.simulated().autoComplete(true);
        gpu.finishAll();
        large.join();
        uploader.finish(Gpu.LONG);
        assertThat(uploader.progress()).isEqualTo(new TransferProgress(1056, 1056));
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailedSubmitFailsItsTransfersAndNoOthers() {
        Uploader uploader = uploader(Gpu.LONG);
        Transfer first = uploader.upload(bytes(40), buffer, 0);
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(uploader::flush).isInstanceOf(OutOfMemoryException.class);
        uploader.flush();
        assertThat(first.isEnded()).isTrue();
        assertThatThrownBy(() -> first.await(Gpu.LONG)).isInstanceOf(OutOfMemoryException.class);
        assertThat(first.failure()).containsInstanceOf(OutOfMemoryException.class);
        assertThat(first.token()).isEmpty();
        assertThat(uploader.progress()).isEqualTo(new TransferProgress(0, 0));
        Transfer second = uploader.upload(bytes(40), buffer, 0);
        uploader.flush();
        gpu.finish(0);
        second.await(Gpu.LONG);
        assertThat(gpu.simulated().bytes(buffer.nativeHandle())).startsWith((byte) 7);
    }

    @Test
    void anUploadEndsWithTheFailureOfOneOfItsParts() {
        Uploader uploader = uploader(Gpu.LONG);
        gpu.simulated().autoComplete(true);
        gpu.driver().failNext(DriverCall.SUBMIT, 2, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> uploader.upload(bytes(1024), buffer, 0))
                .isInstanceOf(OutOfMemoryException.class);
        // Who was told once is not told again.
        uploader.flush();
        uploader.upload(bytes(1024), buffer, 0).await(Gpu.LONG);
    }

    @Test
    void onALostDeviceTransfersFail() {
        Uploader uploader = uploader(Gpu.LONG);
        Readback readback = readback(Gpu.LONG);
        Transfer up = uploader.upload(bytes(40), buffer, 0);
        Transfer down = readback.read(buffer, 0, bytes(40));
        uploader.flush();
        readback.flush();
        gpu.simulated().loseDevice();
        assertThatThrownBy(() -> up.await(Gpu.LONG)).isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(() -> down.await(Gpu.LONG)).isInstanceOf(DeviceLostException.class);
        Transfer late = uploader.upload(bytes(40), buffer, 0);
        assertThatThrownBy(() -> late.await(Gpu.LONG)).isInstanceOf(DeviceLostException.class);
        uploader.close();
        readback.close();
    }

    @Test
    void aSourceThatIsGoneFailsItsTransferOnly() {
        Uploader uploader = uploader(Gpu.LONG);
        gpu.simulated().autoComplete(true);
        MemorySegment gone;
        try (Arena arena = Arena.ofConfined()) {
            gone = arena.allocate(40);
        }
        assertThatThrownBy(() -> uploader.upload(gone, buffer, 0))
                .isInstanceOf(IllegalStateException.class);
        uploader.upload(bytes(40), buffer, 64).await(Gpu.LONG);
        assertThat(uploader.progress()).isEqualTo(new TransferProgress(40, 40));
    }

    @Test
    void whatCannotBeMadeLeavesNothing() {
        int objects = device.lifetimeReport().objects().size();
        gpu.driver().failNext(DriverCall.CREATE_BUFFER, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> device.createUploader(StagingInfo.of("up")))
                .isInstanceOf(OutOfMemoryException.class);
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects()).hasSize(objects);
        assertThatThrownBy(() -> StagingInfo.of("up").withStagingBytes(255))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "StagingInfo 'up': stagingBytes=255 (expected at least 256),"
                                + " deadline=PT10S (expected not negative)");
        assertThatThrownBy(() -> StagingInfo.of("up").withDeadline(Duration.ofNanos(-1)))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(
                        () ->
                                device.createReadback(
                                        StagingInfo.of("down").withStagingBytes(Long.MAX_VALUE)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Buffer 'down': size=");
    }

    @Test
    void whatIsOfAnotherDeviceIsRefused() {
        Uploader uploader = uploader(Gpu.LONG);
        Readback readback = readback(Gpu.LONG);
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        Buffer foreign = gpu.own(other.createBuffer(BufferInfo.of("foreign", 64)));
        assertThatThrownBy(() -> uploader.upload(bytes(64), foreign, 0))
                .isInstanceOf(WrongDeviceException.class);
        assertThatThrownBy(() -> readback.read(foreign, 0, bytes(64)))
                .isInstanceOf(WrongDeviceException.class);
        assertThatThrownBy(() -> device.createUploader(StagingInfo.of("up"), other.mainQueue()))
                .isInstanceOf(WrongDeviceException.class);
    }

    // ---------------------------------------------------------------- close

    @Test
    void aCloseCancelsWhatTheGpuDoesNotFinishInTime() {
        gpu.expectLog("Uploader 'up' is closed before its transfers have ended");
        Uploader uploader = uploader(SHORT);
        Transfer transfer = uploader.upload(bytes(40), buffer, 0);
        uploader.close();
        assertThat(transfer.isEnded()).isTrue();
        assertThatThrownBy(() -> transfer.await(Gpu.LONG))
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "upload of 40 bytes to Buffer 'buffer' was cancelled: Uploader 'up' was"
                                + " closed before it had ended");
        // The submission goes on, and so does the buffer below it until then.
        assertThat(gpu.simulated().pendingValues(0)).hasSize(1);
        gpu.finish(0);
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects()).hasSize(1);
    }

    @Test
    void aCloseEndsTheUploadOfAnotherThread() throws InterruptedException {
        gpu.expectLog("Uploader 'up' is closed before its transfers have ended");
        Uploader uploader =
                gpu.own(
                        device.createUploader(
                                StagingInfo.of("up").withStagingBytes(256).withDeadline(SHORT)));
        Uploader patient = uploader(Gpu.LONG);
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiting.countDown();
                            }
                        });
        Throwable[] thrown = new Throwable[1];
        Thread large =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        patient.upload(bytes(1024), buffer, 0);
                                    } catch (RuntimeException e) {
                                        thrown[0] = e;
                                    }
                                });
        waiting.await();
        gpu.driver().onCall(null);
        Thread closer = Thread.ofPlatform().start(patient::close);
        uploader.upload(bytes(4), buffer, 0);
        uploader.close();
        gpu.simulated().autoComplete(true);
        gpu.finishAll();
        large.join();
        closer.join();
        assertThat(thrown[0]).isInstanceOfAny(ClosedException.class);
    }

    @Test
    void whatIsReadIsWhatTheGpuHasWritten() {
        gpu.simulated().autoComplete(true);
        Uploader uploader = uploader(Gpu.LONG);
        Readback readback = readback(Gpu.LONG);
        MemorySegment data = bytes(600);
        for (int i = 0; i < 150; i++) {
            data.set(ValueLayout.JAVA_INT_UNALIGNED, i * 4L, i);
        }
        uploader.upload(data, buffer, 0);
        uploader.flush();
        MemorySegment back = bytes(600);
        readback.read(buffer, 0, back);
        readback.finish(Gpu.LONG);
        assertThat(back.mismatch(data)).isEqualTo(-1);
    }
}
