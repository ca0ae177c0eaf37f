package daxa.core.command;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadConfined;
import daxa.core.lifetime.Counted;

/// Is told what commands use, and can refuse it: see [CommandRecorder#watchUses]. It is called by
/// the thread that records, with no lock held.
@Internal
@ThreadConfined
@FunctionalInterface
public interface UseWatch {
    /// A command names a resource, for the first time since the watch began, or a render pass
    /// writes it, each time. It is not recorded yet; if this throws, it never is.
    ///
    /// @param resource a buffer, an image, also where a view of it is named, or an acceleration
    ///   structure: what [daxa.core.lifetime.Reference#object()] of each of its references gives
    /// @param written whether it is an attachment that the pass writes, which are all but those
    ///   that are only tested; of what other commands write nothing is told
    void used(Counted resource, boolean written);
}
