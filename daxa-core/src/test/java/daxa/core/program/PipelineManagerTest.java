package daxa.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ClosedException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.ShaderException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.program.PipelineEvent.Outcome;
import daxa.core.resource.Format;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.Latches;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Building, updating, errors and the end of a manager.
@OnDriver(Gpu.Kind.SIMULATED)
class PipelineManagerTest extends ProgramFixture {
    /// A compiler that makes the same of every text, and lets the test in before it.
    private record FakeCompiler(Function<ShaderSource, ShaderCompilation> function)
            implements ShaderCompiler {
        static ShaderCompilation good() {
            return new ShaderCompilation(Shaders.compute(), "", List.of(), List.of());
        }

        static ShaderCompilation bad(String failure) {
            return new ShaderCompilation(null, failure, List.of(), List.of());
        }

        @Override
        public String identity() {
            return "fake";
        }

        @Override
        public ShaderCompilation attempt(
                ShaderSource source, ShaderStage stage, ShaderOptions options) {
            return function.apply(source);
        }
    }

    // ---------------------------------------------------------------- building

    @Test
    void pipelinesAreBuiltFromEachKindOfSource(Gpu gpu) throws IOException {
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withOptions(
                                ShaderOptions.DEFAULT
                                        .withDefine("QUALITY", "2")
                                        .withIncludeRoot(folder)
                                        .withVirtualFile("Light", "const int light = QUALITY;")));
        write("common.glsl", "const int shared_size = QUALITY;");
        StageSource vertex =
                StageSource.vertex(
                                ShaderSource.text(
                                        "quad",
                                        """
                                        #include <common.glsl>
                                        #include <Light>
                                        void main() { gl_Position = vec4(shared_size, light, SIDE, 1); }
                                        """))
                        .withDefine("SIDE", "3");
        StageSource fragment =
                StageSource.fragment(
                        ShaderSource.file(
                                write(
                                        "red.frag",
                                        "layout(location = 0) out vec4 color;"
                                                + " void main() { color = vec4(1); }")));
        ManagedPipeline<RasterPipeline> raster =
                manager.raster(
                        "raster",
                        List.of(vertex, fragment),
                        stages -> {
                            assertThat(stages.get(vertex)).isSameAs(stages.vertex());
                            return RasterPipelineInfo.of(
                                    "raster",
                                    stages.vertex(),
                                    stages.fragment(),
                                    ColorTarget.of(Format.R8G8B8A8_UNORM));
                        });
        ManagedPipeline<ComputePipeline> resource =
                manager.compute(
                        "resource",
                        StageSource.compute(
                                ShaderSource.resource(PipelineManagerTest.class, "nothing.comp")));
        manager.awaitAll(Gpu.LONG);
        assertThat(raster.get().name()).isEqualTo("raster");
        assertThat(resource.get().name()).isEqualTo("resource");
        assertThat(manager.statistics()).isEqualTo(new PipelineStatistics(3, 0, 0, 0, 2));
        assertThat(manager.update()).isSameAs(PipelineUpdate.NOTHING);
        assertThat(raster).hasToString("ManagedPipeline 'raster'");
        assertThat(manager).hasToString("PipelineManager 'manager'");
    }

    @Test
    void patchesAreDividedByTheShadersOfTheManager(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        String vertex = "void main() { gl_Position = vec4(gl_VertexIndex); }";
        List<StageSource> stages =
                List.of(
                        StageSource.vertex(ShaderSource.text("v", vertex)),
                        StageSource.tessellationControl(
                                ShaderSource.text(
                                        "c",
                                        "layout(vertices = 4) out;"
                                                + " void main() { gl_TessLevelOuter[0] = 1; }")),
                        StageSource.tessellationEvaluation(
                                ShaderSource.text(
                                        "e",
                                        "layout(quads) in;"
                                                + " void main() { gl_Position = vec4(1); }")));
        ManagedPipeline<RasterPipeline> pipeline =
                manager.raster(
                        "patches",
                        stages,
                        compiled ->
                                RasterPipelineInfo.withoutFragments("patches", compiled.vertex())
                                        .withTessellation(compiled.tessellation(4)));
        manager.raster(
                "undivided",
                stages.subList(0, 2),
                compiled ->
                        RasterPipelineInfo.withoutFragments("undivided", compiled.vertex())
                                .withTessellation(compiled.tessellation(4)));
        assertThat(failure(manager))
                .contains(
                        "pipeline 'undivided' was added with 0 shaders for tessellation_evaluation"
                                + " (expected 1); it has: shader 'v' (vertex), shader 'c'"
                                + " (tessellation_control)");
        assertThat(pipeline.get().info().tessellation()).isNotNull();
    }

    @Test
    void theManagerTakesShadersOfEveryStage(Gpu gpu) {
        PipelineManager manager =
                manager(gpu, INFO.withCompiler(new FakeCompiler(source -> FakeCompiler.good())));
        for (ShaderStage stage : ShaderStage.values()) {
            StageSource source = StageSource.of(stage, ShaderSource.text(stage.name(), ""));
            String name = stage.name();
            switch (stage.pipelineKind()) {
                case RASTER ->
                        manager.raster(
                                name,
                                List.of(source),
                                stages -> {
                                    assertThat(stages.get(stage)).isSameAs(stages.get(source));
                                    throw new IllegalStateException("seen " + name);
                                });
                case COMPUTE ->
                        manager.compute(
                                name,
                                source,
                                stages -> {
                                    assertThat(stages.get(stage)).isSameAs(stages.get(source));
                                    throw new IllegalStateException("seen " + name);
                                });
                case RAY_TRACING ->
                        manager.rayTracing(
                                name,
                                List.of(source),
                                stages -> {
                                    assertThat(stages.get(stage)).isSameAs(stages.get(source));
                                    throw new IllegalStateException("seen " + name);
                                });
            }
        }
        String failure = failure(manager);
        for (ShaderStage stage : ShaderStage.values()) {
            assertThat(failure).contains("seen " + stage.name());
        }
    }

    @Test
    void theFunctionSetsConstants(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> pipeline =
                manager.compute(
                        "constant",
                        compute("layout(constant_id = 3) const int n = 1; void main() {}"),
                        stages ->
                                ComputePipelineInfo.of(
                                        "constant", stages.compute().withConstant(3, 8)));
        manager.awaitAll(Gpu.LONG);
        assertThat(pipeline.get().info().shader().values()).containsEntry(3, 8L);
    }

    @Test
    void equalShadersAreCompiledOnce(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        manager.compute("a", compute(GOOD));
        manager.compute("b", compute(GOOD));
        manager.compute("c", compute(GOOD).withDefine("X", "1"));
        manager.awaitAll(Gpu.LONG);
        assertThat(manager.statistics()).isEqualTo(new PipelineStatistics(2, 0, 0, 0, 3));
    }

    @Test
    void aPipelineIsInUseAfterAnUpdateOnly(Gpu gpu) {
        CountDownLatch go = new CountDownLatch(1);
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withCompiler(
                                new FakeCompiler(
                                        source -> {
                                            Latches.await(go);
                                            return FakeCompiler.good();
                                        })));
        ManagedPipeline<ComputePipeline> pipeline = manager.compute("late", compute(GOOD));
        assertThat(manager.update().isEmpty()).isTrue();
        assertThat(pipeline.isReady()).isFalse();
        assertThat(pipeline).hasToString("ManagedPipeline 'late' (not ready)");
        assertThatThrownBy(pipeline::get)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'late' is not built yet; call awaitAll() after adding pipelines,"
                                + " or update() and isReady() each frame");
        assertThatThrownBy(() -> manager.awaitAll(Duration.ZERO))
                .isInstanceOf(DeadlineException.class)
                .hasMessage("PipelineManager 'manager': 0 of 1 pipelines were built within PT0S");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> manager.awaitAll(Gpu.LONG))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage(
                        "PipelineManager 'manager': interrupted while waiting for pipelines to be"
                                + " built");
        assertThat(Thread.interrupted()).isTrue();
        go.countDown();
        manager.awaitAll(Gpu.LONG);
        assertThat(pipeline.get().isClosed()).isFalse();
    }

    @Test
    void anExportWaitsAsLongAsItMay(Gpu gpu) {
        CountDownLatch go = new CountDownLatch(1);
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withCompiler(
                                new FakeCompiler(
                                        source -> {
                                            Latches.await(go);
                                            return FakeCompiler.good();
                                        })));
        manager.compute("late", compute(GOOD));
        Path file = folder.resolve("shaders.bin");
        for (Duration most : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> manager.export(file, most))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessage(
                            "PipelineManager 'manager': 0 of 1 pipelines were built within "
                                    + most);
        }
        for (Duration most : List.of(Gpu.LONG, Duration.ofSeconds(Long.MAX_VALUE))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> manager.export(file, most))
                    .isInstanceOf(InterruptedWaitException.class)
                    .hasMessage(
                            "PipelineManager 'manager': interrupted while waiting for pipelines to"
                                    + " be built");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).doesNotExist();
        go.countDown();
        manager.export(file, Gpu.LONG);
        assertThat(file).exists();
    }

    @Test
    void awaitAllDoesNotWaitForeverForTheListener(Gpu gpu) {
        CountDownLatch go = new CountDownLatch(1);
        PipelineManager manager = manager(gpu, INFO.withListener(event -> Latches.await(go)));
        ManagedPipeline<ComputePipeline> pipeline = manager.compute("a", compute(GOOD));
        manager.awaitIdle(Gpu.LONG);
        assertThatThrownBy(() -> manager.awaitAll(Duration.ofMillis(1)))
                .isInstanceOf(DeadlineException.class)
                .hasMessage(
                        "PipelineManager 'manager': the listener did not return within PT0.001S");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> manager.awaitAll(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(InterruptedWaitException.class);
        assertThat(Thread.interrupted()).isTrue();
        go.countDown();
        manager.awaitAll(Gpu.LONG);
        assertThat(pipeline.isReady()).isTrue();
    }

    @Test
    void asManyAreBuiltAtATimeAsThereAreThreads(Gpu gpu) {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withThreads(2)
                                .withCompiler(
                                        new FakeCompiler(
                                                source -> {
                                                    most.accumulateAndGet(
                                                            now.incrementAndGet(), Math::max);
                                                    both.countDown();
                                                    Latches.await(both);
                                                    now.decrementAndGet();
                                                    return FakeCompiler.good();
                                                })));
        for (int i = 0; i < 20; i++) {
            manager.compute("pipeline " + i, compute("// " + i));
        }
        manager.awaitAll(Gpu.LONG);
        assertThat(most).hasValue(2);
    }

    @Test
    void whatIsReadyComesInTheOrderInWhichItWasAdded(Gpu gpu) {
        int count = 6;
        List<CountDownLatch> done =
                IntStream.rangeClosed(0, count).mapToObj(i -> new CountDownLatch(1)).toList();
        done.getLast().countDown();
        // Each ends after the next one.
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withThreads(count)
                                .withCompiler(
                                        new FakeCompiler(
                                                source -> {
                                                    int i = Integer.parseInt(source.name());
                                                    Latches.await(done.get(i + 1));
                                                    done.get(i).countDown();
                                                    return i % 2 == 0
                                                            ? FakeCompiler.good()
                                                            : FakeCompiler.bad("bad " + i);
                                                })));
        for (int i = 0; i < count; i++) {
            manager.compute(
                    "p" + i, StageSource.compute(ShaderSource.text(Integer.toString(i), "")));
        }
        awaitNews(manager);
        PipelineUpdate update = manager.update();
        assertThat(update.replaced()).containsExactly("p0", "p2", "p4");
        assertThat(update.errors())
                .containsExactly(
                        "bad 1\n  used by pipeline 'p1'",
                        "bad 3\n  used by pipeline 'p3'",
                        "bad 5\n  used by pipeline 'p5'");
    }

    @Test
    void noUpdateWaitsForACompileOrACreation(Gpu gpu) {
        CountDownLatch compiling = new CountDownLatch(1);
        CountDownLatch compiled = new CountDownLatch(1);
        CountDownLatch creating = new CountDownLatch(1);
        CountDownLatch created = new CountDownLatch(1);
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withCompiler(
                                new FakeCompiler(
                                        source -> {
                                            compiling.countDown();
                                            Latches.await(compiled);
                                            return FakeCompiler.good();
                                        })));
        ManagedPipeline<ComputePipeline> pipeline =
                manager.compute(
                        "slow",
                        compute("// slow"),
                        stages -> {
                            creating.countDown();
                            Latches.await(created);
                            return ComputePipelineInfo.of("slow", stages.compute());
                        });
        Latches.await(compiling);
        assertThat(manager.update()).isSameAs(PipelineUpdate.NOTHING);
        compiled.countDown();
        Latches.await(creating);
        assertThat(manager.update()).isSameAs(PipelineUpdate.NOTHING);
        assertThat(pipeline.isReady()).isFalse();
        created.countDown();
        awaitNews(manager);
        assertThat(manager.update().replaced()).containsExactly("slow");
    }

    @Test
    void expressionsNestedDeeplyOverflowNoStack(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO.withThreads(2));
        String deep = "(".repeat(3000) + "1" + ")".repeat(3000);
        for (int i = 0; i < 4; i++) {
            manager.compute("deep " + i, compute("void main() { int x = " + deep + i + "; }"));
        }
        assertThat(failure(manager)).contains("4 of 4 pipelines could not be built");
        manager.compute("good", compute("void main() { int x = " + deep + "; }"));
        failure(manager);
        assertThat(manager.errors()).hasSize(4);
    }

    @Test
    void theListenerHearsOfEachAttempt(Gpu gpu) {
        List<PipelineEvent> events = new CopyOnWriteArrayList<>();
        PipelineManager manager = manager(gpu, INFO.withThreads(1).withListener(events::add));
        manager.compute("a", compute(GOOD));
        manager.compute("b", compute("void main() { x; }"));
        failure(manager);
        assertThat(events).hasSize(2);
        assertThat(events).extracting(PipelineEvent::pipeline).containsExactlyInAnyOrder("a", "b");
        assertThat(events.getLast().finished()).isEqualTo(2);
        assertThat(events.getLast().total()).isEqualTo(2);
        PipelineEvent failed =
                events.stream()
                        .filter(e -> e.outcome() == Outcome.FAILED)
                        .findFirst()
                        .orElseThrow();
        assertThat(failed.errors()).isEqualTo(manager.errors());
        manager.compute("c", compute(GOOD));
        failure(manager);
        assertThat(events.getLast())
                .isEqualTo(new PipelineEvent("c", Outcome.COMPILED, List.of(), 1, 1));
    }

    @Test
    void aListenerMayThrowAndCallTheManager(Gpu gpu) {
        List<List<String>> errors = new CopyOnWriteArrayList<>();
        List<PipelineManager> manager = new CopyOnWriteArrayList<>();
        manager.add(
                manager(
                        gpu,
                        INFO.withListener(
                                event -> {
                                    errors.add(manager.getFirst().errors());
                                    throw new IllegalStateException("listener");
                                })));
        gpu.expectLog("user code threw: PipelineManager 'manager' tells of an attempt");
        ManagedPipeline<ComputePipeline> pipeline = manager.getFirst().compute("a", compute(GOOD));
        manager.getFirst().awaitAll(Gpu.LONG);
        assertThat(pipeline.isReady()).isTrue();
        assertThat(errors).containsExactly(List.of());
    }

    // ---------------------------------------------------------------- reload

    @Test
    void whatHasChangedIsBuiltAndSwappedByTheUpdate(Gpu gpu) throws IOException {
        PipelineManager manager = manager(gpu, INFO);
        write("size.glsl", "layout(local_size_x = 2) in;");
        ManagedPipeline<ComputePipeline> one =
                manager.compute("one", file("one.comp", "#include \"size.glsl\"\n" + GOOD));
        ManagedPipeline<ComputePipeline> other = manager.compute("other", file("o.comp", GOOD));
        manager.awaitAll(Gpu.LONG);
        ComputePipeline before = one.get();
        ComputePipeline untouched = other.get();
        manager.reload();
        manager.awaitAll(Gpu.LONG);
        assertThat(one.get()).isSameAs(before);

        write("size.glsl", "layout(local_size_x = 4) in;");
        manager.reload();
        awaitNews(manager);
        assertThat(one.get()).isSameAs(before);
        assertThat(before.isClosed()).isFalse();
        assertThat(manager.update()).isEqualTo(new PipelineUpdate(List.of("one"), List.of()));
        assertThat(before.isClosed()).isTrue();
        assertThat(one.get().info().shader().workgroup().x()).isEqualTo(4);
        assertThat(other.get()).isSameAs(untouched);
        assertThat(manager.statistics()).isEqualTo(new PipelineStatistics(3, 0, 0, 0, 3));
    }

    /// Waits until jobs are done, and leaves their results to the next update.
    private static void awaitNews(PipelineManager manager) {
        manager.awaitIdle(Gpu.LONG);
    }

    @Test
    void aFailedAttemptKeepsTheLastGoodPipelineAndTellsOnce(Gpu gpu) throws IOException {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", GOOD));
        ManagedPipeline<ComputePipeline> b = manager.compute("b", file("b.comp", GOOD));
        manager.awaitAll(Gpu.LONG);
        ComputePipeline before = a.get();

        write("b.comp", "void main() { y; }");
        write("a.comp", "void main() { x; }");
        manager.reload();
        awaitNews(manager);
        PipelineUpdate update = manager.update();
        assertThat(update.replaced()).isEmpty();
        assertThat(update.errors().stream().map(e -> e.replace(folder.toString(), "FOLDER")))
                .containsExactly(
                        """
                        shader 'FOLDER/a.comp' (compute) has 1 error:
                        FOLDER/a.comp:1:15: 'x' : undeclared identifier
                            void main() { x; }
                                          ^
                          used by pipeline 'a'\
                        """,
                        """
                        shader 'FOLDER/b.comp' (compute) has 1 error:
                        FOLDER/b.comp:1:15: 'y' : undeclared identifier
                            void main() { y; }
                                          ^
                          used by pipeline 'b'\
                        """);
        assertThat(a.get()).isSameAs(before);
        assertThat(b.isReady()).isTrue();
        assertThat(manager.update().isEmpty()).isTrue();
        assertThat(manager.errors()).isEqualTo(update.errors());

        write("a.comp", GOOD + "// better");
        manager.reload();
        awaitNews(manager);
        PipelineUpdate next = manager.update();
        assertThat(next.replaced()).containsExactly("a");
        // What was broken was tried again, and told again.
        assertThat(next.errors()).isEqualTo(List.of(update.errors().getLast()));
        assertThat(manager.errors()).isEqualTo(List.of(update.errors().getLast()));
        write("b.comp", GOOD);
        manager.reload();
        manager.awaitAll(Gpu.LONG);
        assertThat(manager.errors()).isEmpty();
    }

    @Test
    void aMissingIncludeThatAppearsIsFound(Gpu gpu) throws IOException {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> pipeline =
                manager.compute("a", file("a.comp", "#include \"sub/b.glsl\"\n" + GOOD));
        assertThat(failure(manager)).contains("include 'sub/b.glsl' was not found");
        assertThatThrownBy(pipeline::get)
                .isInstanceOf(ShaderException.class)
                .hasMessageStartingWith("pipeline 'a' has no good build:\n\nshader '");
        write("sub/b.glsl", "#include \"c.glsl\"");
        manager.reload();
        assertThat(failure(manager)).contains("include 'c.glsl' was not found");
        write("sub/c.glsl", "");
        manager.reload();
        manager.awaitAll(Gpu.LONG);
        assertThat(pipeline.isReady()).isTrue();
    }

    @Test
    void virtualFilesBuildExactlyWhatIncludesThem(Gpu gpu) {
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withOptions(ShaderOptions.DEFAULT.withVirtualFile("V", "int v;")));
        manager.compute("with", compute("#include <V>\n" + GOOD));
        manager.compute("without", compute(GOOD));
        manager.compute("later", compute("#include <W>\n" + GOOD));
        assertThat(failure(manager)).contains("include 'W' was not found");
        manager.setVirtualFile("V", "int v;");
        awaitNews(manager);
        assertThat(manager.update().isEmpty()).isTrue();
        manager.setVirtualFile("V", "float v;");
        manager.setVirtualFile("W", "");
        manager.awaitAll(Gpu.LONG);
        assertThat(manager.statistics().compiled()).isEqualTo(5);
    }

    // ---------------------------------------------------------------- errors

    @Test
    void allErrorsComeAtOnceInTheOrderOfThePipelines(Gpu gpu) throws IOException {
        PipelineManager manager = manager(gpu, INFO.withThreads(3));
        Path latin = folder.resolve("latin.comp");
        Files.write(latin, "// f\u00fcnf".getBytes(StandardCharsets.ISO_8859_1));
        write("circle.glsl", "#include \"circle.glsl\"");
        StageSource shared = compute("void main() { x; }");
        manager.compute("first", shared);
        manager.compute("good", compute(GOOD));
        manager.compute("missing", StageSource.compute(ShaderSource.file(folder.resolve("no"))));
        manager.compute("empty", file("empty.comp", ""));
        manager.compute("latin", StageSource.compute(ShaderSource.file(latin)));
        manager.compute("circle", file("c.comp", "#include \"circle.glsl\"\n" + GOOD));
        manager.compute("entry", compute(GOOD).withEntryPoint("start"));
        manager.compute(
                "push",
                compute("layout(push_constant) uniform P { float f[40]; }; void main() {}"));
        manager.compute("no main", compute("void start() {}"));
        manager.compute("second", shared);
        manager.compute(
                "function",
                compute("// f\n" + GOOD),
                stages -> {
                    throw new IllegalStateException("no info");
                });
        manager.compute(
                "stage",
                compute("// s\n" + GOOD),
                stages -> ComputePipelineInfo.of("stage", stages.vertex()));
        assertThat(failure(manager))
                .isEqualTo(
                        """
                        PipelineManager 'manager': 11 of 12 pipelines could not be built:

                        shader 'test' (compute) has 1 error:
                        test:1:15: 'x' : undeclared identifier
                            void main() { x; }
                                          ^
                          used by pipelines 'first', 'second'

                        shader file 'FOLDER/no' does not exist (absolute path 'FOLDER/no'). Correct the path,\
                         or start in another working directory.
                          used by pipeline 'missing'

                        shader 'FOLDER/empty.comp' is empty. It needs at least a function 'void main()'.
                          used by pipeline 'empty'

                        shader source 'FOLDER/latin.comp' is not UTF-8: byte 0xFC in line 1 (offset 4). Save it as\
                         UTF-8.
                          used by pipeline 'latin'

                        shader 'FOLDER/c.comp' (compute) has 1 error:
                        FOLDER/circle.glsl:1: texts include each other in a circle: FOLDER/circle.glsl ->\
                         FOLDER/circle.glsl. Break the circle, or put '#pragma once' into them.
                            #include "circle.glsl"
                          included from FOLDER/c.comp:1
                          used by pipeline 'circle'

                        shader 'test' (compute) has no entry point 'start'; it has: main. GLSL shaders start at\
                         'main'.
                          used by pipeline 'entry'

                        pipeline 'push' could not be made: pipeline 'push': push constants of shader 'test' have\
                         160 bytes (expected up to 128); put what is larger into a buffer and push its\
                         address

                        shader 'test' (compute) has 1 error:
                        test: there is no function 'void main()', where every GLSL shader starts
                          used by pipeline 'no main'

                        pipeline 'function' could not be made: java.lang.IllegalStateException: no info

                        pipeline 'stage' could not be made: pipeline 'stage' was added with 0 shaders for vertex\
                         (expected 1); it has: shader 'test' (compute)\
                        """);
    }

    @Test
    void aFailureOfTheDriverComesAsItIs(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        gpu.driver()
                .failNext(DriverCall.CREATE_COMPUTE_PIPELINE, VulkanResult.OUT_OF_DEVICE_MEMORY);
        ManagedPipeline<ComputePipeline> pipeline = manager.compute("a", compute(GOOD));
        assertThatThrownBy(() -> manager.awaitAll(Gpu.LONG))
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageContaining("vkCreateComputePipelines")
                .hasMessageContaining("'a'");
        manager.reload();
        manager.awaitAll(Gpu.LONG);
        assertThat(pipeline.isReady()).isTrue();
    }

    @Test
    void aCompilerMayThrowAnything(Gpu gpu) {
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withCompiler(
                                new FakeCompiler(
                                        source -> {
                                            throw new UnsatisfiedLinkError("no such library");
                                        })));
        manager.compute("a", compute(GOOD).withDefine("X", "1"));
        assertThat(failure(manager))
                .isEqualTo(
                        """
                        PipelineManager 'manager': 1 of 1 pipeline could not be built:

                        shader 'test' (compute, X=1): java.lang.UnsatisfiedLinkError: no such library
                          used by pipeline 'a'\
                        """);
    }

    @Test
    void aNameIsTakenOnce(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> first = manager.compute("a", compute(GOOD));
        assertThatThrownBy(() -> manager.compute("a", compute(GOOD)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "PipelineManager 'manager' already has a pipeline 'a'; take another name,"
                                + " or close that one first");
        first.close();
        first.close();
        assertThatThrownBy(first::get)
                .isInstanceOf(ClosedException.class)
                .hasMessage("ManagedPipeline 'a' is closed; close it after its last use");
        manager.compute("a", compute(GOOD));
        manager.awaitAll(Gpu.LONG);
    }

    @Test
    void aShaderForAnotherKindOfPipelineIsRefused(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        assertThatThrownBy(
                        () -> manager.compute("a", StageSource.vertex(ShaderSource.text("v", ""))))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'a': shader 'v' (vertex) is for pipelines of kind=RASTER"
                                + " (expected shaders for COMPUTE)");
        assertThatThrownBy(() -> manager.raster("a", List.of(compute(GOOD)), stages -> null))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "pipeline 'a': shader 'test' (compute) is for pipelines of kind=COMPUTE"
                                + " (expected shaders for RASTER)");
        assertThatThrownBy(() -> manager.raster("a", List.of(), stages -> null))
                .isInstanceOf(UsageException.class)
                .hasMessage("pipeline 'a' has no shaders (expected at least 1)");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> INFO.withThreads(0))
                .isInstanceOf(UsageException.class)
                .hasMessage("PipelineManager 'manager': threads=0 (expected at least 1)");
        assertThatThrownBy(() -> INFO.withCacheLimit(0))
                .isInstanceOf(UsageException.class)
                .hasMessage("PipelineManager 'manager': cacheLimit=0 (expected at least 1)");
        assertThatThrownBy(() -> INFO.withPrebuilt(ShaderSource.text("a", "")))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "PipelineManager 'manager': prebuilt is a text (expected a file or a"
                                + " resource)");
        assertThatThrownBy(() -> compute(GOOD).withDefine("1", ""))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("define '1'");
    }

    // ---------------------------------------------------------------- the end

    @Test
    void aClosedManagerSaysSo(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> pipeline = manager.compute("a", compute(GOOD));
        manager.awaitAll(Gpu.LONG);
        ComputePipeline made = pipeline.get();
        manager.close();
        manager.close();
        assertThat(made.isClosed()).isTrue();
        String closed = "PipelineManager 'manager' is closed; close it after the last frame";
        List<Runnable> calls =
                List.of(
                        manager::update,
                        manager::reload,
                        manager::errors,
                        pipeline::get,
                        () -> manager.awaitAll(Gpu.LONG),
                        () -> manager.setVirtualFile("a", ""),
                        () -> manager.export(folder.resolve("x"), Gpu.LONG),
                        () -> manager.compute("b", compute(GOOD)));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(ClosedException.class).hasMessage(closed);
        }
        pipeline.close();
    }

    @Test
    void whatIsBuiltDuringTheCloseIsClosedToo(Gpu gpu) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<ComputePipelineInfo> infos = new ArrayList<>();
        PipelineManager manager = manager(gpu, INFO.withThreads(1));
        manager.compute(
                "a",
                compute(GOOD),
                stages -> {
                    begun.countDown();
                    Latches.await(go);
                    infos.add(ComputePipelineInfo.of("a", stages.compute()));
                    return infos.getFirst();
                });
        Latches.await(begun);
        Thread closer = Thread.ofPlatform().start(manager::close);
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();
        assertThat(join(closer)).isTrue();
        assertThat(infos).hasSize(1);
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Gpu.LONG);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUpdateWithNothingNewAllocatesNothingAndTakesNoLock(Gpu gpu) {
        PipelineManager manager = manager(gpu, INFO);
        ManagedPipeline<ComputePipeline> pipeline = manager.compute("a", compute(GOOD));
        manager.awaitAll(Gpu.LONG);
        long locks = daxa.core.concurrent.RankedLock.takenByCurrentThread();
        for (int i = 0; i < 100; i++) {
            assertThat(manager.update()).isSameAs(PipelineUpdate.NOTHING);
            assertThat(pipeline.get()).isNotNull();
        }
        assertThat(daxa.core.concurrent.RankedLock.takenByCurrentThread()).isEqualTo(locks);
    }

    @Test
    void theBuiltInCompilerIsTheDefault() {
        assertThat(INFO.compiler()).isInstanceOf(GlslCompiler.class);
    }
}
