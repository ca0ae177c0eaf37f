package daxa.bench;

import daxa.core.pipeline.ComputePipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.NullUnmarked;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a frame asks a manager that watches files, and one of its pipelines, where nothing has
/// changed; beside reading a volatile field.
@NullUnmarked
public class PipelinesUpdate extends Comparison {
    private static final int OPERATIONS = 100_000;

    private Gpu gpu;
    private Path file;
    private PipelineManager manager;
    private ManagedPipeline<ComputePipeline> pipeline;
    private volatile boolean flag;
    private long seen;

    @Override
    protected void open() {
        gpu = new Gpu();
        try {
            file = Files.writeString(Files.createTempFile("bench", ".comp"), "void main() {}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        manager =
                gpu.device.createPipelineManager(
                        PipelineManagerInfo.of("bench").withHotReload(true));
        pipeline = manager.compute("bench", StageSource.compute(ShaderSource.file(file)));
        manager.awaitAll(Gpu.DEADLINE);
    }

    @Override
    public void close() {
        manager.close();
        gpu.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (seen == 0) {
            throw new IllegalStateException("nothing was measured");
        }
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            if (manager.update().isEmpty() && !pipeline.get().isClosed()) {
                seen++;
            }
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            if (!flag) {
                seen++;
            }
        }
    }
}
