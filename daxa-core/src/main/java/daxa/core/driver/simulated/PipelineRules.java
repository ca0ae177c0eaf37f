package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// What Vulkan demands of pipelines, as far as it can be seen without reading shaders. Source:
/// Vulkan 1.3 specification, valid usage of `VkGraphicsPipelineCreateInfo` and
/// `VkComputePipelineCreateInfo`.
final class PipelineRules {
    private static final int VERTEX = 0x1;
    private static final int TESSELLATION = 0x2 | 0x4;
    private static final int FRAGMENT = 0x10;

    /// `VK_SHADER_STAGE_COMPUTE_BIT`.
    static final int COMPUTE = 0x20;

    /// `VK_SHADER_STAGE_TASK_BIT_EXT`.
    static final int TASK = 0x40;

    /// `VK_SHADER_STAGE_MESH_BIT_EXT`.
    static final int MESH = 0x80;

    private static final int RASTER = VERTEX | TESSELLATION | FRAGMENT | TASK | MESH;

    // VkPrimitiveTopology, VkConservativeRasterizationModeEXT.
    private static final int PATCHES = 10;
    private static final int UNDERESTIMATE = 2;

    private PipelineRules() {}

    /// What is wrong with a shader stage.
    ///
    /// @param allowed `VkShaderStageFlags`, one of which it has to be of
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(ShaderStageDescription stage, int allowed) {
        if (Integer.bitCount(stage.stage()) != 1 || (stage.stage() & allowed) == 0) {
            return "has a shader of stage 0x" + Integer.toHexString(stage.stage());
        }
        long size = stage.spirv().byteSize();
        if (!stage.spirv().isNative() || size == 0 || size % 4 != 0) {
            return "has a shader of "
                    + size
                    + " bytes "
                    + (stage.spirv().isNative() ? "" : "on the heap ")
                    + "(expected native, a multiple of 4)";
        }
        return stage.entryPoint().isEmpty() ? "has a shader without an entry point" : null;
    }

    /// What is wrong with a raster pipeline.
    ///
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(
            RasterPipelineDescription pipeline, DeviceLimits limits, Set<Feature> features) {
        int stages = 0;
        for (ShaderStageDescription stage : pipeline.stages()) {
            String problem = problem(stage, RASTER);
            if (problem != null) {
                return problem;
            }
            if ((stages & stage.stage()) != 0) {
                return "has two shaders of stage 0x" + Integer.toHexString(stage.stage());
            }
            stages |= stage.stage();
        }
        String beginning = beginningProblem(stages, pipeline.state(), features);
        if (beginning != null) {
            return beginning;
        }
        String tessellation = tessellationProblem(stages & TESSELLATION, pipeline, limits);
        if (tessellation != null) {
            return tessellation;
        }
        if (pipeline.colors().size() > limits.maxColorAttachments()) {
            return "has "
                    + pipeline.colors().size()
                    + " colour attachments (expected 0 to "
                    + limits.maxColorAttachments()
                    + ")";
        }
        if (Integer.bitCount(pipeline.samples()) != 1 || pipeline.samples() > 8) {
            return "has " + pipeline.samples() + " samples (expected 1, 2, 4 or 8)";
        }
        if (pipeline.polygonMode() != 0 && !features.contains(Feature.FILL_MODE_NON_SOLID)) {
            return "has polygon mode "
                    + pipeline.polygonMode()
                    + " on a device without "
                    + Feature.FILL_MODE_NON_SOLID;
        }
        if (!features.contains(Feature.INDEPENDENT_BLEND) && blendsDiffer(pipeline)) {
            return "has different blending on a device without " + Feature.INDEPENDENT_BLEND;
        }
        return stateProblem(pipeline.state(), limits, features);
    }

    /// The stages of a pipeline.
    ///
    /// @return `VkShaderStageFlags`
    static int stages(RasterPipelineDescription pipeline) {
        return pipeline.stages().stream()
                .mapToInt(ShaderStageDescription::stage)
                .reduce(0, (a, b) -> a | b);
    }

    private static @Nullable String beginningProblem(
            int stages, RasterState state, Set<Feature> features) {
        if ((stages & MESH) == 0) {
            return (stages & VERTEX) == 0 || (stages & TASK) != 0 ? "has no vertex shader" : null;
        }
        if ((stages & (VERTEX | TESSELLATION)) != 0) {
            return "has a vertex shader and a mesh shader";
        }
        if (!features.contains(Feature.MESH_SHADER)
                || ((stages & TASK) != 0 && !features.contains(Feature.TASK_SHADER))
                || (state.viewMask() != 0 && !features.contains(Feature.MULTIVIEW_MESH_SHADER))) {
            return "has mesh shaders with stages 0x"
                    + Integer.toHexString(stages)
                    + " and the view mask "
                    + state.viewMask()
                    + ", for which the device lacks a feature";
        }
        return null;
    }

    private static @Nullable String tessellationProblem(
            int stages, RasterPipelineDescription pipeline, DeviceLimits limits) {
        int points = pipeline.state().patchControlPoints();
        boolean wanted = points != 0;
        if (wanted != (stages == TESSELLATION)
                || wanted != (pipeline.topology() == PATCHES)
                || (stages != 0 && stages != TESSELLATION)
                || points < 0
                || points > limits.maxTessellationPatchSize()) {
            return "has tessellation stages 0x"
                    + Integer.toHexString(stages)
                    + ", topology "
                    + pipeline.topology()
                    + " and patches of "
                    + points
                    + " (expected both stages, patches, and up to "
                    + limits.maxTessellationPatchSize()
                    + ", or none)";
        }
        return null;
    }

    private static @Nullable String rasterizationProblem(
            RasterState.Rasterization state, DeviceLimits limits) {
        if (state.conservativeMode() == UNDERESTIMATE && !limits.primitiveUnderestimation()) {
            return "underestimates, which the device cannot";
        }
        if (!(state.extraOverestimation() >= 0
                && state.extraOverestimation() <= limits.maxExtraPrimitiveOverestimationSize())) {
            return "has extra overestimation "
                    + state.extraOverestimation()
                    + " (expected 0 to "
                    + limits.maxExtraPrimitiveOverestimationSize()
                    + ")";
        }
        if (state.stippleFactor() < 0 || state.stippleFactor() > 256) {
            return "has stipple factor " + state.stippleFactor() + " (expected 0 to 256)";
        }
        return null;
    }

    private static void lineFeatures(RasterState.Rasterization state, Map<Feature, Boolean> needs) {
        boolean stippled = state.stippleFactor() != 0;
        needs.put(Feature.RECTANGULAR_LINES, state.lineMode() == 1);
        needs.put(Feature.BRESENHAM_LINES, state.lineMode() == 2);
        needs.put(Feature.SMOOTH_LINES, state.lineMode() == 3);
        needs.put(Feature.STIPPLED_RECTANGULAR_LINES, stippled && state.lineMode() == 1);
        needs.put(Feature.STIPPLED_BRESENHAM_LINES, stippled && state.lineMode() == 2);
        needs.put(Feature.STIPPLED_SMOOTH_LINES, stippled && state.lineMode() == 3);
    }

    private static @Nullable String stateProblem(
            RasterState state, DeviceLimits limits, Set<Feature> features) {
        Map<Feature, Boolean> needs = new EnumMap<>(Feature.class);
        needs.put(Feature.DEPTH_CLAMP, state.depthClamp());
        needs.put(Feature.DEPTH_BIAS_CLAMP, state.biasClamp() != 0);
        needs.put(Feature.DEPTH_BOUNDS, state.depthBounds());
        needs.put(Feature.WIDE_LINES, state.lineWidth() != 1);
        needs.put(Feature.SAMPLE_RATE_SHADING, state.minSampleShading() != 0);
        needs.put(Feature.MULTIVIEW, state.viewMask() != 0);
        needs.put(Feature.TESSELLATION_SHADER, state.patchControlPoints() != 0);
        needs.put(Feature.LOGIC_OP, state.logicOp() >= 0);
        needs.put(Feature.MULTI_VIEWPORT, state.viewports() != 1);
        needs.put(
                Feature.CONSERVATIVE_RASTERIZATION, state.rasterization().conservativeMode() != 0);
        lineFeatures(state.rasterization(), needs);
        for (Map.Entry<Feature, Boolean> need : needs.entrySet()) {
            if (need.getValue() && !features.contains(need.getKey())) {
                return "needs " + need.getKey() + ", which the device was created without";
            }
        }
        if (state.lineWidth() != 1
                && !(state.lineWidth() >= limits.minLineWidth()
                        && state.lineWidth() <= limits.maxLineWidth())) {
            return "has lines of width "
                    + state.lineWidth()
                    + " (expected "
                    + limits.minLineWidth()
                    + " to "
                    + limits.maxLineWidth()
                    + ")";
        }
        if (state.viewports() < 1 || state.viewports() > limits.maxViewports()) {
            return "has "
                    + state.viewports()
                    + " viewports (expected 1 to "
                    + limits.maxViewports()
                    + ")";
        }
        String rasterization = rasterizationProblem(state.rasterization(), limits);
        if (rasterization != null) {
            return rasterization;
        }
        for (RasterState.Attribute attribute : state.attributes()) {
            if (attribute.binding() >= state.bindings().size()) {
                return "has an attribute of the vertex buffer "
                        + attribute.binding()
                        + " (expected 0 to "
                        + (state.bindings().size() - 1)
                        + ")";
            }
        }
        return null;
    }

    private static boolean blendsDiffer(RasterPipelineDescription pipeline) {
        return pipeline.colors().stream().map(PipelineRules::withoutFormat).distinct().count() > 1;
    }

    private static RasterPipelineDescription.ColorTarget withoutFormat(
            RasterPipelineDescription.ColorTarget c) {
        return new RasterPipelineDescription.ColorTarget(
                0,
                c.blend(),
                c.srcColor(),
                c.dstColor(),
                c.colorOp(),
                c.srcAlpha(),
                c.dstAlpha(),
                c.alphaOp(),
                c.writeMask());
    }
}
