package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.shader.ShaderSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program with prebuilt shaders does not even load the compiler.
class PrebuiltTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final StageSource SHADER =
            StageSource.compute(ShaderSource.text("nothing", "void main() {}"));

    @TempDir Path folder;

    /// The program: builds its pipeline from the file, and with a second argument writes that file.
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            Path file = Path.of(args[0]);
            boolean writes = args.length > 1;
            PipelineManagerInfo info = PipelineManagerInfo.of("program");
            try (Instance instance =
                            Instance.create(InstanceInfo.of("program"), new SimulatedDriver());
                    Device device = instance.createDevice(DeviceInfo.of("gpu"));
                    PipelineManager manager =
                            device.createPipelineManager(
                                    writes ? info : info.withPrebuilt(ShaderSource.file(file)))) {
                manager.compute("nothing", SHADER);
                manager.awaitAll(LONG);
                if (writes) {
                    manager.export(file, LONG);
                }
                System.out.println(manager.statistics());
            }
        }
    }

    private String loadedBy(String... args) throws Exception {
        Path log = folder.resolve("classes.log");
        Path out = folder.resolve("out.txt");
        Process process =
                Child.builder(Program.class, List.of("-Xlog:class+load:file=" + log), args)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out) + Files.readString(log);
    }

    @Test
    void theCompilerIsNotLoaded() throws Exception {
        String file = folder.resolve("shaders.bin").toString();
        assertThat(loadedBy(file, "write"))
                .contains("compiled=1")
                .contains("org.lwjgl.util.shaderc");
        assertThat(loadedBy(file))
                .contains("compiled=0, cached=0, prebuilt=1")
                .doesNotContain("org.lwjgl.util.shaderc")
                .doesNotContain("org.lwjgl.util.spvc");
    }
}
