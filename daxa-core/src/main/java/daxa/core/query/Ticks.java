package daxa.core.query;

/// Turns the steps of a device's clock into nanoseconds, exactly.
final class Ticks {
    private static final int FRACTION_BITS = 23;

    // The period is mantissa × 2^exponent.
    private final long mantissa;
    private final int exponent;

    /// Creates the conversion.
    ///
    /// @param period nanoseconds for one step, above 0
    Ticks(float period) {
        int bits = Float.floatToRawIntBits(period);
        mantissa = (bits & (1 << FRACTION_BITS) - 1) | 1L << FRACTION_BITS;
        exponent = Math.getExponent(period) - FRACTION_BITS;
    }

    /// Nanoseconds of so many steps.
    ///
    /// @param ticks steps, as an unsigned number
    /// @return nanoseconds; fractions are dropped
    long nanos(long ticks) {
        long low = ticks * mantissa;
        long high = Math.unsignedMultiplyHigh(ticks, mantissa);
        if (exponent >= 0) {
            return low << exponent;
        }
        int shift = -exponent;
        return shift < Long.SIZE
                ? high << (Long.SIZE - shift) | low >>> shift
                : high >>> (shift - Long.SIZE);
    }

    /// Steps from one timestamp to another, of which so many bits count.
    ///
    /// @param from the one
    /// @param to the other
    /// @param bits from 1 to 64
    /// @return the shorter way around; negative if that goes back
    static long between(long from, long to, int bits) {
        int unused = Long.SIZE - bits;
        return (to - from) << unused >> unused;
    }

    /// Nanoseconds of so many steps forward or back.
    ///
    /// @param ticks steps
    /// @return nanoseconds; fractions are dropped
    long signedNanos(long ticks) {
        return ticks < 0 ? -nanos(-ticks) : nanos(ticks);
    }
}
