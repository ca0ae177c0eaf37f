package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.concurrent.RankedLock;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;

/// Threads that meet in the kernel.
class LifetimeThreadsTest extends LifetimeRules {
    @Test
    void w2RecordingTakesNoLock(Gpu gpu) {
        ComputePipeline pipeline = gpu.own(pipeline(gpu, "pipeline"));
        Buffer buffer = gpu.own(buffer(gpu, "buffer"));
        CommandRecorder recorder = recorder(gpu, 0);
        recorder.begin();
        long before = RankedLock.takenByCurrentThread();
        for (int i = 0; i < 10_000; i++) {
            recorder.setPipeline(pipeline);
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.dispatch(1, 1, 1);
            recorder.fillBuffer(buffer, 0, 64, i);
        }
        assertThat(RankedLock.takenByCurrentThread()).isEqualTo(before);
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(RankedLock.takenByCurrentThread()).isGreaterThan(before);
    }

    @Test
    void w6NobodyWaitsForAWaitingThread(Gpu gpu) throws InterruptedException {
        SubmitToken token = gpu.device().mainQueue().submit(fill(recorder(gpu, 0)));
        CountDownLatch waiting = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.WAIT_FOR_VALUE) {
                                assertThat(RankedLock.heldByCurrentThread()).isEmpty();
                                waiting.countDown();
                            }
                        });
        Thread waiter = Thread.ofPlatform().start(() -> token.await(Gpu.LONG));
        waiting.await();
        Buffer buffer = buffer(gpu, "buffer");
        gpu.device().mainQueue().submit();
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(waiter.isAlive()).isTrue();
        gpu.finish(0);
        waiter.join();
    }
}
