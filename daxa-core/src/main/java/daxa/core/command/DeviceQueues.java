package daxa.core.command;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.QueueKind;
import daxa.core.resource.BindlessTable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// All queues of a device, with what only the device and its swapchains may do with them. The
/// device keeps it to itself, so that no program can.
@Internal
@ThreadSafe
public final class DeviceQueues {
    private final List<Queue> all;
    private final Queue main;
    private final Completions completions;

    private DeviceQueues(List<Queue> all, Completions completions) {
        this.all = List.copyOf(all);
        this.main = all.getFirst();
        this.completions = completions;
    }

    /// Creates the queues of a device.
    ///
    /// @param table the device's table
    /// @return its queues
    public static DeviceQueues create(BindlessTable table) {
        DeviceDriver driver = table.context().driver();
        Completions completions = new Completions(table.context());
        Map<Integer, RankedLock> locks = new HashMap<>();
        List<Queue> made = new ArrayList<>();
        for (int i = 0; i < driver.queueCount(); i++) {
            RankedLock lock =
                    locks.computeIfAbsent(driver.nativeQueue(i), nativeQueue -> Queue.newLock());
            made.add(new Queue(table, completions, i, lock));
        }
        return new DeviceQueues(made, completions);
    }

    /// The queues.
    ///
    /// @return an immutable list, the main queue first
    public List<Queue> all() {
        return all;
    }

    /// The queue with graphics, compute and transfer.
    ///
    /// @return the main queue
    public Queue main() {
        return main;
    }

    /// Creates what a swapchain presents with.
    ///
    /// @return work for the main queue
    public PresentWork presentWork() {
        return new PresentWork(main());
    }

    /// Waits until everything that was submitted before the call is finished, and collects garbage.
    ///
    /// @param deadline how long to wait at most, for all queues together
    /// @throws daxa.core.error.DeadlineException if it is not by then
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted; its interrupt
    ///   status stays set
    public void awaitIdle(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        long start = System.nanoTime();
        for (Queue queue : all) {
            queue.awaitIdle(start, deadline);
        }
    }

    /// Whether everything that was submitted is finished.
    ///
    /// @return true if it is, or the device is lost
    public boolean areIdle() {
        return all.stream().allMatch(Queue::isIdle);
    }

    /// How far the queues are; the error of a lost device tells it.
    ///
    /// @return a line for the main queue and for each other that was used
    public String breadcrumbs() {
        return all.stream()
                .filter(queue -> queue.kind() == QueueKind.MAIN || queue.wasUsed())
                .map(Queue::breadcrumbs)
                .collect(Collectors.joining("\n"));
    }

    /// Ends all completions, when the device has been closed: done where the GPU is so far,
    /// cancelled else. No further one can be made.
    public void endCompletions() {
        completions.close();
    }

    /// Waits until submits at work on other threads are over, when the device has been closed.
    ///
    /// Such a submit found the device open; later ones find it closed. So what is pending now is
    /// all there will ever be.
    public void finishSubmits() {
        all.forEach(Queue::finishSubmit);
    }

    /// Waits until no thread of the completions is left, when the GPU is done.
    ///
    /// @param deadline how long to wait at most: code of the program may hold a thread up
    /// @throws InterruptedException if the thread is interrupted
    public void joinCompletions(Duration deadline) throws InterruptedException {
        completions.join(deadline);
    }

    /// Destroys the command buffers of the queues, when the GPU is done.
    public void destroy() {
        all.forEach(Queue::destroy);
    }
}
