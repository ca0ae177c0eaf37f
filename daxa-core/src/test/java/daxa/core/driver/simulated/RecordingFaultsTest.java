package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.RenderingDescription;

import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VK10;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Commands that Vulkan forbids.
class RecordingFaultsTest extends SimulationFaults {
    private static final int DEPTH_AND_STENCIL = 130;

    private final NativeBuffer buffer = scene.buffer("a");
    private final NativeImage image = scene.image("i");
    private final SimulatedCommands commands = scene.recording("cmd");

    @Test
    void outsideOfBeginAndEnd() {
        fault("begin: Command buffer 'cmd' records already", () -> commands.begin(false));
        commands.end();
        fault(
                "begin: Command buffer 'cmd' holds a recording; reset it first",
                () -> commands.begin(false));
        fault(
                "dispatch: Command buffer 'cmd' does not record; begin it first",
                () -> commands.dispatch(1, 1, 1));
        fault("end: Command buffer 'cmd' does not record; begin it first", commands::end);
    }

    @Test
    void queryResultsAreCopiedAsThePoolSays() {
        long pool = scene.device.createQueryPool("q", VK10.VK_QUERY_TYPE_TIMESTAMP, 4, 0);
        long b = buffer.handle();
        int timestamp = VK10.VK_QUERY_TYPE_TIMESTAMP;
        int occlusion = VK10.VK_QUERY_TYPE_OCCLUSION;
        fault(
                "copyQueryResults: Command buffer 'cmd': type 0 (expected 2)",
                () -> commands.copyQueryResults(occlusion, pool, 0, 2, b, 0, 8));
        fault(
                "copyQueryResults: Command buffer 'cmd': stride 16 (expected 8)",
                () -> commands.copyQueryResults(timestamp, pool, 0, 2, b, 0, 16));
        commands.copyQueryResults(timestamp, pool, 0, 2, b, 0, 8);
        commands.end();
    }

    @Test
    void insideAndOutsideOfRenderPasses() {
        long view = scene.view("v", image.handle());
        String outside = "Command buffer 'cmd' is outside of a render pass, where this is not";
        fault("draw: " + outside + " allowed", () -> commands.draw(3, 1, 0, 0));
        fault("drawIndexed: " + outside + " allowed", () -> commands.drawIndexed(3, 1, 0, 0, 0));
        fault("endRendering: " + outside + " allowed", commands::endRendering);
        commands.beginRendering(Scene.rendering(view));
        String inside = ": Command buffer 'cmd' is inside a render pass, where this is not";
        long b = buffer.handle();
        long i = image.handle();
        ImageRegion r = Scene.region();
        fault("end" + inside + " allowed", commands::end);
        fault("dispatch" + inside + " allowed", () -> commands.dispatch(1, 1, 1));
        fault("memoryBarrier" + inside + " allowed", () -> commands.memoryBarrier(1, 1, 1, 1));
        fault("imageBarrier" + inside + " allowed", () -> Scene.barrier(commands, i, 0, 1));
        fault("copyBuffer" + inside + " allowed", () -> commands.copyBuffer(b, 0, b, 64, 4));
        fault("fillBuffer" + inside + " allowed", () -> commands.fillBuffer(b, 0, 4, 0));
        fault("copyBufferToImage" + inside + " allowed", () -> commands.copyBufferToImage(b, i, r));
        fault("copyImageToBuffer" + inside + " allowed", () -> commands.copyImageToBuffer(i, b, r));
        fault("copyImage" + inside + " allowed", () -> commands.copyImage(i, i, r));
        fault("blitImage" + inside + " allowed", () -> commands.blitImage(i, i, r, 0));
        fault(
                "clearColorImage" + inside + " allowed",
                () -> commands.clearColorImage(i, 0, 1, 0, 1, 0, 0, 0, 0));
        fault(
                "clearDepthStencilImage" + inside + " allowed",
                () -> commands.clearDepthStencilImage(i, 2, 0, 1, 0, 1, 0, 0));
        fault(
                "beginRendering" + inside + " allowed",
                () -> commands.beginRendering(Scene.rendering(view)));
        commands.endRendering();
        commands.end();
    }

    @Test
    void labels() {
        fault("endLabel: Command buffer 'cmd': no label is open", commands::endLabel);
        commands.beginLabel("frame", 1, 0, 0, 1);
        fault("end: Command buffer 'cmd' has 1 labels open", commands::end);
        commands.endLabel();
        commands.end();
    }

    @Test
    void bufferRanges() {
        long a = buffer.handle();
        long b = scene.buffer("b").handle();
        fault(
                "copyBuffer: Command buffer 'cmd': bytes [250, 258) of Buffer 'a' of 256 bytes",
                () -> commands.copyBuffer(a, 250, b, 0, 8));
        fault(
                "copyBuffer: Command buffer 'cmd': bytes [-1, 7) of Buffer 'b' of 256 bytes",
                () -> commands.copyBuffer(a, 0, b, -1, 8));
        fault(
                "copyBuffer: Command buffer 'cmd': bytes [0, 0) of Buffer 'a' of 256 bytes",
                () -> commands.copyBuffer(a, 0, b, 0, 0));
        fault(
                "copyBuffer: Command buffer 'cmd': source [0, 8) and destination [7, 15) of"
                        + " Buffer 'a' overlap",
                () -> commands.copyBuffer(a, 0, a, 7, 8));
        fault(
                "fillBuffer: Command buffer 'cmd': bytes [2, 6) of Buffer 'a' (expected"
                        + " multiples of 4)",
                () -> commands.fillBuffer(a, 2, 4, 0));
        fault(
                "fillBuffer: Command buffer 'cmd': bytes [0, 260) of Buffer 'a' of 256 bytes",
                () -> commands.fillBuffer(a, 0, 260, 0));
        fault(
                "bindIndexBuffer: Command buffer 'cmd': offset 6 in Buffer 'a' of 256 bytes"
                        + " (expected a multiple of 4 below that)",
                () -> commands.bindIndexBuffer(a, 6, 1));
        fault(
                "bindIndexBuffer: Command buffer 'cmd': index type 5 (expected 0 or 1)",
                () -> commands.bindIndexBuffer(a, 0, 5));
    }

    @Test
    void imageRegions() {
        long b = buffer.handle();
        long i = image.handle();
        String text = "copyBufferToImage: Command buffer 'cmd': ";
        fault(text + "mip levels [2, 3) of Image 'i' of 2", b, i, r -> r.mip = 2);
        fault(
                text + "layers [1, 3) of Image 'i' of 2",
                b,
                i,
                r -> {
                    r.baseLayer = 1;
                    r.layerCount = 2;
                });
        fault(
                text + "texels [1, 9)[0, 4)[0, 1) of mip level 0 of Image 'i' of 8x4x1",
                b,
                i,
                r -> r.x = 1);
        fault(
                text + "texels [0, 8)[0, 4)[0, 1) of mip level 1 of Image 'i' of 4x2x1",
                b,
                i,
                r -> r.mip = 1);
        fault(text + "aspects 2 of Image 'i' (expected of 1)", b, i, r -> r.aspects = 2);
        fault(text + "buffer offset 2 (expected a multiple of 4)", b, i, r -> r.bufferOffset = 2);
        fault(
                text + "bytes [132, 260) of Buffer 'a' of 256 bytes",
                b,
                i,
                r -> r.bufferOffset = 132);
        fault(
                text + "bytes [0, 416) of Buffer 'a' of 256 bytes",
                b,
                i,
                r -> r.bufferRowLength = 32);
        fault(
                text + "buffer rows of 4 texels and slices of 0 rows for 8x4 texels",
                b,
                i,
                r -> r.bufferRowLength = 4);
        ImageRegion blit = Scene.region();
        blit.dstWidth = 9;
        fault(
                "blitImage: Command buffer 'cmd': texels [0, 9)[0, 4)[0, 1) of mip level 0 of"
                        + " Image 'i' of 8x4x1",
                () -> commands.blitImage(i, i, blit, 0));
        fault(
                "blitImage: Command buffer 'cmd': filter 7 (expected 0 or 1)",
                () -> commands.blitImage(i, i, Scene.region(), 7));
        fault(
                "clearColorImage: Command buffer 'cmd': mip levels [1, 3) of Image 'i' of 2",
                () -> commands.clearColorImage(i, 1, 2, 0, 1, 0, 0, 0, 0));
    }

    private void fault(
            String message,
            long fromBuffer,
            long toImage,
            java.util.function.Consumer<ImageRegion> change) {
        ImageRegion region = Scene.region();
        change.accept(region);
        fault(message, () -> commands.copyBufferToImage(fromBuffer, toImage, region));
    }

    private long special(String name, int format, int samples, int usage) {
        return device.createImage(
                        new ImageDescription(name, 2, format, 8, 4, 1, 1, 1, samples, usage, false))
                .handle();
    }

    @Test
    void kindsOfImages() {
        long i = image.handle();
        long depth = special("depth", Scene.DEPTH, 1, 0x23);
        long multi = special("multi", Scene.RGBA8, 4, 0x13);
        long wide = special("wide", 97, 1, 3);
        long sampledOnly = special("sampled", Scene.RGBA8, 1, 4);
        ImageRegion r = Scene.region();
        fault(
                "copyImage: Command buffer 'cmd': Image 'sampled' has usage 0x4 (expected with"
                        + " 0x2)",
                () -> commands.copyImage(i, sampledOnly, r));
        fault(
                "copyImage: Command buffer 'cmd': Image 'i' has texels of 4 bytes and Image"
                        + " 'wide' of 8",
                () -> commands.copyImage(i, wide, r));
        fault(
                "copyImage: Command buffer 'cmd': Image 'i' has 1 samples and Image 'multi'"
                        + " has 4",
                () -> commands.copyImage(i, multi, r));
        fault(
                "blitImage: Command buffer 'cmd': Image 'multi' has 4 samples",
                () -> commands.blitImage(multi, i, r, 0));
        ImageRegion depths = Scene.region();
        depths.aspects = 2;
        depths.dstAspects = 2;
        fault(
                "blitImage: Command buffer 'cmd': filter 1 (expected 0)",
                () -> commands.blitImage(depth, depth, depths, 1));
        fault(
                "clearColorImage: Command buffer 'cmd': aspects 1 of Image 'depth' (expected of"
                        + " 2)",
                () -> commands.clearColorImage(depth, 0, 1, 0, 1, 0, 0, 0, 0));
        fault(
                "clearDepthStencilImage: Command buffer 'cmd': aspects 2 of Image 'i' (expected"
                        + " of 1)",
                () -> commands.clearDepthStencilImage(i, 2, 0, 1, 0, 1, 0, 0));
        fault(
                "clearDepthStencilImage: Command buffer 'cmd': aspects 1 (expected depth or"
                        + " stencil)",
                () -> commands.clearDepthStencilImage(depth, 1, 0, 1, 0, 1, 0, 0));
        fault(
                "clearDepthStencilImage: Command buffer 'cmd': depth 2.0 (expected 0 to 1)",
                () -> commands.clearDepthStencilImage(depth, 2, 0, 1, 0, 1, 2, 0));
        fault(
                "imageBarrier: Command buffer 'cmd': aspects 1 of Image 'depth' (expected 2)",
                () -> Scene.barrier(commands, depth, 0, 1));
        fault(
                "imageBarrier: Command buffer 'cmd': new layout 0 of Image 'i'",
                () -> Scene.barrier(commands, i, 0, 0));
        ImageRegion two = Scene.region();
        long both = special("both", 129, 1, 0x23);
        two.aspects = 6;
        fault(
                "copyImageToBuffer: Command buffer 'cmd': aspects 6 of Image 'both' (expected"
                        + " one)",
                () -> commands.copyImageToBuffer(both, buffer.handle(), two));
    }

    @Test
    void pushConstants() {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(256).address();
            fault(
                    "pushConstants: Command buffer 'cmd': Device 'dev' has no bindless set",
                    () -> commands.pushConstants(0, address, 4));
            scene.createBindless();
            fault(
                    "pushConstants: Command buffer 'cmd': bytes [64, 132) of 128",
                    () -> commands.pushConstants(64, address, 68));
            fault(
                    "pushConstants: Command buffer 'cmd': bytes [2, 6) (expected multiples of"
                            + " 4)",
                    () -> commands.pushConstants(2, address, 4));
            fault(
                    "pushConstants: Command buffer 'cmd': the address is null",
                    () -> commands.pushConstants(0, 0, 4));
            commands.pushConstants(124, address, 4);
        }
    }

    @Test
    void bindings() {
        fault(
                "bindBindlessSet: Command buffer 'cmd': Device 'dev' has no bindless set",
                () -> commands.bindBindlessSet(0));
        scene.createBindless();
        long compute = scene.computePipeline("c");
        long raster = scene.rasterPipeline("r");
        fault(
                "bindBindlessSet: Command buffer 'cmd': bind point 2 (expected 0 or 1)",
                () -> commands.bindBindlessSet(2));
        fault(
                "bindPipeline: Command buffer 'cmd': Pipeline 'c' is bound to 0 (expected 1)",
                () -> commands.bindPipeline(CommandDriver.GRAPHICS, compute));
        fault(
                "dispatch: Command buffer 'cmd': no compute pipeline is bound",
                () -> commands.dispatch(1, 1, 1));
        commands.bindPipeline(CommandDriver.COMPUTE, compute);
        fault(
                "dispatch: Command buffer 'cmd': the bindless set is not bound",
                () -> commands.dispatch(1, 1, 1));
        commands.bindBindlessSet(CommandDriver.COMPUTE);
        fault(
                "dispatch: Command buffer 'cmd': 65536 workgroups in y (expected 0 to 65535)",
                () -> commands.dispatch(1, 65536, 1));
        commands.beginRendering(Scene.rendering(scene.view("v", image.handle())));
        fault(
                "draw: Command buffer 'cmd': no raster pipeline is bound",
                () -> commands.draw(3, 1, 0, 0));
        commands.bindPipeline(CommandDriver.GRAPHICS, raster);
        fault(
                "draw: Command buffer 'cmd': the bindless set is not bound",
                () -> commands.draw(3, 1, 0, 0));
        commands.bindBindlessSet(CommandDriver.GRAPHICS);
        fault("draw: Command buffer 'cmd': no viewport is set", () -> commands.draw(3, 1, 0, 0));
        fault(
                "setViewport: Command buffer 'cmd': viewport of 0.0x4.0",
                () -> commands.setViewport(0, 0, 0, 0, 4, 0, 1));
        fault(
                "setViewport: Command buffer 'cmd': depth 0.0 to 2.0 (expected 0 to 1)",
                () -> commands.setViewport(0, 0, 0, 8, 4, 0, 2));
        commands.setViewport(0, 0, 4, 8, -4, 0, 1);
        fault("draw: Command buffer 'cmd': no scissor is set", () -> commands.draw(3, 1, 0, 0));
        fault(
                "setScissor: Command buffer 'cmd': scissor [-1, 7)[0, 4)",
                () -> commands.setScissor(0, -1, 0, 8, 4));
        commands.setScissor(0, 0, 0, 8, 4);
        commands.draw(3, 1, 0, 0);
        fault(
                "drawIndexed: Command buffer 'cmd': no index buffer is bound",
                () -> commands.drawIndexed(3, 1, 0, 0, 0));
        commands.bindIndexBuffer(buffer.handle(), 0, 0);
        commands.setDepthBias(0, 0, 0);
        commands.drawIndexed(3, 1, 0, 0, 0);
        commands.endRendering();
        commands.end();
    }

    @Test
    void attachments() {
        long view = scene.view("v", image.handle());
        RenderingDescription tooWide = Scene.rendering(view);
        tooWide.width = 9;
        fault(
                "beginRendering: Command buffer 'cmd': render area [0, 9)[0, 4) of Image view"
                        + " 'v' of 8x4",
                () -> commands.beginRendering(tooWide));
        RenderingDescription empty = new RenderingDescription();
        fault(
                "beginRendering: Command buffer 'cmd': render area [0, 0)[0, 0) of 1 layers",
                () -> commands.beginRendering(empty));
        RenderingDescription many = Scene.rendering(view);
        many.colorCount = 9;
        fault(
                "beginRendering: Command buffer 'cmd': 9 colour attachments (expected 0 to 8)",
                () -> commands.beginRendering(many));
        RenderingDescription depth = Scene.rendering(view);
        depth.depth.view = view;
        fault(
                "beginRendering: Command buffer 'cmd': Image view 'v' has usage 0x1f (expected"
                        + " with 0x20)",
                () -> commands.beginRendering(depth));
        RenderingDescription resolve = Scene.rendering(view);
        resolve.colors[0].resolveView = view;
        fault(
                "beginRendering: Command buffer 'cmd': Image view 'v' of 1 samples is resolved"
                        + " to Image view 'v' of 1",
                () -> commands.beginRendering(resolve));
        RenderingDescription wrong = Scene.rendering(view);
        wrong.colors[0].loadOp = 3;
        String expected = " of Image view 'v' (expected 0 to 2, and 0, 1 or 1000301000)";
        fault(
                "beginRendering: Command buffer 'cmd': load op 3 and store op 0" + expected,
                () -> commands.beginRendering(wrong));
        wrong.colors[0].loadOp = 2;
        wrong.colors[0].storeOp = 2;
        fault(
                "beginRendering: Command buffer 'cmd': load op 2 and store op 2" + expected,
                () -> commands.beginRendering(wrong));
    }

    private long drawing(boolean depthWrite, int writeMask, Integer... dynamic) {
        RasterState.Stencil face = new RasterState.Stencil(0, 2, 0, 7, 255, writeMask, 1);
        RasterState state =
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
                        true,
                        RasterState.Stencil.OFF,
                        face,
                        1,
                        false,
                        0,
                        List.of(0f, 0f, 0f, 0f),
                        0,
                        List.of(),
                        List.of(),
                        List.of(dynamic),
                        0,
                        -1,
                        -1,
                        1,
                        RasterState.Rasterization.DEFAULT);
        return scene.device.createRasterPipeline(
                new RasterPipelineDescription(
                        "p",
                        List.of(Scene.shader(1)),
                        3,
                        0,
                        0,
                        0,
                        1,
                        List.of(),
                        DEPTH_AND_STENCIL,
                        DEPTH_AND_STENCIL,
                        true,
                        depthWrite,
                        1,
                        state));
    }

    @Test
    void whatIsDrawnAndNotStored() {
        long depth =
                scene.device
                        .createImage(
                                new ImageDescription(
                                        "d", 2, DEPTH_AND_STENCIL, 8, 4, 1, 1, 1, 1, 0x20, false))
                        .handle();
        long view =
                scene.device.createImageView(
                        new ImageViewDescription(
                                "d", depth, 1, DEPTH_AND_STENCIL, 6, 0, 1, 0, 1, 0x20));
        scene.createBindless();
        RenderingDescription tests = new RenderingDescription();
        tests.width = 8;
        tests.height = 4;
        tests.depth.view = view;
        tests.depth.storeOp = 1000301000;
        tests.stencil.view = view;
        tests.stencil.storeOp = 1000301000;
        commands.beginRendering(tests);
        commands.bindBindlessSet(CommandDriver.GRAPHICS);
        commands.setViewport(0, 0, 0, 8, 4, 0, 1);
        commands.setScissor(0, 0, 0, 8, 4);
        String lost = "draw: Command buffer 'cmd': Pipeline 'p' writes ";
        String none = " in a pass with store op NONE";
        commands.bindPipeline(CommandDriver.GRAPHICS, drawing(true, 0));
        fault(lost + "depth" + none, () -> commands.draw(3, 1, 0, 0));
        commands.bindPipeline(CommandDriver.GRAPHICS, drawing(false, 2));
        fault(lost + "stencil" + none, () -> commands.draw(3, 1, 0, 0));
        commands.bindPipeline(CommandDriver.GRAPHICS, drawing(false, 0));
        commands.draw(3, 1, 0, 0);
        commands.bindPipeline(
                CommandDriver.GRAPHICS, drawing(true, 3, 1000267006, 1000267007, 1000267008, 6, 7));
        commands.setDepthTest(true, true, 1);
        commands.setStencilMasks(3, 255, 0);
        fault(lost + "depth" + none, () -> commands.draw(3, 1, 0, 0));
        commands.setDepthTest(true, false, 1);
        commands.setStencilMasks(1, 255, 4);
        fault(lost + "stencil" + none, () -> commands.draw(3, 1, 0, 0));
        commands.setStencilMasks(1, 255, 0);
        commands.draw(3, 1, 0, 0);
        commands.endRendering();
        tests.depth.storeOp = 0;
        tests.stencil.storeOp = 1;
        commands.beginRendering(tests);
        commands.bindPipeline(CommandDriver.GRAPHICS, drawing(true, 255));
        commands.draw(3, 1, 0, 0);
        commands.endRendering();
    }

    @Test
    void twoThreadsAtOnce() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first = new Thread(() -> commands.fillBuffer(buffer.handle(), 0, 4, 0), "one");
        scene.driver.onCall(
                call -> {
                    if (Thread.currentThread().equals(first)) {
                        inside.countDown();
                        awaitUninterruptibly(leave);
                    }
                });
        first.start();
        inside.await();
        Thread.currentThread().setName("two");
        fault(
                "fillBuffer: Command buffer 'cmd' is used by thread 'two' while thread 'one'"
                        + " uses it; one of them has to wait",
                () -> commands.fillBuffer(buffer.handle(), 0, 4, 0));
        leave.countDown();
        first.join();
        assertThat(commands.recorded()).hasSize(1);
    }
}
