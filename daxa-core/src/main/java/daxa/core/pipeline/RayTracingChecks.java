package daxa.core.pipeline;

import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.driver.RayTracingLimits;
import daxa.core.error.UsageException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is wrong between the groups of a ray tracing pipeline, its libraries and its device.
/// Source: Vulkan 1.3 specification, valid usage of `VkRayTracingPipelineCreateInfoKHR`.
final class RayTracingChecks {
    private RayTracingChecks() {}

    /// Refuses a pipeline or a library that cannot work.
    ///
    /// @throws UsageException if it cannot
    /// @throws daxa.core.error.ClosedException if a library is closed
    /// @throws daxa.core.error.WrongDeviceException if a library belongs to another device
    static void check(DeviceContext context, RayTracingPipelineInfo info, boolean library) {
        context.require(Feature.RAY_TRACING_PIPELINE, "pipeline '" + info.name() + "'");
        RayTracingLimits limits = context.limits().rayTracing();
        atMost(info, "maxRecursionDepth", info.maxRecursionDepth(), limits.maxRecursionDepth());
        atMost(
                info,
                "maxHitAttributeSize",
                info.maxHitAttributeSize(),
                limits.maxHitAttributeSize());
        Map<String, String> places = new HashMap<>();
        boolean raygen = add(info, places, info.groups(), "its own groups");
        for (RayTracingLibrary each : info.libraries()) {
            context.own(each);
            checkLibrary(info, each);
            raygen |= add(info, places, each.groups(), each.toString());
        }
        if (!library && !raygen) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "' has no group of kind=RAYGEN (expected at least 1, from which rays"
                            + " start)");
        }
        ShaderChecks.check(context, info, library);
    }

    private static void atMost(RayTracingPipelineInfo info, String what, int value, int most) {
        if (value > most) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': "
                            + what
                            + "="
                            + value
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
    }

    // Returns whether one of the groups is for ray generation.
    private static boolean add(
            RayTracingPipelineInfo info,
            Map<String, String> places,
            List<ShaderGroup> groups,
            String place) {
        boolean raygen = false;
        for (ShaderGroup group : groups) {
            String other = places.put(group.name(), place);
            if (other != null) {
                throw new UsageException(
                        "pipeline '"
                                + info.name()
                                + "': two groups named '"
                                + group.name()
                                + "', of "
                                + other
                                + " and "
                                + place
                                + " (expected names of their own)");
            }
            raygen |= group.kind() == ShaderGroupKind.RAYGEN;
        }
        return raygen;
    }

    private static void checkLibrary(RayTracingPipelineInfo info, RayTracingLibrary library) {
        RayTracingPipelineInfo of = library.info();
        same(info, library, "maxRecursionDepth", of.maxRecursionDepth(), info.maxRecursionDepth());
        same(info, library, "maxPayloadSize", of.maxPayloadSize(), info.maxPayloadSize());
        same(
                info,
                library,
                "maxHitAttributeSize",
                of.maxHitAttributeSize(),
                info.maxHitAttributeSize());
    }

    private static void same(
            RayTracingPipelineInfo info,
            RayTracingLibrary library,
            String what,
            int found,
            int expected) {
        if (found != expected) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': "
                            + library
                            + " was made with "
                            + what
                            + "="
                            + found
                            + " (expected "
                            + expected
                            + ", as the pipeline has)");
        }
    }
}
