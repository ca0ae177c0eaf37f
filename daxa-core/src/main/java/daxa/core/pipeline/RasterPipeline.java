package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Shaders with fixed state, ready to draw. A child of its device; recordings that name it hold on
/// to it. Made with `Device.createRasterPipeline`.
@ThreadSafe
public final class RasterPipeline extends Pipeline {
    private final RasterPipelineInfo info;

    private RasterPipeline(RasterPipelineInfo info, PipelineObject object) {
        super(object);
        this.info = info;
    }

    private RasterPipeline(RasterPipeline other) {
        super(other);
        info = other.info;
    }

    /// Creates a pipeline; programs call `Device.createRasterPipeline`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static RasterPipeline create(DeviceContext context, RasterPipelineInfo info) {
        return create(context, info, null);
    }

    /// Creates a pipeline with a cache; pipeline managers call it.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @param cache where the driver looks first, open until the call has returned; null for none
    /// @return the first reference
    @Internal
    public static RasterPipeline create(
            DeviceContext context, RasterPipelineInfo info, @Nullable PipelineCache cache) {
        check(context, info);
        return first(
                new RasterPipeline(
                        info,
                        new PipelineObject(
                                context,
                                "RasterPipeline",
                                info.name(),
                                shaders(info),
                                () ->
                                        context.driver()
                                                .createRasterPipeline(
                                                        describe(info),
                                                        PipelineCache.handle(context, cache)))));
    }

    private static List<ShaderBinary> shaders(RasterPipelineInfo info) {
        List<ShaderBinary> shaders = new ArrayList<>();
        ShaderBinary vertex = info.vertex();
        if (vertex != null) {
            shaders.add(vertex);
        }
        MeshShading mesh = info.meshShading();
        if (mesh != null) {
            ShaderBinary task = mesh.task();
            if (task != null) {
                shaders.add(task);
            }
            shaders.add(mesh.mesh());
        }
        Tessellation tessellation = info.tessellation();
        if (tessellation != null) {
            shaders.add(tessellation.control());
            shaders.add(tessellation.evaluation());
        }
        ShaderBinary fragment = info.fragment();
        if (fragment != null) {
            shaders.add(fragment);
        }
        return shaders;
    }

    private static void check(DeviceContext context, RasterPipelineInfo info) {
        checkRasterization(context, info);
        checkLimits(context, info);
        MeshShading mesh = info.meshShading();
        need(context, info, Feature.MESH_SHADER, mesh != null, "a mesh shader");
        need(
                context,
                info,
                Feature.TASK_SHADER,
                mesh != null && mesh.task() != null,
                "a task shader");
        need(
                context,
                info,
                Feature.MULTIVIEW_MESH_SHADER,
                mesh != null && info.viewMask() != 0,
                "viewMask=" + info.viewMask() + " with mesh shaders");
        Tessellation tessellation = info.tessellation();
        need(
                context,
                info,
                Feature.TESSELLATION_SHADER,
                tessellation != null,
                "topology=" + info.topology());
        need(context, info, Feature.LOGIC_OP, info.logicOp() != null, "logicOp=" + info.logicOp());
        need(
                context,
                info,
                Feature.MULTI_VIEWPORT,
                info.viewports() != 1,
                "viewports=" + info.viewports());
        need(
                context,
                info,
                Feature.FILL_MODE_NON_SOLID,
                info.polygonMode() != PolygonMode.FILL,
                "polygonMode=" + info.polygonMode());
        need(context, info, Feature.DEPTH_CLAMP, info.depthClamp(), "depthClamp=true");
        need(
                context,
                info,
                Feature.DEPTH_BIAS_CLAMP,
                info.depthBias().clamp() != 0,
                "depthBias=" + info.depthBias());
        need(
                context,
                info,
                Feature.DEPTH_BOUNDS,
                info.depthBounds() != null,
                "depthBounds=" + info.depthBounds());
        need(
                context,
                info,
                Feature.WIDE_LINES,
                info.lineWidth() != 1,
                "lineWidth=" + info.lineWidth());
        need(
                context,
                info,
                Feature.SAMPLE_RATE_SHADING,
                info.minSampleShading() != 0,
                "minSampleShading=" + info.minSampleShading());
        need(context, info, Feature.MULTIVIEW, info.viewMask() != 0, "viewMask=" + info.viewMask());
        need(
                context,
                info,
                Feature.INDEPENDENT_BLEND,
                info.colors().stream().map(c -> c.withoutFormat()).distinct().count() > 1,
                "different blending of its attachments");
        ShaderChecks.check(context, info);
    }

    private static void checkRasterization(DeviceContext context, RasterPipelineInfo info) {
        ConservativeRasterization conservative = info.conservative();
        need(
                context,
                info,
                Feature.CONSERVATIVE_RASTERIZATION,
                conservative != null,
                "conservative=" + conservative);
        LineMode mode = info.lines().mode();
        boolean stippled = info.lines().stippleFactor() != 0;
        String what = "lines=" + mode;
        String stipple = "stippled " + what;
        need(context, info, Feature.RECTANGULAR_LINES, mode == LineMode.RECTANGULAR, what);
        need(context, info, Feature.BRESENHAM_LINES, mode == LineMode.BRESENHAM, what);
        need(context, info, Feature.SMOOTH_LINES, mode == LineMode.RECTANGULAR_SMOOTH, what);
        need(
                context,
                info,
                Feature.STIPPLED_RECTANGULAR_LINES,
                stippled && mode == LineMode.RECTANGULAR,
                stipple);
        need(
                context,
                info,
                Feature.STIPPLED_BRESENHAM_LINES,
                stippled && mode == LineMode.BRESENHAM,
                stipple);
        need(
                context,
                info,
                Feature.STIPPLED_SMOOTH_LINES,
                stippled && mode == LineMode.RECTANGULAR_SMOOTH,
                stipple);
        if (conservative == null) {
            return;
        }
        float most = context.limits().maxExtraPrimitiveOverestimationSize();
        limit(
                info,
                conservative.extraOverestimation() <= most,
                "extraOverestimation=" + conservative.extraOverestimation(),
                "up to " + most);
        limit(
                info,
                conservative.mode() != ConservativeMode.UNDERESTIMATE
                        || context.limits().primitiveUnderestimation(),
                "conservative=" + conservative.mode(),
                "OVERESTIMATE");
    }

    private static void checkLimits(DeviceContext context, RasterPipelineInfo info) {
        int most = context.limits().maxColorAttachments();
        limit(
                info,
                info.colors().size() <= most,
                "colors=" + info.colors().size(),
                "up to " + most);
        Tessellation tessellation = info.tessellation();
        int points = tessellation == null ? 0 : tessellation.patchControlPoints();
        int mostPoints = context.limits().maxTessellationPatchSize();
        limit(info, points <= mostPoints, "patchControlPoints=" + points, "up to " + mostPoints);
        int views = Integer.SIZE - Integer.numberOfLeadingZeros(info.viewMask());
        int mostViews = context.limits().meshShaders().maxViewCount();
        limit(
                info,
                info.meshShading() == null || views <= mostViews,
                "viewMask=" + info.viewMask() + " with mesh shaders",
                "views below " + mostViews);
        float least = context.limits().minLineWidth();
        float widest = context.limits().maxLineWidth();
        limit(
                info,
                info.lineWidth() == 1 || (info.lineWidth() >= least && info.lineWidth() <= widest),
                "lineWidth=" + info.lineWidth(),
                least + " to " + widest);
        int mostViewports = context.limits().maxViewports();
        limit(
                info,
                info.viewports() <= mostViewports,
                "viewports=" + info.viewports(),
                "up to " + mostViewports);
    }

    private static void limit(
            RasterPipelineInfo info, boolean holds, String found, String expected) {
        if (!holds) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': "
                            + found
                            + " (expected "
                            + expected
                            + " on this device)");
        }
    }

    private static void need(
            DeviceContext context,
            RasterPipelineInfo info,
            Feature feature,
            boolean needed,
            String what) {
        if (needed && !context.has(feature)) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': "
                            + what
                            + " needs the feature "
                            + feature
                            + ", which device '"
                            + context.name()
                            + "' was created without");
        }
    }

    private static RasterPipelineDescription describe(RasterPipelineInfo info) {
        List<ShaderStageDescription> stages =
                shaders(info).stream().map(PipelineObject::describe).toList();
        List<RasterPipelineDescription.ColorTarget> colors = new ArrayList<>();
        for (ColorTarget color : info.colors()) {
            colors.add(describe(color));
        }
        DepthTest depth = info.depth();
        return new RasterPipelineDescription(
                info.name(),
                stages,
                info.topology().vulkanValue(),
                info.polygonMode().vulkanValue(),
                info.cullMode().vulkanValue(),
                info.frontFace().vulkanValue(),
                info.samples(),
                colors,
                depth == null ? 0 : depth.format().vulkanValue(),
                stencilFormat(info),
                depth != null,
                depth != null && depth.write(),
                depth == null ? 0 : depth.compare().vulkanValue(),
                state(info));
    }

    // A depth attachment of a format with stencil is a stencil attachment too.
    private static int stencilFormat(RasterPipelineInfo info) {
        DepthTest depth = info.depth();
        StencilTest stencil = info.stencil();
        if (stencil != null) {
            return stencil.format().vulkanValue();
        }
        return depth != null && depth.format().hasStencil() ? depth.format().vulkanValue() : 0;
    }

    private static RasterState state(RasterPipelineInfo info) {
        DepthBias bias = info.depthBias();
        DepthBounds bounds = info.depthBounds();
        StencilTest stencil = info.stencil();
        BlendConstants blend = info.blendConstants();
        Tessellation tessellation = info.tessellation();
        LogicOp logicOp = info.logicOp();
        return new RasterState(
                info.primitiveRestart(),
                info.depthClamp(),
                !bias.equals(DepthBias.NONE)
                        || info.dynamicStates().contains(DynamicState.DEPTH_BIAS),
                bias.constant(),
                bias.clamp(),
                bias.slope(),
                bounds != null,
                bounds == null ? 0 : bounds.min(),
                bounds == null ? 1 : bounds.max(),
                stencil != null,
                stencil == null ? RasterState.Stencil.OFF : describe(stencil.front()),
                stencil == null ? RasterState.Stencil.OFF : describe(stencil.back()),
                info.lineWidth(),
                info.alphaToCoverage(),
                info.minSampleShading(),
                List.of(blend.red(), blend.green(), blend.blue(), blend.alpha()),
                info.viewMask(),
                info.vertexInput().bindings().stream()
                        .map(b -> new RasterState.Binding(b.stride(), b.rate().vulkanValue()))
                        .toList(),
                info.vertexInput().attributes().stream()
                        .map(
                                a ->
                                        new RasterState.Attribute(
                                                a.location(),
                                                a.binding(),
                                                a.format().vulkanValue(),
                                                a.offset()))
                        .toList(),
                info.dynamicStates().stream()
                        .sorted()
                        .flatMap(each -> each.vulkanValues().stream())
                        .toList(),
                tessellation == null ? 0 : tessellation.patchControlPoints(),
                info.sampleMask(),
                logicOp == null ? -1 : logicOp.vulkanValue(),
                info.viewports(),
                rasterization(info));
    }

    private static RasterState.Rasterization rasterization(RasterPipelineInfo info) {
        ConservativeRasterization conservative = info.conservative();
        LineRasterization lines = info.lines();
        return new RasterState.Rasterization(
                conservative == null ? 0 : conservative.mode().vulkanValue(),
                conservative == null ? 0 : conservative.extraOverestimation(),
                lines.mode().vulkanValue(),
                lines.stippleFactor(),
                lines.stipplePattern());
    }

    private static RasterState.Stencil describe(StencilFace face) {
        return new RasterState.Stencil(
                face.fail().vulkanValue(),
                face.pass().vulkanValue(),
                face.depthFail().vulkanValue(),
                face.compare().vulkanValue(),
                face.compareMask(),
                face.writeMask(),
                face.reference());
    }

    private static RasterPipelineDescription.ColorTarget describe(ColorTarget color) {
        Blend blend = color.blend();
        if (blend == null) {
            return new RasterPipelineDescription.ColorTarget(
                    color.format().vulkanValue(), false, 0, 0, 0, 0, 0, 0, color.writeMask());
        }
        return new RasterPipelineDescription.ColorTarget(
                color.format().vulkanValue(),
                true,
                blend.srcColor().vulkanValue(),
                blend.dstColor().vulkanValue(),
                blend.colorOp().vulkanValue(),
                blend.srcAlpha().vulkanValue(),
                blend.dstAlpha().vulkanValue(),
                blend.alphaOp().vulkanValue(),
                color.writeMask());
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RasterPipeline retain() {
        return another(new RasterPipeline(this));
    }

    /// What the pipeline was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RasterPipelineInfo info() {
        object();
        return info;
    }
}
