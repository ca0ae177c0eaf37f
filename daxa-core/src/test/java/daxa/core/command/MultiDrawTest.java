package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

/// What draws of several with one command ask of the driver, and what they refuse.
class MultiDrawTest extends CommandFixture {
    private static MemorySegment ints(int... values) {
        return MemorySegment.ofArray(values);
    }

    @Test
    void drawsReachTheDriver() {
        Buffer indices = buffer(64);
        int[] many = new int[2 * 2048];
        assertThat(
                        run(
                                pass(
                                        rasterInfo(),
                                        p -> {
                                            p.setIndexBuffer(indices, 0, IndexType.UINT32);
                                            p.drawMulti(ints(0, 3, 3, 6), 2, 1);
                                            p.drawMulti(ints(), 1, 0);
                                            p.drawMultiIndexed(ints(0, 3, -5), 1, 0);
                                            p.drawMulti(ints(many), 1, 0);
                                        }),
                                DriverCall.DRAW_MULTI,
                                DriverCall.DRAW_MULTI_INDEXED))
                .startsWith(
                        "drawMulti [2, 2, 1, 0, 3, 3, 6]",
                        "drawMulti [0, 1, 0]",
                        "drawMultiIndexed [1, 1, 0, 0, 3, -5]")
                .hasSize(4);
    }

    @Test
    void wrongDrawsAreRefused() {
        Buffer indices = buffer(64);
        run(
                pass(
                        rasterInfo(),
                        p -> {
                            refused(
                                    () -> p.drawMultiIndexed(ints(0, 3, 0), 1, 0),
                                    "drawMultiIndexed was called on CommandRecorder 'recorder'"
                                            + " without an index buffer; call setIndexBuffer"
                                            + " first");
                            p.setIndexBuffer(indices, 0, IndexType.UINT32);
                            refused(
                                    () -> p.drawMulti(ints(0, 3, 0), 1, 0),
                                    "drawMulti on CommandRecorder 'recorder': size=12 (expected a"
                                            + " multiple of 8 bytes, the size of a draw, for up to"
                                            + " 2048 draws)");
                            refusedWith(
                                    () -> p.drawMultiIndexed(ints(new int[3 * 2049]), 1, 0),
                                    "size=24588 (expected a multiple of 12 bytes");
                            refused(
                                    () -> p.drawMulti(ints(0, 3, -1, 3), 1, 0),
                                    "drawMulti on CommandRecorder 'recorder': draw 1 has -1"
                                            + " (expected at least 0)");
                            refused(
                                    () -> p.drawMulti(ints(0, 3), -1, 0),
                                    "drawMulti on CommandRecorder 'recorder': instanceCount=-1,"
                                            + " firstInstance=0 (expected at least 0 each)");
                        }));
    }

    @Test
    void aMissingFeatureIsNamed() {
        without(
                device -> {
                    try (Image target = device.createImage(imageInfo());
                            ImageView view = device.createImageView(ImageViewInfo.of(target));
                            RasterPipeline pipeline = device.createRasterPipeline(rasterInfo());
                            CommandRecorder poor = device.createCommandRecorder("poor")) {
                        poor.begin();
                        RenderRecorder pass =
                                poor.beginRenderPass(
                                        new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1));
                        pass.setPipeline(pipeline);
                        refused(
                                () -> pass.drawMulti(ints(0, 3), 1, 0),
                                "drawMulti needs the feature MULTI_DRAW, which device 'poor' was"
                                        + " created without");
                        pass.end();
                    }
                },
                Feature.MULTI_DRAW);
    }
}
