package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.RandomOperations;

import org.junit.jupiter.api.Test;

/// Graphs made by chance are executed again and again, under validation, and have to leave what
/// their tasks leave when they run one after the other.
@OnDriver(Gpu.Kind.VULKAN)
class RandomExecutionTest {
    private static final int GRAPHS = RandomOperations.quick() ? 50 : 300;

    // So often each way. With a pair that changes places the seventh is the first that repeats.
    private static final int TIMES = 4;
    private static final int MANY_TIMES = 8;

    private int recordedElsewhere;
    private int repeated;

    private static final String MIX =
            """
            #version 460
            #include <daxa/daxa.glsl>
            layout(local_size_x = 64) in;
            struct Push {
                daxa_RWBufferPtr(uint) target; daxa_RWBufferPtr(uint) source;
                uint key; uint unused;
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() {
                uint i = gl_GlobalInvocationID.x;
                daxa_at(push.target, i) =
                        daxa_at(push.target, i) * 31 + daxa_at(push.source, i) * 7 + push.key;
            }
            """;

    @Test
    void onOneQueueUnderValidation(Gpu gpu) {
        run(gpu.device(), 0, GRAPHS, 1);
        gpu.settle();
        assertEverythingWasReached();
    }

    // The layer of the tests does not understand waits for timelines, so that it is left out.
    @Test
    void onSeveralQueues() {
        try (Instance instance = Instance.create(InstanceInfo.of("several queues"));
                Device device = instance.createDevice(DeviceInfo.of("several queues"))) {
            for (int queues = 2; queues <= 7; queues++) {
                run(device, 1000 * queues, GRAPHS / 5, queues);
            }
        }
        assertEverythingWasReached();
    }

    // Half of the graphs may be recorded by several threads, and a quarter repeats for long.
    private void assertEverythingWasReached() {
        assertThat(recordedElsewhere)
                .as("tasks recorded by other threads")
                .isGreaterThan(GRAPHS / 4);
        assertThat(repeated).as("executions that repeat others").isGreaterThan(GRAPHS / 4);
    }

    private void run(Device device, int firstSeed, int graphs, int queues) {
        try (ComputePipeline mixer =
                device.createComputePipeline(
                        ComputePipelineInfo.of(
                                "mix",
                                new GlslCompiler()
                                        .compile(
                                                ShaderSource.text("mix", MIX),
                                                ShaderStage.COMPUTE)))) {
            for (int seed = firstSeed; seed < firstSeed + graphs; seed++) {
                try (RandomExecution random = new RandomExecution(device, mixer, seed, queues)) {
                    int times = seed % 4 == 0 ? MANY_TIMES : TIMES;
                    assertThat(random.run(3 + seed % 20, times)).as("seed %d", seed).isEmpty();
                    recordedElsewhere += random.recordedElsewhere();
                    repeated += random.repeated();
                }
            }
        }
    }
}
