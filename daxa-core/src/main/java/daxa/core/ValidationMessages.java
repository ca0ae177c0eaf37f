package daxa.core;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DriverMessage;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Counts messages as they come, and passes them on with no lock held.
@ThreadSafe
final class ValidationMessages implements Consumer<DriverMessage> {
    // One descriptor set holds everything, so the layer takes an access through one slot for an
    // access to all of them: its hazards with shader accesses through descriptors mean nothing
    // here.
    private static final Pattern BINDLESS_ACCESS =
            Pattern.compile("SYNC_\\w+_SHADER_(SHADER_)?(STORAGE|SAMPLED|READ|WRITE)\\w*");

    private final Dispatcher dispatcher;
    private final Consumer<DriverMessage> listener;
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong filtered = new AtomicLong();

    ValidationMessages(Dispatcher dispatcher, Consumer<DriverMessage> listener) {
        this.dispatcher = dispatcher;
        this.listener = listener;
    }

    @Override
    public void accept(DriverMessage message) {
        if (isBindlessHazard(message)) {
            filtered.incrementAndGet();
            return;
        }
        if (message.isFault()) {
            faults.incrementAndGet();
        }
        dispatcher.post("message listener", () -> listener.accept(message));
    }

    /// Whether a message is a hazard in which either side is a shader access through the bindless
    /// set.
    static boolean isBindlessHazard(DriverMessage message) {
        return message.id().contains("SYNC-HAZARD")
                && BINDLESS_ACCESS.matcher(message.text()).find();
    }

    /// Waits until the listener has received all messages so far.
    ///
    /// @return false if it has not by then
    boolean flush(Duration deadline) throws InterruptedException {
        return dispatcher.flush(Nanos.of(deadline));
    }

    long faults() {
        return faults.get();
    }

    long filtered() {
        return filtered.get();
    }
}
