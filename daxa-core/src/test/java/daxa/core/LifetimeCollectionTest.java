package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.CommandRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.RankedLock;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Collected;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// L9 and L20: when garbage is collected, how much of it, and what it costs.
class LifetimeCollectionTest extends LifetimeRules {
    @Test
    void l9CreateAndCloseKeepMemoryBounded(Gpu gpu) {
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            buffer(gpu, "churn").close();
            if (i % 100 == 0) {
                most = Math.max(most, (int) gpu.instance().nativeObjects().open(NativeKind.BUFFER));
            }
        }
        assertThat(most).isLessThan(200);
    }

    @Test
    void l9SubmitsCollect(Gpu gpu) {
        Counted object = closedBuffer(gpu);
        gpu.device().mainQueue().submit();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void l9WaitsCollect(Gpu gpu) {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        Counted object = closedBuffer(gpu);
        gpu.finish(0);
        token.await(Gpu.LONG);
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    @GpuSetup(capacity = 4096)
    void l9AutomaticCollectionsHaveABudget(Gpu gpu) {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        List<Buffer> buffers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            buffers.add(buffer(gpu, "buffer"));
        }
        buffers.forEach(Buffer::close);
        gpu.finish(0);
        long before = gpu.driver().callCount(DriverCall.DESTROY_BUFFER);
        token.await(Gpu.LONG);
        assertThat(gpu.driver().callCount(DriverCall.DESTROY_BUFFER) - before)
                .isBetween(1L, (long) Lifetimes.AUTOMATIC_BUDGET);
    }

    @Test
    void l9ACollectionByHandHasTheBudgetThatItIsGiven(Gpu gpu) {
        gpu.device().mainQueue().submit();
        for (int i = 0; i < 20; i++) {
            buffer(gpu, "buffer " + i).close();
        }
        gpu.finish(0);
        Device device = gpu.device();
        assertThat(device.collectGarbage(7, Gpu.LONG)).isEqualTo(new Collected(7, 13));
        assertThat(device.collectGarbage(0, Gpu.LONG)).isEqualTo(new Collected(0, 13));
        assertThat(device.collectGarbage(100, Duration.ZERO)).isEqualTo(new Collected(0, 13));
        assertThatThrownBy(() -> device.collectGarbage(-1, Gpu.LONG))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "collectGarbage on Device 'gpu': maxObjects=-1, maxTime=PT20S (expected not"
                                + " negative)");
        assertThatThrownBy(() -> device.collectGarbage(1, Duration.ofSeconds(-5)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("maxObjects=1, maxTime=PT-5S (expected not negative)");
        Duration forever = ChronoUnit.FOREVER.getDuration();
        assertThat(device.collectGarbage(1, forever)).isEqualTo(new Collected(1, 12));
        assertThat(device.collectGarbage()).isEqualTo(new Collected(12, 0));
        assertThat(device.collectGarbage()).isEqualTo(new Collected(0, 0));
    }

    @Test
    void l9NoLockIsHeldWhileObjectsAreDestroyed(Gpu gpu) {
        List<String> locked = new CopyOnWriteArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call().methodName().startsWith("destroy")) {
                                seen.incrementAndGet();
                                if (!RankedLock.heldByCurrentThread().isEmpty()) {
                                    locked.add(call + ": " + RankedLock.heldByCurrentThread());
                                }
                            }
                        });
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        ComputePipeline pipeline = pipeline(gpu, "pipeline");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        recorder.begin();
        recorder.setPipeline(pipeline);
        gpu.device().mainQueue().submit(recorder.complete());
        for (AutoCloseable each : List.of(image, view, pipeline, recorder, buffer(gpu, "b"))) {
            close(each);
        }
        gpu.finish(0);
        gpu.device().mainQueue().submit();
        gpu.finish(0);
        gpu.device().close();
        gpu.instance().close();
        assertThat(seen.get()).isGreaterThan(10);
        // The queue's own command buffer goes with the device, when nobody can use the queue any
        // more.
        locked.removeIf(text -> text.contains("internal"));
        assertThat(locked).isEmpty();
    }

    @Test
    @GpuSetup(capacity = 16_384)
    void l20ACollectionThatFindsNothingCostsTheSameHoweverManyWait(Gpu gpu) {
        gpu.device().mainQueue().submit();
        List<String> withNone = costOfACollection(gpu);
        for (int i = 0; i < 10_000; i++) {
            buffer(gpu, "buffer").close();
        }
        assertThat(costOfACollection(gpu)).isEqualTo(withNone);
        assertThat(withNone).hasSize(2).first().isEqualTo("completedValue");
    }

    private static List<String> costOfACollection(Gpu gpu) {
        gpu.driver().clearCalls();
        gpu.driver().logCalls(true);
        long locks = RankedLock.takenByCurrentThread();
        assertThat(gpu.device().collectGarbage().destroyed()).isZero();
        locks = RankedLock.takenByCurrentThread() - locks;
        List<String> cost = new ArrayList<>();
        gpu.driver().calls().forEach(call -> cost.add(call.call().methodName()));
        cost.add("locks: " + locks);
        gpu.driver().logCalls(false);
        return cost;
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void l9OthersGoOnWhileACollectionIsAtWork(Gpu gpu) throws InterruptedException {
        buffer(gpu, "slow").close();
        CountDownLatch destroying = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.DESTROY_BUFFER
                                    && call.object().equals("slow")) {
                                destroying.countDown();
                                Latches.await(done);
                            }
                        });
        Thread collector = Thread.ofPlatform().start(gpu.device()::collectGarbage);
        destroying.await();
        Buffer other = buffer(gpu, "other");
        gpu.device().mainQueue().submit(fill(recorder(gpu, 0), other));
        other.close();
        gpu.finish(0);
        gpu.device().mainQueue().awaitIdle(Gpu.LONG);
        done.countDown();
        collector.join();
    }
}
