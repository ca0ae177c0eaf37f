package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.IndexType;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;

/// Commands whose arguments the GPU reads.
class IndirectCommandsTest extends GpuProgram {
    @Test
    void dispatchesReadTheirWorkgroups() {
        ComputePipeline pipeline =
                compute(
                        """
                        struct Push { daxa_RWBufferPtr(uint) target; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() { daxa_at(push.target, gl_GlobalInvocationID.x) = 7; }
                        """);
        Buffer arguments = onDevice(32);
        Buffer down = readback(4 * 256);
        run(
                r -> {
                    r.fillBuffer(down, 0, 4 * 256, 0);
                    r.updateBuffer(
                            arguments, 16, arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1, 1));
                    r.barrier(
                            Access.TRANSFER_WRITE,
                            Access.INDIRECT_READ.and(Access.COMPUTE_READ_WRITE));
                    r.setPipeline(pipeline);
                    r.pushConstants(push(down.deviceAddress()));
                    r.dispatchIndirect(arguments, 16);
                });
        int[] written = down.mapped().toArray(ValueLayout.JAVA_INT);
        assertThat(Arrays.copyOf(written, 128)).containsOnly(7);
        assertThat(Arrays.copyOfRange(written, 128, 256)).containsOnly(0);
    }

    /// Draws the left and the right half of a picture, and says which halves were painted.
    private String painted(Consumer<RenderRecorder> draw) {
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
                    try (RenderRecorder pass =
                            r.beginRenderPass(
                                    new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1))) {
                        pass.setPipeline(pipeline);
                        pass.pushConstants(push(corners.deviceAddress(), 0xFFFFFFFFL));
                        pass.setIndexBuffer(indices, 0, IndexType.UINT32);
                        draw.accept(pass);
                    }
                });
        int[] picture = read(target);
        return (picture[26] == -1 ? "left " : "") + (picture[29] == -1 ? "right" : "");
    }

    @Test
    void drawsReadTheirArguments() {
        Buffer draws = uploadInts(6, 1, 0, 0, 99, 6, 1, 6, 0);
        assertThat(painted(pass -> pass.drawIndirect(draws, 0, 2, 20))).isEqualTo("left right");
        assertThat(painted(pass -> pass.drawIndirect(draws, 0, 1, 0))).isEqualTo("left ");
        assertThat(painted(pass -> pass.drawIndirect(draws, 20, 1, 0))).isEqualTo("right");
        assertThat(painted(pass -> pass.drawIndirect(draws, 0, 0, 0))).isEmpty();
    }

    @Test
    void drawsReadTheirNumber() {
        Buffer draws = uploadInts(6, 1, 0, 0, 6, 1, 6, 0);
        Buffer counts = uploadInts(0, 1, 2, 9);
        String[] expected = {"", "left ", "left right", "left right"};
        for (int i = 0; i < 4; i++) {
            long at = i * 4L;
            assertThat(painted(pass -> pass.drawIndirectCount(draws, 0, counts, at, 2, 16)))
                    .isEqualTo(expected[i]);
        }
    }

    @Test
    void drawsWithIndicesReadTheirArgumentsAndTheirNumber() {
        Buffer draws = uploadInts(6, 1, 0, 0, 0, 6, 1, 0, 6, 0);
        Buffer counts = uploadInts(1, 2);
        assertThat(painted(pass -> pass.drawIndexedIndirect(draws, 0, 2, 20)))
                .isEqualTo("left right");
        assertThat(painted(pass -> pass.drawIndexedIndirect(draws, 20, 1, 0))).isEqualTo("right");
        assertThat(painted(pass -> pass.drawIndexedIndirectCount(draws, 0, counts, 0, 2, 20)))
                .isEqualTo("left ");
        assertThat(painted(pass -> pass.drawIndexedIndirectCount(draws, 0, counts, 4, 2, 20)))
                .isEqualTo("left right");
    }
}
