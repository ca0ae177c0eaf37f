package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// Filled by [DeviceDriver#acquireImage]; made once and used again.
@Internal
@ExternallySynchronized
public final class AcquiredImage {
    /// How it went.
    public PresentStatus status = PresentStatus.TIMEOUT;

    /// Which image of the swapchain, where [#status] is optimal or suboptimal; -1 otherwise.
    public int index = -1;

    /// Creates an empty result.
    public AcquiredImage() {}
}
