package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// What a raster pipeline shall be. There is no vertex input: shaders pull vertices from buffers.
///
/// ```java
/// RasterPipelineInfo.of("triangle", vertexShader, fragmentShader, ColorTarget.of(target.format()))
///         .withCullMode(CullMode.BACK);
/// ```
///
/// @param name its name, for messages and tools
/// @param vertex its vertex shader
/// @param fragment its fragment shader, or null where only depth is written
/// @param colors the colour attachments it writes, in order of location, at most 8
/// @param depth the depth attachment it uses, or null for none
/// @param topology how vertices become primitives
/// @param polygonMode how polygons are filled
/// @param cullMode which faces are left out
/// @param frontFace which winding faces the viewer
/// @param samples samples for each texel
@Immutable
public record RasterPipelineInfo(
        String name,
        ShaderBinary vertex,
        @Nullable ShaderBinary fragment,
        List<ColorTarget> colors,
        @Nullable DepthTest depth,
        Topology topology,
        PolygonMode polygonMode,
        CullMode cullMode,
        FrontFace frontFace,
        int samples) {

    /// Checks the values.
    ///
    /// @throws UsageException if a stage is wrong, or there are too many attachments
    public RasterPipelineInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(vertex, "vertex");
        Objects.requireNonNull(colors, "colors");
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(polygonMode, "polygonMode");
        Objects.requireNonNull(cullMode, "cullMode");
        Objects.requireNonNull(frontFace, "frontFace");
        colors = List.copyOf(colors);
        ComputePipelineInfo.checkStage(name, vertex, ShaderStage.VERTEX);
        if (fragment != null) {
            ComputePipelineInfo.checkStage(name, fragment, ShaderStage.FRAGMENT);
        }
        if (colors.size() > RenderingDescription.MAX_COLORS) {
            throw new UsageException(
                    "pipeline '"
                            + name
                            + "': colors="
                            + colors.size()
                            + " (expected up to "
                            + RenderingDescription.MAX_COLORS
                            + ")");
        }
        if (Integer.bitCount(samples) != 1 || samples > 64) {
            throw new UsageException(
                    "pipeline '"
                            + name
                            + "': samples="
                            + samples
                            + " (expected 1, 2, 4, 8, 16, 32 or 64)");
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
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                List.of(colors),
                null,
                Topology.TRIANGLES,
                PolygonMode.FILL,
                CullMode.NONE,
                FrontFace.COUNTER_CLOCKWISE,
                1);
    }

    /// The same pipeline with a depth attachment.
    ///
    /// @param newDepth how depth is used
    /// @return a changed copy
    public RasterPipelineInfo withDepth(DepthTest newDepth) {
        Objects.requireNonNull(newDepth, "newDepth");
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                newDepth,
                topology,
                polygonMode,
                cullMode,
                frontFace,
                samples);
    }

    /// The same pipeline with other primitives.
    ///
    /// @param newTopology how vertices become primitives
    /// @return a changed copy
    public RasterPipelineInfo withTopology(Topology newTopology) {
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                depth,
                newTopology,
                polygonMode,
                cullMode,
                frontFace,
                samples);
    }

    /// The same pipeline with polygons filled otherwise.
    ///
    /// @param newPolygonMode how polygons are filled
    /// @return a changed copy
    public RasterPipelineInfo withPolygonMode(PolygonMode newPolygonMode) {
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                depth,
                topology,
                newPolygonMode,
                cullMode,
                frontFace,
                samples);
    }

    /// The same pipeline with other faces left out.
    ///
    /// @param newCullMode which faces are left out
    /// @return a changed copy
    public RasterPipelineInfo withCullMode(CullMode newCullMode) {
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                depth,
                topology,
                polygonMode,
                newCullMode,
                frontFace,
                samples);
    }

    /// The same pipeline with another winding.
    ///
    /// @param newFrontFace which winding faces the viewer
    /// @return a changed copy
    public RasterPipelineInfo withFrontFace(FrontFace newFrontFace) {
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                depth,
                topology,
                polygonMode,
                cullMode,
                newFrontFace,
                samples);
    }

    /// The same pipeline for multisampled attachments.
    ///
    /// @param newSamples samples for each texel
    /// @return a changed copy
    public RasterPipelineInfo withSamples(int newSamples) {
        return new RasterPipelineInfo(
                name,
                vertex,
                fragment,
                colors,
                depth,
                topology,
                polygonMode,
                cullMode,
                frontFace,
                newSamples);
    }
}
