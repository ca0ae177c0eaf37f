package daxa.core;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.Feature;
import daxa.core.driver.Limit;
import daxa.core.error.UsageException;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a device shall be.
///
/// What the framework itself needs is always required; what else a device has is enabled if it is
/// there.
///
/// @param name its name, for messages and tools
/// @param adapter part of the name of the device to use, empty for any; upper and lower case are
///   the same
/// @param required features that the program cannot do without
/// @param requiredLimits what limits the program needs at least
/// @param maxBuffers the most buffers at a time, up to 16,777,215
/// @param maxImageViews the most image views at a time
/// @param maxSamplers the most samplers at a time
/// @param maxTlases the most top-level acceleration structures at a time, where there are any
/// @param closeDeadline how long the last close waits for the GPU, not negative
@Immutable
public record DeviceInfo(
        String name,
        String adapter,
        Set<Feature> required,
        Map<Limit, Long> requiredLimits,
        int maxBuffers,
        int maxImageViews,
        int maxSamplers,
        int maxTlases,
        Duration closeDeadline) {

    /// How many resources of a kind there can be at a time, unless the info says otherwise or the
    /// device's limits are lower.
    public static final int DEFAULT_CAPACITY = 65_536;

    /// The same for top-level acceleration structures.
    public static final int DEFAULT_TLASES = 256;

    // The table of the buffers' addresses has 8 bytes for each, and one more; every device has
    // storage buffers of 2^27 bytes (maxStorageBufferRange).
    private static final int MAX_CAPACITY = (1 << 24) - 1;

    /// Checks the values.
    ///
    /// @throws UsageException if a capacity is out of its range, or the deadline is negative
    public DeviceInfo {
        Objects.requireNonNull(requiredLimits, "requiredLimits");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(required, "required");
        Objects.requireNonNull(closeDeadline, "closeDeadline");
        required = Set.copyOf(required);
        requiredLimits = Map.copyOf(requiredLimits);
        if (!isCapacity(maxBuffers)
                || !isCapacity(maxImageViews)
                || !isCapacity(maxSamplers)
                || !isCapacity(maxTlases)) {
            throw new UsageException(
                    "Device '"
                            + name
                            + "': maxBuffers="
                            + maxBuffers
                            + ", maxImageViews="
                            + maxImageViews
                            + ", maxSamplers="
                            + maxSamplers
                            + ", maxTlases="
                            + maxTlases
                            + " (expected 1 to "
                            + MAX_CAPACITY
                            + " each)");
        }
        if (closeDeadline.isNegative()) {
            throw new UsageException(
                    "Device '"
                            + name
                            + "': closeDeadline="
                            + closeDeadline
                            + " (expected not negative)");
        }
    }

    private static boolean isCapacity(int slots) {
        return slots >= 1 && slots <= MAX_CAPACITY;
    }

    /// The default: any device, nothing required, 65,536 resources of a kind, 10 seconds to close.
    ///
    /// @param name its name
    /// @return the info
    public static DeviceInfo of(String name) {
        return new DeviceInfo(
                name,
                "",
                Set.of(),
                Map.of(),
                DEFAULT_CAPACITY,
                DEFAULT_CAPACITY,
                DEFAULT_CAPACITY,
                DEFAULT_TLASES,
                Duration.ofSeconds(10));
    }

    /// The same on a certain device.
    ///
    /// @param newAdapter part of its name
    /// @return a changed copy
    public DeviceInfo withAdapter(String newAdapter) {
        return new DeviceInfo(
                name,
                newAdapter,
                required,
                requiredLimits,
                maxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with a feature required.
    ///
    /// @param feature what the program cannot do without
    /// @return a changed copy
    public DeviceInfo require(Feature feature) {
        Objects.requireNonNull(feature, "feature");
        Set<Feature> more = EnumSet.of(feature);
        more.addAll(required);
        return new DeviceInfo(
                name,
                adapter,
                more,
                requiredLimits,
                maxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with a limit required.
    ///
    /// @param limit what the program needs much of
    /// @param atLeast how much it needs, in the limit's unit
    /// @return a changed copy
    public DeviceInfo require(Limit limit, long atLeast) {
        Objects.requireNonNull(limit, "limit");
        Map<Limit, Long> more = new EnumMap<>(Limit.class);
        more.putAll(requiredLimits);
        more.merge(limit, atLeast, Math::max);
        return new DeviceInfo(
                name,
                adapter,
                required,
                more,
                maxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with a profile of features and limits required.
    ///
    /// @param requirements what the program cannot do without
    /// @return a changed copy
    public DeviceInfo require(Requirements requirements) {
        Objects.requireNonNull(requirements, "requirements");
        Requirements all = new Requirements(required, requiredLimits).and(requirements);
        return new DeviceInfo(
                name,
                adapter,
                all.features(),
                all.limits(),
                maxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with another limit of buffers.
    ///
    /// @param newMaxBuffers the most buffers at a time, from 1 to 16,777,215
    /// @return a changed copy
    /// @throws UsageException if the number is out of its range
    public DeviceInfo withMaxBuffers(int newMaxBuffers) {
        return new DeviceInfo(
                name,
                adapter,
                required,
                requiredLimits,
                newMaxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with another limit of image views.
    ///
    /// @param newMaxImageViews the most image views at a time, from 1 to 16,777,215
    /// @return a changed copy
    /// @throws UsageException if the number is out of its range
    public DeviceInfo withMaxImageViews(int newMaxImageViews) {
        return new DeviceInfo(
                name,
                adapter,
                required,
                requiredLimits,
                maxBuffers,
                newMaxImageViews,
                maxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with another limit of samplers.
    ///
    /// @param newMaxSamplers the most samplers at a time, from 1 to 16,777,215
    /// @return a changed copy
    /// @throws UsageException if the number is out of its range
    public DeviceInfo withMaxSamplers(int newMaxSamplers) {
        return new DeviceInfo(
                name,
                adapter,
                required,
                requiredLimits,
                maxBuffers,
                maxImageViews,
                newMaxSamplers,
                maxTlases,
                closeDeadline);
    }

    /// The same with another limit of top-level acceleration structures.
    ///
    /// @param newMaxTlases the most top-level acceleration structures at a time, from 1 to
    ///   16,777,215
    /// @return a changed copy
    /// @throws UsageException if the number is out of its range
    public DeviceInfo withMaxTlases(int newMaxTlases) {
        return new DeviceInfo(
                name,
                adapter,
                required,
                requiredLimits,
                maxBuffers,
                maxImageViews,
                maxSamplers,
                newMaxTlases,
                closeDeadline);
    }

    /// The same with another deadline.
    ///
    /// @param newCloseDeadline how long the last close waits for the GPU, not negative
    /// @return a changed copy
    /// @throws UsageException if the deadline is negative
    public DeviceInfo withCloseDeadline(Duration newCloseDeadline) {
        return new DeviceInfo(
                name,
                adapter,
                required,
                requiredLimits,
                maxBuffers,
                maxImageViews,
                maxSamplers,
                maxTlases,
                newCloseDeadline);
    }
}
