package daxa.core;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.NativeBooks;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LeakDetector;
import daxa.core.lifetime.Lifetimes;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/// The counted object behind [Instance] references.
@ThreadSafe
final class InstanceObject extends Counted {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final System.Logger LEAKS = System.getLogger("daxa.core.leaks");

    private static final Duration LISTENER_DEADLINE = Duration.ofSeconds(1);

    private final ValidationMessages messages;
    private final InstanceDriver driver;

    private InstanceObject(
            Lifetimes lifetimes,
            InstanceInfo info,
            Dispatcher dispatcher,
            DriverProvider provider) {
        super(lifetimes, info.applicationName(), 0);
        Consumer<DriverMessage> listener = info.messageListener();
        this.messages =
                new ValidationMessages(
                        dispatcher, listener == null ? InstanceInfo.logMessages() : listener);
        this.driver =
                provider.createInstance(
                        new InstanceRequest(
                                info.applicationName(),
                                info.validation(),
                                info.synchronizationValidation(),
                                info.objectNames(),
                                listener != null),
                        messages);
    }

    static InstanceObject create(InstanceInfo info, DriverProvider provider) {
        Dispatcher dispatcher = new Dispatcher("daxa-dispatcher");
        LeakDetector leaks =
                new LeakDetector(
                        info.leakLevel(),
                        info.lifetimeMode(),
                        dispatcher,
                        text -> LEAKS.log(Level.WARNING, text));
        Lifetimes lifetimes = new Lifetimes(info.lifetimeMode(), leaks);
        return new InstanceObject(lifetimes, info, dispatcher, provider);
    }

    InstanceDriver driver() {
        return driver;
    }

    ValidationMessages messages() {
        return messages;
    }

    @Override
    protected boolean destroy() {
        NativeBooks books = driver.books();
        driver.destroy();
        if (books.totalOpen() != 0) {
            LOGGER.log(
                    Level.ERROR,
                    () ->
                            label()
                                    + " was destroyed, but native objects are open: "
                                    + books.openText());
        }
        flushMessages();
        return true;
    }

    // The listener may be waiting for this thread.
    private void flushMessages() {
        try {
            if (!messages.flush(LISTENER_DEADLINE)) {
                LOGGER.log(
                        Level.WARNING,
                        () ->
                                label()
                                        + " is closed, but its message listener has not received"
                                        + " all messages within "
                                        + LISTENER_DEADLINE
                                        + "; flushMessages() waits longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String typeName() {
        return "Instance";
    }
}
