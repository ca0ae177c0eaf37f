package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.DeviceInfo;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.ImageViewType;
import daxa.core.resource.SamplerInfo;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Structs;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Wrong use is answered with an exception that says what is wrong and what to do, never by the
/// driver: the fixture fails each test in which something wrong came through to it.
public abstract class MisuseContract {
    private Gpu gpu;
    private CommandRecorder recorder;
    private Buffer buffer;
    private Image image;
    private Image depth;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 256)));
        image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "image",
                                                Format.R8G8B8A8_UNORM,
                                                8,
                                                8,
                                                ImageUsage.TRANSFER_SRC,
                                                ImageUsage.TRANSFER_DST,
                                                ImageUsage.COLOR_ATTACHMENT)));
        depth =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "depth",
                                                Format.D32_SFLOAT,
                                                8,
                                                8,
                                                ImageUsage.TRANSFER_SRC,
                                                ImageUsage.TRANSFER_DST,
                                                ImageUsage.DEPTH_STENCIL_ATTACHMENT)));
    }

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private static void refusedWith(ThrowingCallable call, String part) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessageContaining(part);
    }

    /// What was refused left no trace: the recording can be finished and submitted.
    private void stillWorks() {
        recorder.barrier(Access.ALL, Access.ALL);
        recorder.fillBuffer(buffer, 0, 256, 1);
        gpu.device().mainQueue().submit(recorder.complete());
    }

    private Image image(Format format, int samples, ImageUsage... usage) {
        return gpu.own(
                gpu.device()
                        .createImage(
                                ImageInfo.of2D("made " + format, format, 8, 8, usage)
                                        .withSamples(samples)));
    }

    // ---------------------------------------------------------------- phases of a recorder

    @Test
    void commandsBeforeBeginSayWhatToCall() {
        refused(
                () -> recorder.fillBuffer(buffer, 0, 4, 0),
                "fillBuffer was called on CommandRecorder 'recorder', which is not recording; call"
                        + " begin() first");
        refused(
                recorder::complete,
                "complete was called on CommandRecorder 'recorder', which is not recording; call"
                        + " begin() first");
        List<Consumer<CommandRecorder>> commands =
                List.of(
                        r -> r.barrier(Access.NONE, Access.NONE),
                        r -> r.copyBuffer(buffer, 0, buffer, 8, 4),
                        r -> r.copyBufferToImage(buffer, 0, image, ImageArea.of(image.info(), 0)),
                        r -> r.copyImageToBuffer(image, ImageArea.of(image.info(), 0), buffer, 0),
                        r -> r.clearImage(image, 0, 0, 0, 0),
                        r -> r.clearImageBits(image, 0, 0, 0, 0),
                        r -> r.clearDepthStencil(depth, 0, 0),
                        r -> r.pushConstants(MemorySegment.NULL),
                        r -> r.dispatch(1, 1, 1),
                        r -> r.beginRenderPass(new RenderPassInfo()),
                        r -> r.beginLabel("label"),
                        r -> r.beginLabel("label", 1, 0, 0),
                        r -> r.requireEnded(0),
                        r -> r.holdToThread("wait"),
                        CommandRecorder::endLabel);
        for (Consumer<CommandRecorder> command : commands) {
            refusedWith(() -> command.accept(recorder), "which is not recording");
        }
    }

    @Test
    void beginTwiceSaysHowToFinish() {
        recorder.begin();
        refused(
                recorder::begin,
                "CommandRecorder 'recorder' is recording already; finish with complete() or"
                        + " discard()");
        stillWorks();
    }

    @Test
    void commandsInsideARenderPassAreRefused() {
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        recorder.begin();
        try (RenderRecorder pass =
                recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
            refused(
                    () -> recorder.fillBuffer(buffer, 0, 4, 0),
                    "fillBuffer was called on CommandRecorder 'recorder' inside a render pass; end"
                            + " the pass first");
            refusedWith(recorder::complete, "inside a render pass; end the pass first");
            refusedWith(
                    () -> recorder.beginRenderPass(new RenderPassInfo()), "inside a render pass");
            refused(
                    () -> pass.draw(3),
                    "draw was called on CommandRecorder 'recorder' without a raster pipeline; call"
                            + " setPipeline first");
            refusedWith(() -> pass.drawIndexed(3, 1, 0, 0, 0), "without a raster pipeline");
            refusedWith(
                    () -> pass.setViewport(0, 0, 0, 4), "(expected width above 0, height not 0)");
            refusedWith(() -> pass.setScissor(-1, 0, 4, 4), "(expected at least 0 each)");
            refusedWith(
                    () -> pass.setIndexBuffer(buffer, 1, daxa.core.command.IndexType.UINT16),
                    "offset=1 (expected a multiple of 2 below 256)");
            pass.end();
            refused(
                    pass::end,
                    "end was called on the ended render pass of CommandRecorder 'recorder'");
            refusedWith(() -> pass.setViewport(0, 0, 4, 4), "on the ended render pass");
        }
        stillWorks();
    }

    @Test
    void commandsAfterCompleteAreRefused() {
        recorder.begin();
        ExecutableCommands commands = gpu.own(recorder.complete());
        refusedWith(() -> recorder.fillBuffer(buffer, 0, 4, 0), "which is not recording");
        refusedWith(recorder::complete, "which is not recording");
        assertThat(commands.name()).isEqualTo("recorder");
    }

    @Test
    void labelsMustBeBalanced() {
        recorder.begin();
        refused(
                recorder::endLabel,
                "endLabel was called on CommandRecorder 'recorder' without a label; call beginLabel"
                        + " first");
        recorder.beginLabel("one");
        recorder.beginLabel("two");
        recorder.endLabel();
        refused(
                recorder::complete,
                "complete was called on CommandRecorder 'recorder' with open labels=1 (expected"
                        + " 0); call endLabel first");
        recorder.requireEnded(1);
        refused(
                () -> recorder.requireEnded(0),
                "requireEnded was called on CommandRecorder 'recorder' with open labels=1 (expected"
                        + " 0); call endLabel first");
        refused(
                () -> recorder.requireEnded(2),
                "requireEnded was called on CommandRecorder 'recorder' with open labels=1 (expected"
                        + " 2); call beginLabel first");
        recorder.endLabel();
        stillWorks();
    }

    @Test
    void aClosedRecorderRecordsNothing() {
        CommandRecorder closed = gpu.device().createCommandRecorder("closed");
        closed.close();
        closed.close();
        assertThatThrownBy(closed::begin)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("CommandRecorder 'closed' is closed, closed at ");
    }

    @Test
    void aTokenWithoutASubmissionSaysSo() {
        SubmitToken token = new SubmitToken();
        refused(token::isDone, "the token names no submission; pass it to a submit first");
        refused(
                () -> token.await(Gpu.LONG),
                "the token names no submission; pass it to a submit first");
    }

    @Test
    void commandsOfClosedResourcesAreRefusedWhenTheyAreRecorded() {
        Buffer closed = gpu.device().createBuffer(BufferInfo.of("closed", 64));
        closed.close();
        recorder.begin();
        assertThatThrownBy(() -> recorder.fillBuffer(closed, 0, 4, 0))
                .isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> recorder.copyBuffer(buffer, 0, closed, 0, 4))
                .isInstanceOf(ClosedException.class);
        stillWorks();
    }

    // ---------------------------------------------------------------- arguments of commands

    @Test
    void rangesMustBeInsideTheirBuffers() {
        recorder.begin();
        refused(
                () -> recorder.fillBuffer(buffer, 128, 132, 0),
                "range of Buffer 'buffer': offset=128, size=132 (expected inside of 0 to 256)");
        refusedWith(() -> recorder.fillBuffer(buffer, -4, 4, 0), "offset=-4");
        refusedWith(() -> recorder.fillBuffer(buffer, 0, 0, 0), "size=0");
        refusedWith(() -> recorder.fillBuffer(buffer, 4, Long.MAX_VALUE - 3, 0), "expected inside");
        refused(
                () -> recorder.fillBuffer(buffer, 2, 4, 0),
                "fillBuffer of Buffer 'buffer': offset=2, size=4 (expected multiples of 4)");
        refused(
                () -> recorder.copyBuffer(buffer, 0, buffer, 4, 8),
                "copyBuffer within Buffer 'buffer': srcOffset=0, dstOffset=4, size=8 overlap");
        Buffer same = gpu.own(buffer.retain());
        refusedWith(() -> recorder.copyBuffer(buffer, 0, same, 4, 8), "overlap");
        stillWorks();
    }

    @Test
    void areasMustBeInsideTheirImages() {
        recorder.begin();
        ImageArea whole = ImageArea.of(image.info(), 0);
        refused(
                () ->
                        recorder.copyImageToBuffer(
                                image, new ImageArea(0, 0, 1, 4, 0, 0, 8, 8, 1), buffer, 0),
                "ImageArea[mip=0, baseLayer=0, layerCount=1, x=4, y=0, z=0, width=8, height=8,"
                    + " depth=1] is not inside Image 'image' (expected within 8x8x1, mipLevels=1,"
                    + " arrayLayers=1)");
        refusedWith(
                () ->
                        recorder.copyBufferToImage(
                                buffer, 0, image, new ImageArea(1, 0, 1, 0, 0, 0, 4, 4, 1)),
                "mip=1");
        refusedWith(
                () -> recorder.copyImageToBuffer(image, whole, buffer, 4),
                "range of Buffer 'buffer': offset=4, size=256 (expected inside of 0 to 256)");
        Buffer large = gpu.own(gpu.device().createBuffer(BufferInfo.of("large", 1024)));
        refused(
                () -> recorder.copyImageToBuffer(image, whole, large, 6),
                "range of Buffer 'large': offset=6 (expected a multiple of 4 and of 4, the block of"
                        + " R8G8B8A8_UNORM)");
        stillWorks();
    }

    @Test
    void usageMustFitTheCommand() {
        Image sampled = image(Format.R8G8B8A8_UNORM, 1, ImageUsage.SAMPLED);
        ImageArea whole = ImageArea.of(sampled.info(), 0);
        recorder.begin();
        refused(
                () -> recorder.clearImage(sampled, 0, 0, 0, 0),
                "clearImage of Image 'made R8G8B8A8_UNORM': usage=[SAMPLED] lacks TRANSFER_DST; add"
                        + " it to the ImageInfo");
        refusedWith(
                () -> recorder.copyImageToBuffer(sampled, whole, buffer, 0),
                "copyImageToBuffer of Image 'made R8G8B8A8_UNORM': usage=[SAMPLED] lacks"
                        + " TRANSFER_SRC");
        refusedWith(
                () -> recorder.copyBufferToImage(buffer, 0, sampled, whole), "lacks TRANSFER_DST");
        refusedWith(() -> recorder.copyImage(sampled, whole, image, whole), "lacks TRANSFER_SRC");
        refusedWith(
                () -> recorder.blitImage(image, whole, sampled, whole, Filter.NEAREST),
                "blitImage of Image 'made R8G8B8A8_UNORM': usage=[SAMPLED] lacks TRANSFER_DST");
        refusedWith(() -> recorder.clearDepthStencil(sampled, 0, 0), "lacks TRANSFER_DST");
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(sampled)));
        refusedWith(
                () -> recorder.beginRenderPass(new RenderPassInfo().loadColor(0, view)),
                "has usage=[SAMPLED], which lacks COLOR_ATTACHMENT; add it to the ImageInfo");
        stillWorks();
    }

    @Test
    void formatsMustFitTheCommand() {
        recorder.begin();
        ImageArea whole = ImageArea.of(image.info(), 0);
        refused(
                () -> recorder.clearImage(depth, 0, 0, 0, 0),
                "clearImage of Image 'depth': format=D32_SFLOAT has no colour; use"
                        + " clearDepthStencil");
        refused(
                () -> recorder.clearDepthStencil(image, 0, 0),
                "clearDepthStencil of Image 'image': format=R8G8B8A8_UNORM has colour; use"
                        + " clearImage");
        refused(
                () -> recorder.clearDepthStencil(depth, 1.5f, 0),
                "clearDepthStencil of Image 'depth': depth=1.5 (expected 0 to 1)");
        refusedWith(
                () -> recorder.clearDepthStencil(depth, Float.NaN, 0),
                "depth=NaN (expected 0 to 1)");
        refusedWith(
                () -> recorder.copyImage(image, whole, depth, whole),
                "(expected equal extents, samples and block sizes; equal formats for depth and"
                        + " stencil)");
        refusedWith(
                () -> recorder.blitImage(image, whole, depth, whole, Filter.NEAREST),
                "blitImage from Image 'image' to Image 'depth': R8G8B8A8_UNORM and D32_SFLOAT,"
                        + " filter=NEAREST (expected formats of the same kind");
        refusedWith(
                () -> recorder.blitImage(depth, whole, depth, whole, Filter.LINEAR),
                "filter=LINEAR (expected");
        Image integers =
                image(Format.R32_UINT, 1, ImageUsage.TRANSFER_SRC, ImageUsage.TRANSFER_DST);
        refusedWith(
                () -> recorder.blitImage(integers, whole, integers, whole, Filter.LINEAR),
                "R32_UINT and R32_UINT, filter=LINEAR (expected");
        refusedWith(
                () ->
                        recorder.copyImage(
                                image,
                                new ImageArea(0, 0, 1, 0, 0, 0, 4, 4, 1),
                                image,
                                new ImageArea(0, 0, 1, 4, 4, 0, 4, 2, 1)),
                "(expected equal extents");
        Image both =
                image(
                        Format.D32_SFLOAT_S8_UINT,
                        1,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST);
        Buffer large = gpu.own(gpu.device().createBuffer(BufferInfo.of("large", 1024)));
        refusedWith(
                () -> recorder.copyImageToBuffer(both, whole, large, 0),
                "copyImageToBuffer of Image 'made D32_SFLOAT_S8_UINT': format=D32_SFLOAT_S8_UINT"
                        + " has depth and stencil (expected one of them)");
        refusedWith(
                () -> recorder.copyBufferToImage(large, 0, both, whole), "(expected one of them)");
        recorder.clearDepthStencil(both, 1, 3);
        stillWorks();
    }

    @Test
    void multisampledImagesAreNeitherCopiedToBuffersNorBlitted() {
        Image four =
                image(
                        Format.R8G8B8A8_UNORM,
                        4,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST,
                        ImageUsage.COLOR_ATTACHMENT);
        ImageArea whole = ImageArea.of(image.info(), 0);
        recorder.begin();
        refused(
                () -> recorder.copyImageToBuffer(four, whole, buffer, 0),
                "copyImageToBuffer of Image 'made R8G8B8A8_UNORM': samples=4 (expected 1)");
        refusedWith(
                () -> recorder.blitImage(four, whole, image, whole, Filter.NEAREST),
                "blitImage of Image 'made R8G8B8A8_UNORM': samples=4 (expected 1)");
        refusedWith(
                () -> recorder.copyImage(four, whole, image, whole),
                "samples=4 and 1 (expected equal");
        ImageView many = gpu.own(gpu.device().createImageView(ImageViewInfo.of(four)));
        ImageView one = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        refusedWith(
                () ->
                        recorder.beginRenderPass(
                                new RenderPassInfo().loadColor(0, one).loadColor(1, many)),
                "has extent=8x8, samples=4 (expected 8x8, 1 as the other attachments)");
        stillWorks();
    }

    @Test
    void renderPassesNeedAnAttachment() {
        recorder.begin();
        refused(
                () -> recorder.beginRenderPass(new RenderPassInfo()),
                "beginRenderPass on CommandRecorder 'recorder': no attachment (expected at least"
                        + " one)");
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        refused(
                () -> new RenderPassInfo().loadColor(8, view),
                "colour attachment: location=8 (expected 0 to 7)");
        refusedWith(
                () -> new RenderPassInfo().clearDepth(view, -1), "depth=-1.0 (expected 0 to 1)");
        stillWorks();
    }

    @GpuStruct
    record Weights(double heavy, float light) {}

    @Test
    void pushConstantsMustHaveTheSizeOfTheShaders() {
        ComputePipeline none =
                gpu.own(
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("none", Shaders.compute())));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(16);
            recorder.begin();
            refused(
                    () -> recorder.pushConstants(data),
                    "pushConstants was called on CommandRecorder 'recorder' without a compute"
                            + " or ray tracing pipeline; call setPipeline first");
            refusedWith(() -> recorder.dispatch(1, 1, 1), "call setPipeline first");
            recorder.setPipeline(none);
            refused(
                    () -> recorder.pushConstants(data),
                    "pushConstants on CommandRecorder 'recorder': size=16 (expected 0, the push"
                            + " constants of the bound pipeline)");
            refused(
                    () -> recorder.pushConstants(Structs.of(Weights.class), new Weights(1, 2)),
                    "pushConstants on CommandRecorder 'recorder': size of struct 'Weights'=12"
                            + " (expected 0, the push constants of the bound pipeline)");
            refusedWith(() -> recorder.dispatch(-1, 1, 1), "workgroups=-1x1x1 (expected 0 up to ");
            refusedWith(() -> recorder.dispatch(1, Integer.MAX_VALUE, 1), "(expected 0 up to ");
            recorder.dispatch(1, 0, 1);
            recorder.dispatch(1, 1, 1);
        }
        stillWorks();
    }

    // ---------------------------------------------------------------- infos

    @Test
    void infosAreCheckedWhenTheyAreMade() {
        refused(() -> BufferInfo.of("b", 0), "Buffer 'b': size=0 (expected above 0)");
        refused(() -> BufferInfo.of("b", -1), "Buffer 'b': size=-1 (expected above 0)");
        refused(
                () -> DeviceInfo.of("d").withMaxSamplers(0),
                "Device 'd': maxBuffers=65536, maxImageViews=65536, maxSamplers=0, maxTlases=256"
                        + " (expected 1 to 16777215 each)");
        refused(
                () -> DeviceInfo.of("d").withCloseDeadline(Duration.ofSeconds(-5)),
                "Device 'd': closeDeadline=PT-5S (expected not negative)");
        refused(
                () -> ImageInfo.of2D("i", Format.R8_UNORM, 0, 1, ImageUsage.SAMPLED),
                "Image 'i': width=0 (expected above 0)");
        refused(
                () -> ImageInfo.of2D("i", Format.R8_UNORM, 8, 8),
                "Image 'i': usage is empty (expected at least one)");
        ImageInfo info = ImageInfo.of2D("i", Format.R8_UNORM, 8, 4, ImageUsage.SAMPLED);
        refused(() -> info.withMipLevels(5), "Image 'i': mipLevels=5 (expected 1 to 4)");
        refused(
                () -> info.withArrayLayers(0),
                "Image 'i': arrayLayers=0 (expected above 0, 1 for 3D)");
        refused(
                () -> info.withSamples(3),
                "Image 'i': samples=3 (expected 1, 2, 4, 8, 16, 32 or 64)");
        refused(
                () -> info.withMipLevels(2).withSamples(4),
                "Image 'i': samples=4, mipLevels=2, dimensions=2 (expected 1 mip level and 2"
                        + " dimensions where samples are above 1)");
        refusedWith(
                () ->
                        new ImageInfo(
                                "i",
                                4,
                                Format.R8_UNORM,
                                1,
                                1,
                                1,
                                1,
                                1,
                                1,
                                Set.of(ImageUsage.SAMPLED)),
                "Image 'i': dimensions=4 (expected 1, 2 or 3)");
        refusedWith(
                () ->
                        ImageInfo.of3D("i", Format.R8_UNORM, 2, 2, 2, ImageUsage.SAMPLED)
                                .withArrayLayers(2),
                "arrayLayers=2 (expected above 0, 1 for 3D)");
        refused(
                () -> SamplerInfo.linear("s").withMaxAnisotropy(0.5f),
                "Sampler 's': maxAnisotropy=0.5 (expected 0, or 1 and above)");
        refused(
                () ->
                        new SamplerInfo(
                                "s",
                                Filter.LINEAR,
                                Filter.LINEAR,
                                Filter.LINEAR,
                                daxa.core.resource.AddressMode.REPEAT,
                                daxa.core.resource.AddressMode.REPEAT,
                                daxa.core.resource.AddressMode.REPEAT,
                                0,
                                0,
                                null,
                                2,
                                1,
                                daxa.core.resource.BorderColor.OPAQUE_BLACK),
                "Sampler 's': minLod=2.0, maxLod=1.0 (expected minLod up to maxLod)");
        refused(
                () -> ColorTarget.of(Format.D32_SFLOAT),
                "colour target: format=D32_SFLOAT, writeMask=15 (expected a colour format and bits"
                        + " of 15)");
        refused(
                () -> new DepthTest(Format.R8_UNORM, CompareOp.LESS, true),
                "depth test: format=R8_UNORM (expected a format with depth)");
        refused(
                () -> ComputePipelineInfo.of("p", Shaders.pretended(ShaderStage.VERTEX, 0)),
                "pipeline 'p': shader 'pretended' has stage=VERTEX (expected COMPUTE)");
        refusedWith(
                () ->
                        RasterPipelineInfo.of(
                                "p",
                                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                Shaders.pretended(ShaderStage.FRAGMENT, 0)),
                "has stage=FRAGMENT (expected VERTEX)");
        refusedWith(
                () ->
                        RasterPipelineInfo.of(
                                        "p",
                                        Shaders.pretended(ShaderStage.VERTEX, 0),
                                        Shaders.pretended(ShaderStage.FRAGMENT, 0))
                                .withSamples(5),
                "samples=5 (expected 1, 2, 4, 8, 16, 32 or 64)");
        refusedWith(
                () ->
                        RasterPipelineInfo.of(
                                "p",
                                Shaders.pretended(ShaderStage.VERTEX, 0),
                                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                java.util.Collections.nCopies(9, ColorTarget.of(Format.R8_UNORM))
                                        .toArray(ColorTarget[]::new)),
                "colors=9 (expected up to 8)");
        refused(
                () ->
                        ShaderBinary.of(
                                "s",
                                ShaderStage.COMPUTE,
                                "main",
                                MemorySegment.ofArray(new byte[20])),
                "shader 's' is not SPIR-V in native memory: bytes=20 (expected a multiple of 4, at"
                        + " least 20, beginning with 0x07230203)");
        refused(
                () -> Format.ofVulkan(185),
                "format=185 is not known (expected a VkFormat that Format lists)");
    }

    @Test
    void whatTheDeviceCannotDoIsRefusedWithItsLimit() {
        long most = gpu.device().limits().maxBufferSize();
        if (most < Long.MAX_VALUE) {
            refused(
                    () -> gpu.device().createBuffer(BufferInfo.of("huge", most + 1)),
                    "Buffer 'huge': size="
                            + (most + 1)
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
        int wide = gpu.device().limits().maxImageDimension2D() + 1;
        refusedWith(
                () ->
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "wide",
                                                Format.R8_UNORM,
                                                wide,
                                                1,
                                                ImageUsage.SAMPLED)),
                "Image 'wide': extent=" + wide + "x1x1, arrayLayers=1 (expected up to ");
        refusedWith(
                () ->
                        gpu.device()
                                .createSampler(SamplerInfo.linear("sharp").withMaxAnisotropy(1000)),
                "Sampler 'sharp': maxAnisotropy=1000.0 (expected up to ");
        refused(
                () ->
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "wrong",
                                                Format.R8G8B8A8_UNORM,
                                                8,
                                                8,
                                                ImageUsage.DEPTH_STENCIL_ATTACHMENT)),
                "Image 'wrong': format=R8G8B8A8_UNORM cannot be used as DEPTH_STENCIL_ATTACHMENT on"
                        + " this device; choose another format or usage");
        refused(
                () ->
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("big", Shaders.compute(132))),
                "pipeline 'big': push constants of shader 'nothing' have 132 bytes (expected up to"
                        + " 128); put what is larger into a buffer and push its address");
        int many = gpu.device().limits().maxWorkgroupInvocations() + 1;
        refusedWith(
                () ->
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of(
                                                "wide", Shaders.workgroup(many, 1, 1))),
                "pipeline 'wide': workgroup=" + many + "x1x1 has " + many + " invocations");
        assertThat(gpu.device().lifetimeReport().objects()).hasSize(4);
    }

    @Test
    void viewsMustFitTheirImage() {
        ImageViewInfo info = ImageViewInfo.of(image).withName("view");
        refused(
                () -> gpu.device().createImageView(info.withMips(1, 1)),
                "ImageView 'view': mips=1 and 1 more (expected within the 1 of Image 'image')");
        refusedWith(
                () -> gpu.device().createImageView(info.withLayers(0, 2)),
                "ImageView 'view': layers=0 and 2 more (expected within the 1 of Image 'image')");
        refused(
                () -> gpu.device().createImageView(info.withType(ImageViewType.THREE)),
                "ImageView 'view': type=THREE does not fit Image 'image' with dimensions=2");
        refused(
                () -> gpu.device().createImageView(info.withType(ImageViewType.CUBE)),
                "ImageView 'view': type=CUBE does not fit layerCount=1, width=8, height=8,"
                        + " samples=1 (expected 6 layers for each cube, square, 1 sample, up to "
                        + gpu.device().limits().maxImageDimensionCube()
                        + " texels)");
        refusedWith(
                () ->
                        gpu.device()
                                .createImageView(
                                        new ImageViewInfo(
                                                "view",
                                                image,
                                                ImageViewType.TWO,
                                                Format.R8G8B8A8_SRGB,
                                                0,
                                                1,
                                                0,
                                                1)),
                "ImageView 'view': format=R8G8B8A8_SRGB (expected R8G8B8A8_UNORM, the format of"
                        + " Image 'image', or one of its viewFormats=[])");
        assertThat(gpu.device().lifetimeReport().objects()).hasSize(4);
    }
}
