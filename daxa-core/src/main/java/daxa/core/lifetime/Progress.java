package daxa.core.lifetime;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

/// How far the GPU is.
@Internal
@ThreadSafe
@FunctionalInterface
public interface Progress {
    /// Asks the driver how far a queue is.
    ///
    /// @param queue the queue
    /// @return every submission of this queue with this number or below is finished
    long completed(int queue);
}
