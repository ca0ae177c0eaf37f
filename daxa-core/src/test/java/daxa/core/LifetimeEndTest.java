package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.CommandRecorder;
import daxa.core.command.Queue;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.resource.Buffer;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// L18: the device's end.
class LifetimeEndTest extends LifetimeRules {
    @Test
    void l18TheLastCloseWaitsOnItsOwnThread(Gpu gpu) throws InterruptedException {
        Buffer buffer = buffer(gpu, "buffer");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        gpu.device().mainQueue().submit(fill(recorder, buffer));
        recorder.close();
        gpu.device().close();
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<String> waiter = new AtomicReference<>();
        AtomicReference<String> destroyer = new AtomicReference<>();
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiter.set(Thread.currentThread().getName());
                                waiting.countDown();
                            } else if (call.call() == DriverCall.DESTROY_DEVICE) {
                                destroyer.set(Thread.currentThread().getName());
                            }
                        });
        Thread closer = Thread.ofPlatform().name("closer").start(buffer::close);
        waiting.await();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        gpu.finish(0);
        closer.join();
        assertThat(waiter.get()).isEqualTo("closer");
        assertThat(destroyer.get()).isEqualTo("closer");
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("INSTANCE=1 MESSENGER=1");
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN, queues = 2)
    void l18AStrictDeviceWaitsForAllQueues(Gpu gpu) throws InterruptedException {
        buffer(gpu, "zombie").close();
        queue(gpu, 0).submit();
        queue(gpu, 1).submit();
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                waiting.countDown();
                            }
                        });
        Thread closer = Thread.ofPlatform().start(gpu.device()::close);
        waiting.await();
        gpu.finish(0);
        gpu.finish(1);
        closer.join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }

    @Test
    void l18AnInterruptDoesNotCutTheEndShort(Gpu gpu) {
        buffer(gpu, "buffer").close();
        gpu.device().mainQueue().submit();
        gpu.finishAll();
        Thread.currentThread().interrupt();
        gpu.device().close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }

    @Test
    @GpuSetup(closeDeadlineMillis = 50)
    void l18ADeviceThatDoesNotComeToItsEndIsLeftAlone(Gpu gpu) {
        gpu.device().mainQueue().submit();
        gpu.expectLog("Device 'gpu' still has objects after PT0.05S and is not destroyed");
        gpu.expectLeftovers();
        gpu.device().close();
        assertThat(gpu.driver().faults()).isEmpty();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
    }

    @Test
    void l18MemoryThatIsStillAllocatedIsToldAtTheEnd(Gpu gpu) {
        gpu.expectLeftovers();
        gpu.expectFaults();
        gpu.expectLog("could not be destroyed: ");
        gpu.expectLog("Device 'gpu' is destroyed, but 64 bytes are still allocated");
        ((DeviceObject) gpu.device().object())
                .context()
                .driver()
                .createBuffer("forgotten", 64, MemoryKind.DEVICE);
        gpu.device().close();
        assertThat(gpu.logged())
                .contains("Device 'gpu' is destroyed, but 64 bytes are still allocated");
    }

    @Test
    void l18NativeObjectsThatAreStillOpenAreToldAtTheEnd(Gpu gpu) {
        gpu.expectLeftovers();
        gpu.expectLog("Instance 'test' was destroyed, but native objects are open: ");
        gpu.instance().nativeObjects().created(NativeKind.EVENT);
        gpu.device().close();
        gpu.instance().close();
        assertThat(gpu.logged())
                .containsExactly(
                        "Instance 'test' was destroyed, but native objects are open: EVENT=1");
    }

    @Test
    @GpuSetup(autoComplete = true)
    void l18ADeviceMayWaitForEver(Gpu gpu) {
        Device device =
                gpu.instance()
                        .createDevice(
                                gpu.deviceInfo("other")
                                        .withCloseDeadline(ChronoUnit.FOREVER.getDuration()));
        device.mainQueue().submit();
        long open = gpu.instance().nativeObjects().open(NativeKind.DEVICE);
        device.close();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(open - 1);
    }

    @Test
    void l18ASubmitThatOverlapsTheCloseIsFinishedFirst(Gpu gpu) throws InterruptedException {
        Queue queue = gpu.device().mainQueue();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SUBMIT) {
                                inside.countDown();
                                Latches.await(closing);
                            }
                        });
        Thread submitter = Thread.ofPlatform().start(queue::submit);
        inside.await();
        Thread closer = Thread.ofPlatform().start(gpu.device()::close);
        while (!gpu.device().isClosed()) {
            Thread.onSpinWait();
        }
        Thread.sleep(20);
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        closing.countDown();
        submitter.join();
        Thread.sleep(20);
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isEqualTo(1);
        gpu.finish(0);
        closer.join();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.DEVICE)).isZero();
    }
}
