package daxa.core.transfer;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.time.Duration;
import java.util.Objects;

/// What an [Uploader] or a [Readback] shall be.
///
/// @param name its name
/// @param stagingBytes bytes of host-visible memory that data passes through, at least
///   [#MIN_STAGING_BYTES]
/// @param deadline how long a call waits for staging memory, and [Uploader#close()] for the GPU
@Immutable
public record StagingInfo(String name, long stagingBytes, Duration deadline) {
    /// The least staging memory.
    public static final long MIN_STAGING_BYTES = 256;

    private static final long DEFAULT_BYTES = 32L << 20;
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /// Checks the values.
    ///
    /// @throws UsageException if there is too little staging memory, or the deadline is negative
    public StagingInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(deadline, "deadline");
        if (stagingBytes < MIN_STAGING_BYTES || deadline.isNegative()) {
            throw new UsageException(
                    "StagingInfo '"
                            + name
                            + "': stagingBytes="
                            + stagingBytes
                            + " (expected at least "
                            + MIN_STAGING_BYTES
                            + "), deadline="
                            + deadline
                            + " (expected not negative)");
        }
    }

    /// 32 MiB of staging memory and a deadline of 10 seconds.
    ///
    /// @param name its name
    /// @return the info
    public static StagingInfo of(String name) {
        return new StagingInfo(name, DEFAULT_BYTES, DEFAULT_DEADLINE);
    }

    /// The same with more or less staging memory.
    ///
    /// @param newBytes bytes, at least [#MIN_STAGING_BYTES]
    /// @return a changed copy
    /// @throws UsageException if the number is too small
    public StagingInfo withStagingBytes(long newBytes) {
        return new StagingInfo(name, newBytes, deadline);
    }

    /// The same with another deadline.
    ///
    /// @param newDeadline the deadline
    /// @return a changed copy
    /// @throws UsageException if the deadline is negative
    public StagingInfo withDeadline(Duration newDeadline) {
        return new StagingInfo(name, stagingBytes, newDeadline);
    }
}
