package daxa.core.driver;

import daxa.core.concurrent.Immutable;

/// The clocks of device and host at the same moment.
///
/// @param ticks what a timestamp of the device would be
/// @param hostNanos what [System#nanoTime()] was
/// @param maxDeviationNanos how far the two moments are apart at most, nanoseconds
@Immutable
public record CalibratedTime(long ticks, long hostNanos, long maxDeviationNanos) {}
