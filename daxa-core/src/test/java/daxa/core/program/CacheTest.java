package daxa.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ShaderException;
import daxa.core.error.VulkanResult;
import daxa.core.pipeline.ConstantType;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Compiled shaders on disk: the cache, and exports for programs without a compiler.
@OnDriver(Gpu.Kind.SIMULATED)
class CacheTest extends ProgramFixture {
    private PipelineManagerInfo cached() {
        return INFO.withCache(folder.resolve("cache"));
    }

    /// Builds one pipeline with a manager of its own.
    private static PipelineStatistics build(Gpu gpu, PipelineManagerInfo info, StageSource... of) {
        try (PipelineManager manager = gpu.device().createPipelineManager(info)) {
            for (int i = 0; i < of.length; i++) {
                manager.compute("pipeline " + i, of[i]);
            }
            manager.awaitAll(Gpu.LONG);
            return manager.statistics();
        }
    }

    private static PipelineStatistics compiled(int count) {
        return new PipelineStatistics(count, 0, 0, 0, count);
    }

    private static PipelineStatistics found(int count) {
        return new PipelineStatistics(0, count, 0, 0, count);
    }

    private List<Path> shaderFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.filter(each -> each.toString().endsWith(".shader")).sorted().toList();
        }
    }

    @Test
    void theSecondStartCompilesNothing(Gpu gpu) throws IOException {
        write("light.glsl", "#include <daxa/daxa.glsl>\nconst int light = 1;");
        StageSource[] all = {
            file("a.comp", "#include \"light.glsl\"\n" + GOOD),
            compute("layout(local_size_x = 8) in; layout(constant_id = 2) const int n = 1;" + GOOD),
            StageSource.compute(ShaderSource.resource(CacheTest.class, "nothing.comp")),
        };
        assertThat(build(gpu, cached(), all)).isEqualTo(compiled(3));
        try (PipelineManager manager = gpu.device().createPipelineManager(cached())) {
            for (int i = 0; i < all.length; i++) {
                manager.compute("pipeline " + i, all[i]);
            }
            manager.awaitAll(Gpu.LONG);
            assertThat(manager.statistics()).isEqualTo(found(3));
        }
        assertThat(build(gpu, INFO, all)).isEqualTo(compiled(3));
    }

    @Test
    void whatIsFoundIsWhatWasCompiled() throws IOException {
        ShaderOptions options = ShaderOptions.DEFAULT.withOptimize(true);
        StageSource stage =
                compute(
                        """
                        layout(local_size_x = 8, local_size_y = 2) in;
                        layout(constant_id = 2) const float n = 1;
                        layout(push_constant) uniform P { uint a; };
                        layout(std430, set = 0, binding = 0) buffer B { float b; };
                        void main() { b = n * a; }
                        """);
        CacheFolder cache = new CacheFolder(folder, 1 << 20, () -> "compiler");
        ShaderCompilation made =
                new GlslCompiler().attempt(stage.source(), ShaderStage.COMPUTE, options);
        cache.store(stage, options, made);
        ShaderCompilation found = cache.find(stage, options);
        assertThat(found).isNotNull();
        ShaderBinary binary = found.orThrow();
        assertThat(binary.spirv().toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(made.orThrow().spirv().toArray(ValueLayout.JAVA_BYTE));
        assertThat(binary)
                .usingRecursiveComparison()
                .ignoringFields("spirv")
                .isEqualTo(made.orThrow());
        assertThat(binary.spirv().isReadOnly()).isTrue();
        assertThat(binary.constants().getFirst().type()).isEqualTo(ConstantType.FLOAT32);
        assertThat(found.dependencies()).isEqualTo(made.dependencies());
    }

    @Test
    void contentDecidesAndNotTheTime(Gpu gpu) throws IOException {
        StageSource stage = file("a.comp", GOOD);
        Path main = folder.resolve("a.comp");
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(main, old);
        assertThat(build(gpu, cached(), stage)).isEqualTo(compiled(1));
        Files.setLastModifiedTime(main, FileTime.fromMillis(2_000_000));
        assertThat(build(gpu, cached(), stage)).isEqualTo(found(1));
        write("a.comp", "void main( ) {}");
        Files.setLastModifiedTime(main, FileTime.fromMillis(500_000));
        assertThat(build(gpu, cached(), stage)).isEqualTo(compiled(1));
        // Both versions are kept, as when one goes back and forth between branches.
        write("a.comp", GOOD);
        assertThat(build(gpu, cached(), stage)).isEqualTo(found(1));
        assertThat(shaderFiles()).hasSize(1);
    }

    @Test
    void aFileThatWasMissingAndIsThereNowCounts(Gpu gpu) throws IOException {
        Path first = folder.resolve("first");
        write("second/a.glsl", "const int a = 1;");
        PipelineManagerInfo info =
                cached().withOptions(
                                ShaderOptions.DEFAULT
                                        .withIncludeRoot(first)
                                        .withIncludeRoot(folder.resolve("second")));
        StageSource stage = compute("#include <a.glsl>\n" + GOOD);
        assertThat(build(gpu, info, stage)).isEqualTo(compiled(1));
        assertThat(build(gpu, info, stage)).isEqualTo(found(1));
        write("first/a.glsl", "const int a = 1;");
        assertThat(build(gpu, info, stage)).isEqualTo(compiled(1));
        PipelineManagerInfo virtual =
                info.withOptions(info.options().withVirtualFile("a.glsl", "const int a = 1;"));
        assertThat(build(gpu, virtual, stage)).isEqualTo(compiled(1));
        assertThat(build(gpu, virtual, stage)).isEqualTo(found(1));
        assertThat(build(gpu, info, stage)).isEqualTo(found(1));
    }

    @Test
    void everythingThatMattersIsInTheKey(Gpu gpu) {
        String text = "void main() { int a = A, b = B; }";
        StageSource[] all = {
            compute(text).withDefine("A", "1").withDefine("B", "2"),
            // The values swapped, and the same letters divided in other ways.
            compute(text).withDefine("A", "2").withDefine("B", "1"),
            compute(text).withDefine("A", "12").withDefine("B", "1"),
            compute(text).withDefine("A", "1").withDefine("B", "21"),
            compute(text).withDefine("A", "1").withDefine("B", "2").withDefine("C", ""),
            compute(text + " ").withDefine("A", "1").withDefine("B", "2"),
        };
        assertThat(build(gpu, cached(), all)).isEqualTo(compiled(6));
        assertThat(build(gpu, cached(), all)).isEqualTo(found(6));
        ShaderOptions options = ShaderOptions.DEFAULT;
        for (ShaderOptions other :
                List.of(
                        options.withOptimize(true),
                        options.withDebugInfo(true),
                        options.withIncludeRoot(folder),
                        options.withDefine("D", "1"))) {
            assertThat(build(gpu, cached().withOptions(other), all)).isEqualTo(compiled(6));
        }
        assertThat(build(gpu, cached().withCompiler(new OtherVersion()), all))
                .isEqualTo(compiled(6));
        assertThat(build(gpu, cached(), all)).isEqualTo(found(6));
    }

    private static final class OtherVersion implements ShaderCompiler {
        @Override
        public String identity() {
            return "other";
        }

        @Override
        public ShaderCompilation attempt(
                ShaderSource source, ShaderStage stage, ShaderOptions options) {
            return new GlslCompiler().attempt(source, stage, options);
        }
    }

    @Test
    void aDamagedFileIsNoticedAndMadeAnew(Gpu gpu) throws IOException {
        StageSource stage = compute(GOOD);
        build(gpu, cached(), stage);
        Path file = shaderFiles().getFirst();
        byte[] whole = Files.readAllBytes(file);
        List<byte[]> damaged = new ArrayList<>();
        damaged.add(new byte[0]);
        damaged.add(java.util.Arrays.copyOf(whole, 20));
        damaged.add(java.util.Arrays.copyOf(whole, whole.length - 1));
        damaged.add(java.util.Arrays.copyOf(whole, whole.length + 1));
        damaged.add(
                "something else, and long enough to have a header in it, too"
                        .getBytes(StandardCharsets.UTF_8));
        for (int at : new int[] {0, 4, 8, 13, 30, 60, whole.length / 2, whole.length - 1}) {
            byte[] flipped = whole.clone();
            flipped[at] = (byte) (flipped[at] ^ (1 << (at % 8)));
            damaged.add(flipped);
        }
        for (byte[] bytes : damaged) {
            Files.write(file, bytes);
            assertThat(build(gpu, cached(), stage))
                    .isEqualTo(new PipelineStatistics(1, 0, 0, 1, 1));
            assertThat(build(gpu, cached(), stage)).isEqualTo(found(1));
        }
    }

    @Test
    void aFileOfAnotherShaderIsNoticed(Gpu gpu) throws IOException {
        StageSource one = compute("// one\n" + GOOD);
        StageSource other = compute("// other\n" + GOOD);
        build(gpu, cached(), one);
        Path first = shaderFiles().getFirst();
        build(gpu, cached(), other);
        for (Path each : shaderFiles()) {
            Files.copy(first, each, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(build(gpu, cached(), one, other))
                .isEqualTo(new PipelineStatistics(1, 1, 0, 1, 2));
    }

    @Test
    void whatWasNotUsedForLongestGoes(Gpu gpu) throws IOException {
        StageSource[] all = new StageSource[12];
        for (int i = 0; i < all.length; i++) {
            all[i] = compute("// " + i + "\n" + GOOD);
        }
        build(gpu, cached(), all[0]);
        long size = Files.size(shaderFiles().getFirst());
        PipelineManagerInfo small = cached().withCacheLimit(size * 6);
        for (int i = 0; i < all.length; i++) {
            build(gpu, small, all[i]);
            for (Path each : shaderFiles()) {
                // As if an hour had passed for all, so that the order does not hang on the clock.
                Files.setLastModifiedTime(
                        each,
                        FileTime.fromMillis(
                                Files.getLastModifiedTime(each).toMillis() - 3_600_000));
            }
            build(gpu, small, all[0]);
            assertThat(shaderFiles()).hasSizeLessThanOrEqualTo(6);
        }
        assertThat(build(gpu, cached(), all[0], all[11])).isEqualTo(found(2));
        assertThat(build(gpu, cached(), all[1])).isEqualTo(compiled(1));
    }

    @Test
    void whatACrashLeftIsClearedAway(Gpu gpu) throws IOException {
        Path left = write("cache/x.shader.1.1.tmp", "torn");
        Files.setLastModifiedTime(left, FileTime.fromMillis(1_000_000));
        build(gpu, cached(), compute(GOOD));
        assertThat(left).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeUsedFailsNoBuild(Gpu gpu) throws IOException {
        Path file = write("cache", "a file in the place of the folder");
        gpu.expectLog("could not read cache file");
        assertThat(build(gpu, INFO.withCache(file), compute(GOOD))).isEqualTo(compiled(1));
    }

    @Test
    void severalManagersShareAFolder(Gpu gpu) throws IOException {
        List<PipelineManager> managers = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            PipelineManager manager = manager(gpu, cached().withThreads(2));
            managers.add(manager);
            for (int i = 0; i < 10; i++) {
                manager.compute("pipeline " + i, compute("// " + i + "\n" + GOOD));
            }
        }
        for (PipelineManager each : managers) {
            each.awaitAll(Gpu.LONG);
            assertThat(each.statistics().damagedFiles()).isZero();
            each.close();
        }
        assertThat(shaderFiles()).hasSize(10);
    }

    // ---------------------------------------------------------------- the driver's cache

    private Path driverFile() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.filter(each -> each.getFileName().toString().startsWith("driver-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String driverData() throws IOException {
        String text = Files.readString(driverFile(), StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("simulated pipeline cache"));
    }

    @Test
    void whatTheDriverKeepsIsSavedAfterBuildsAndReadAgain(Gpu gpu) throws IOException {
        PipelineManager first = manager(gpu, cached());
        first.compute("a", compute(GOOD));
        first.awaitAll(Gpu.LONG);
        assertThat(driverData()).isEqualTo("simulated pipeline cache\na");
        PipelineManager second = manager(gpu, cached());
        second.compute("b", compute(GOOD));
        second.awaitAll(Gpu.LONG);
        assertThat(driverData()).isEqualTo("simulated pipeline cache\na\nb");
    }

    @Test
    void aDamagedFileNeverReachesTheDriver(Gpu gpu) throws IOException {
        build(gpu, cached(), compute(GOOD));
        byte[] bytes = Files.readAllBytes(driverFile());
        bytes[bytes.length - 1] = (byte) ~bytes[bytes.length - 1];
        Files.write(driverFile(), bytes);
        PipelineManager manager = manager(gpu, cached());
        assertThat(manager.statistics().damagedFiles()).isEqualTo(1);
        manager.compute("b", compute(GOOD));
        manager.awaitAll(Gpu.LONG);
        assertThat(driverData()).isEqualTo("simulated pipeline cache\nb");
    }

    @Test
    void aCacheThatCannotBeReadFromTheDriverFailsNothing(Gpu gpu) {
        gpu.driver().failNext(DriverCall.PIPELINE_CACHE_DATA, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThat(build(gpu, cached(), compute(GOOD))).isEqualTo(compiled(1));
    }

    // ---------------------------------------------------------------- prebuilt

    /// A program has this where it ships without a compiler.
    private static final class NoCompiler implements ShaderCompiler {
        @Override
        public String identity() {
            return "none";
        }

        @Override
        public ShaderCompilation attempt(
                ShaderSource source, ShaderStage stage, ShaderOptions options) {
            throw new AssertionError("the compiler was called");
        }
    }

    @Test
    void whatWasExportedNeedsNoCompilerAndNoTexts(Gpu gpu) throws IOException {
        Path export = folder.resolve("out/shaders.bin");
        StageSource a = file("a.comp", "layout(local_size_x = SIZE) in;" + GOOD);
        StageSource small = a.withDefine("SIZE", "2");
        StageSource large = a.withDefine("SIZE", "64");
        try (PipelineManager manager = gpu.device().createPipelineManager(INFO)) {
            manager.compute("small", small);
            manager.compute("large", large);
            manager.export(export, Gpu.LONG);
        }
        Files.delete(folder.resolve("a.comp"));
        PipelineManager manager =
                manager(
                        gpu,
                        INFO.withCompiler(new NoCompiler())
                                .withPrebuilt(ShaderSource.file(export)));
        ManagedPipeline<?> one = manager.compute("small", small);
        var other = manager.compute("large", large);
        manager.awaitAll(Gpu.LONG);
        assertThat(one.isReady()).isTrue();
        assertThat(other.get().info().shader().workgroup().x()).isEqualTo(64);
        assertThat(manager.statistics()).isEqualTo(new PipelineStatistics(0, 0, 2, 0, 2));

        manager.compute("medium", a.withDefine("SIZE", "8"));
        assertThat(failure(manager))
                .isEqualTo(
                        """
                        PipelineManager 'manager': 1 of 3 pipelines could not be built:

                        shader 'FOLDER/a.comp' (compute, SIZE=8) is not among the prebuilt shaders\
                         'FOLDER/out/shaders.bin', with optimize=false, debugInfo=false and the defines {SIZE=8}.\
                         Export them again with this shader. There are: shader 'FOLDER/a.comp' (compute, SIZE=2),\
                         shader 'FOLDER/a.comp' (compute, SIZE=64).
                          used by pipeline 'medium'\
                        """);
    }

    @Test
    void anExportThatIsDamagedOrMissingIsNamed(Gpu gpu) throws IOException {
        Path export = folder.resolve("shaders.bin");
        PipelineManagerInfo info = INFO.withPrebuilt(ShaderSource.file(export));
        assertThatThrownBy(() -> gpu.device().createPipelineManager(info))
                .isInstanceOf(ShaderException.class)
                .hasMessage(
                        "there are no prebuilt shaders at '"
                                + export
                                + "'. Write them with PipelineManager.export, or correct the"
                                + " path.");
        try (PipelineManager manager = gpu.device().createPipelineManager(INFO)) {
            manager.compute("a", compute(GOOD));
            manager.export(export, Gpu.LONG);
        }
        byte[] bytes = Files.readAllBytes(export);
        bytes[bytes.length - 1] = (byte) ~bytes[bytes.length - 1];
        Files.write(export, bytes);
        assertThatThrownBy(() -> gpu.device().createPipelineManager(info))
                .isInstanceOf(ShaderException.class)
                .hasMessage(
                        "the prebuilt shaders '"
                                + export
                                + "' cannot be used: the content does not have the checksum that"
                                + " it had. Export them again.");
    }

    @Test
    void nothingIsExportedWhereAPipelineFailed(Gpu gpu) {
        Path export = folder.resolve("shaders.bin");
        PipelineManager manager = manager(gpu, INFO);
        manager.compute("a", compute("void main() { x; }"));
        assertThatThrownBy(() -> manager.export(export, Gpu.LONG))
                .isInstanceOf(ShaderException.class);
        assertThat(export).doesNotExist();
    }
}
