package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.RenderingDescription;
import daxa.core.error.UsageException;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Records the commands of a render pass. It exists only between [CommandRecorder#beginRenderPass]
/// and [#end()], so that what belongs outside of a pass cannot be called inside, and the other way
/// round.
///
/// ```java
/// try (RenderRecorder pass = recorder.beginRenderPass(targets)) {
///     pass.setPipeline(triangle);
///     pass.pushConstants(constants);
///     pass.draw(3);
/// }
/// ```
@ExternallySynchronized
public final class RenderRecorder implements AutoCloseable {
    private static final int STORE = 0;

    private final CommandRecorder recorder;
    private final RenderingDescription rendering = new RenderingDescription();
    private final @Nullable Format[] colorFormats =
            new @Nullable Format[RenderingDescription.MAX_COLORS];
    private @Nullable Format depthFormat;
    private int samples;
    private boolean open;
    private boolean bound;
    private int pushSize;
    private boolean indexed;

    RenderRecorder(CommandRecorder recorder) {
        this.recorder = recorder;
    }

    // ---------------------------------------------------------------- begin and end

    void prepare(RenderPassInfo info) {
        rendering.width = 0;
        rendering.height = 0;
        rendering.colorCount = info.colorCount;
        samples = 0;
        for (int i = 0; i < info.colorCount; i++) {
            RenderPassInfo.Attachment color = info.colors[i];
            colorFormats[i] = attach(color, rendering.colors[i], ImageUsage.COLOR_ATTACHMENT);
        }
        depthFormat = attach(info.depth, rendering.depth, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        attachStencil();
        if (samples == 0) {
            throw new UsageException(
                    "beginRenderPass on " + recorder + ": no attachment (expected at least one)");
        }
    }

    // Pipelines for a format with stencil expect a stencil attachment too; it follows the depth.
    private void attachStencil() {
        RenderingDescription.Attachment depth = rendering.depth;
        RenderingDescription.Attachment stencil = rendering.stencil;
        boolean present = depthFormat != null && depthFormat.hasStencil();
        stencil.view = present ? depth.view : 0;
        stencil.loadOp = depth.loadOp;
        stencil.storeOp = depth.storeOp;
        stencil.clear[0] = 0;
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
        int width = image.mipWidth(viewInfo.baseMip());
        int height = image.mipHeight(viewInfo.baseMip());
        if (samples == 0) {
            rendering.width = width;
            rendering.height = height;
            samples = image.samples();
        } else if (rendering.width != width
                || rendering.height != height
                || samples != image.samples()) {
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
                            + rendering.width
                            + "x"
                            + rendering.height
                            + ", "
                            + samples
                            + " as the other attachments)");
        }
        recorder.name(view);
        to.view = view.nativeHandle();
        to.loadOp = from.load.vulkanValue();
        to.storeOp = STORE;
        to.resolveView = 0;
        to.clear[0] = from.clear0;
        to.clear[1] = from.clear1;
        to.clear[2] = from.clear2;
        to.clear[3] = from.clear3;
        return viewInfo.format();
    }

    void begin(CommandDriver driver) {
        open = true;
        bound = false;
        indexed = false;
        driver.beginRendering(rendering);
        driver.setViewport(0, 0, rendering.width, rendering.height, 0, 1);
        driver.setScissor(0, 0, rendering.width, rendering.height);
    }

    /// Ends the render pass.
    public void end() {
        recorder.guard.enter("end");
        try {
            CommandDriver driver = recorder.insidePass("end");
            open = false;
            recorder.endRenderPass();
            driver.endRendering();
        } finally {
            recorder.guard.exit("end");
        }
    }

    /// Ends the render pass, unless it has ended.
    @Override
    public void close() {
        if (open) {
            end();
        }
    }

    // ---------------------------------------------------------------- state

    /// Binds a raster pipeline for the draws that follow.
    ///
    /// @param pipeline a pipeline for the formats and the sample count of the pass
    /// @throws UsageException if it does not fit the attachments
    public void setPipeline(RasterPipeline pipeline) {
        recorder.guard.enter("setPipeline");
        try {
            CommandDriver driver = recorder.insidePass("setPipeline");
            checkAttachments(pipeline.info());
            recorder.hold(pipeline);
            recorder.bindSetOnce(driver, CommandDriver.GRAPHICS);
            driver.bindPipeline(CommandDriver.GRAPHICS, pipeline.nativeHandle());
            pushSize = pipeline.pushConstantSize();
            bound = true;
        } finally {
            recorder.guard.exit("setPipeline");
        }
    }

    private void checkAttachments(RasterPipelineInfo info) {
        boolean fits = info.colors().size() == rendering.colorCount && info.samples() == samples;
        for (int i = 0; fits && i < rendering.colorCount; i++) {
            Format format = colorFormats[i];
            fits = format == null || format == info.colors().get(i).format();
        }
        Format depth = info.depth() == null ? null : info.depth().format();
        if (!fits || depth != depthFormat) {
            StringBuilder formats = new StringBuilder();
            for (int i = 0; i < rendering.colorCount; i++) {
                formats.append(i == 0 ? "" : ", ").append(colorFormats[i]);
            }
            throw new UsageException(
                    "pipeline '"
                            + info.name()
                            + "' does not fit the render pass of "
                            + recorder
                            + ": pipeline colors="
                            + info.colors().stream().map(c -> c.format().name()).toList()
                            + ", depth="
                            + depth
                            + ", samples="
                            + info.samples()
                            + " (expected colors=["
                            + formats
                            + "], depth="
                            + depthFormat
                            + ", samples="
                            + samples
                            + ")");
        }
    }

    /// Sets the push constants of the bound pipeline. The bytes are copied before the call returns.
    ///
    /// @param data exactly as many bytes as the pipeline's shaders declare
    /// @throws UsageException if the size differs, or no pipeline is bound
    public void pushConstants(MemorySegment data) {
        Objects.requireNonNull(data, "data");
        recorder.guard.enter("pushConstants");
        try {
            CommandDriver driver = recorder.insidePass("pushConstants");
            checkBound("pushConstants");
            recorder.push(driver, data, pushSize);
        } finally {
            recorder.guard.exit("pushConstants");
        }
    }

    /// Sets the viewport, with depth from 0 to 1.
    ///
    /// @param x texels from the left
    /// @param y texels from the top
    /// @param width texels, above 0
    /// @param height texels, not 0; negative flips the picture
    public void setViewport(float x, float y, float width, float height) {
        recorder.guard.enter("setViewport");
        try {
            CommandDriver driver = recorder.insidePass("setViewport");
            if (!(width > 0) || height == 0 || Float.isNaN(height)) {
                throw new UsageException(
                        "setViewport on "
                                + recorder
                                + ": width="
                                + width
                                + ", height="
                                + height
                                + " (expected width above 0, height not 0)");
            }
            driver.setViewport(x, y, width, height, 0, 1);
        } finally {
            recorder.guard.exit("setViewport");
        }
    }

    /// Sets the scissor.
    ///
    /// @param x texels from the left, at least 0
    /// @param y texels from the top, at least 0
    /// @param width texels, at least 0
    /// @param height texels, at least 0
    public void setScissor(int x, int y, int width, int height) {
        recorder.guard.enter("setScissor");
        try {
            CommandDriver driver = recorder.insidePass("setScissor");
            if ((x | y | width | height) < 0
                    || (long) x + width > Integer.MAX_VALUE
                    || (long) y + height > Integer.MAX_VALUE) {
                throw new UsageException(
                        "setScissor on "
                                + recorder
                                + ": x="
                                + x
                                + ", y="
                                + y
                                + ", width="
                                + width
                                + ", height="
                                + height
                                + " (expected at least 0 each)");
            }
            driver.setScissor(x, y, width, height);
        } finally {
            recorder.guard.exit("setScissor");
        }
    }

    /// Sets the buffer that indexed draws read.
    ///
    /// @param buffer the buffer
    /// @param offset bytes, a multiple of the index size
    /// @param type the type of indices
    /// @throws UsageException if the offset is not inside the buffer, or not a multiple
    public void setIndexBuffer(Buffer buffer, long offset, IndexType type) {
        recorder.guard.enter("setIndexBuffer");
        try {
            CommandDriver driver = recorder.insidePass("setIndexBuffer");
            if (offset < 0 || offset >= buffer.size() || offset % type.bytes() != 0) {
                throw new UsageException(
                        "setIndexBuffer with "
                                + buffer
                                + ": offset="
                                + offset
                                + " (expected a multiple of "
                                + type.bytes()
                                + " below "
                                + buffer.size()
                                + ")");
            }
            recorder.name(buffer);
            driver.bindIndexBuffer(buffer.nativeHandle(), offset, type.vulkanValue());
            indexed = true;
        } finally {
            recorder.guard.exit("setIndexBuffer");
        }
    }

    // ---------------------------------------------------------------- draws

    /// Draws one instance.
    ///
    /// @param vertexCount vertices, at least 0
    public void draw(int vertexCount) {
        draw(vertexCount, 1, 0, 0);
    }

    /// Draws.
    ///
    /// @param vertexCount vertices, at least 0
    /// @param instanceCount instances, at least 0
    /// @param firstVertex added to the vertex index
    /// @param firstInstance added to the instance index
    /// @throws UsageException if a count is below 0, or no pipeline is bound
    public void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        recorder.guard.enter("draw");
        try {
            CommandDriver driver = recorder.insidePass("draw");
            checkBound("draw");
            if ((vertexCount | instanceCount | firstVertex | firstInstance) < 0) {
                throw counts("draw", vertexCount, instanceCount, firstVertex, firstInstance);
            }
            driver.draw(vertexCount, instanceCount, firstVertex, firstInstance);
        } finally {
            recorder.guard.exit("draw");
        }
    }

    /// Draws with indices.
    ///
    /// @param indexCount indices, at least 0
    /// @param instanceCount instances, at least 0
    /// @param firstIndex the first index in the buffer
    /// @param vertexOffset added to each index
    /// @param firstInstance added to the instance index
    /// @throws UsageException if a count is below 0, or no pipeline or index buffer is bound
    public void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        recorder.guard.enter("drawIndexed");
        try {
            CommandDriver driver = recorder.insidePass("drawIndexed");
            checkBound("drawIndexed");
            if (!indexed) {
                throw new UsageException(
                        "drawIndexed was called on "
                                + recorder
                                + " without an index buffer; call setIndexBuffer first");
            }
            if ((indexCount | instanceCount | firstIndex | firstInstance) < 0) {
                throw counts("drawIndexed", indexCount, instanceCount, firstIndex, firstInstance);
            }
            driver.drawIndexed(indexCount, instanceCount, firstIndex, vertexOffset, firstInstance);
        } finally {
            recorder.guard.exit("drawIndexed");
        }
    }

    private void checkBound(String command) {
        if (!bound) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " without a raster pipeline; call setPipeline first");
        }
    }

    private UsageException counts(
            String command, int count, int instanceCount, int first, int firstInstance) {
        return new UsageException(
                command
                        + " on "
                        + recorder
                        + ": count="
                        + count
                        + ", instanceCount="
                        + instanceCount
                        + ", first="
                        + first
                        + ", firstInstance="
                        + firstInstance
                        + " (expected at least 0 each)");
    }
}
