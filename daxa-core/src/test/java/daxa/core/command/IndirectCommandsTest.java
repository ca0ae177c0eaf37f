package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.junit.jupiter.api.Test;

/// What commands whose arguments the GPU reads ask of the driver, and what they refuse.
class IndirectCommandsTest extends CommandFixture {
    @Test
    void defect25AnIndirectDispatchComesAfterTheBarrierBeforeIt() {
        Buffer arguments = buffer(64);
        assertThat(
                        run(
                                r -> {
                                    bindCompute(r);
                                    r.barrier(Access.TRANSFER_WRITE, Access.INDIRECT_READ);
                                    r.dispatchIndirect(arguments, 8);
                                },
                                DriverCall.MEMORY_BARRIER,
                                DriverCall.DISPATCH_INDIRECT))
                .containsExactly("memoryBarrier [4096, 4096, 2, 1]", "dispatchIndirect [8]");
    }

    @Test
    void dispatchesRefuseWhatTheGpuCannotRead() {
        Buffer arguments = buffer(64);
        recorder.begin();
        refused(
                () -> recorder.dispatchIndirect(arguments, 0),
                "dispatchIndirect was called on CommandRecorder 'recorder' without a compute"
                        + " pipeline; call setPipeline first");
        bindCompute(recorder);
        refused(
                () -> recorder.dispatchIndirect(arguments, 56),
                "dispatchIndirect with Buffer 'buffer': offset=56, bytes read=12 (expected inside"
                        + " of 0 to 64, a multiple of 4)");
        refusedWith(() -> recorder.dispatchIndirect(arguments, -4), "offset=-4");
        refusedWith(() -> recorder.dispatchIndirect(arguments, 2), "offset=2");
        recorder.discard();
    }

    @Test
    void drawsReachTheDriver() {
        Buffer arguments = buffer(128);
        Buffer counts = buffer(16);
        assertThat(
                        run(
                                pass(
                                        rasterInfo(),
                                        p -> {
                                            p.setIndexBuffer(arguments, 0, IndexType.UINT32);
                                            p.drawIndirect(arguments, 16, 3, 32);
                                            p.drawIndexedIndirect(arguments, 0, 1, 0);
                                            p.drawIndirectCount(arguments, 0, counts, 12, 8, 16);
                                            p.drawIndexedIndirectCount(
                                                    arguments, 8, counts, 0, 6, 20);
                                        }),
                                DriverCall.DRAW_INDIRECT,
                                DriverCall.DRAW_INDEXED_INDIRECT,
                                DriverCall.DRAW_INDIRECT_COUNT,
                                DriverCall.DRAW_INDEXED_INDIRECT_COUNT))
                .containsExactly(
                        "drawIndirect [16, 3, 32]",
                        "drawIndexedIndirect [0, 1, 0]",
                        "drawIndirectCount [0, 12, 8, 16]",
                        "drawIndexedIndirectCount [8, 0, 6, 20]");
    }

    @Test
    void drawsRefuseWhatTheGpuCannotRead() {
        Buffer arguments = buffer(64);
        run(
                pass(
                        rasterInfo(),
                        p -> {
                            refused(
                                    () -> p.drawIndirect(arguments, 0, 5, 16),
                                    "drawIndirect with Buffer 'buffer': offset=0, bytes read=80"
                                            + " (expected inside of 0 to 64, a multiple of 4)");
                            refused(
                                    () -> p.drawIndirect(arguments, 0, 2, 12),
                                    "drawIndirect with Buffer 'buffer': draws=2, stride=12"
                                        + " (expected at least 0 draws, and a multiple of 4 of at"
                                        + " least 16)");
                            refusedWith(() -> p.drawIndirect(arguments, 0, -1, 16), "draws=-1");
                            refused(
                                    () -> p.drawIndexedIndirect(arguments, 0, 1, 20),
                                    "drawIndexedIndirect was called on CommandRecorder 'recorder'"
                                        + " without an index buffer; call setIndexBuffer first");
                            refusedWith(
                                    () -> p.drawIndirectCount(arguments, 0, arguments, 64, 1, 16),
                                    "offset=64, bytes read=4");
                        }));
    }

    @Test
    void missingFeaturesAreNamed() {
        without(
                device -> {
                    try (CommandRecorder poor = device.createCommandRecorder("poor");
                            Buffer arguments = device.createBuffer(BufferInfo.of("b", 64));
                            Image image = device.createImage(imageInfo());
                            ImageView view = device.createImageView(ImageViewInfo.of(image));
                            RasterPipeline pipeline = device.createRasterPipeline(rasterInfo())) {
                        poor.begin();
                        RenderRecorder pass =
                                poor.beginRenderPass(new RenderPassInfo().discardColor(0, view));
                        pass.setPipeline(pipeline);
                        refused(
                                () -> pass.drawIndirect(arguments, 0, 2, 16),
                                "drawIndirect of several draws needs the feature"
                                        + " MULTI_DRAW_INDIRECT, which device 'poor' was created"
                                        + " without");
                        refused(
                                () -> pass.drawIndirectCount(arguments, 0, arguments, 0, 1, 16),
                                "drawIndirectCount needs the feature DRAW_INDIRECT_COUNT, which"
                                        + " device 'poor' was created without");
                        pass.drawIndirect(arguments, 0, 1, 0);
                        pass.end();
                        poor.complete().close();
                    }
                },
                Feature.MULTI_DRAW_INDIRECT,
                Feature.DRAW_INDIRECT_COUNT);
    }
}
