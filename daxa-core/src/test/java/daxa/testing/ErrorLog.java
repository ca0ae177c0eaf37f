package daxa.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the framework logs as a warning or an error: where it cannot throw, it can only complain
/// there.
final class ErrorLog extends Handler {
    // Held, since loggers are otherwise forgotten with their handlers.
    private static final Logger ROOT = Logger.getLogger("daxa");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    static ErrorLog start() {
        ErrorLog log = new ErrorLog();
        ROOT.addHandler(log);
        ROOT.setUseParentHandlers(false);
        return log;
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
            Throwable thrown = logged.getThrown();
            lines.add(logged.getMessage() + (thrown == null ? "" : ": " + thrown));
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
