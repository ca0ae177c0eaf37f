package daxa.core.command;

import daxa.core.driver.Feature;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.StencilTest;
import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.jspecify.annotations.Nullable;

/// The attachments of a render pass, checked, and what pipelines have to fit. One for each
/// recorder, used again.
final class PassAttachments {
    private static final int RESOLVE_SAMPLE_ZERO = 1;
    private static final int RESOLVE_AVERAGE = 2;

    final RenderingDescription driver = new RenderingDescription();

    private final RecorderBase recorder;
    private final @Nullable Format[] colorFormats =
            new @Nullable Format[RenderingDescription.MAX_COLORS];
    private @Nullable Format depthFormat;
    private @Nullable Format stencilFormat;
    private int samples;

    PassAttachments(RecorderBase recorder) {
        this.recorder = recorder;
    }

    /// Checks the attachments and names them in the recording.
    void prepare(RenderPassInfo info) {
        driver.width = 0;
        driver.height = 0;
        driver.layerCount = info.layerCount;
        driver.viewMask = info.viewMask;
        driver.colorCount = info.colorCount;
        samples = 0;
        limit("colors", info.colorCount, recorder.context.limits().maxColorAttachments());
        limit("layers", info.layerCount, recorder.context.limits().maxFramebufferLayers());
        if (info.viewMask != 0) {
            recorder.context.require(Feature.MULTIVIEW, "beginRenderPass with views");
        }
        for (int i = 0; i < info.colorCount; i++) {
            Format format = attach(info.colors[i], driver.colors[i], ImageUsage.COLOR_ATTACHMENT);
            // Often the same as in the frame before; a look costs less than to store a reference.
            if (colorFormats[i] != format) {
                colorFormats[i] = format;
            }
        }
        Format depth = attach(info.depth, driver.depth, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        if (depthFormat != depth) {
            depthFormat = depth;
        }
        Format stencil = attachStencil(info);
        if (stencilFormat != stencil) {
            stencilFormat = stencil;
        }
        if (samples == 0) {
            throw new UsageException(
                    "beginRenderPass on " + recorder + ": no attachment (expected at least one)");
        }
        // Images for attachments are no larger, but for those of swapchains.
        limit("width", driver.width, recorder.context.limits().maxFramebufferWidth());
        limit("height", driver.height, recorder.context.limits().maxFramebufferHeight());
    }

    private void limit(String what, int value, int most) {
        if (value > most) {
            throw new UsageException(
                    "beginRenderPass on "
                            + recorder
                            + ": "
                            + what
                            + "="
                            + value
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
    }

    private @Nullable Format attachStencil(RenderPassInfo info) {
        if (info.stencil.view != null) {
            Format format =
                    attach(info.stencil, driver.stencil, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
            if (depthFormat != null && driver.depth.view != driver.stencil.view) {
                throw new UsageException(
                        "beginRenderPass on "
                                + recorder
                                + ": depth="
                                + info.depth.view
                                + " and stencil="
                                + info.stencil.view
                                + " (expected the same view)");
            }
            return format;
        }
        // Pipelines for a format with stencil expect a stencil attachment too; it follows the
        // depth.
        RenderingDescription.Attachment stencil = driver.stencil;
        boolean present = depthFormat != null && depthFormat.hasStencil();
        stencil.view = present ? driver.depth.view : 0;
        stencil.resolveView = 0;
        stencil.loadOp = driver.depth.loadOp;
        stencil.storeOp = driver.depth.storeOp;
        stencil.clear[0] = 0;
        return present ? depthFormat : null;
    }

    private @Nullable Format attach(
            RenderPassInfo.Attachment from, RenderingDescription.Attachment to, ImageUsage usage) {
        ImageView view = from.view;
        if (view == null) {
            to.view = 0;
            return null;
        }
        ImageViewInfo viewInfo = view.info();
        ImageInfo image = view.imageInfo();
        check(view, viewInfo, image, usage);
        if (samples == 0) {
            driver.width = image.mipWidth(viewInfo.baseMip());
            driver.height = image.mipHeight(viewInfo.baseMip());
            samples = image.samples();
        }
        checkExtent(view, viewInfo, image, samples);
        StoreOp store = from.store;
        recorder.nameAttachment(view, store != StoreOp.NONE);
        to.view = view.nativeHandle();
        to.loadOp = from.load.vulkanValue();
        to.storeOp = store.vulkanValue();
        to.resolveView = 0;
        to.resolveMode = 0;
        to.clear[0] = from.clear0;
        to.clear[1] = from.clear1;
        to.clear[2] = from.clear2;
        to.clear[3] = from.clear3;
        if (from.resolve != null) {
            resolve(from.resolve, viewInfo.format(), to, usage);
        }
        return viewInfo.format();
    }

    private void resolve(
            ImageView target, Format format, RenderingDescription.Attachment to, ImageUsage usage) {
        ImageViewInfo info = target.info();
        ImageInfo image = target.imageInfo();
        check(target, info, image, usage);
        checkExtent(target, info, image, 1);
        if (samples == 1 || info.format() != format) {
            throw new UsageException(
                    "beginRenderPass on "
                            + recorder
                            + ": resolve from samples="
                            + samples
                            + ", "
                            + format
                            + " to "
                            + target
                            + " of "
                            + info.format()
                            + " (expected samples above 1 and equal formats)");
        }
        recorder.nameAttachment(target, true);
        to.resolveView = target.nativeHandle();
        to.resolveMode = format.kind() == Format.Kind.FLOAT ? RESOLVE_AVERAGE : RESOLVE_SAMPLE_ZERO;
    }

    private void check(ImageView view, ImageViewInfo viewInfo, ImageInfo image, ImageUsage usage) {
        if (!image.usage().contains(usage)) {
            throw new UsageException(
                    "beginRenderPass on "
                            + recorder
                            + ": "
                            + view
                            + " has usage="
                            + image.usage()
                            + ", which lacks "
                            + usage
                            + "; add it to the ImageInfo");
        }
        int layers =
                driver.viewMask == 0
                        ? driver.layerCount
                        : Integer.SIZE - Integer.numberOfLeadingZeros(driver.viewMask);
        if (viewInfo.layerCount() < layers) {
            throw new UsageException(
                    "beginRenderPass on "
                            + recorder
                            + ": "
                            + view
                            + " has layerCount="
                            + viewInfo.layerCount()
                            + " (expected at least "
                            + layers
                            + ", the layers of the pass)");
        }
    }

    private void checkExtent(
            ImageView view, ImageViewInfo viewInfo, ImageInfo image, int expectedSamples) {
        int width = image.mipWidth(viewInfo.baseMip());
        int height = image.mipHeight(viewInfo.baseMip());
        if (driver.width != width
                || driver.height != height
                || expectedSamples != image.samples()) {
            throw new UsageException(
                    "beginRenderPass on "
                            + recorder
                            + ": "
                            + view
                            + " has extent="
                            + width
                            + "x"
                            + height
                            + ", samples="
                            + image.samples()
                            + " (expected "
                            + driver.width
                            + "x"
                            + driver.height
                            + ", "
                            + expectedSamples
                            + " as the other attachments)");
        }
    }

    /// Refuses a pipeline that does not fit.
    void check(RasterPipelineInfo info) {
        boolean fits =
                info.colors().size() == driver.colorCount
                        && info.samples() == samples
                        && info.viewMask() == driver.viewMask;
        for (int i = 0; fits && i < driver.colorCount; i++) {
            Format format = colorFormats[i];
            fits = format == null || format == info.colors().get(i).format();
        }
        DepthTest depth = info.depth();
        StencilTest stencil = info.stencil();
        Format wantsDepth = depth == null ? null : depth.format();
        Format wantsStencil =
                stencil != null
                        ? stencil.format()
                        : wantsDepth != null && wantsDepth.hasStencil() ? wantsDepth : null;
        if (!fits || wantsDepth != depthFormat || wantsStencil != stencilFormat) {
            throw misfit(info, wantsDepth, wantsStencil);
        }
        if (depth != null && depth.write() && onlyTests(driver.depth)) {
            throw writes(info, "depth", "loadDepth", "a DepthTest that does not write");
        }
        if (stencil != null
                && (stencil.front().writeMask() | stencil.back().writeMask()) != 0
                && onlyTests(driver.stencil)) {
            throw writes(info, "stencil", "loadStencil", "faces whose writeMask is 0");
        }
    }

    private static boolean onlyTests(RenderingDescription.Attachment attachment) {
        return attachment.storeOp == StoreOp.NONE.vulkanValue();
    }

    private UsageException writes(
            RasterPipelineInfo info, String which, String load, String harmless) {
        return new UsageException(
                "pipeline '"
                        + info.name()
                        + "' writes "
                        + which
                        + ", which the render pass of "
                        + recorder
                        + " only tests; add the attachment with "
                        + load
                        + ", or create the pipeline with "
                        + harmless);
    }

    /// Refuses to write depth that the pass only tests.
    void checkDepthWrite(String command) {
        if (onlyTests(driver.depth)) {
            throw writes(command, "write=true (expected false", "depth", "loadDepth");
        }
    }

    /// Refuses to write stencil that the pass only tests.
    void checkStencilWrite(String command, int writeMask) {
        if (onlyTests(driver.stencil)) {
            throw writes(
                    command, "writeMask=" + writeMask + " (expected 0", "stencil", "loadStencil");
        }
    }

    private UsageException writes(String command, String found, String which, String load) {
        return new UsageException(
                command
                        + " on "
                        + recorder
                        + ": "
                        + found
                        + ", since the render pass only tests "
                        + which
                        + "; add the attachment with "
                        + load
                        + " otherwise)");
    }

    private UsageException misfit(
            RasterPipelineInfo info, @Nullable Format wantsDepth, @Nullable Format wantsStencil) {
        StringBuilder formats = new StringBuilder();
        for (int i = 0; i < driver.colorCount; i++) {
            formats.append(i == 0 ? "" : ", ").append(colorFormats[i]);
        }
        boolean stencil = wantsStencil != null || stencilFormat != null;
        boolean views = info.viewMask() != 0 || driver.viewMask != 0;
        return new UsageException(
                "pipeline '"
                        + info.name()
                        + "' does not fit the render pass of "
                        + recorder
                        + ": pipeline colors="
                        + info.colors().stream().map(c -> c.format().name()).toList()
                        + ", depth="
                        + wantsDepth
                        + (stencil ? ", stencil=" + wantsStencil : "")
                        + ", samples="
                        + info.samples()
                        + (views ? ", viewMask=" + info.viewMask() : "")
                        + " (expected colors=["
                        + formats
                        + "], depth="
                        + depthFormat
                        + (stencil ? ", stencil=" + stencilFormat : "")
                        + ", samples="
                        + samples
                        + (views ? ", viewMask=" + driver.viewMask : "")
                        + ")");
    }
}
