package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.concurrent.Pause;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ShaderStage;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.PipelineUpdate;
import daxa.core.program.StageSource;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Edits files as editors do, and runs what comes of it: a shader that writes a number.
@OnDriver(Gpu.Kind.VULKAN)
class HotReloadTest {
    private static final String WRITE =
            """
            layout(buffer_reference, std430) buffer Out { uint value; };
            layout(push_constant) uniform Push { Out result; };
            void main() { result.value = VALUE; }
            """;

    @TempDir Path folder;

    private Gpu gpu;
    private PipelineManager manager;

    private void start(Gpu given, PipelineManagerInfo info) {
        gpu = given;
        manager = gpu.own(gpu.device().createPipelineManager(info.withHotReload(true)));
    }

    private void start(Gpu given) {
        start(
                given,
                PipelineManagerInfo.of("reload")
                        .withOptions(ShaderOptions.DEFAULT.withIncludeRoot(folder)));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String shader(String value) {
        return "#extension GL_EXT_buffer_reference : require\n#define VALUE "
                + value
                + "\n"
                + WRITE;
    }

    private ManagedPipeline<ComputePipeline> add(String name) {
        return manager.compute(name, StageSource.compute(ShaderSource.file(folder.resolve(name))));
    }

    /// What the shader writes.
    private int run(ComputePipeline pipeline) {
        try (Arena arena = Arena.ofConfined();
                Buffer buffer = gpu.device().createBuffer(BufferInfo.of("out", 4).readback());
                CommandRecorder recorder = gpu.device().createCommandRecorder("run")) {
            MemorySegment push = arena.allocate(8);
            push.set(ValueLayout.JAVA_LONG, 0, buffer.deviceAddress());
            recorder.begin();
            recorder.setPipeline(pipeline);
            recorder.pushConstants(push);
            recorder.dispatch(1, 1, 1);
            recorder.barrier(Access.COMPUTE_WRITE, Access.HOST_READ);
            try (ExecutableCommands commands = recorder.complete()) {
                gpu.device().mainQueue().submit(commands).await(Gpu.LONG);
            }
            return buffer.mapped().get(ValueLayout.JAVA_INT, 0);
        }
    }

    /// Updates as frames do, until something happens.
    private PipelineUpdate nextUpdate() {
        long end = System.nanoTime() + Gpu.LONG.toNanos();
        while (System.nanoTime() - end < 0) {
            PipelineUpdate update = manager.update();
            if (!update.isEmpty()) {
                return update;
            }
            Pause.micros(200);
        }
        throw new AssertionError("nothing happened; errors: " + manager.errors());
    }

    private void awaitValue(ManagedPipeline<ComputePipeline> pipeline, int value) {
        PipelineUpdate update = nextUpdate();
        assertThat(update.errors()).isEmpty();
        assertThat(update.replaced()).containsExactly(pipeline.name());
        assertThat(run(pipeline.get())).isEqualTo(value);
    }

    private ManagedPipeline<ComputePipeline> built(String name, String text) throws IOException {
        write(name, text);
        ManagedPipeline<ComputePipeline> pipeline = add(name);
        manager.awaitAll(Gpu.LONG);
        return pipeline;
    }

    @Test
    void aFileWrittenInPlaceIsInUseSoon(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        assertThat(run(pipeline.get())).isEqualTo(1);
        List<Long> millis = new ArrayList<>();
        for (int i = 2; i < 12; i++) {
            long saved = System.nanoTime();
            write("a.comp", shader(Integer.toString(i)));
            PipelineUpdate update = nextUpdate();
            millis.add((System.nanoTime() - saved) / 1_000_000);
            assertThat(update.replaced()).containsExactly("a.comp");
            assertThat(run(pipeline.get())).isEqualTo(i);
        }
        System.out.println("from save to use, ms: " + millis);
        Collections.sort(millis);
        // Of the machine's disturbances, half may be as long as they like.
        assertThat(millis.get(millis.size() / 2)).isLessThan(150);
    }

    /// A compiler that says when it begins, and goes on when it may.
    private static final class HeldCompiler implements ShaderCompiler {
        private final ShaderCompiler compiler = new GlslCompiler();
        final Semaphore begun = new Semaphore(0);
        final Semaphore mayGoOn = new Semaphore(0);

        @Override
        public String identity() {
            return compiler.identity();
        }

        @Override
        public ShaderCompilation attempt(
                ShaderSource source, ShaderStage stage, ShaderOptions options) {
            begun.release();
            mayGoOn.acquireUninterruptibly();
            return compiler.attempt(source, stage, options);
        }
    }

    private static void awaitBegun(HeldCompiler compiler) throws InterruptedException {
        assertThat(compiler.begun.tryAcquire(Gpu.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void noFrameWaitsForACompile(Gpu given) throws IOException, InterruptedException {
        HeldCompiler compiler = new HeldCompiler();
        start(given, PipelineManagerInfo.of("reload").withCompiler(compiler));
        compiler.mayGoOn.release();
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        awaitBegun(compiler);
        write("a.comp", shader("2"));
        awaitBegun(compiler);
        for (int frame = 0; frame < 3; frame++) {
            assertThat(manager.update()).isSameAs(PipelineUpdate.NOTHING);
            assertThat(run(pipeline.get())).isEqualTo(1);
        }
        compiler.mayGoOn.release();
        awaitValue(pipeline, 2);
    }

    @Test
    void aFileWrittenAsideAndRenamed(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        for (int i = 2; i < 5; i++) {
            Path aside = write(".a.comp.swp", shader(Integer.toString(i)));
            Files.move(aside, folder.resolve("a.comp"), StandardCopyOption.REPLACE_EXISTING);
            awaitValue(pipeline, i);
        }
    }

    @Test
    void aFileDeletedAndCreated(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        for (int i = 2; i < 5; i++) {
            Files.delete(folder.resolve("a.comp"));
            assertThat(manager.update().isEmpty()).isTrue();
            write("a.comp", shader(Integer.toString(i)));
            awaitValue(pipeline, i);
        }
    }

    @Test
    void aFileThatStaysDeletedIsAnErrorAndThePipelineStays(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        Files.delete(folder.resolve("a.comp"));
        assertThat(nextUpdate().errors()).hasSize(1).first().asString().contains("does not exist");
        assertThat(run(pipeline.get())).isEqualTo(1);
        write("a.comp", shader("2"));
        awaitValue(pipeline, 2);
        assertThat(manager.errors()).isEmpty();
    }

    @Test
    void aFileThatIsEmptyForAMoment(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        for (int i = 2; i < 5; i++) {
            write("a.comp", "");
            Pause.micros(10_000);
            assertThat(manager.update().isEmpty()).isTrue();
            write("a.comp", shader(Integer.toString(i)));
            awaitValue(pipeline, i);
        }
    }

    @Test
    void anIncludeThatOnlyTheNewestFailingAttemptReached(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        write("b.glsl", "broken");
        write("a.comp", "#include \"b.glsl\"\n" + shader("b"));
        assertThat(nextUpdate().errors()).hasSize(1).first().asString().contains("b.glsl:1");
        assertThat(run(pipeline.get())).isEqualTo(1);
        write("b.glsl", "const uint b = 7;");
        awaitValue(pipeline, 7);
        // In a folder that does not exist yet.
        write("b.glsl", "#include \"deep/er/c.glsl\"");
        assertThat(nextUpdate().errors()).hasSize(1).first().asString().contains("not found");
        Files.createDirectories(folder.resolve("deep/er"));
        write("deep/er/c.glsl", "const uint b = 8;");
        PipelineUpdate update = nextUpdate();
        if (!update.errors().isEmpty()) {
            // It was seen before it was written.
            update = nextUpdate();
        }
        assertThat(update.replaced()).containsExactly("a.comp");
        assertThat(run(pipeline.get())).isEqualTo(8);
    }

    @Test
    void twoBrokenFilesAtOnceAreBothListed(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> a = built("a.comp", shader("1"));
        ManagedPipeline<ComputePipeline> b = built("b.comp", shader("2"));
        write("b.comp", "broken b");
        write("a.comp", "broken a");
        List<String> errors = new ArrayList<>();
        while (errors.size() < 2) {
            errors.addAll(nextUpdate().errors());
        }
        assertThat(errors).hasSize(2);
        assertThat(manager.errors().getFirst()).contains("a.comp");
        assertThat(manager.errors().getLast()).contains("b.comp");
        assertThat(run(a.get())).isEqualTo(1);
        assertThat(run(b.get())).isEqualTo(2);
        write("a.comp", shader("3"));
        awaitValue(a, 3);
        write("b.comp", shader("4"));
        awaitValue(b, 4);
        assertThat(manager.errors()).isEmpty();
    }

    @Test
    void noFrameSeesTwoVersionsOfAnInclude(Gpu given) throws IOException {
        start(given);
        write("value.glsl", "#define SHARED 1");
        String including = "#include \"value.glsl\"\n";
        ManagedPipeline<ComputePipeline> quick = built("a.comp", including + shader("SHARED"));
        // Takes longer to compile.
        StringBuilder much = new StringBuilder(including);
        for (int i = 0; i < 2000; i++) {
            much.append("float f")
                    .append(i)
                    .append("(float x) { return x * ")
                    .append(i + ".5; }\n");
        }
        ManagedPipeline<ComputePipeline> slow =
                built("b.comp", shader("SHARED").replaceFirst("\n", "\n" + much));
        for (int i = 2; i < 6; i++) {
            write("value.glsl", "#define SHARED " + i);
            PipelineUpdate update;
            do {
                update = nextUpdate();
                assertThat(run(quick.get())).isEqualTo(run(slow.get()));
            } while (run(quick.get()) != i);
            assertThat(update.replaced()).containsExactly("a.comp", "b.comp");
        }
        write("value.glsl", "#define SHARED (unknown + 7)");
        assertThat(nextUpdate().replaced()).isEmpty();
        assertThat(run(quick.get())).isEqualTo(5);
        write("value.glsl", "#define SHARED 6");
        PipelineUpdate update = nextUpdate();
        while (update.replaced().isEmpty()) {
            update = nextUpdate();
        }
        assertThat(update.replaced()).containsExactly("a.comp", "b.comp");
        assertThat(run(slow.get())).isEqualTo(6);
    }

    @Test
    void contentDecidesAndNotTheTime(Gpu given) throws IOException {
        start(given);
        ManagedPipeline<ComputePipeline> pipeline = built("a.comp", shader("1"));
        ComputePipeline before = pipeline.get();
        write("a.comp", shader("1"));
        Path other = write("other", shader("2"));
        Files.setLastModifiedTime(other, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        assertThat(pipeline.get()).isSameAs(before);
        Files.move(other, folder.resolve("a.comp"), StandardCopyOption.REPLACE_EXISTING);
        awaitValue(pipeline, 2);
        assertThat(manager.statistics().compiled()).isEqualTo(2);
    }

    @Test
    void theSecondStartCompilesNothingAndTheDriverCacheIsRead(Gpu given) throws IOException {
        PipelineManagerInfo info =
                PipelineManagerInfo.of("cached").withCache(folder.resolve("cache"));
        start(given, info);
        ManagedPipeline<ComputePipeline> first = built("a.comp", shader("5"));
        assertThat(run(first.get())).isEqualTo(5);
        manager.close();
        start(given, info);
        ManagedPipeline<ComputePipeline> second = add("a.comp");
        manager.awaitAll(Gpu.LONG);
        assertThat(run(second.get())).isEqualTo(5);
        assertThat(manager.statistics().compiled()).isZero();
        assertThat(manager.statistics().damagedFiles()).isZero();
        try (var files = Files.list(folder.resolve("cache"))) {
            assertThat(files.map(each -> each.getFileName().toString().substring(0, 7)))
                    .contains("driver-");
        }
    }
}
