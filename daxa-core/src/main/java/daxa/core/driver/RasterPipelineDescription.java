package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// What a native raster pipeline shall be. Numbers are Vulkan's. Viewport and scissor are dynamic.
///
/// @param name the pipeline's name
/// @param stages vertex, or task and mesh, and, where something is shaded, fragment
/// @param topology `VkPrimitiveTopology`
/// @param polygonMode `VkPolygonMode`
/// @param cullMode `VkCullModeFlags`
/// @param frontFace `VkFrontFace`
/// @param samples samples for each texel
/// @param colors colour attachments, in order of location
/// @param depthFormat `VkFormat`, or 0 for none
/// @param stencilFormat `VkFormat`, or 0 for none
/// @param depthTest whether depth is tested
/// @param depthWrite whether depth is written
/// @param depthCompare `VkCompareOp`
/// @param state what most pipelines leave alone
@Internal
@Immutable
public record RasterPipelineDescription(
        String name,
        List<ShaderStageDescription> stages,
        int topology,
        int polygonMode,
        int cullMode,
        int frontFace,
        int samples,
        List<ColorTarget> colors,
        int depthFormat,
        int stencilFormat,
        boolean depthTest,
        boolean depthWrite,
        int depthCompare,
        RasterState state) {

    /// Copies the lists.
    public RasterPipelineDescription {
        stages = List.copyOf(stages);
        colors = List.copyOf(colors);
    }

    /// A pipeline with [RasterState#DEFAULT].
    ///
    /// @param name the pipeline's name
    /// @param stages vertex and, where something is shaded, fragment
    /// @param topology `VkPrimitiveTopology`
    /// @param polygonMode `VkPolygonMode`
    /// @param cullMode `VkCullModeFlags`
    /// @param frontFace `VkFrontFace`
    /// @param samples samples for each texel
    /// @param colors colour attachments, in order of location
    /// @param depthFormat `VkFormat`, or 0 for none
    /// @param stencilFormat `VkFormat`, or 0 for none
    /// @param depthTest whether depth is tested
    /// @param depthWrite whether depth is written
    /// @param depthCompare `VkCompareOp`
    public RasterPipelineDescription(
            String name,
            List<ShaderStageDescription> stages,
            int topology,
            int polygonMode,
            int cullMode,
            int frontFace,
            int samples,
            List<ColorTarget> colors,
            int depthFormat,
            int stencilFormat,
            boolean depthTest,
            boolean depthWrite,
            int depthCompare) {
        this(
                name,
                stages,
                topology,
                polygonMode,
                cullMode,
                frontFace,
                samples,
                colors,
                depthFormat,
                stencilFormat,
                depthTest,
                depthWrite,
                depthCompare,
                RasterState.DEFAULT);
    }

    /// One colour attachment.
    ///
    /// @param format `VkFormat`
    /// @param blend whether blending is on
    /// @param srcColor `VkBlendFactor`
    /// @param dstColor `VkBlendFactor`
    /// @param colorOp `VkBlendOp`
    /// @param srcAlpha `VkBlendFactor`
    /// @param dstAlpha `VkBlendFactor`
    /// @param alphaOp `VkBlendOp`
    /// @param writeMask `VkColorComponentFlags`
    @Immutable
    public record ColorTarget(
            int format,
            boolean blend,
            int srcColor,
            int dstColor,
            int colorOp,
            int srcAlpha,
            int dstAlpha,
            int alphaOp,
            int writeMask) {}
}
