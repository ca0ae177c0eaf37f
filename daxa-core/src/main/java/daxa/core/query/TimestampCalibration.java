package daxa.core.query;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.CalibratedTime;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;

/// The clocks of device and host at the same moment, to tell timestamps in the host's time. Clocks
/// drift apart: calibrate again every few seconds. Made with `Device.calibrateTimestamps`.
///
/// @param deviceNanos what a timestamp would have been, nanoseconds
/// @param hostNanos what [System#nanoTime()] was
/// @param maxDeviationNanos how far the two moments are apart at most, nanoseconds
/// @param wrapNanos after how many nanoseconds the device's clock begins anew; 0 for never
@Immutable
public record TimestampCalibration(
        long deviceNanos, long hostNanos, long maxDeviationNanos, long wrapNanos) {

    /// Reads both clocks; programs call `Device.calibrateTimestamps`.
    ///
    /// @param context the device
    /// @return both
    /// @throws UsageException if the device lacks [Feature#CALIBRATED_TIMESTAMPS]
    @Internal
    public static TimestampCalibration of(DeviceContext context) {
        if (!context.has(Feature.CALIBRATED_TIMESTAMPS)) {
            throw new UsageException(
                    "calibrateTimestamps needs the feature CALIBRATED_TIMESTAMPS, which device '"
                            + context.name()
                            + "' was created without");
        }
        CalibratedTime time = context.driver().calibratedTime();
        Ticks ticks = new Ticks(context.limits().timestampPeriod());
        int bits = context.driver().timestampBits(0);
        boolean wraps = bits > 0 && bits < Long.SIZE;
        long mask = wraps ? (1L << bits) - 1 : -1;
        return new TimestampCalibration(
                ticks.nanos(time.ticks() & mask),
                time.hostNanos(),
                time.maxDeviationNanos(),
                wraps ? Math.max(0, ticks.nanos(1L << bits)) : 0);
    }

    /// Tells a timestamp in the host's time.
    ///
    /// @param timestampNanos a result of a [QueryPool], less than half of [#wrapNanos()] away
    /// @return what [System#nanoTime()] was then
    public long toHostNanos(long timestampNanos) {
        long since = timestampNanos - deviceNanos;
        if (wrapNanos > 0) {
            since = Math.floorMod(since + wrapNanos / 2, wrapNanos) - wrapNanos / 2;
        }
        return hostNanos + since;
    }
}
