package daxa.core.transfer;

import daxa.core.command.SubmitToken;

import java.util.ArrayList;
import java.util.List;

/// Copies that are submitted together. Guarded by the lock of the staging.
final class Batch {
    final List<Copy> copies = new ArrayList<>();

    /// Names the submission, once there is one.
    final SubmitToken token = new SubmitToken();

    long bytes;

    /// The position of the ring behind its staging memory.
    long end;

    /// Threads that are copying into its staging memory.
    int writers;

    /// Whether nothing is added any more.
    boolean sealed;

    /// Whether it was submitted, or the submit failed.
    boolean submitted;

    boolean isReady() {
        return sealed && writers == 0 && !submitted;
    }
}
