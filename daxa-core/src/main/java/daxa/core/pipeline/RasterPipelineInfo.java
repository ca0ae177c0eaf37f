package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.EnumSets;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// What a raster pipeline shall be. Without vertex input, shaders pull vertices from buffers.
///
/// ```java
/// RasterPipelineInfo.of("triangle", vertexShader, fragmentShader, ColorTarget.of(target.format()))
///         .withCullMode(CullMode.BACK);
/// ```
///
/// @param name its name, for messages and tools
/// @param vertex its vertex shader; null with mesh shaders
/// @param fragment its fragment shader, or null where only depth or stencil is written
/// @param colors the colour attachments it writes, in order of location, at most 8
/// @param depth the depth attachment it uses, or null for none
/// @param stencil the stencil attachment it uses, or null for none
/// @param topology how vertices become primitives; mesh shaders say that themselves
/// @param primitiveRestart whether the largest index ends a primitive
/// @param polygonMode how polygons are filled
/// @param cullMode which faces are left out
/// @param frontFace which winding faces the viewer
/// @param depthBias what is added to the depth of fragments
/// @param depthClamp whether depth is clamped instead of clipped
/// @param depthBounds the depth that must be there, or null for any
/// @param lineWidth the width of lines, texels
/// @param samples samples for each texel
/// @param alphaToCoverage whether alpha makes coverage
/// @param minSampleShading the share of samples that are shaded on their own, from 0 for off to 1
/// @param blendConstants the constants of blending
/// @param vertexInput the vertex buffers it reads
/// @param viewMask the views that it renders at once, bit i for view i; 0 for no multiview
/// @param dynamicStates what commands can change while it is bound
/// @param tessellation how patches are divided, or null for none
/// @param sampleMask the samples that are written, bit i for sample i
/// @param logicOp what takes the place of blending in attachments of integers or of values from 0
///   to 1, or null for none
/// @param viewports how many viewports and scissors there are, from 1
/// @param conservative which texels primitives cover, or null for those whose samples they cover
/// @param lines how lines become fragments
/// @param meshShading the shaders in the place of a vertex shader, or null for none
@Immutable
public record RasterPipelineInfo(
        String name,
        @Nullable ShaderBinary vertex,
        @Nullable ShaderBinary fragment,
        List<ColorTarget> colors,
        @Nullable DepthTest depth,
        @Nullable StencilTest stencil,
        Topology topology,
        boolean primitiveRestart,
        PolygonMode polygonMode,
        CullMode cullMode,
        FrontFace frontFace,
        DepthBias depthBias,
        boolean depthClamp,
        @Nullable DepthBounds depthBounds,
        float lineWidth,
        int samples,
        boolean alphaToCoverage,
        float minSampleShading,
        BlendConstants blendConstants,
        VertexInput vertexInput,
        int viewMask,
        Set<DynamicState> dynamicStates,
        @Nullable Tessellation tessellation,
        long sampleMask,
        @Nullable LogicOp logicOp,
        int viewports,
        @Nullable ConservativeRasterization conservative,
        LineRasterization lines,
        @Nullable MeshShading meshShading) {

    /// Checks the values.
    ///
    /// @throws UsageException if a stage is wrong, there are too many attachments, a number is out
    ///   of range, or a dynamic state has nothing to change
    public RasterPipelineInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(colors, "colors");
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(polygonMode, "polygonMode");
        Objects.requireNonNull(cullMode, "cullMode");
        Objects.requireNonNull(frontFace, "frontFace");
        Objects.requireNonNull(depthBias, "depthBias");
        Objects.requireNonNull(blendConstants, "blendConstants");
        Objects.requireNonNull(vertexInput, "vertexInput");
        Objects.requireNonNull(dynamicStates, "dynamicStates");
        Objects.requireNonNull(lines, "lines");
        colors = List.copyOf(colors);
        dynamicStates = EnumSets.copyOf(DynamicState.class, dynamicStates);
        require(
                name,
                (vertex == null) != (meshShading == null),
                vertex == null
                        ? "neither a vertex shader nor mesh shaders"
                        : "a vertex shader and mesh shaders",
                "one of them");
        if (vertex != null) {
            ComputePipelineInfo.checkStage(name, vertex, ShaderStage.VERTEX);
        } else {
            checkMeshShading(
                    name, tessellation, vertexInput, topology, primitiveRestart, dynamicStates);
        }
        if (fragment != null) {
            ComputePipelineInfo.checkStage(name, fragment, ShaderStage.FRAGMENT);
        }
        require(
                name,
                colors.size() <= RenderingDescription.MAX_COLORS,
                "colors=" + colors.size(),
                "up to " + RenderingDescription.MAX_COLORS);
        require(
                name,
                Integer.bitCount(samples) == 1 && samples > 0 && samples <= 64,
                "samples=" + samples,
                "1, 2, 4, 8, 16, 32 or 64");
        require(name, lineWidth > 0, "lineWidth=" + lineWidth, "above 0");
        require(
                name,
                minSampleShading >= 0 && minSampleShading <= 1,
                "minSampleShading=" + minSampleShading,
                "0 to 1");
        require(
                name,
                viewMask >= 0 && viewMask < 1 << RenderingDescription.MAX_VIEWS,
                "viewMask=" + viewMask,
                "bits 0 to 5, what every Vulkan device has");
        require(
                name,
                depth == null || stencil == null || depth.format() == stencil.format(),
                "depth and stencil formats differ",
                "equal formats: one attachment has both");
        require(
                name,
                depth != null
                        || (depthBounds == null
                                && !dynamicStates.contains(DynamicState.DEPTH_TEST)),
                "depth=null with depth bounds or a dynamic depth test",
                "a depth test");
        require(
                name,
                depthBounds != null || !dynamicStates.contains(DynamicState.DEPTH_BOUNDS),
                "depthBounds=null but dynamic",
                "depth bounds");
        require(
                name,
                stencil != null || !changesStencil(dynamicStates),
                "stencil=null but dynamic",
                "a stencil test");
        require(
                name,
                (tessellation != null) == (topology == Topology.PATCHES),
                "topology="
                        + topology
                        + (tessellation == null ? " without" : " with")
                        + " tessellation",
                "PATCHES with tessellation, and another without");
        require(name, viewports > 0, "viewports=" + viewports, "above 0");
        require(
                name,
                logicOp == null || colors.stream().allMatch(color -> color.blend() == null),
                "logicOp=" + logicOp + " with blending",
                "attachments without blending");
        boolean exact = lines.mode() == LineMode.DEFAULT || lines.mode() == LineMode.RECTANGULAR;
        require(
                name,
                exact || (!alphaToCoverage && minSampleShading == 0),
                "lines=" + lines.mode() + " with alpha to coverage or sample shading",
                "neither of them, or rectangular lines");
    }

    private static void checkMeshShading(
            String name,
            @Nullable Tessellation tessellation,
            VertexInput vertexInput,
            Topology topology,
            boolean primitiveRestart,
            Set<DynamicState> dynamicStates) {
        require(
                name,
                tessellation == null && vertexInput.bindings().isEmpty(),
                "mesh shaders with tessellation or vertex input",
                "neither of them: mesh shaders make all vertices");
        require(
                name,
                topology == Topology.TRIANGLES
                        && !primitiveRestart
                        && !dynamicStates.contains(DynamicState.TOPOLOGY)
                        && !dynamicStates.contains(DynamicState.PRIMITIVE_RESTART),
                "mesh shaders with a topology or primitive restart",
                "neither of them: mesh shaders say what primitives they make");
    }

    private static boolean changesStencil(Set<DynamicState> states) {
        return states.contains(DynamicState.STENCIL_OP)
                || states.contains(DynamicState.STENCIL_MASKS)
                || states.contains(DynamicState.STENCIL_REFERENCE);
    }

    private static void require(String name, boolean holds, String found, String expected) {
        if (!holds) {
            throw new UsageException(
                    "pipeline '" + name + "': " + found + " (expected " + expected + ")");
        }
    }

    /// A pipeline of filled triangles, nothing culled, without depth, one sample.
    ///
    /// @param name its name
    /// @param vertex its vertex shader
    /// @param fragment its fragment shader
    /// @param colors the colour attachments it writes
    /// @return the info
    public static RasterPipelineInfo of(
            String name, ShaderBinary vertex, ShaderBinary fragment, ColorTarget... colors) {
        Objects.requireNonNull(fragment, "fragment");
        Objects.requireNonNull(colors, "colors");
        return new Draft(name, Objects.requireNonNull(vertex, "vertex"), fragment, List.of(colors))
                .build();
    }

    /// A pipeline that writes no colours, of filled triangles, nothing culled, one sample.
    ///
    /// @param name its name
    /// @param vertex its vertex shader
    /// @return the info
    public static RasterPipelineInfo withoutFragments(String name, ShaderBinary vertex) {
        Objects.requireNonNull(vertex, "vertex");
        return new Draft(name, vertex, null, List.of()).build();
    }

    /// A pipeline of mesh shaders, nothing culled, without depth, one sample. Its draws are
    /// `drawMeshTasks`.
    ///
    /// @param name its name
    /// @param meshShading the shaders that make its primitives
    /// @param fragment its fragment shader
    /// @param colors the colour attachments it writes
    /// @return the info
    public static RasterPipelineInfo ofMesh(
            String name, MeshShading meshShading, ShaderBinary fragment, ColorTarget... colors) {
        Objects.requireNonNull(meshShading, "meshShading");
        Objects.requireNonNull(fragment, "fragment");
        Objects.requireNonNull(colors, "colors");
        Draft draft = new Draft(name, null, fragment, List.of(colors));
        draft.meshShading = meshShading;
        return draft.build();
    }

    /// A pipeline of mesh shaders that writes no colours, nothing culled, one sample.
    ///
    /// @param name its name
    /// @param meshShading the shaders that make its primitives
    /// @return the info
    public static RasterPipelineInfo ofMeshWithoutFragments(String name, MeshShading meshShading) {
        Objects.requireNonNull(meshShading, "meshShading");
        Draft draft = new Draft(name, null, null, List.of());
        draft.meshShading = meshShading;
        return draft.build();
    }

    private RasterPipelineInfo changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /// The same pipeline with a depth attachment.
    ///
    /// @param newDepth how depth is used
    /// @return a changed copy
    public RasterPipelineInfo withDepth(DepthTest newDepth) {
        Objects.requireNonNull(newDepth, "newDepth");
        return changed(draft -> draft.depth = newDepth);
    }

    /// The same pipeline with a stencil attachment.
    ///
    /// @param newStencil how stencil is used
    /// @return a changed copy
    public RasterPipelineInfo withStencil(StencilTest newStencil) {
        Objects.requireNonNull(newStencil, "newStencil");
        return changed(draft -> draft.stencil = newStencil);
    }

    /// The same pipeline with other primitives.
    ///
    /// @param newTopology how vertices become primitives
    /// @return a changed copy
    public RasterPipelineInfo withTopology(Topology newTopology) {
        return changed(draft -> draft.topology = newTopology);
    }

    /// The same pipeline with or without primitive restart.
    ///
    /// @param newPrimitiveRestart whether the largest index ends a primitive
    /// @return a changed copy
    public RasterPipelineInfo withPrimitiveRestart(boolean newPrimitiveRestart) {
        return changed(draft -> draft.primitiveRestart = newPrimitiveRestart);
    }

    /// The same pipeline with polygons filled otherwise.
    ///
    /// @param newPolygonMode how polygons are filled
    /// @return a changed copy
    public RasterPipelineInfo withPolygonMode(PolygonMode newPolygonMode) {
        return changed(draft -> draft.polygonMode = newPolygonMode);
    }

    /// The same pipeline with other faces left out.
    ///
    /// @param newCullMode which faces are left out
    /// @return a changed copy
    public RasterPipelineInfo withCullMode(CullMode newCullMode) {
        return changed(draft -> draft.cullMode = newCullMode);
    }

    /// The same pipeline with another winding.
    ///
    /// @param newFrontFace which winding faces the viewer
    /// @return a changed copy
    public RasterPipelineInfo withFrontFace(FrontFace newFrontFace) {
        return changed(draft -> draft.frontFace = newFrontFace);
    }

    /// The same pipeline with a depth bias.
    ///
    /// @param newDepthBias what is added to the depth of fragments
    /// @return a changed copy
    public RasterPipelineInfo withDepthBias(DepthBias newDepthBias) {
        return changed(draft -> draft.depthBias = newDepthBias);
    }

    /// The same pipeline with or without depth clamping.
    ///
    /// @param newDepthClamp whether depth is clamped instead of clipped
    /// @return a changed copy
    public RasterPipelineInfo withDepthClamp(boolean newDepthClamp) {
        return changed(draft -> draft.depthClamp = newDepthClamp);
    }

    /// The same pipeline with depth bounds.
    ///
    /// @param newDepthBounds where fragments pass
    /// @return a changed copy
    public RasterPipelineInfo withDepthBounds(DepthBounds newDepthBounds) {
        Objects.requireNonNull(newDepthBounds, "newDepthBounds");
        return changed(draft -> draft.depthBounds = newDepthBounds);
    }

    /// The same pipeline with another width of lines.
    ///
    /// @param newLineWidth texels, above 0
    /// @return a changed copy
    /// @throws UsageException if the width is not above 0
    public RasterPipelineInfo withLineWidth(float newLineWidth) {
        return changed(draft -> draft.lineWidth = newLineWidth);
    }

    /// The same pipeline with other sample counts.
    ///
    /// @param newSamples samples for each texel
    /// @return a changed copy
    /// @throws UsageException if the number is no power of two up to 64
    public RasterPipelineInfo withSamples(int newSamples) {
        return changed(draft -> draft.samples = newSamples);
    }

    /// The same pipeline with or without alpha to coverage.
    ///
    /// @param newAlphaToCoverage whether alpha makes coverage
    /// @return a changed copy
    public RasterPipelineInfo withAlphaToCoverage(boolean newAlphaToCoverage) {
        return changed(draft -> draft.alphaToCoverage = newAlphaToCoverage);
    }

    /// The same pipeline with more shading for each sample.
    ///
    /// @param newMinSampleShading the share of samples that are shaded on their own, from 0 to 1
    /// @return a changed copy
    /// @throws UsageException if the share is out of range
    public RasterPipelineInfo withMinSampleShading(float newMinSampleShading) {
        return changed(draft -> draft.minSampleShading = newMinSampleShading);
    }

    /// The same pipeline with other blend constants.
    ///
    /// @param newBlendConstants the constants
    /// @return a changed copy
    public RasterPipelineInfo withBlendConstants(BlendConstants newBlendConstants) {
        return changed(draft -> draft.blendConstants = newBlendConstants);
    }

    /// The same pipeline with vertex buffers.
    ///
    /// @param newVertexInput the buffers and what is in them
    /// @return a changed copy
    public RasterPipelineInfo withVertexInput(VertexInput newVertexInput) {
        return changed(draft -> draft.vertexInput = newVertexInput);
    }

    /// The same pipeline with multiview.
    ///
    /// @param newViewMask the views that are rendered at once, bit i for view i
    /// @return a changed copy
    /// @throws UsageException if it names a view above 5
    public RasterPipelineInfo withViewMask(int newViewMask) {
        return changed(draft -> draft.viewMask = newViewMask);
    }

    /// The same pipeline with states that commands can change while it is bound.
    ///
    /// @param states the states
    /// @return a changed copy
    public RasterPipelineInfo withDynamic(DynamicState... states) {
        Objects.requireNonNull(states, "states");
        return changed(draft -> draft.dynamicStates = Set.of(states));
    }

    /// The same pipeline for patches, which are divided.
    ///
    /// @param newTessellation how
    /// @return a changed copy, with the topology PATCHES
    public RasterPipelineInfo withTessellation(Tessellation newTessellation) {
        Objects.requireNonNull(newTessellation, "newTessellation");
        return changed(
                draft -> {
                    draft.tessellation = newTessellation;
                    draft.topology = Topology.PATCHES;
                });
    }

    /// The same pipeline that writes some samples only.
    ///
    /// @param newSampleMask bit i for sample i
    /// @return a changed copy
    public RasterPipelineInfo withSampleMask(long newSampleMask) {
        return changed(draft -> draft.sampleMask = newSampleMask);
    }

    /// The same pipeline with a logic operation.
    ///
    /// @param newLogicOp what is written
    /// @return a changed copy
    public RasterPipelineInfo withLogicOp(LogicOp newLogicOp) {
        Objects.requireNonNull(newLogicOp, "newLogicOp");
        return changed(draft -> draft.logicOp = newLogicOp);
    }

    /// The same pipeline with another number of viewports. Shaders choose one with
    /// `gl_ViewportIndex`, which needs the feature SHADER_OUTPUT_VIEWPORT_INDEX.
    ///
    /// @param newViewports how many viewports and scissors there are, from 1
    /// @return a changed copy
    /// @throws UsageException if the number is not above 0
    public RasterPipelineInfo withViewports(int newViewports) {
        return changed(draft -> draft.viewports = newViewports);
    }

    /// The same pipeline with conservative rasterization.
    ///
    /// @param newConservative which texels primitives cover
    /// @return a changed copy
    public RasterPipelineInfo withConservative(ConservativeRasterization newConservative) {
        Objects.requireNonNull(newConservative, "newConservative");
        return changed(draft -> draft.conservative = newConservative);
    }

    /// The same pipeline with other lines.
    ///
    /// @param newLines how lines become fragments
    /// @return a changed copy
    public RasterPipelineInfo withLines(LineRasterization newLines) {
        return changed(draft -> draft.lines = newLines);
    }

    /// All values, to be changed before they are checked together.
    private static final class Draft {
        final String name;
        final @Nullable ShaderBinary vertex;
        final @Nullable ShaderBinary fragment;
        final List<ColorTarget> colors;
        @Nullable DepthTest depth;
        @Nullable StencilTest stencil;
        Topology topology = Topology.TRIANGLES;
        boolean primitiveRestart;
        PolygonMode polygonMode = PolygonMode.FILL;
        CullMode cullMode = CullMode.NONE;
        FrontFace frontFace = FrontFace.COUNTER_CLOCKWISE;
        DepthBias depthBias = DepthBias.NONE;
        boolean depthClamp;
        @Nullable DepthBounds depthBounds;
        float lineWidth = 1;
        int samples = 1;
        boolean alphaToCoverage;
        float minSampleShading;
        BlendConstants blendConstants = BlendConstants.ZERO;
        VertexInput vertexInput = VertexInput.NONE;
        int viewMask;
        Set<DynamicState> dynamicStates = Set.of();
        @Nullable Tessellation tessellation;
        long sampleMask = -1;
        @Nullable LogicOp logicOp;
        int viewports = 1;
        @Nullable ConservativeRasterization conservative;
        LineRasterization lines = LineRasterization.DEFAULT;
        @Nullable MeshShading meshShading;

        Draft(
                String name,
                @Nullable ShaderBinary vertex,
                @Nullable ShaderBinary fragment,
                List<ColorTarget> colors) {
            this.name = name;
            this.vertex = vertex;
            this.fragment = fragment;
            this.colors = colors;
        }

        Draft(RasterPipelineInfo info) {
            this(info.name, info.vertex, info.fragment, info.colors);
            depth = info.depth;
            stencil = info.stencil;
            topology = info.topology;
            primitiveRestart = info.primitiveRestart;
            polygonMode = info.polygonMode;
            cullMode = info.cullMode;
            frontFace = info.frontFace;
            depthBias = info.depthBias;
            depthClamp = info.depthClamp;
            depthBounds = info.depthBounds;
            lineWidth = info.lineWidth;
            samples = info.samples;
            alphaToCoverage = info.alphaToCoverage;
            minSampleShading = info.minSampleShading;
            blendConstants = info.blendConstants;
            vertexInput = info.vertexInput;
            viewMask = info.viewMask;
            dynamicStates = info.dynamicStates;
            tessellation = info.tessellation;
            sampleMask = info.sampleMask;
            logicOp = info.logicOp;
            viewports = info.viewports;
            conservative = info.conservative;
            lines = info.lines;
            meshShading = info.meshShading;
        }

        RasterPipelineInfo build() {
            return new RasterPipelineInfo(
                    name,
                    vertex,
                    fragment,
                    colors,
                    depth,
                    stencil,
                    topology,
                    primitiveRestart,
                    polygonMode,
                    cullMode,
                    frontFace,
                    depthBias,
                    depthClamp,
                    depthBounds,
                    lineWidth,
                    samples,
                    alphaToCoverage,
                    minSampleShading,
                    blendConstants,
                    vertexInput,
                    viewMask,
                    dynamicStates,
                    tessellation,
                    sampleMask,
                    logicOp,
                    viewports,
                    conservative,
                    lines,
                    meshShading);
        }
    }
}
