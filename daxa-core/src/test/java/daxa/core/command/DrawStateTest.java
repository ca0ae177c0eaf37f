package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.pipeline.BlendConstants;
import daxa.core.pipeline.CullMode;
import daxa.core.pipeline.DepthBias;
import daxa.core.pipeline.DepthBounds;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.FrontFace;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.StencilFace;
import daxa.core.pipeline.StencilFaces;
import daxa.core.pipeline.StencilOp;
import daxa.core.pipeline.StencilTest;
import daxa.core.pipeline.Topology;
import daxa.core.pipeline.VertexAttribute;
import daxa.core.pipeline.VertexBinding;
import daxa.core.pipeline.VertexInput;
import daxa.core.pipeline.VertexRate;
import daxa.core.resource.Buffer;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What the state of draws asks of the driver, and what it refuses.
class DrawStateTest extends CommandFixture {
    private static final Format BOTH = Format.D32_SFLOAT_S8_UINT;

    private static RasterPipelineInfo everything() {
        return rasterInfo()
                .withDepth(new DepthTest(BOTH, CompareOp.LESS, true))
                .withStencil(StencilTest.of(BOTH, StencilFace.writing(7)))
                .withDepthBias(new DepthBias(1, 0, 2))
                .withDepthBounds(new DepthBounds(0.25f, 0.5f))
                .withBlendConstants(new BlendConstants(0, 0, 0, 0))
                .withDynamic(DynamicState.values());
    }

    private ImageView attachment() {
        Image image =
                image(ImageInfo.of2D("depth", BOTH, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT));
        return gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
    }

    @Test
    void bindingSetsEveryDynamicState() {
        ImageView depth = attachment();
        ImageView color =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        var pipeline = gpu.own(gpu.device().createRasterPipeline(everything()));
        List<String> calls =
                run(
                                r -> {
                                    RenderPassInfo info =
                                            new RenderPassInfo()
                                                    .clearColor(0, color, 0, 0, 0, 1)
                                                    .clearDepth(depth, 1)
                                                    .clearStencil(depth, 5);
                                    try (RenderRecorder pass = r.beginRenderPass(info)) {
                                        pass.setPipeline(pipeline);
                                        pass.draw(3);
                                        pass.setCullMode(CullMode.BACK);
                                        pass.setFrontFace(FrontFace.CLOCKWISE);
                                        pass.setTopology(Topology.TRIANGLE_FAN);
                                        pass.setPrimitiveRestart(true);
                                        pass.setDepthTest(false, true, CompareOp.ALWAYS);
                                        pass.setDepthBias(0, 1, 0);
                                        pass.setDepthBounds(0, 1);
                                        pass.setStencilOp(
                                                StencilFaces.BACK,
                                                StencilOp.ZERO,
                                                StencilOp.INVERT,
                                                StencilOp.INCREMENT_AND_CLAMP,
                                                CompareOp.GREATER);
                                        pass.setStencilMasks(StencilFaces.FRONT, 1, 2);
                                        pass.setStencilReference(StencilFaces.BOTH, 9);
                                        pass.setBlendConstants(0, 0, 0, 0);
                                        pass.setLineWidth(1);
                                    }
                                })
                        .stream()
                        .filter(command -> command.call().methodName().startsWith("set"))
                        .map(command -> command.call() + " " + command.arguments())
                        .skip(2)
                        .toList();
        int one = Float.floatToRawIntBits(1);
        int two = Float.floatToRawIntBits(2);
        assertThat(calls)
                .containsExactly(
                        "setCullMode [0]",
                        "setFrontFace [0]",
                        "setTopology [3]",
                        "setPrimitiveRestart [0]",
                        "setDepthTest [1, 1, 1]",
                        "setDepthBias [" + one + ", 0, " + two + "]",
                        "setDepthBounds ["
                                + Float.floatToRawIntBits(0.25f)
                                + ", "
                                + Float.floatToRawIntBits(0.5f)
                                + "]",
                        "setStencilOp [1, 0, 2, 0, 7]",
                        "setStencilOp [2, 0, 2, 0, 7]",
                        "setStencilMasks [1, 255, 255]",
                        "setStencilMasks [2, 255, 255]",
                        "setStencilReference [1, 7]",
                        "setStencilReference [2, 7]",
                        "setBlendConstants [0, 0, 0, 0]",
                        "setLineWidth [" + one + "]",
                        "setCullMode [2]",
                        "setFrontFace [1]",
                        "setTopology [5]",
                        "setPrimitiveRestart [1]",
                        "setDepthTest [0, 1, 7]",
                        "setDepthBias [0, " + one + ", 0]",
                        "setDepthBounds [0, " + one + "]",
                        "setStencilOp [2, 1, 5, 3, 4]",
                        "setStencilMasks [1, 1, 2]",
                        "setStencilReference [3, 9]",
                        "setBlendConstants [0, 0, 0, 0]",
                        "setLineWidth [" + one + "]");
    }

    @Test
    void fixedStateCannotBeSet() {
        run(
                pass(
                        rasterInfo(),
                        p -> {
                            refused(
                                    () -> p.setCullMode(CullMode.BACK),
                                    "setCullMode was called on CommandRecorder 'recorder', but the"
                                            + " bound pipeline does not have CULL_MODE dynamic;"
                                            + " create it with RasterPipelineInfo.withDynamic");
                            refusedWith(
                                    () -> p.setStencilReference(StencilFaces.BOTH, 1),
                                    "does not have STENCIL_REFERENCE dynamic");
                            refusedWith(
                                    () -> p.setDepthTest(true, true, CompareOp.LESS),
                                    "does not have DEPTH_TEST dynamic");
                        }));
    }

    @Test
    void dynamicValuesAreChecked() {
        run(
                pass(
                        rasterInfo().withDynamic(DynamicState.TOPOLOGY, DynamicState.LINE_WIDTH),
                        p -> {
                            refused(
                                    () -> p.setTopology(Topology.LINES),
                                    "setTopology on CommandRecorder 'recorder': topology=LINES"
                                            + " (expected one of the same kind as the pipeline's"
                                            + " TRIANGLES)");
                            refused(
                                    () -> p.setLineWidth(0),
                                    "setLineWidth on CommandRecorder 'recorder': width=0.0"
                                            + " (expected above 0)");
                        }));
        refused(() -> StencilFace.writing(256), "stencil test: reference=256 (expected 0 to 255)");
        refused(
                () -> new DepthBounds(0.5f, 0.25f),
                "depth bounds: min=0.5, max=0.25 (expected 0 <= min <= max <= 1)");
        refusedWith(() -> new DepthBias(Float.NaN, 0, 0), "(expected finite numbers)");
    }

    @Test
    void pipelinesAreCheckedWhenTheyAreMade() {
        refused(
                () -> rasterInfo().withDynamic(DynamicState.STENCIL_MASKS),
                "pipeline 'raster': stencil=null but dynamic (expected a stencil test)");
        refused(
                () -> rasterInfo().withDynamic(DynamicState.DEPTH_TEST),
                "pipeline 'raster': depth=null with depth bounds or a dynamic depth test (expected"
                        + " a depth test)");
        refused(
                () ->
                        rasterInfo()
                                .withDepth(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true))
                                .withStencil(StencilTest.of(BOTH, StencilFace.writing(1))),
                "pipeline 'raster': depth and stencil formats differ (expected equal formats: one"
                        + " attachment has both)");
        refused(
                () -> StencilTest.of(Format.D32_SFLOAT, StencilFace.writing(1)),
                "stencil test: format=D32_SFLOAT (expected a format with stencil)");
        refused(
                () -> rasterInfo().withLineWidth(0),
                "pipeline 'raster': lineWidth=0.0 (expected above 0)");
        refused(
                () -> rasterInfo().withMinSampleShading(2),
                "pipeline 'raster': minSampleShading=2.0 (expected 0 to 1)");
        refused(
                () -> rasterInfo().withViewMask(64),
                "pipeline 'raster': viewMask=64 (expected bits 0 to 5, what every Vulkan device"
                        + " has)");
    }

    @Test
    void missingFeaturesAreNamed() {
        Feature[] missing = {
            Feature.DEPTH_CLAMP,
            Feature.DEPTH_BIAS_CLAMP,
            Feature.DEPTH_BOUNDS,
            Feature.WIDE_LINES,
            Feature.SAMPLE_RATE_SHADING,
            Feature.MULTIVIEW
        };
        RasterPipelineInfo depth =
                rasterInfo().withDepth(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true));
        without(
                device -> {
                    refused(
                            () -> device.createRasterPipeline(rasterInfo().withDepthClamp(true)),
                            "pipeline 'raster': depthClamp=true needs the feature DEPTH_CLAMP,"
                                    + " which device 'poor' was created without");
                    refusedWith(
                            () ->
                                    device.createRasterPipeline(
                                            rasterInfo().withDepthBias(new DepthBias(1, 1, 1))),
                            "needs the feature DEPTH_BIAS_CLAMP");
                    refusedWith(
                            () ->
                                    device.createRasterPipeline(
                                            depth.withDepthBounds(new DepthBounds(0, 1))),
                            "needs the feature DEPTH_BOUNDS");
                    refusedWith(
                            () -> device.createRasterPipeline(rasterInfo().withLineWidth(2)),
                            "lineWidth=2.0 needs the feature WIDE_LINES");
                    refusedWith(
                            () ->
                                    device.createRasterPipeline(
                                            rasterInfo().withMinSampleShading(0.5f)),
                            "needs the feature SAMPLE_RATE_SHADING");
                    refusedWith(
                            () -> device.createRasterPipeline(rasterInfo().withViewMask(3)),
                            "viewMask=3 needs the feature MULTIVIEW");
                },
                missing);
    }

    @Test
    void vertexBuffersAreChecked() {
        VertexInput input =
                new VertexInput(
                        List.of(new VertexBinding(12, VertexRate.VERTEX)),
                        List.of(new VertexAttribute(0, 0, Format.R32G32B32_SFLOAT, 0)));
        Buffer vertices = buffer(64);
        assertThat(
                        run(
                                pass(
                                        rasterInfo().withVertexInput(input),
                                        p -> {
                                            refused(
                                                    () -> p.draw(3),
                                                    "draw was called on CommandRecorder 'recorder'"
                                                        + " without the vertex buffer of binding=0;"
                                                        + " call setVertexBuffer first");
                                            refused(
                                                    () -> p.setVertexBuffer(16, vertices, 0),
                                                    "setVertexBuffer with Buffer 'buffer':"
                                                        + " binding=16, offset=0 (expected 0 to 15,"
                                                        + " and an offset below 64)");
                                            p.setVertexBuffer(0, vertices, 16);
                                            p.draw(3);
                                        }),
                                DriverCall.BIND_VERTEX_BUFFER,
                                DriverCall.DRAW))
                .containsExactly("bindVertexBuffer [0, 16]", "draw [3, 1, 0, 0]");
        refused(
                () ->
                        new VertexInput(
                                List.of(),
                                List.of(new VertexAttribute(0, 0, Format.R32_SFLOAT, 0))),
                "vertex input: VertexAttribute[location=0, binding=0, format=R32_SFLOAT, offset=0]"
                        + " (expected location from 0 to 15, binding from 0 to -1, offset from 0 to"
                        + " 2047, a colour format without blocks)");
        refusedWith(
                () ->
                        new VertexInput(
                                List.of(new VertexBinding(2049, VertexRate.VERTEX)), List.of()),
                "(expected stride from 0 to 2048)");
        refused(
                () ->
                        new VertexInput(
                                input.bindings(),
                                List.of(input.attributes().get(0), input.attributes().get(0))),
                "vertex input: location=0 is there twice");
    }

    // ---------------------------------------------------------------- attachments

    @Test
    void resolvesAndLayersMustFit() {
        Image one = image(imageInfo());
        ImageView oneView = gpu.own(gpu.device().createImageView(ImageViewInfo.of(one)));
        recorder.begin();
        refused(
                () ->
                        recorder.beginRenderPass(
                                new RenderPassInfo()
                                        .discardColor(0, oneView)
                                        .resolveColor(0, oneView)),
                "beginRenderPass on CommandRecorder 'recorder': resolve from samples=1,"
                        + " R8G8B8A8_UNORM to ImageView 'image' of R8G8B8A8_UNORM (expected samples"
                        + " above 1 and equal formats)");
        refused(
                () ->
                        recorder.beginRenderPass(
                                new RenderPassInfo().discardColor(0, oneView).layers(2)),
                "beginRenderPass on CommandRecorder 'recorder': ImageView 'image' has layerCount=1"
                        + " (expected at least 2, the layers of the pass)");
        refusedWith(
                () ->
                        recorder.beginRenderPass(
                                new RenderPassInfo().discardColor(0, oneView).views(0b110)),
                "(expected at least 3, the layers of the pass)");
        refused(
                () -> new RenderPassInfo().resolveColor(0, oneView),
                "render pass: no colour attachment at location=0; add it first");
        refused(
                () -> new RenderPassInfo().dropDepth(),
                "render pass: no depth attachment; add it first");
        refused(
                () -> new RenderPassInfo().testDepth(attachment()).dropDepth(),
                "render pass: the depth attachment is only tested, so that nothing drawn could be"
                        + " dropped; add it with loadDepth");
        refused(
                () -> new RenderPassInfo().testStencil(attachment()).dropStencil(),
                "render pass: the stencil attachment is only tested, so that nothing drawn could be"
                        + " dropped; add it with loadStencil");
        refused(() -> new RenderPassInfo().layers(0), "render pass: layers=0 (expected above 0)");
        recorder.discard();
    }

    @Test
    void pipelinesMustFitStencilAndViews() {
        ImageView depth = attachment();
        var pipeline = gpu.own(gpu.device().createRasterPipeline(rasterInfo()));
        ImageView color =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        recorder.begin();
        RenderRecorder pass =
                recorder.beginRenderPass(
                        new RenderPassInfo().discardColor(0, color).loadStencil(depth));
        refused(
                () -> pass.setPipeline(pipeline),
                "pipeline 'raster' does not fit the render pass of CommandRecorder 'recorder':"
                        + " pipeline colors=[R8G8B8A8_UNORM], depth=null, stencil=null, samples=1"
                        + " (expected colors=[R8G8B8A8_UNORM], depth=null,"
                        + " stencil=D32_SFLOAT_S8_UINT, samples=1)");
        pass.end();
        recorder.discard();
    }

    @Test
    void loadAndStoreReachTheDriver() {
        ImageView depth = attachment();
        assertThat(
                        run(
                                r ->
                                        r.beginRenderPass(
                                                        new RenderPassInfo()
                                                                .discardDepth(depth)
                                                                .dropDepth()
                                                                .loadStencil(depth))
                                                .end(),
                                DriverCall.BEGIN_RENDERING))
                .containsExactly("beginRendering [0, 0, 8, 8, 1, 2, 1, 0, 0]");
    }

    @Test
    void whatIsOnlyTestedIsNotStored() {
        ImageView depth = attachment();
        assertThat(
                        run(
                                r -> {
                                    RenderPassInfo info = new RenderPassInfo();
                                    r.beginRenderPass(info.testDepth(depth)).end();
                                    r.beginRenderPass(info.clear().testStencil(depth)).end();
                                    info.clear().testDepth(depth).clearStencil(depth, 1);
                                    r.beginRenderPass(info).end();
                                    r.beginRenderPass(info.loadDepth(depth)).end();
                                },
                                DriverCall.BEGIN_RENDERING))
                .containsExactly(
                        "beginRendering [0, 0, 8, 8, 1, 0, 1000301000, 0, 1000301000]",
                        "beginRendering [0, 0, 8, 8, 1, 0, 1000301000]",
                        "beginRendering [0, 0, 8, 8, 1, 0, 1000301000, 1, 0]",
                        "beginRendering [0, 0, 8, 8, 1, 0, 0, 1, 0]");
    }

    @Test
    void whatIsOnlyTestedCannotBeWritten() {
        ImageView depth = attachment();
        RasterPipelineInfo tests =
                RasterPipelineInfo.withoutFragments(
                                "tests", Shaders.pretended(ShaderStage.VERTEX, 0))
                        .withDepth(new DepthTest(BOTH, CompareOp.LESS, false))
                        .withStencil(StencilTest.of(BOTH, StencilFace.testing(CompareOp.EQUAL, 1)));
        StencilFace face = StencilFace.writing(1);
        var harmless = gpu.own(gpu.device().createRasterPipeline(tests));
        var dynamic =
                gpu.own(
                        gpu.device()
                                .createRasterPipeline(
                                        tests.withDynamic(
                                                DynamicState.DEPTH_TEST,
                                                DynamicState.STENCIL_MASKS,
                                                DynamicState.STENCIL_OP)));
        var writesDepth =
                gpu.own(
                        gpu.device()
                                .createRasterPipeline(
                                        tests.withDepth(
                                                new DepthTest(BOTH, CompareOp.LESS, true))));
        var writesBack =
                gpu.own(
                        gpu.device()
                                .createRasterPipeline(
                                        tests.withStencil(
                                                new StencilTest(
                                                        BOTH,
                                                        StencilFace.testing(CompareOp.EQUAL, 1),
                                                        face))));
        List<RecordedCommand> recorded =
                run(
                        r -> {
                            RenderPassInfo info = new RenderPassInfo().testDepth(depth);
                            try (RenderRecorder pass = r.beginRenderPass(info)) {
                                refused(
                                        () -> pass.setPipeline(writesDepth),
                                        "pipeline 'tests' writes depth, which the render pass of"
                                                + " CommandRecorder 'recorder' only tests; add the"
                                                + " attachment with loadDepth, or create the"
                                                + " pipeline with a DepthTest that does not write");
                                refused(
                                        () -> pass.setPipeline(writesBack),
                                        "pipeline 'tests' writes stencil, which the render pass of"
                                                + " CommandRecorder 'recorder' only tests; add the"
                                                + " attachment with loadStencil, or create the"
                                                + " pipeline with faces whose writeMask is 0");
                                pass.setPipeline(dynamic);
                                refused(
                                        () -> pass.setDepthTest(true, true, CompareOp.LESS),
                                        "setDepthTest on CommandRecorder 'recorder': write=true"
                                                + " (expected false, since the render pass only"
                                                + " tests depth; add the attachment with loadDepth"
                                                + " otherwise)");
                                refused(
                                        () -> pass.setStencilMasks(StencilFaces.BACK, 255, 3),
                                        "setStencilMasks on CommandRecorder 'recorder':"
                                                + " writeMask=3 (expected 0, since the render pass"
                                                + " only tests stencil; add the attachment with"
                                                + " loadStencil otherwise)");
                                pass.setDepthTest(true, false, CompareOp.LESS);
                                pass.setStencilMasks(StencilFaces.BOTH, 255, 0);
                                pass.draw(3);
                                pass.setPipeline(harmless);
                                pass.draw(3);
                            }
                            info.loadDepth(depth).testStencil(depth);
                            try (RenderRecorder pass = r.beginRenderPass(info)) {
                                refusedWith(() -> pass.setPipeline(writesBack), "writes stencil");
                                pass.setPipeline(writesDepth);
                                pass.draw(3);
                            }
                            info.testDepth(depth).loadStencil(depth);
                            try (RenderRecorder pass = r.beginRenderPass(info)) {
                                refusedWith(() -> pass.setPipeline(writesDepth), "writes depth");
                                pass.setPipeline(writesBack);
                                pass.draw(3);
                            }
                        });
        assertThat(recorded.stream().map(RecordedCommand::call))
                .filteredOn(call -> call == DriverCall.DRAW)
                .hasSize(4);
    }
}
