package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.driver.QueueKind;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.TimelineSemaphore;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;

/// What queues and semaphores promise, on any driver.
public abstract class QueueContract {
    private static final int SIZE = 4096;
    private static final int ROUNDS = 5;

    /// Three queues that hand a buffer's contents on: main fills the first, a compute queue copies
    /// it, a transfer queue copies it to the host.
    private static final class Chain {
        final Gpu gpu;
        final Queue main;
        final Queue compute;
        final Queue transfer;
        final Buffer first;
        final Buffer second;
        final Buffer last;
        final CommandRecorder onMain;
        final CommandRecorder onCompute;
        final CommandRecorder onTransfer;

        Chain(Gpu gpu) {
            this.gpu = gpu;
            Device device = gpu.device();
            main = device.mainQueue();
            compute = device.computeQueue(1);
            transfer = device.transferQueue(1);
            first = gpu.own(device.createBuffer(BufferInfo.of("first", SIZE)));
            second = gpu.own(device.createBuffer(BufferInfo.of("second", SIZE)));
            last = gpu.own(device.createBuffer(BufferInfo.of("last", SIZE).readback()));
            onMain = gpu.own(device.createCommandRecorder("on main", main));
            onCompute = gpu.own(device.createCommandRecorder("on compute", compute));
            onTransfer = gpu.own(device.createCommandRecorder("on transfer", transfer));
        }

        ExecutableCommands fill(int value) {
            onMain.begin();
            onMain.fillBuffer(first, 0, SIZE, value);
            return onMain.complete();
        }

        ExecutableCommands copy() {
            onCompute.begin();
            onCompute.copyBuffer(first, 0, second, 0, SIZE);
            return onCompute.complete();
        }

        ExecutableCommands read() {
            onTransfer.begin();
            onTransfer.copyBuffer(second, 0, last, 0, SIZE);
            onTransfer.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
            return onTransfer.complete();
        }

        void check(SubmitToken end, int value) {
            gpu.finishAll();
            end.await(Gpu.LONG);
            for (int i = 0; i < SIZE; i += 4) {
                assertThat(last.mapped().get(ValueLayout.JAVA_INT, i)).isEqualTo(value);
            }
        }
    }

    @Test
    @GpuSetup(queues = 8)
    void chainOverThreeQueuesByTokens(Gpu gpu) {
        Chain chain = new Chain(gpu);
        SubmitInfo info = new SubmitInfo();
        SubmitToken filled = new SubmitToken();
        SubmitToken copied = new SubmitToken();
        SubmitToken read = chain.main.submit(new SubmitInfo());
        for (int round = 1; round <= ROUNDS; round++) {
            chain.main.submit(info.clear().waitFor(read).commands(chain.fill(round)), filled);
            chain.compute.submit(info.clear().waitFor(filled).commands(chain.copy()), copied);
            chain.transfer.submit(info.clear().waitFor(copied).commands(chain.read()), read);
            chain.check(read, round);
        }
    }

    @Test
    @GpuSetup(queues = 8)
    void chainOverThreeQueuesByBinarySemaphores(Gpu gpu) {
        Chain chain = new Chain(gpu);
        BinarySemaphore filled = gpu.own(gpu.device().createBinarySemaphore("filled"));
        BinarySemaphore copied = gpu.own(gpu.device().createBinarySemaphore("copied"));
        BinarySemaphore read = gpu.own(gpu.device().createBinarySemaphore("read"));
        SubmitInfo info = new SubmitInfo();
        SubmitToken end = new SubmitToken();
        chain.transfer.submit(info.signal(read));
        for (int round = 1; round <= ROUNDS; round++) {
            chain.main.submit(
                    info.clear().waitFor(read).commands(chain.fill(round)).signal(filled));
            chain.compute.submit(
                    info.clear().waitFor(filled).commands(chain.copy()).signal(copied));
            chain.transfer.submit(
                    info.clear().waitFor(copied).commands(chain.read()).signal(read), end);
            chain.check(end, round);
        }
    }

    @Test
    @GpuSetup(queues = 8)
    void chainOverThreeQueuesByATimeline(Gpu gpu) {
        Chain chain = new Chain(gpu);
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        SubmitInfo info = new SubmitInfo();
        SubmitToken end = new SubmitToken();
        for (int round = 0; round < ROUNDS; round++) {
            long now = 3L * round;
            chain.main.submit(
                    info.clear()
                            .waitFor(time, now)
                            .commands(chain.fill(round))
                            .signal(time, now + 1));
            chain.compute.submit(
                    info.clear()
                            .waitFor(time, now + 1)
                            .commands(chain.copy())
                            .signal(time, now + 2));
            chain.transfer.submit(
                    info.clear()
                            .waitFor(time, now + 2)
                            .commands(chain.read())
                            .signal(time, now + 3),
                    end);
            gpu.finishAll();
            time.await(now + 3, Gpu.LONG);
            assertThat(time.value()).isEqualTo(now + 3);
            chain.check(end, round);
        }
    }

    @Test
    @GpuSetup(queues = 8)
    void severalBatchesAreOneSubmission(Gpu gpu) {
        Chain chain = new Chain(gpu);
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 7));
        BinarySemaphore between = gpu.own(gpu.device().createBinarySemaphore("between"));
        CommandRecorder other = gpu.own(gpu.device().createCommandRecorder("other"));
        other.begin();
        other.copyBuffer(chain.first, 0, chain.last, 0, SIZE);
        other.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
        SubmitToken end =
                chain.main.submit(
                        new SubmitInfo()
                                .commands(chain.fill(11))
                                .signal(between)
                                .signal(time, 8)
                                .nextBatch()
                                .waitFor(between)
                                .waitFor(time, 8)
                                .commands(other.complete())
                                .signal(time, 9));
        assertThat(end.number()).isEqualTo(gpu.device().cpuTimeline());
        chain.check(end, 11);
        assertThat(time.value()).isEqualTo(9);
    }

    @Test
    @GpuSetup(queues = 8)
    void aSemaphoreIsUsedByOneQueueAfterTheOther(Gpu gpu) {
        BinarySemaphore baton = gpu.own(gpu.device().createBinarySemaphore("baton"));
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("time", 0));
        SubmitInfo info = new SubmitInfo();
        long value = 0;
        for (Queue queue : gpu.device().queues()) {
            queue.submit(info.clear().signal(baton).signal(time, ++value));
            gpu.device().queues().getLast().submit(info.clear().waitFor(baton));
        }
        gpu.finishAll();
        time.await(value, Gpu.LONG);
    }

    @Test
    void everyDeviceHasSevenQueues(Gpu gpu) {
        Device device = gpu.device();
        assertThat(device.queues().stream().map(Queue::name))
                .containsExactly(
                        "main",
                        "compute 0",
                        "compute 1",
                        "compute 2",
                        "compute 3",
                        "transfer 0",
                        "transfer 1");
        assertThat(device.queues()).hasSize(QueueKind.TOTAL);
        assertThat(device.mainQueue().kind()).isEqualTo(QueueKind.MAIN);
        assertThat(device.computeQueue(3).kind()).isEqualTo(QueueKind.COMPUTE);
        assertThat(device.transferQueue(1).index()).isEqualTo(6);
        assertThatThrownBy(() -> device.computeQueue(4))
                .isInstanceOf(UsageException.class)
                .hasMessage("Device 'gpu': compute queue 4 (expected 0 to 3)");
        assertThatThrownBy(() -> device.transferQueue(-1))
                .isInstanceOf(UsageException.class)
                .hasMessage("Device 'gpu': transfer queue -1 (expected 0 to 1)");
    }

    @Test
    void recordersRefuseWhatTheirQueueCannotDo(Gpu gpu) {
        Device device = gpu.device();
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.TRANSFER_SRC,
                                        ImageUsage.TRANSFER_DST)));
        Image depth =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "depth",
                                        Format.D32_SFLOAT,
                                        4,
                                        4,
                                        ImageUsage.TRANSFER_DST,
                                        ImageUsage.DEPTH_STENCIL_ATTACHMENT)));
        Buffer buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 64)));
        ImageArea area = ImageArea.of(image.info(), 0);
        CommandRecorder compute =
                gpu.own(device.createCommandRecorder("c", device.computeQueue(0)));
        CommandRecorder transfer =
                gpu.own(device.createCommandRecorder("t", device.transferQueue(0)));
        compute.begin();
        transfer.begin();
        assertThatThrownBy(() -> compute.blitImage(image, area, image, area, Filter.NEAREST))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "blitImage was called on CommandRecorder 'c' for queue 'compute 0' of"
                            + " device 'gpu', which cannot do that; record it for the main queue");
        assertThatThrownBy(() -> compute.clearDepthStencil(depth, 1, 0))
                .hasMessageContaining("which cannot do that; record it for the main queue");
        assertThatThrownBy(() -> compute.beginRenderPass(new RenderPassInfo()))
                .hasMessageContaining("which cannot do that; record it for the main queue");
        assertThatThrownBy(() -> compute.copyBufferToImage(buffer, 0, depth, area))
                .hasMessageContaining("with depth or stencil was called on");
        assertThatThrownBy(() -> transfer.dispatch(1, 1, 1))
                .hasMessageContaining("record it for the main queue or a compute queue");
        assertThatThrownBy(() -> transfer.clearImage(image, 0, 0, 0, 0))
                .hasMessageContaining("record it for the main queue or a compute queue");
        assertThatThrownBy(() -> compute.barrier(Access.FRAGMENT_READ, Access.ALL))
                .hasMessageContaining(
                        "with stages that queue 'compute 0' of device 'gpu' does not");
        assertThatThrownBy(() -> transfer.barrier(Access.ALL, Access.COMPUTE_READ))
                .hasMessageContaining(
                        "with stages that queue 'transfer 0' of device 'gpu' does not");
        compute.clearImage(image, 0, 0, 0, 0);
        transfer.copyBufferToImage(buffer, 0, image, area);
        compute.discard();
        transfer.discard();
    }

    // ---------------------------------------------------------------- refused, with nothing
    // changed

    private static void refused(Queue queue, SubmitInfo info, String message) {
        long before = queue.isIdle() ? 1 : 0;
        assertThatThrownBy(() -> queue.submit(info))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
        assertThat(queue.isIdle()).isEqualTo(before == 1);
    }

    @Test
    void aBinarySemaphoreIsWaitedForAfterItsSignal(Gpu gpu) {
        BinarySemaphore semaphore = gpu.own(gpu.device().createBinarySemaphore("s"));
        SubmitInfo waits = new SubmitInfo().waitFor(semaphore);
        String message =
                "BinarySemaphore 's' cannot be waited for: no accepted submission signals it;"
                        + " submit what signals it first";
        refused(gpu.device().mainQueue(), waits, message);
        refused(
                gpu.device().mainQueue(),
                new SubmitInfo().waitFor(semaphore).signal(semaphore),
                message);
        gpu.device().computeQueue(0).submit(new SubmitInfo().signal(semaphore));
        gpu.device().mainQueue().submit(waits);
        refused(gpu.device().transferQueue(0), waits, message);
    }

    @Test
    void aBinarySemaphoreIsSignalledOnce(Gpu gpu) {
        BinarySemaphore semaphore = gpu.own(gpu.device().createBinarySemaphore("s"));
        SubmitInfo signals = new SubmitInfo().signal(semaphore);
        gpu.device().computeQueue(0).submit(signals);
        refused(
                gpu.device().mainQueue(),
                signals,
                "BinarySemaphore 's' cannot be signalled a second time: no accepted submission"
                        + " waits for the first signal; submit what waits for it first");
        gpu.device().mainQueue().submit(new SubmitInfo().waitFor(semaphore).signal(semaphore));
        gpu.device().mainQueue().submit(new SubmitInfo().waitFor(semaphore));
    }

    @Test
    void timelinesRiseAndAreWaitedForAfterTheirSignal(Gpu gpu) {
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("t", 5));
        Queue main = gpu.device().mainQueue();
        refused(
                main,
                new SubmitInfo().signal(time, 5),
                "TimelineSemaphore 't' cannot be signalled: value=5 (expected above 5, the newest"
                        + " that the host or an accepted submission signals)");
        refused(
                main,
                new SubmitInfo().signal(time, 8).waitFor(time, 6),
                "TimelineSemaphore 't' cannot be waited for: value=6 (expected up to 5, the newest"
                        + " that the host or an accepted submission signals); signal it first");
        assertThatThrownBy(() -> time.signal(4))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("value=4 (expected above 5");
        time.signal(6);
        main.submit(new SubmitInfo().waitFor(time, 6).signal(time, 7));
        gpu.finishAll();
        time.await(7, Gpu.LONG);
        time.signal(8);
        assertThat(time.value()).isEqualTo(8);
        assertThatThrownBy(() -> gpu.device().createTimelineSemaphore("n", -1))
                .isInstanceOf(UsageException.class)
                .hasMessage("TimelineSemaphore 'n': value=-1 (expected 0 or above)");
    }

    /// With a struct of no type, drivers read nonsense and the validation layers complain.
    @Test
    void defect40TheHostSetsATimeline(Gpu gpu) {
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("t", 3));
        for (long value : new long[] {4, 1000, 1L << 31, (1L << 32) - 1, 1L << 32}) {
            time.signal(value);
            assertThat(time.value()).isEqualTo(value);
            time.await(value, Gpu.LONG);
        }
        // What the host has set, a submission waits for, and goes on from.
        gpu.device()
                .mainQueue()
                .submit(new SubmitInfo().waitFor(time, 1L << 32).signal(time, (1L << 32) + 1));
        gpu.finishAll();
        time.await((1L << 32) + 1, Gpu.LONG);
    }

    @Test
    void hostWaitsHaveADeadlineAndAnswerInterruption(Gpu gpu) {
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("t", 0));
        assertThatThrownBy(() -> time.await(1, Duration.ofMillis(20)))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "TimelineSemaphore 't' did not reach value 1 within PT0.02S; reached so"
                                + " far: 0");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> time.await(1, Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage("the wait for value 1 of TimelineSemaphore 't' was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        time.signal(1);
        time.await(1, Gpu.LONG);
    }

    @Test
    void closedAndForeignSemaphoresAreRefused(Gpu gpu) {
        BinarySemaphore closed = gpu.device().createBinarySemaphore("closed");
        SubmitInfo info = new SubmitInfo().signal(closed);
        closed.close();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(info))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("BinarySemaphore 'closed'");
        try (Device other = gpu.instance().createDevice(gpu.deviceInfo("other"));
                BinarySemaphore foreign = other.createBinarySemaphore("foreign")) {
            SubmitToken there = other.mainQueue().submit(new SubmitInfo());
            for (SubmitInfo each :
                    List.of(
                            new SubmitInfo().signal(foreign),
                            new SubmitInfo().waitFor(foreign),
                            new SubmitInfo().waitFor(there))) {
                assertThatThrownBy(() -> gpu.device().mainQueue().submit(each))
                        .isInstanceOf(WrongDeviceException.class);
            }
            gpu.finishAll();
        }
        assertThatThrownBy(() -> new SubmitInfo().waitFor(new SubmitToken()))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token names no submission; pass it to a submit first");
    }

    @Test
    void aRefusedSubmitLeavesEverythingAsItWas(Gpu gpu) {
        Chain chain = new Chain(gpu);
        BinarySemaphore good = gpu.own(gpu.device().createBinarySemaphore("good"));
        BinarySemaphore bad = gpu.own(gpu.device().createBinarySemaphore("bad"));
        ExecutableCommands commands = chain.fill(3);
        assertThatThrownBy(
                        () ->
                                chain.main.submit(
                                        new SubmitInfo()
                                                .commands(commands)
                                                .signal(good)
                                                .nextBatch()
                                                .waitFor(bad)))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(
                        () ->
                                chain.main.submit(
                                        new SubmitInfo().commands(commands).commands(commands)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "ExecutableCommands 'on main' stand twice in one submit to queue 'main' of"
                                + " device 'gpu'; record them again for another submission");
        chain.main.submit(new SubmitInfo().commands(commands).signal(good));
        chain.main.submit(new SubmitInfo().waitFor(good));
    }
}
