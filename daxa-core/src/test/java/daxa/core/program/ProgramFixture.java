package daxa.core.program;

import daxa.core.error.ShaderException;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of shaders, and managers for it.
abstract class ProgramFixture {
    static final PipelineManagerInfo INFO = PipelineManagerInfo.of("manager");
    static final String GOOD = "void main() {}";

    @TempDir Path folder;

    static PipelineManager manager(Gpu gpu, PipelineManagerInfo info) {
        return gpu.own(gpu.device().createPipelineManager(info));
    }

    static StageSource compute(String glsl) {
        return StageSource.compute(ShaderSource.text("test", glsl));
    }

    StageSource file(String name, String glsl) throws IOException {
        return StageSource.compute(ShaderSource.file(write(name, glsl)));
    }

    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /// The text of the error that building ends with.
    String failure(PipelineManager manager) {
        try {
            manager.awaitAll(Gpu.LONG);
        } catch (ShaderException e) {
            return String.valueOf(e.getMessage()).replace(folder.toString(), "FOLDER");
        }
        throw new AssertionError("built");
    }
}
