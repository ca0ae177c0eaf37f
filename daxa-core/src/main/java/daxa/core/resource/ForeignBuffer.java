package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A buffer made elsewhere, to be adopted with `Device.adoptBuffer`.
///
/// @param handle the `VkBuffer`, of the same `VkDevice`, with memory bound and
///   `VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT`
/// @param owned whether the device destroys the native buffer, not its memory, in the end
/// @param onRelease what is told that the device no longer uses it, or null; see
///   [#onRelease(Runnable)]
@Immutable
public record ForeignBuffer(long handle, boolean owned, @Nullable Runnable onRelease) {

    /// Checks the handle.
    ///
    /// @throws UsageException if it is 0
    public ForeignBuffer {
        checkHandle("ForeignBuffer", handle);
    }

    static void checkHandle(String type, long handle) {
        if (handle == 0) {
            throw new UsageException(type + ": handle=0 (expected one that is not null)");
        }
    }

    static Runnable required(Runnable onRelease) {
        return Objects.requireNonNull(onRelease, "onRelease");
    }

    /// A buffer that stays with its owner.
    ///
    /// @param handle the `VkBuffer`
    /// @return the foreign buffer
    /// @throws UsageException if the handle is 0
    public static ForeignBuffer of(long handle) {
        return new ForeignBuffer(handle, false, null);
    }

    /// The same buffer, handed over: the device destroys it in the end. Its memory stays with
    /// whoever bound it.
    ///
    /// @return a changed copy
    public ForeignBuffer handedOver() {
        return new ForeignBuffer(handle, true, onRelease);
    }

    /// Tells when no submission of the device uses the buffer any more, and all references are
    /// closed.
    ///
    /// @param newOnRelease runs once, on whichever thread collects, with no lock held, before the
    ///   device is destroyed; it should be short. What it throws is logged
    /// @return a changed copy
    public ForeignBuffer onRelease(Runnable newOnRelease) {
        return new ForeignBuffer(handle, owned, required(newOnRelease));
    }
}
