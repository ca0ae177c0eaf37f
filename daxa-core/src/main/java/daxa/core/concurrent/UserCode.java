package daxa.core.concurrent;

import daxa.core.error.LockOrderException;

import java.lang.System.Logger.Level;
import java.util.List;

/// The one place where callbacks of the program are called: with no lock of the framework held, and
/// what they throw is logged and stops nothing.
@Internal
@ThreadSafe
public final class UserCode {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");

    private UserCode() {}

    /// Runs user code.
    ///
    /// @param what what the code is, for the log
    /// @param code the code
    /// @throws LockOrderException if the current thread holds a lock, where [Debug#ENABLED]
    public static void run(String what, Runnable code) {
        requireNoLock(what);
        try {
            code.run();
        } catch (Throwable e) {
            LOGGER.log(Level.ERROR, "user code threw: " + what, e);
        }
    }

    private static void requireNoLock(String what) {
        if (Debug.ENABLED) {
            List<LockRank> held = RankedLock.heldByCurrentThread();
            if (!held.isEmpty()) {
                throw new LockOrderException(
                        "user code was about to run while " + held + " is held: " + what);
            }
        }
    }
}
