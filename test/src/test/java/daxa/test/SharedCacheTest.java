package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.StageSource;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Two programs that use a cache folder at the same time. They are kept in step by their input: a
/// line lets a program build once more.
class SharedCacheTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SHADERS = 12;
    private static final int ROUNDS = 10;

    @TempDir Path folder;

    /// The program. A line of input is the workgroup's size that it has to find in its shaders.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            PipelineManagerInfo info =
                    PipelineManagerInfo.of("program")
                            .withThreads(2)
                            .withOptions(ShaderOptions.DEFAULT.withIncludeRoot(Path.of(args[0])))
                            .withCache(Path.of(args[1]))
                            .withCacheLimit(Long.parseLong(args[2]));
            BufferedReader input =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (Instance instance =
                            Instance.create(InstanceInfo.of("program"), new SimulatedDriver());
                    Device device = instance.createDevice(DeviceInfo.of("gpu"))) {
                System.out.println("ready");
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    System.out.println(build(device, info, Integer.parseInt(line)));
                }
            }
        }

        private static String build(Device device, PipelineManagerInfo info, int size) {
            try (PipelineManager manager = device.createPipelineManager(info)) {
                List<ManagedPipeline<ComputePipeline>> all = new ArrayList<>();
                for (int i = 0; i < SHADERS; i++) {
                    String text = "#include <size.glsl>\nvoid main() { int x = N; }";
                    all.add(
                            manager.compute(
                                    "pipeline " + i,
                                    StageSource.compute(ShaderSource.text("test", text))
                                            .withDefine("N", Integer.toString(i))));
                }
                manager.awaitAll(LONG);
                for (ManagedPipeline<ComputePipeline> each : all) {
                    if (each.get().info().shader().workgroup().x() != size) {
                        return "wrong: " + each.get().info().shader().workgroup();
                    }
                }
                return "right " + manager.statistics();
            }
        }
    }

    /// A program that runs, with the ends of its input and output.
    private record Running(Process process, BufferedReader output) implements AutoCloseable {
        static Running start(Path folder, long limit) throws IOException {
            Process process =
                    Child.builder(
                                    Program.class,
                                    List.of("-XX:TieredStopAtLevel=1"),
                                    folder.toString(),
                                    folder.resolve("cache").toString(),
                                    Long.toString(limit))
                            .start();
            return new Running(process, process.inputReader());
        }

        String line() throws IOException {
            return String.valueOf(output.readLine());
        }

        void build(int size) throws IOException {
            process.outputWriter().write(size + "\n");
            process.outputWriter().flush();
        }

        @Override
        public void close() throws IOException {
            process.outputWriter().close();
            try {
                assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(process.exitValue()).as(output.lines().toList().toString()).isZero();
        }
    }

    private void size(int size) throws IOException {
        Files.writeString(folder.resolve("size.glsl"), "layout(local_size_x = " + size + ") in;");
    }

    // Each round changes what the include says, so both programs read and write the same files.
    private void buildTogether(long limit) throws IOException {
        try (Running first = Running.start(folder, limit);
                Running second = Running.start(folder, limit)) {
            assertThat(List.of(first.line(), second.line())).containsOnly("ready");
            for (int size = 1; size <= ROUNDS; size++) {
                size(size);
                first.build(size);
                second.build(size);
                for (Running each : List.of(first, second)) {
                    assertThat(each.line())
                            .startsWith("right ")
                            .contains("damagedFiles=0, pipelines=" + SHADERS);
                }
            }
        }
    }

    @Test
    void bothAreRightAndTheNextStartCompilesNothing() throws IOException {
        buildTogether(1 << 28);
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"))
                    .filteredOn(name -> name.endsWith(".shader"))
                    .hasSize(SHADERS);
        }
        try (Running next = Running.start(folder, 1 << 28)) {
            assertThat(next.line()).isEqualTo("ready");
            next.build(ROUNDS);
            assertThat(next.line())
                    .startsWith("right ")
                    .contains("compiled=0, cached=" + SHADERS + ", prebuilt=0, damagedFiles=0");
        }
    }

    @Test
    void bothAreRightWhileTheyThrowAwayWhatIsOld() throws IOException {
        buildTogether(20_000);
    }
}
