package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.IndexType;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.Feature;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/// Draws and dispatches that the GPU leaves out, and several draws with one command.
class ConditionalRenderingTest extends GpuProgram {
    private static final long WHITE = 0xFFFFFFFFL;

    /// Draws the left and the right half of a picture, and says which halves were painted.
    private String painted(Consumer<CommandRecorder> before, Consumer<RenderRecorder> draw) {
        RasterPipeline pipeline = raster(rasterInfo());
        Image target = target();
        ImageView view = view(target);
        Buffer corners =
                floats(
                        -1, -1, 0, 1, 0, -1, 0, 1, -1, 1, 0, 1, 0, -1, 0, 1, 0, 1, 0, 1, -1, 1, 0,
                        1, 0, -1, 0, 1, 1, -1, 0, 1, 0, 1, 0, 1, 1, -1, 0, 1, 1, 1, 0, 1, 0, 1, 0,
                        1);
        Buffer indices = uploadInts(0, 1, 2, 3, 4, 5);
        run(
                r -> {
                    before.accept(r);
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(corners.deviceAddress(), WHITE));
                        pass.setIndexBuffer(indices, 0, IndexType.UINT32);
                        draw.accept(pass);
                    }
                });
        int[] picture = read(target);
        return (picture[26] == -1 ? "left " : "") + (picture[29] == -1 ? "right" : "");
    }

    @Test
    void drawsDependOnAValue() {
        assertThat(gpu.device().features()).contains(Feature.CONDITIONAL_RENDERING);
        Buffer condition = onDevice(16);
        for (boolean inverted : new boolean[] {false, true}) {
            for (int value : new int[] {0, 1, 7}) {
                assertThat(
                                painted(
                                        r -> {
                                            r.barrier(Access.ALL, Access.TRANSFER_WRITE);
                                            r.fillBuffer(condition, 8, 4, value);
                                            r.barrier(
                                                    Access.TRANSFER_WRITE,
                                                    Access.CONDITIONAL_RENDERING_READ);
                                        },
                                        pass -> {
                                            pass.beginConditionalRendering(condition, 8, inverted);
                                            pass.draw(6);
                                            pass.endConditionalRendering();
                                            pass.draw(6, 1, 6, 0);
                                        }))
                        .as("value %s, inverted %s", value, inverted)
                        .isEqualTo((value != 0) == inverted ? "right" : "left right");
            }
        }
    }

    @Test
    void aConditionHoldsOverAWholeRenderPass() {
        Buffer condition = uploadInts(0);
        assertThat(
                        painted(
                                r -> r.beginConditionalRendering(condition, 0, false),
                                pass -> {
                                    pass.draw(12);
                                    pass.end();
                                    recorder.endConditionalRendering();
                                }))
                .isEmpty();
    }

    @Test
    void dispatchesDependOnAValue() {
        ComputePipeline pipeline =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(uint) target; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() { daxa_at(push.target, gl_GlobalInvocationID.x) = 7; }
                        """);
        Buffer conditions = uploadInts(0, 1);
        Buffer down = readback(4 * 64 * 2);
        run(
                r -> {
                    r.fillBuffer(down, 0, 4 * 64 * 2, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.COMPUTE_READ_WRITE);
                    r.setPipeline(pipeline);
                    for (int i = 0; i < 2; i++) {
                        r.beginConditionalRendering(conditions, i * 4L, false);
                        r.pushConstants(push(down.deviceAddress() + i * 256L));
                        r.dispatch(1, 1, 1);
                        r.endConditionalRendering();
                    }
                });
        int[] written = down.mapped().toArray(ValueLayout.JAVA_INT);
        assertThat(written[0]).isZero();
        assertThat(written[63]).isZero();
        assertThat(written[64]).isEqualTo(7);
        assertThat(written[127]).isEqualTo(7);
    }

    @Test
    void severalDrawsWithOneCommand() {
        assertThat(gpu.device().features()).contains(Feature.MULTI_DRAW);
        assertThat(gpu.device().limits().maxMultiDrawCount()).isPositive();
        MemorySegment halves = MemorySegment.ofArray(new int[] {0, 6, 6, 6});
        assertThat(painted(r -> {}, pass -> pass.drawMulti(halves, 1, 0))).isEqualTo("left right");
        assertThat(painted(r -> {}, pass -> pass.drawMulti(halves.asSlice(8), 1, 0)))
                .isEqualTo("right");
        assertThat(painted(r -> {}, pass -> pass.drawMulti(halves.asSlice(0, 0), 1, 0))).isEmpty();
        MemorySegment indexed = MemorySegment.ofArray(new int[] {0, 6, 0, 0, 6, 6});
        assertThat(painted(r -> {}, pass -> pass.drawMultiIndexed(indexed, 1, 0)))
                .isEqualTo("left right");
        assertThat(painted(r -> {}, pass -> pass.drawMultiIndexed(indexed.asSlice(12), 1, 0)))
                .isEqualTo("right");
    }
}
