package daxa.core.driver.simulated;

import daxa.core.concurrent.Immutable;
import daxa.core.error.VulkanResult;

/// One call of the driver's interface, as the log and the hook see it.
///
/// @param number counts the calls of this driver from 1, in order
/// @param call which call
/// @param handle the native object it is about; 0 where there is none, and while a creating call
///   has not returned
/// @param object the name of the object, such as a buffer's; may be empty
/// @param result `SUCCESS`, or how the call failed; the hook always sees `SUCCESS`
@Immutable
public record SimulatedCall(
        long number, DriverCall call, long handle, String object, VulkanResult result) {

    /// The call as a line of a log.
    ///
    /// @return such as `12 createBuffer 'vertices'`
    @Override
    public String toString() {
        return number
                + " "
                + call
                + (object.isEmpty() ? "" : " '" + object + "'")
                + (result == VulkanResult.SUCCESS ? "" : " " + result);
    }
}
