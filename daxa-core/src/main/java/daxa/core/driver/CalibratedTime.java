package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// The clocks of device and host at the same moment.
///
/// @param ticks what a timestamp of the device would be
/// @param hostNanos what [System#nanoTime()] was
/// @param maxDeviationNanos how far the two moments are apart at most, nanoseconds
@Internal
@Immutable
public record CalibratedTime(long ticks, long hostNanos, long maxDeviationNanos) {}
