package daxa.core.lifetime;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Catches what the framework logs.
public final class Logged extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("daxa.core");

    private final List<LogRecord> records = new ArrayList<>();
    private final boolean useParents = LOGGER.getUseParentHandlers();

    /// Begins to catch, and keeps it off the console.
    public Logged() {
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    public synchronized List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(useParents);
    }
}
