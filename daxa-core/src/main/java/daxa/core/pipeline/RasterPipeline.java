package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;

import java.util.ArrayList;
import java.util.List;

/// Vertex and fragment shaders with fixed state, ready to draw. A child of its device; recordings
/// that name it hold on to it. Made with `Device.createRasterPipeline`.
@ThreadSafe
public final class RasterPipeline extends Reference {
    private RasterPipeline(PipelineObject object) {
        super(object);
    }

    private RasterPipeline(RasterPipeline other) {
        super(other);
    }

    /// Creates a pipeline; programs call `Device.createRasterPipeline`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    public static RasterPipeline create(DeviceContext context, RasterPipelineInfo info) {
        check(context, info);
        ShaderBinary fragment = info.fragment();
        int pushConstantSize =
                Math.max(
                        info.vertex().pushConstantSize(),
                        fragment == null ? 0 : fragment.pushConstantSize());
        return first(
                new RasterPipeline(
                        new PipelineObject(
                                context,
                                "RasterPipeline",
                                info.name(),
                                info,
                                pushConstantSize,
                                () -> context.driver().createRasterPipeline(describe(info)))));
    }

    private static void check(DeviceContext context, RasterPipelineInfo info) {
        PushConstants.check(info.name(), info.vertex());
        ShaderBinary fragment = info.fragment();
        if (fragment != null) {
            PushConstants.check(info.name(), fragment);
        }
        if (info.polygonMode() != PolygonMode.FILL
                && !context.features().contains(Feature.FILL_MODE_NON_SOLID)) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': polygonMode="
                            + info.polygonMode()
                            + " needs the feature FILL_MODE_NON_SOLID, which device '"
                            + context.name()
                            + "' was created without");
        }
        if (info.colors().size() > context.limits().maxColorAttachments()) {
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "': colors="
                            + info.colors().size()
                            + " (expected up to "
                            + context.limits().maxColorAttachments()
                            + " on this device)");
        }
    }

    private static RasterPipelineDescription describe(RasterPipelineInfo info) {
        List<ShaderStageDescription> stages = new ArrayList<>();
        stages.add(PipelineObject.describe(info.vertex()));
        ShaderBinary fragment = info.fragment();
        if (fragment != null) {
            stages.add(PipelineObject.describe(fragment));
        }
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
                depth == null || !depth.format().hasStencil() ? 0 : depth.format().vulkanValue(),
                depth != null,
                depth != null && depth.write(),
                depth == null ? 0 : depth.compare().vulkanValue());
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

    private PipelineObject pipeline() {
        return (PipelineObject) object();
    }

    /// What the pipeline was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RasterPipelineInfo info() {
        return (RasterPipelineInfo) pipeline().info;
    }

    /// Bytes of push constants that its shaders read.
    ///
    /// @return bytes, from 0 to 128
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int pushConstantSize() {
        return pipeline().pushConstantSize;
    }

    /// The native pipeline, for foreign code.
    ///
    /// @return the `VkPipeline`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return pipeline().pipeline;
    }
}
