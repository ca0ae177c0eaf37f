package daxa.core.driver.simulated;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.AdapterType;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.RayTracingLimits;
import daxa.core.driver.WorkgroupLimits;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A device that a simulated machine has.
///
/// @param name the device's name
/// @param type what kind of processor it is
/// @param apiVersion the Vulkan version, packed as Vulkan does
/// @param deviceMemory bytes of device memory; allocating more fails with `OUT_OF_DEVICE_MEMORY`
/// @param features what it supports
/// @param limits its limits
/// @param formatFeatures `VkFormatFeatureFlags2` of formats that differ from what a common desktop
///   GPU offers
/// @param nonCoherent whether memory that may be non-coherent is: then host and device each see
///   their own bytes until they are flushed or invalidated
@Immutable
public record SimulatedAdapter(
        String name,
        AdapterType type,
        int apiVersion,
        long deviceMemory,
        Set<Feature> features,
        DeviceLimits limits,
        Map<Integer, Long> formatFeatures,
        boolean nonCoherent) {

    private static final WorkgroupLimits MESH_WORKGROUPS =
            new WorkgroupLimits(
                    1 << 22, 65535, 65535, 65535, 128, 128, 128, 128, 28672, 45056, 128);

    private static final MeshShaderLimits MESH_SHADERS =
            new MeshShaderLimits(MESH_WORKGROUPS, MESH_WORKGROUPS, 16384, 256, 256, 4);

    /// The limits that an adapter has unless told otherwise: those of a common desktop GPU, with
    /// 128 bytes of push constants, and any number of memory allocations, since each buffer and
    /// image has one of its own here.
    public static final DeviceLimits LIMITS =
            new DeviceLimits(
                    16384,
                    16384,
                    2048,
                    2048,
                    1L << 32,
                    128,
                    1 << 20,
                    1 << 20,
                    1 << 20,
                    16,
                    8,
                    65535,
                    65535,
                    65535,
                    1024,
                    64,
                    1,
                    16384,
                    0xFFFF_FFFFL,
                    4000,
                    1024,
                    15,
                    32,
                    32,
                    2047,
                    2048,
                    1024,
                    1024,
                    64,
                    32768,
                    32,
                    0xFFFF_FFFFL,
                    0xFFFF_FFFFL,
                    16,
                    16384,
                    16384,
                    16384,
                    16384,
                    2048,
                    6,
                    8,
                    0xF,
                    0xF,
                    0xF,
                    0xF,
                    0x1,
                    1,
                    1,
                    1,
                    64,
                    1,
                    8,
                    Integer.MAX_VALUE,
                    true,
                    2048,
                    32,
                    64,
                    0.75f,
                    true,
                    -32768,
                    32767,
                    (1 << 27) - 1,
                    MESH_SHADERS,
                    new RayTracingLimits(
                            1 << 24, 1 << 24, 1 << 29, 1 << 20, 128, 32, 32, 64, 4096, 31, 1 << 30,
                            32));

    /// Copies the collections.
    public SimulatedAdapter {
        features = Set.copyOf(features);
        formatFeatures = Map.copyOf(formatFeatures);
    }

    /// Creates a discrete GPU with every feature, 8 GiB of memory and [#LIMITS].
    ///
    /// @param name the device's name
    public SimulatedAdapter(String name) {
        this(
                name,
                AdapterType.DISCRETE,
                1 << 22 | 3 << 12,
                8L << 30,
                EnumSet.allOf(Feature.class),
                LIMITS,
                Map.of(),
                false);
    }

    /// Changes the kind of processor.
    ///
    /// @param newType the new kind
    /// @return the changed adapter
    public SimulatedAdapter withType(AdapterType newType) {
        return new SimulatedAdapter(
                name,
                newType,
                apiVersion,
                deviceMemory,
                features,
                limits,
                formatFeatures,
                nonCoherent);
    }

    /// Changes the Vulkan version.
    ///
    /// @param newVersion the version, packed as Vulkan does
    /// @return the changed adapter
    public SimulatedAdapter withApiVersion(int newVersion) {
        return new SimulatedAdapter(
                name,
                type,
                newVersion,
                deviceMemory,
                features,
                limits,
                formatFeatures,
                nonCoherent);
    }

    /// Changes the amount of device memory.
    ///
    /// @param bytes bytes of device memory
    /// @return the changed adapter
    public SimulatedAdapter withDeviceMemory(long bytes) {
        return new SimulatedAdapter(
                name, type, apiVersion, bytes, features, limits, formatFeatures, nonCoherent);
    }

    /// Adds features.
    ///
    /// @param more features
    /// @return the changed adapter
    public SimulatedAdapter with(Feature... more) {
        Set<Feature> changed = new HashSet<>(features);
        changed.addAll(List.of(more));
        return new SimulatedAdapter(
                name, type, apiVersion, deviceMemory, changed, limits, formatFeatures, nonCoherent);
    }

    /// Takes features away.
    ///
    /// @param missing features
    /// @return the changed adapter
    public SimulatedAdapter without(Feature... missing) {
        Set<Feature> changed = new HashSet<>(features);
        List.of(missing).forEach(changed::remove);
        return new SimulatedAdapter(
                name, type, apiVersion, deviceMemory, changed, limits, formatFeatures, nonCoherent);
    }

    /// Changes the limits.
    ///
    /// @param newLimits the limits
    /// @return the changed adapter
    public SimulatedAdapter withLimits(DeviceLimits newLimits) {
        return new SimulatedAdapter(
                name,
                type,
                apiVersion,
                deviceMemory,
                features,
                newLimits,
                formatFeatures,
                nonCoherent);
    }

    /// Makes memory that may be non-coherent so.
    ///
    /// @return the changed adapter
    public SimulatedAdapter withNonCoherentMemory() {
        return new SimulatedAdapter(
                name, type, apiVersion, deviceMemory, features, limits, formatFeatures, true);
    }

    /// Changes what a format can do.
    ///
    /// @param format `VkFormat`
    /// @param newFeatures `VkFormatFeatureFlags2`; 0 for unsupported
    /// @return the changed adapter
    public SimulatedAdapter withFormat(int format, long newFeatures) {
        Map<Integer, Long> changed = new HashMap<>(formatFeatures);
        changed.put(format, newFeatures);
        return new SimulatedAdapter(
                name, type, apiVersion, deviceMemory, features, limits, changed, nonCoherent);
    }

    /// What a format can do on this adapter.
    ///
    /// @param format `VkFormat`
    /// @return `VkFormatFeatureFlags2`; 0 if it is unknown or unsupported
    public long featuresOf(int format) {
        Long changed = formatFeatures.get(format);
        return changed == null ? Formats.features(format) : changed;
    }
}
