package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.ImageArea;
import daxa.core.command.IndexType;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.pipeline.Blend;
import daxa.core.pipeline.BlendConstants;
import daxa.core.pipeline.BlendFactor;
import daxa.core.pipeline.BlendOp;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.CullMode;
import daxa.core.pipeline.DepthBias;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.FrontFace;
import daxa.core.pipeline.RasterPipeline;
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
import daxa.core.shader.ShaderSource;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;

/// State of draws: stencil, culling, blending, samples, vertex input, layers, views.
class DrawStateTest extends GpuProgram {
    private static final long RED = 0xFF0000FFL;
    private static final long GREEN = 0xFF00FF00L;
    private static final int BLACK = 0xFF000000;

    /// The device and its validation agree on where viewports can be.
    @Test
    void viewportsReachAsFarAsTheLimits() {
        DeviceLimits limits = gpu.device().limits();
        float right = limits.maxViewportBound();
        float wide = limits.maxViewportWidth();
        float high = limits.maxViewportHeight();
        int[] picture =
                draw(
                        raster(rasterInfo()),
                        pass -> {
                            pass.setViewport(0, 0, wide, high);
                            pass.setViewport(limits.minViewportBound(), high, wide, -high);
                            pass.setViewport(right - 1, right - 1, 1, 1);
                        });
        assertThat(picture).containsOnly(BLACK);
    }

    // ---------------------------------------------------------------- stencil

    private int[] stencil(Format format, Consumer<RenderRecorder> second, DynamicState... dynamic) {
        RasterPipelineInfo info = rasterInfo();
        RasterPipeline write =
                raster(info.withStencil(StencilTest.of(format, StencilFace.writing(3))));
        RasterPipeline test =
                raster(
                        info.withStencil(
                                        StencilTest.of(
                                                format, StencilFace.testing(CompareOp.EQUAL, 3)))
                                .withDynamic(dynamic));
        Image target = target();
        Image stencil = image(format, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        ImageView color = view(target);
        ImageView stencilView = view(stencil);
        Buffer left = quad(-1, -1, 0, 1, 0);
        Buffer all = quad(0);
        run(
                r -> {
                    RenderPassInfo pass1 =
                            new RenderPassInfo()
                                    .clearColor(0, color, 0, 0, 0, 1)
                                    .clearStencil(stencilView, 1);
                    try (RenderRecorder pass = r.beginRenderPass(pass1)) {
                        pass.setPipeline(write);
                        pass.pushConstants(push(left.deviceAddress(), RED));
                        pass.draw(6);
                    }
                    r.barrier(
                            Access.COLOR_ATTACHMENT.and(Access.DEPTH_STENCIL_ATTACHMENT),
                            Access.COLOR_ATTACHMENT.and(Access.DEPTH_STENCIL_ATTACHMENT));
                    RenderPassInfo pass2 =
                            new RenderPassInfo()
                                    .loadColor(0, color)
                                    .loadStencil(stencilView)
                                    .dropStencil();
                    try (RenderRecorder pass = r.beginRenderPass(pass2)) {
                        pass.setPipeline(test);
                        pass.pushConstants(push(all.deviceAddress(), GREEN));
                        second.accept(pass);
                        pass.draw(6);
                    }
                });
        return read(target);
    }

    private static void halves(int[] picture, int left, int right) {
        for (int i = 0; i < 64; i++) {
            assertThat(picture[i]).as("texel " + i).isEqualTo(i % 8 < 4 ? left : right);
        }
    }

    @Test
    void defect31StencilDecidesWhereIsDrawn() {
        halves(stencil(Format.S8_UINT, pass -> {}), (int) GREEN, BLACK);
        halves(stencil(Format.D32_SFLOAT_S8_UINT, pass -> {}), (int) GREEN, BLACK);
    }

    @Test
    void stencilStateIsDynamic() {
        halves(
                stencil(
                        Format.S8_UINT,
                        pass -> pass.setStencilReference(StencilFaces.BOTH, 1),
                        DynamicState.STENCIL_REFERENCE),
                (int) RED,
                (int) GREEN);
        halves(
                stencil(
                        Format.S8_UINT,
                        pass -> pass.setStencilMasks(StencilFaces.BOTH, 1, 0),
                        DynamicState.STENCIL_MASKS),
                (int) GREEN,
                (int) GREEN);
        halves(
                stencil(
                        Format.S8_UINT,
                        pass ->
                                pass.setStencilOp(
                                        StencilFaces.BOTH,
                                        StencilOp.KEEP,
                                        StencilOp.KEEP,
                                        StencilOp.KEEP,
                                        CompareOp.NOT_EQUAL),
                        DynamicState.STENCIL_OP),
                (int) RED,
                (int) GREEN);
    }

    // ---------------------------------------------------------------- rasterisation

    @Test
    void cullingAndWindingAreDynamic() {
        RasterPipeline pipeline =
                raster(rasterInfo().withDynamic(DynamicState.CULL_MODE, DynamicState.FRONT_FACE));
        Buffer corners = quad(0);
        Consumer<RenderRecorder> quad =
                pass -> {
                    pass.pushConstants(push(corners.deviceAddress(), RED));
                    pass.draw(6);
                };
        assertThat(draw(pipeline, quad)).containsOnly((int) RED);
        int drawn = 0;
        for (CullMode mode : new CullMode[] {CullMode.FRONT, CullMode.BACK}) {
            for (FrontFace face : FrontFace.values()) {
                int[] picture =
                        draw(
                                pipeline,
                                pass -> {
                                    pass.setCullMode(mode);
                                    pass.setFrontFace(face);
                                    quad.accept(pass);
                                });
                drawn += picture[9] == (int) RED ? 1 : 0;
            }
        }
        // Each of both changes alone turns a visible face into a culled one.
        assertThat(drawn).isEqualTo(2);
    }

    @Test
    void bindingAPipelineSetsWhatItsInfoSays() {
        RasterPipeline none = raster(rasterInfo().withDynamic(DynamicState.CULL_MODE));
        Buffer corners = quad(0);
        int[] picture =
                draw(
                        none,
                        pass -> {
                            pass.setCullMode(CullMode.FRONT);
                            pass.setCullMode(CullMode.BACK);
                            pass.setPipeline(none);
                            pass.pushConstants(push(corners.deviceAddress(), RED));
                            pass.draw(6);
                        });
        assertThat(picture).containsOnly((int) RED);
    }

    @Test
    void topologyIsDynamicWithinItsKind() {
        RasterPipeline pipeline = raster(rasterInfo().withDynamic(DynamicState.TOPOLOGY));
        Buffer strip = floats(-1, -1, 0, 1, 1, -1, 0, 1, -1, 1, 0, 1, 1, 1, 0, 1);
        int[] picture =
                draw(
                        pipeline,
                        pass -> {
                            pass.setTopology(Topology.TRIANGLE_STRIP);
                            pass.pushConstants(push(strip.deviceAddress(), RED));
                            pass.draw(4);
                        });
        assertThat(picture).containsOnly((int) RED);
    }

    @Test
    void theLargestIndexRestartsStrips() {
        RasterPipeline pipeline =
                raster(
                        rasterInfo()
                                .withTopology(Topology.TRIANGLE_STRIP)
                                .withPrimitiveRestart(true)
                                .withDynamic(DynamicState.PRIMITIVE_RESTART));
        Buffer corners =
                floats(
                        -1, -1, 0, 1, -0.5f, -1, 0, 1, -1, 1, 0, 1, -0.5f, 1, 0, 1, 0.5f, -1, 0, 1,
                        1, -1, 0, 1, 0.5f, 1, 0, 1, 1, 1, 0, 1);
        Buffer indices = uploadInts(0, 1, 2, 3, -1, 4, 5, 6, 7);
        int[] picture =
                draw(
                        pipeline,
                        pass -> {
                            pass.setPrimitiveRestart(true);
                            pass.setIndexBuffer(indices, 0, IndexType.UINT32);
                            pass.pushConstants(push(corners.deviceAddress(), RED));
                            pass.drawIndexed(9, 1, 0, 0, 0);
                        });
        for (int i = 0; i < 64; i++) {
            int x = i % 8;
            assertThat(picture[i]).isEqualTo(x < 2 || x >= 6 ? (int) RED : BLACK);
        }
    }

    private int[] overDepth(
            RasterPipelineInfo info, float cleared, float drawn, Consumer<RenderRecorder> set) {
        RasterPipeline pipeline = raster(info);
        Image target = target();
        Image depth = image(Format.D32_SFLOAT, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        ImageView color = view(target);
        ImageView depthView = view(depth);
        Buffer corners = quad(drawn);
        run(
                r -> {
                    RenderPassInfo passInfo =
                            new RenderPassInfo()
                                    .clearColor(0, color, 0, 0, 0, 1)
                                    .clearDepth(depthView, cleared)
                                    .dropDepth();
                    try (RenderRecorder pass = r.beginRenderPass(passInfo)) {
                        pass.setPipeline(pipeline);
                        set.accept(pass);
                        pass.pushConstants(push(corners.deviceAddress(), RED));
                        pass.draw(6);
                    }
                });
        return read(target);
    }

    private static RasterPipelineInfo withDepth() {
        return rasterInfo().withDepth(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true));
    }

    @Test
    void depthTestsAreDynamic() {
        RasterPipelineInfo info = withDepth().withDynamic(DynamicState.DEPTH_TEST);
        assertThat(overDepth(info, 0.5f, 0.75f, pass -> {})).containsOnly(BLACK);
        assertThat(
                        overDepth(
                                info,
                                0.5f,
                                0.75f,
                                pass -> pass.setDepthTest(true, true, CompareOp.GREATER)))
                .containsOnly((int) RED);
        assertThat(
                        overDepth(
                                info,
                                0.5f,
                                0.75f,
                                pass -> pass.setDepthTest(false, false, CompareOp.NEVER)))
                .containsOnly((int) RED);
    }

    /// What is tested can be sampled by the same draws, and by others at the same time.
    @Test
    void depthAndStencilAreTestedAndSampledWithoutBeingWritten() {
        Format format = Format.D32_SFLOAT_S8_UINT;
        String head =
                """
                struct Push { daxa_BufferPtr(vec4) corners; daxa_ImageViewId depth; };
                DAXA_PUSH_CONSTANTS(Push, push)
                """;
        String vertex = "void main() { gl_Position = daxa_at(push.corners, gl_VertexIndex); }";
        RasterPipelineInfo info =
                RasterPipelineInfo.of(
                        "sampling",
                        shader("depth.vert", ShaderStage.VERTEX, head + vertex),
                        shader(
                                "depth.frag",
                                ShaderStage.FRAGMENT,
                                head
                                        + """
                                        layout(location = 0) out vec4 target;
                                        void main() {
                                            ivec2 texel = ivec2(gl_FragCoord.xy);
                                            float depth = texelFetch(daxa_texture2D(push.depth), texel, 0).r;
                                            target = vec4(depth, 1, 0, 1);
                                        }
                                        """),
                        ColorTarget.of(Format.R8G8B8A8_UNORM));
        RasterPipeline first =
                raster(
                        rasterInfo()
                                .withDepth(new DepthTest(format, CompareOp.LESS, true))
                                .withStencil(StencilTest.of(format, StencilFace.writing(3))));
        RasterPipeline second =
                raster(
                        info.withDepth(new DepthTest(format, CompareOp.LESS, false))
                                .withStencil(
                                        StencilTest.of(
                                                format, StencilFace.testing(CompareOp.EQUAL, 3))));
        Image target = target();
        Image depth = image(format, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT, ImageUsage.SAMPLED);
        ImageView color = view(target);
        ImageView depthView = view(depth);
        Buffer left = quad(-1, -1, 0, 1, 0.5f);
        float[] nearer = {0.25f, 0.4f, 0.3f};
        run(
                r -> {
                    RenderPassInfo passInfo =
                            new RenderPassInfo()
                                    .clearColor(0, color, 0, 0, 0, 1)
                                    .clearDepth(depthView, 1)
                                    .clearStencil(depthView, 1);
                    try (RenderRecorder pass = r.beginRenderPass(passInfo)) {
                        pass.setPipeline(first);
                        pass.pushConstants(push(left.deviceAddress(), RED));
                        pass.draw(6);
                    }
                    r.barrier(
                            Access.DEPTH_STENCIL_ATTACHMENT,
                            Access.DEPTH_STENCIL_ATTACHMENT_READ.and(Access.FRAGMENT_READ));
                    passInfo.testDepth(depthView).testStencil(depthView);
                    for (float each : nearer) {
                        r.barrier(Access.COLOR_ATTACHMENT, Access.COLOR_ATTACHMENT);
                        try (RenderRecorder pass = r.beginRenderPass(passInfo)) {
                            pass.setPipeline(second);
                            long corners = quad(each).deviceAddress();
                            pass.pushConstants(push(corners, depthView.id().bits()));
                            pass.draw(6);
                        }
                    }
                });
        halves(read(target), 0xFF00FF80, BLACK);
    }

    @Test
    void depthIsBiased() {
        DepthBias closer = new DepthBias(-4_000_000, 0, 0);
        assertThat(overDepth(withDepth(), 0.5f, 0.5f, pass -> {})).containsOnly(BLACK);
        assertThat(overDepth(withDepth().withDepthBias(closer), 0.5f, 0.5f, pass -> {}))
                .containsOnly((int) RED);
        assertThat(
                        overDepth(
                                withDepth().withDynamic(DynamicState.DEPTH_BIAS),
                                0.5f,
                                0.5f,
                                pass -> pass.setDepthBias(-4_000_000, 0, 0)))
                .containsOnly((int) RED);
    }

    @Test
    void depthIsClamped() {
        assertThat(overDepth(withDepth(), 1, -0.5f, pass -> {})).containsOnly(BLACK);
        assertThat(overDepth(withDepth().withDepthClamp(true), 1, -0.5f, pass -> {}))
                .containsOnly((int) RED);
    }

    @Test
    void blendConstantsAreDynamic() {
        Blend blend =
                new Blend(
                        BlendFactor.CONSTANT_COLOR,
                        BlendFactor.ZERO,
                        BlendOp.ADD,
                        BlendFactor.ONE,
                        BlendFactor.ZERO,
                        BlendOp.ADD);
        RasterPipelineInfo info =
                RasterPipelineInfo.of(
                                "blend",
                                shader("test.vert", ShaderStage.VERTEX, VERTEX),
                                shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                                ColorTarget.of(Format.R8G8B8A8_UNORM).withBlend(blend))
                        .withBlendConstants(new BlendConstants(1, 0, 0, 1));
        Buffer corners = quad(0);
        Consumer<RenderRecorder> white =
                pass -> {
                    pass.pushConstants(push(corners.deviceAddress(), 0xFFFFFFFFL));
                    pass.draw(6);
                };
        assertThat(draw(raster(info), white)).containsOnly(0xFF0000FF);
        RasterPipeline dynamic = raster(info.withDynamic(DynamicState.BLEND_CONSTANTS));
        assertThat(draw(dynamic, white)).containsOnly(0xFF0000FF);
        assertThat(
                        draw(
                                dynamic,
                                pass -> {
                                    pass.setBlendConstants(0, 0, 1, 1);
                                    white.accept(pass);
                                }))
                .containsOnly(0xFFFF0000);
    }

    // ---------------------------------------------------------------- samples

    private int[] resolved(RasterPipelineInfo info, Buffer corners, long color) {
        RasterPipeline pipeline = raster(info.withSamples(4));
        Image many =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                        "many",
                                                        Format.R8G8B8A8_UNORM,
                                                        8,
                                                        8,
                                                        ImageUsage.COLOR_ATTACHMENT)
                                                .withSamples(4)));
        Image one = target();
        ImageView manyView = view(many);
        ImageView oneView = view(one);
        run(
                r -> {
                    RenderPassInfo passInfo =
                            new RenderPassInfo()
                                    .clearColor(0, manyView, 0, 0, 0, 1)
                                    .resolveColor(0, oneView)
                                    .dropColor(0);
                    try (RenderRecorder pass = r.beginRenderPass(passInfo)) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(corners.deviceAddress(), color));
                        pass.draw(6);
                    }
                });
        return read(one);
    }

    @Test
    void samplesAreResolvedAtTheEndOfAPass() {
        // The right edge cuts texel 3 in half.
        int[] picture = resolved(rasterInfo(), quad(-1, -1, -0.125f, 1, 0), RED);
        assertThat(picture[0]).isEqualTo((int) RED);
        assertThat(picture[3] & 0xFF).isBetween(60, 195);
        assertThat(picture[4]).isEqualTo(BLACK);
    }

    @Test
    void alphaMakesCoverage() {
        long half = 0x800000FFL;
        assertThat(resolved(rasterInfo(), quad(0), half)[9] & 0xFF).isEqualTo(255);
        assertThat(resolved(rasterInfo().withAlphaToCoverage(true), quad(0), half)[9] & 0xFF)
                .isBetween(60, 195);
    }

    @Test
    void samplesAreShadedOnTheirOwn() {
        assertThat(resolved(rasterInfo().withMinSampleShading(1), quad(0), RED))
                .containsOnly((int) RED);
    }

    // ---------------------------------------------------------------- vertex input

    @Test
    void verticesComeFromBuffers() {
        String vertex =
                """
                layout(location = 0) in vec2 position;
                layout(location = 1) in vec4 tint;
                layout(location = 2) in vec2 offset;
                layout(location = 0) out vec4 color;
                void main() {
                    gl_Position = vec4(position + offset, 0, 1);
                    color = tint;
                }
                """;
        RasterPipeline pipeline =
                raster(
                        RasterPipelineInfo.of(
                                        "input",
                                        shader("input.vert", ShaderStage.VERTEX, vertex),
                                        shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM))
                                .withVertexInput(
                                        new VertexInput(
                                                List.of(
                                                        new VertexBinding(12, VertexRate.VERTEX),
                                                        new VertexBinding(8, VertexRate.INSTANCE)),
                                                List.of(
                                                        new VertexAttribute(
                                                                0, 0, Format.R32G32_SFLOAT, 0),
                                                        new VertexAttribute(
                                                                1, 0, Format.R8G8B8A8_UNORM, 8),
                                                        new VertexAttribute(
                                                                2, 1, Format.R32G32_SFLOAT, 0)))));
        float[][] corners = {{-1, -1}, {0, -1}, {-1, 1}, {0, -1}, {0, 1}, {-1, 1}};
        int[] words = new int[18];
        for (int i = 0; i < 6; i++) {
            words[i * 3] = Float.floatToRawIntBits(corners[i][0]);
            words[i * 3 + 1] = Float.floatToRawIntBits(corners[i][1]);
            words[i * 3 + 2] = (int) GREEN;
        }
        Buffer vertices = uploadInts(words);
        // The first instance stays where it is, the second moves to the right.
        Buffer offsets = floats(9, 9, 0, 0, 1, 0);
        int[] both =
                draw(
                        pipeline,
                        pass -> {
                            pass.setVertexBuffer(0, vertices, 0);
                            pass.setVertexBuffer(1, offsets, 8);
                            pass.draw(6, 2, 0, 0);
                        });
        assertThat(both).containsOnly((int) GREEN);
        int[] right =
                draw(
                        pipeline,
                        pass -> {
                            pass.setVertexBuffer(0, vertices, 0);
                            pass.setVertexBuffer(1, offsets, 8);
                            pass.draw(6, 1, 0, 1);
                        });
        halves(right, BLACK, (int) GREEN);
    }

    // ---------------------------------------------------------------- layers and views

    private Image layered() {
        return gpu.own(
                gpu.device()
                        .createImage(
                                ImageInfo.of2D(
                                                "layers",
                                                Format.R8G8B8A8_UNORM,
                                                2,
                                                2,
                                                all(ImageUsage.COLOR_ATTACHMENT))
                                        .withArrayLayers(3)));
    }

    private int[] layers(String vertex, String extension, RenderPassInfo passInfo, int viewMask) {
        RasterPipeline pipeline =
                raster(
                        RasterPipelineInfo.of(
                                        "layered",
                                        COMPILER.compile(
                                                ShaderSource.text(
                                                        "layers.vert",
                                                        "#version 460\n#extension "
                                                                + extension
                                                                + " : require\n"
                                                                + vertex),
                                                ShaderStage.VERTEX),
                                        shader("test.frag", ShaderStage.FRAGMENT, FRAGMENT),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM))
                                .withViewMask(viewMask));
        Image image = layered();
        ImageView view = view(image);
        Buffer down = readback(4 * 12);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(passInfo.clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.draw(3, 2, 0, 0);
                    }
                    r.barrier(Access.COLOR_ATTACHMENT_WRITE, Access.TRANSFER_READ);
                    r.copyImageToBuffer(image, new ImageArea(0, 0, 3, 0, 0, 0, 2, 2, 1), down, 0);
                });
        int[] texels = down.mapped().toArray(ValueLayout.JAVA_INT);
        return new int[] {texels[0], texels[4], texels[8]};
    }

    @Test
    void shadersChooseTheLayer() {
        assertThat(gpu.device().features()).contains(Feature.SHADER_OUTPUT_LAYER);
        int[] layers =
                layers(
                        """
                        layout(location = 0) out vec4 color;
                        void main() {
                            vec2 at = vec2(gl_VertexIndex << 1 & 2, gl_VertexIndex & 2);
                            gl_Position = vec4(at * 2 - 1, 0, 1);
                            gl_Layer = gl_InstanceIndex + 1;
                            color = gl_InstanceIndex == 0 ? vec4(1, 0, 0, 1) : vec4(0, 1, 0, 1);
                        }
                        """,
                        "GL_ARB_shader_viewport_layer_array",
                        new RenderPassInfo().layers(3),
                        0);
        assertThat(layers).containsExactly(BLACK, (int) RED, (int) GREEN);
    }

    @Test
    void viewsAreRenderedAtOnce() {
        assertThat(gpu.device().features()).contains(Feature.MULTIVIEW);
        int[] layers =
                layers(
                        """
                        layout(location = 0) out vec4 color;
                        void main() {
                            vec2 at = vec2(gl_VertexIndex << 1 & 2, gl_VertexIndex & 2);
                            gl_Position = vec4(at * 2 - 1, 0, 1);
                            color = gl_ViewIndex == 0 ? vec4(1, 0, 0, 1) : vec4(0, 1, 0, 1);
                        }
                        """,
                        "GL_EXT_multiview",
                        new RenderPassInfo().views(0b101),
                        0b101);
        assertThat(layers[0]).isEqualTo((int) RED);
        assertThat(layers[2]).isEqualTo((int) GREEN);
    }
}
