package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.RayTracingPipelineDescription.Group;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What Vulkan demands of ray tracing pipelines, and what their groups' handles are. Source: Vulkan
/// 1.3 specification, valid usage of `VkRayTracingPipelineCreateInfoKHR` and
/// `VkRayTracingShaderGroupCreateInfoKHR`.
final class RayTracingRules {
    /// `VK_SHADER_STAGE_RAYGEN_BIT_KHR`.
    static final int RAYGEN = 0x100;

    /// `VK_SHADER_STAGE_MISS_BIT_KHR`.
    static final int MISS = 0x800;

    /// `VK_SHADER_STAGE_CALLABLE_BIT_KHR`.
    static final int CALLABLE = 0x2000;

    /// Stands for a group of hits.
    static final int HIT = 0;

    private static final int ANY_HIT = 0x200;
    private static final int CLOSEST_HIT = 0x400;
    private static final int INTERSECTION = 0x1000;
    private static final int STAGES = 0x3F00;

    // VkRayTracingShaderGroupTypeKHR.
    private static final int GENERAL = 0;
    private static final int PROCEDURAL = 2;

    private static final int UNUSED = RayTracingPipelineDescription.UNUSED;

    // Of the bytes of a handle these are no zeros: the pipeline, the group, and its stage.
    private static final int GROUP_AT = 8;
    private static final int STAGE_AT = 12;

    private RayTracingRules() {}

    /// What is wrong with a pipeline or a library.
    ///
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(
            RayTracingPipelineDescription pipeline,
            List<SimObject.RayTracingPipeline> libraries,
            DeviceLimits limits,
            Set<Feature> features) {
        if (!features.contains(Feature.RAY_TRACING_PIPELINE)) {
            return "traces rays on a device without " + Feature.RAY_TRACING_PIPELINE;
        }
        if (pipeline.groups().isEmpty() && libraries.isEmpty()) {
            return "has no groups";
        }
        boolean raygen = pipeline.library();
        for (ShaderStageDescription stage : pipeline.stages()) {
            String problem = PipelineRules.problem(stage, STAGES);
            if (problem != null) {
                return problem;
            }
            raygen |= stage.stage() == RAYGEN;
        }
        for (Group group : pipeline.groups()) {
            if (!fits(pipeline, group)) {
                return "has a group of other shaders than its type has: " + group;
            }
        }
        for (SimObject.RayTracingPipeline each : libraries) {
            if (!each.library || each.maxRecursionDepth != pipeline.maxRecursionDepth()) {
                return "is linked of "
                        + each.text()
                        + ", which is no library or has another recursion depth";
            }
            raygen |= each.groups.contains(RAYGEN);
        }
        if (!raygen) {
            return "has no ray generation shader";
        }
        if (pipeline.maxRecursionDepth() < 0
                || pipeline.maxRecursionDepth() > limits.rayTracing().maxRecursionDepth()) {
            return "has the recursion depth " + pipeline.maxRecursionDepth();
        }
        return pipeline.maxHitAttributeSize() > limits.rayTracing().maxHitAttributeSize()
                ? "has hit attributes of " + pipeline.maxHitAttributeSize() + " bytes"
                : null;
    }

    private static boolean fits(RayTracingPipelineDescription pipeline, Group group) {
        int general = stage(pipeline, group.general());
        if (group.type() == GENERAL) {
            return (general == RAYGEN || general == MISS || general == CALLABLE)
                    && group.closestHit() == UNUSED
                    && group.anyHit() == UNUSED
                    && group.intersection() == UNUSED;
        }
        int intersection = stage(pipeline, group.intersection());
        return group.general() == UNUSED
                && is(pipeline, group.closestHit(), CLOSEST_HIT)
                && is(pipeline, group.anyHit(), ANY_HIT)
                && intersection == (group.type() == PROCEDURAL ? INTERSECTION : 0);
    }

    private static boolean is(RayTracingPipelineDescription pipeline, int shader, int expected) {
        return shader == UNUSED || stage(pipeline, shader) == expected;
    }

    // 0 where there is none.
    private static int stage(RayTracingPipelineDescription pipeline, int shader) {
        return shader == UNUSED ? 0 : pipeline.stages().get(shader).stage();
    }

    /// Makes the object of a pipeline without problems.
    static SimObject.RayTracingPipeline make(
            long handle,
            SimulatedDevice device,
            RayTracingPipelineDescription pipeline,
            List<SimObject.RayTracingPipeline> libraries) {
        int stages = 0;
        for (ShaderStageDescription stage : pipeline.stages()) {
            stages |= stage.stage();
        }
        List<Integer> groups = new ArrayList<>();
        for (Group group : pipeline.groups()) {
            groups.add(group.type() == GENERAL ? stage(pipeline, group.general()) : HIT);
        }
        for (SimObject.RayTracingPipeline each : libraries) {
            groups.addAll(each.groups);
        }
        return new SimObject.RayTracingPipeline(
                handle, device, stages, groups, libraries, pipeline);
    }

    /// Writes the handles of a pipeline's first groups, as many as there is room for.
    static void writeHandles(
            SimObject.RayTracingPipeline pipeline, MemorySegment to, int handleSize) {
        to.fill((byte) 0);
        for (int i = 0; i < to.byteSize() / handleSize; i++) {
            long at = (long) i * handleSize;
            to.set(ValueLayout.JAVA_LONG_UNALIGNED, at, pipeline.handle);
            to.set(ValueLayout.JAVA_INT_UNALIGNED, at + GROUP_AT, i);
            to.set(ValueLayout.JAVA_INT_UNALIGNED, at + STAGE_AT, pipeline.groups.get(i));
        }
    }

    /// Whether bytes are the handle of a group of a pipeline.
    ///
    /// @param stage the stage of its general shader, or [#HIT]
    static boolean isHandle(MemorySegment bytes, SimObject.RayTracingPipeline pipeline, int stage) {
        int group = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, GROUP_AT);
        return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == pipeline.handle
                && group >= 0
                && group < pipeline.groups.size()
                && pipeline.groups.get(group) == stage
                && bytes.get(ValueLayout.JAVA_INT_UNALIGNED, STAGE_AT) == stage;
    }

    /// What a shader of a group needs of the stack: a number that differs for each.
    static long stackSize(int group, int shader) {
        return 64L * (group + 1) + 16L * shader;
    }
}
