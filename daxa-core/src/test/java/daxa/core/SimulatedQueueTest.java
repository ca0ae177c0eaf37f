package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.sync.TimelineSemaphore;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueueContract;

import org.junit.jupiter.api.Test;

/// Queues and semaphores on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedQueueTest extends QueueContract {
    // Not on Vulkan: its validation layer reports a fault of its own where a host signal ends the
    // wait of another thread.
    @Test
    void aHostSignalEndsTheWaitOfAnotherThread(Gpu gpu) throws InterruptedException {
        TimelineSemaphore time = gpu.own(gpu.device().createTimelineSemaphore("t", 0));
        Thread waiter = Thread.ofPlatform().start(() -> time.await(1, Gpu.LONG));
        time.signal(1);
        assertThat(waiter.join(Gpu.LONG)).isTrue();
    }
}
