package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// State of a native raster pipeline that most pipelines leave as in [#DEFAULT]. Numbers are
/// Vulkan's.
///
/// @param primitiveRestart whether the largest index ends a primitive
/// @param depthClamp whether depth is clamped instead of clipped
/// @param depthBias whether depth is biased
/// @param biasConstant constant factor
/// @param biasClamp largest bias
/// @param biasSlope factor of the slope
/// @param depthBounds whether depth bounds are tested
/// @param minDepthBounds from 0 to 1
/// @param maxDepthBounds from 0 to 1
/// @param stencilTest whether stencil is tested
/// @param front stencil state of front faces
/// @param back stencil state of back faces
/// @param lineWidth texels
/// @param alphaToCoverage whether alpha makes coverage
/// @param minSampleShading share of samples that are shaded on their own; 0 for off
/// @param blendConstants the four constants of blending
/// @param viewMask views that are rendered at once, bit i for view i; 0 for no multiview
/// @param bindings vertex buffers, in order of their number
/// @param attributes inputs of the vertex shader
/// @param dynamicStates `VkDynamicState` values beside viewport and scissor
/// @param patchControlPoints control points of a patch; 0 without tessellation
/// @param sampleMask samples that are written, bit i for sample i
/// @param logicOp `VkLogicOp`, or -1 for none
/// @param viewports viewports and scissors
/// @param rasterization how primitives become fragments
@Internal
@Immutable
public record RasterState(
        boolean primitiveRestart,
        boolean depthClamp,
        boolean depthBias,
        float biasConstant,
        float biasClamp,
        float biasSlope,
        boolean depthBounds,
        float minDepthBounds,
        float maxDepthBounds,
        boolean stencilTest,
        Stencil front,
        Stencil back,
        float lineWidth,
        boolean alphaToCoverage,
        float minSampleShading,
        List<Float> blendConstants,
        int viewMask,
        List<Binding> bindings,
        List<Attribute> attributes,
        List<Integer> dynamicStates,
        int patchControlPoints,
        long sampleMask,
        int logicOp,
        int viewports,
        Rasterization rasterization) {

    /// Everything off.
    public static final RasterState DEFAULT =
            new RasterState(
                    false,
                    false,
                    false,
                    0,
                    0,
                    0,
                    false,
                    0,
                    1,
                    false,
                    Stencil.OFF,
                    Stencil.OFF,
                    1,
                    false,
                    0,
                    List.of(0f, 0f, 0f, 0f),
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    0,
                    -1,
                    -1,
                    1,
                    Rasterization.DEFAULT);

    /// Copies the lists.
    public RasterState {
        blendConstants = List.copyOf(blendConstants);
        bindings = List.copyOf(bindings);
        attributes = List.copyOf(attributes);
        dynamicStates = List.copyOf(dynamicStates);
    }

    /// How primitives become fragments.
    ///
    /// @param conservativeMode `VkConservativeRasterizationModeEXT`
    /// @param extraOverestimation pixels by which primitives grow beyond what is needed
    /// @param lineMode `VkLineRasterizationModeEXT`
    /// @param stippleFactor how often each bit of the pattern is repeated; 0 for solid lines
    /// @param stipplePattern 16 bits, the lowest first
    @Immutable
    public record Rasterization(
            int conservativeMode,
            float extraOverestimation,
            int lineMode,
            int stippleFactor,
            int stipplePattern) {
        /// As Vulkan does without extensions.
        public static final Rasterization DEFAULT = new Rasterization(0, 0, 0, 0, 0);
    }

    /// The stencil state of one face.
    ///
    /// @param fail `VkStencilOp`
    /// @param pass `VkStencilOp`
    /// @param depthFail `VkStencilOp`
    /// @param compare `VkCompareOp`
    /// @param compareMask bits that are compared
    /// @param writeMask bits that are written
    /// @param reference the reference value
    @Immutable
    public record Stencil(
            int fail,
            int pass,
            int depthFail,
            int compare,
            int compareMask,
            int writeMask,
            int reference) {
        /// No test.
        public static final Stencil OFF = new Stencil(0, 0, 0, 0, 0, 0, 0);
    }

    /// A vertex buffer.
    ///
    /// @param stride bytes
    /// @param rate `VkVertexInputRate`
    @Immutable
    public record Binding(int stride, int rate) {}

    /// An input of the vertex shader.
    ///
    /// @param location its location
    /// @param binding the number of the vertex buffer
    /// @param format `VkFormat`
    /// @param offset bytes
    @Immutable
    public record Attribute(int location, int binding, int format, int offset) {}
}
