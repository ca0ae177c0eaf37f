package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.query.PipelineStatistic;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;

/// What queries count on the GPU.
class QueryResultsTest extends GpuProgram {
    private QueryPool pool(QueryPoolInfo info) {
        return gpu.own(gpu.device().createQueryPool(info));
    }

    private static void draw(RenderRecorder pass, Buffer corners) {
        pass.pushConstants(
                java.lang.foreign.MemorySegment.ofArray(
                        new long[] {corners.deviceAddress(), 0xFFFFFFFFL}));
        pass.draw(6);
    }

    @Test
    void samplesInFrontAreCounted() {
        RasterPipeline pipeline = raster(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true));
        ImageView color = view(target());
        ImageView depth = view(image(Format.D32_SFLOAT, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT));
        // 4 by 8 texels in front, all 64 behind, and all behind that.
        Buffer left = quad(-1, -1, 0, 1, 0.25f);
        Buffer middle = quad(0.5f);
        Buffer back = quad(0.75f);
        QueryPool counted = pool(QueryPoolInfo.preciseOcclusion("counted", 4));
        QueryPool seen = pool(QueryPoolInfo.occlusion("seen", 2));
        Buffer down = readback(48);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo()
                                            .clearColor(0, color, 0, 0, 0, 1)
                                            .clearDepth(depth, 1))) {
                        pass.setPipeline(pipeline);
                        Buffer[] quads = {left, middle, back};
                        for (int i = 0; i < 3; i++) {
                            pass.beginQuery(counted, i);
                            draw(pass, quads[i]);
                            pass.endQuery(counted, i);
                        }
                        pass.beginQuery(counted, 3);
                        pass.endQuery(counted, 3);
                        pass.beginQuery(seen, 0);
                        draw(pass, back);
                        pass.endQuery(seen, 0);
                        pass.beginQuery(seen, 1);
                        draw(pass, quad(0, -1, 1, 1, 0));
                        pass.endQuery(seen, 1);
                    }
                    r.copyQueryResults(counted, 0, 4, down, 0);
                    // No driver has to compile a shader for these, so that they may be called in
                    // another way.
                    r.copyQueryResults(counted, 1, 2, down, 32);
                });
        long[] samples = new long[4];
        counted.await(0, 4, samples, Gpu.LONG);
        assertThat(samples).containsExactly(32, 32, 0, 0);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_LONG))
                .containsExactly(32, 32, 0, 0, 32, 0);
        long[] any = new long[2];
        seen.await(0, 2, any, Gpu.LONG);
        assertThat(any[0]).isZero();
        assertThat(any[1]).isPositive();
    }

    @Test
    void everySampleOfATexelCounts() {
        RasterPipeline pipeline = raster(rasterInfo().withSamples(4));
        Image samples =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                        "samples",
                                                        Format.R8G8B8A8_UNORM,
                                                        8,
                                                        8,
                                                        ImageUsage.COLOR_ATTACHMENT)
                                                .withSamples(4)));
        ImageView view = view(samples);
        Buffer left = quad(-1, -1, 0, 1, 0);
        QueryPool counted = pool(QueryPoolInfo.preciseOcclusion("counted", 1));
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.beginQuery(counted, 0);
                        draw(pass, left);
                        pass.endQuery(counted, 0);
                    }
                });
        long[] count = new long[1];
        counted.await(0, 1, count, Gpu.LONG);
        assertThat(count).containsExactly(4 * 32);
    }

    @Test
    void aQueryBegunOutsideCountsSeveralPasses() {
        RasterPipeline pipeline = raster(rasterInfo());
        ImageView view = view(target());
        Buffer left = quad(-1, -1, 0, 1, 0);
        Buffer all = quad(0);
        QueryPool counted = pool(QueryPoolInfo.preciseOcclusion("counted", 1));
        run(
                r -> {
                    r.beginQuery(counted, 0);
                    for (Buffer quad : new Buffer[] {left, all}) {
                        try (RenderRecorder pass =
                                r.beginRenderPass(
                                        new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                            pass.setPipeline(pipeline);
                            draw(pass, quad);
                        }
                        r.barrier(Access.COLOR_ATTACHMENT_WRITE, Access.COLOR_ATTACHMENT_WRITE);
                    }
                    r.endQuery(counted, 0);
                });
        long[] count = new long[1];
        counted.await(0, 1, count, Gpu.LONG);
        assertThat(count).containsExactly(32 + 64);
    }

    @Test
    void statisticsOfADraw() {
        RasterPipeline pipeline = raster(rasterInfo());
        ImageView view = view(target());
        Buffer left = quad(-1, -1, 0, 1, 0);
        PipelineStatistic[] kinds = {
            PipelineStatistic.FRAGMENT_SHADER_INVOCATIONS,
            PipelineStatistic.INPUT_ASSEMBLY_VERTICES,
            PipelineStatistic.INPUT_ASSEMBLY_PRIMITIVES,
            PipelineStatistic.VERTEX_SHADER_INVOCATIONS,
            PipelineStatistic.CLIPPING_INVOCATIONS
        };
        QueryPool statistics = pool(QueryPoolInfo.statistics("statistics", 2, kinds));
        Buffer down = readback(40);
        run(
                r -> {
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.beginQuery(statistics, 1);
                        draw(pass, left);
                        pass.endQuery(statistics, 1);
                    }
                    r.copyQueryResults(statistics, 1, 1, down, 0);
                });
        long[] values = new long[5];
        statistics.await(1, 1, values, Gpu.LONG);
        assertThat(down.mapped().toArray(ValueLayout.JAVA_LONG)).isEqualTo(values);
        // In the order of the enum.
        assertThat(values).containsExactly(6, 2, 6, 2, 32);
        assertThat(statistics.info().indexOf(kinds[0])).isEqualTo(4);
    }

    @Test
    void statisticsOfADispatch() {
        ComputePipeline pipeline = compute("void main() {}");
        QueryPool statistics =
                pool(
                        QueryPoolInfo.statistics(
                                "statistics", 1, PipelineStatistic.COMPUTE_SHADER_INVOCATIONS));
        run(
                r -> {
                    r.beginQuery(statistics, 0);
                    r.setPipeline(pipeline);
                    r.dispatch(3, 2, 1);
                    r.endQuery(statistics, 0);
                });
        long[] invocations = new long[1];
        statistics.await(0, 1, invocations, Gpu.LONG);
        assertThat(invocations).containsExactly(3 * 2 * 64);
    }
}
