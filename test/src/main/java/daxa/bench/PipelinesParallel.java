package daxa.bench;

import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.NullUnmarked;

import java.time.Duration;

/// Pipelines built a second on two threads, beside those on one, without a cache.
@NullUnmarked
public class PipelinesParallel extends Comparison {
    private static final int PIPELINES = 200;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private Gpu gpu;
    private int round;

    @Override
    protected void open() {
        gpu = new Gpu();
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return PIPELINES;
    }

    @Override
    protected void ours() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void reference() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void measure(Sides sides, boolean oursFirst) {
        if (oursFirst) {
            sides.ours = milliPipelinesPerSecond(2);
            sides.reference = milliPipelinesPerSecond(1);
        } else {
            sides.reference = milliPipelinesPerSecond(1);
            sides.ours = milliPipelinesPerSecond(2);
        }
    }

    private long milliPipelinesPerSecond(int threads) {
        round++;
        try (PipelineManager manager =
                gpu.device.createPipelineManager(
                        PipelineManagerInfo.of("bench").withThreads(threads))) {
            long start = System.nanoTime();
            for (int i = 0; i < PIPELINES; i++) {
                manager.compute("pipeline " + i, StageSource.compute(shader(i)));
            }
            manager.awaitAll(DEADLINE);
            return (long) (PIPELINES * 1e12 / (System.nanoTime() - start));
        }
    }

    // Another text each time, so that the driver has none of them in memory.
    private ShaderSource shader(int i) {
        return ShaderSource.text(
                "bench",
                """
                #include <daxa/daxa.glsl>
                layout(local_size_x = 64) in;
                shared float values[64];
                void main() {
                    float x = float(gl_LocalInvocationIndex) + %d.0;
                    for (int i = 0; i < 10; i++) {
                        x = sin(x) * cos(x) + sqrt(abs(x) + %d.0);
                    }
                    values[gl_LocalInvocationIndex] = x;
                }
                """
                        .formatted(i, round));
    }
}
