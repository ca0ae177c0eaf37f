package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.InterruptedWaitException;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

class GlslCompilerTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();

    @TempDir Path folder;

    private static ShaderBinary compile(String glsl, ShaderStage stage, ShaderOptions options) {
        ShaderCompilation compilation =
                COMPILER.attempt(ShaderSource.text("test", glsl), stage, options);
        assertThat(compilation.warnings()).isEmpty();
        SpirvTools.assertValid(compilation.orThrow());
        return compilation.orThrow();
    }

    private static ShaderBinary compile(String glsl, ShaderStage stage) {
        return compile(glsl, stage, ShaderOptions.DEFAULT);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aShaderBecomesSpirv16InReadOnlyNativeMemory() {
        ShaderBinary binary = compile("void main() {}", ShaderStage.VERTEX);
        assertThat(binary.name()).isEqualTo("test");
        assertThat(binary.stage()).isEqualTo(ShaderStage.VERTEX);
        assertThat(binary.entryPoint()).isEqualTo("main");
        assertThat(binary.spirv().isNative()).isTrue();
        assertThat(binary.spirv().isReadOnly()).isTrue();
        assertThat(binary.spirv().get(ValueLayout.JAVA_INT, 4)).isEqualTo(0x00010600);
    }

    @Test
    void theResultIsTheSameEachTime() {
        String glsl = "layout(location = 0) out vec4 c; void main() { c = vec4(1); }";
        assertThat(
                        compile(glsl, ShaderStage.FRAGMENT)
                                .spirv()
                                .mismatch(compile(glsl, ShaderStage.FRAGMENT).spirv()))
                .isEqualTo(-1);
    }

    @Test
    void theVersionMayBeLeftOutOrGiven() {
        assertThat(SpirvTools.disassemble(compile("void main() {}", ShaderStage.VERTEX).spirv()))
                .contains("OpSource GLSL 460");
        assertThat(
                        SpirvTools.disassemble(
                                compile("#version 450\nvoid main() {}", ShaderStage.VERTEX)
                                        .spirv()))
                .contains("OpSource GLSL 450");
    }

    @Test
    void reflectionFindsTheSizeOfThePushConstants() {
        String glsl =
                """
                #extension GL_EXT_scalar_block_layout : require
                layout(push_constant, scalar) uniform Push { vec3 a; float b[3]; vec2 c; } push;
                void main() { gl_Position = vec4(USED); }
                """;
        for (boolean optimize : new boolean[] {false, true}) {
            ShaderOptions options = ShaderOptions.DEFAULT.withOptimize(optimize);
            // Used or not, optimised or not.
            for (String use : List.of("push.a, 1", "0")) {
                ShaderBinary binary =
                        compile(glsl, ShaderStage.VERTEX, options.withDefine("USED", use));
                assertThat(binary.pushConstantSize()).isEqualTo(32);
            }
        }
        assertThat(compile("void main() {}", ShaderStage.VERTEX).pushConstantSize()).isZero();
    }

    @Test
    void reflectionFindsTheSizeOfAWorkgroup() {
        ShaderBinary binary =
                compile(
                        "layout(local_size_x = 4, local_size_y = 5, local_size_z = 6) in;"
                                + " void main() {}",
                        ShaderStage.COMPUTE);
        assertThat(binary.workgroup()).hasToString("4x5x6");
        ShaderBinary specialised =
                compile(
                        "layout(local_size_x = 16, local_size_x_id = 3, local_size_y = 2) in;"
                                + " void main() {}",
                        ShaderStage.COMPUTE);
        assertThat(specialised.workgroup()).hasToString("16x2x1");
        ShaderBinary none = compile("void main() {}", ShaderStage.COMPUTE);
        assertThat(none.workgroup()).hasToString("1x1x1");
        ShaderBinary vertex = compile("void main() {}", ShaderStage.VERTEX);
        assertThat(vertex.workgroup()).hasToString("1x1x1");
    }

    @Test
    void aValidatingCompilerTakesWhatVulkanAllows() {
        assertThat(
                        GlslCompiler.validating()
                                .compile(
                                        ShaderSource.text("good", "void main() {}"),
                                        ShaderStage.VERTEX)
                                .spirv()
                                .byteSize())
                .isPositive();
    }

    @Test
    void definesReachTheShaderInOrder() {
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withDefine("WIDTH", "7")
                        .withDefine("HEIGHT", "(WIDTH + 1)")
                        .withDefine("EMPTY", "");
        ShaderBinary binary =
                compile(
                        """
                        #ifndef EMPTY
                        #error EMPTY is not defined
                        #endif
                        layout(local_size_x = WIDTH, local_size_y = HEIGHT EMPTY) in;
                        void main() {}
                        """,
                        ShaderStage.COMPUTE,
                        options);
        assertThat(binary.workgroup().x()).isEqualTo(7);
        assertThat(binary.workgroup().y()).isEqualTo(8);
    }

    @Test
    void whatTheCompilerTakesAndVulkanForbidsIsRefused() {
        ShaderSource source =
                ShaderSource.text(
                        "scope.comp",
                        """
                        #extension GL_KHR_memory_scope_semantics : require
                        void main() { controlBarrier(gl_ScopeDevice, gl_ScopeDevice, 0, 0); }
                        """);
        assertThat(new GlslCompiler().compile(source, ShaderStage.COMPUTE)).isNotNull();
        assertThatThrownBy(() -> GlslCompiler.validating().compile(source, ShaderStage.COMPUTE))
                .isInstanceOf(ShaderException.class)
                .hasMessageStartingWith(
                        "shader 'scope.comp' (compute) became SPIR-V that Vulkan does not allow:"
                            + " [VUID-StandaloneSpirv-None-04636] ControlBarrier: in Vulkan"
                            + " environment Execution Scope is limited to Workgroup and Subgroup");
    }

    @Test
    void aFileCanHoldSeveralStages() {
        String glsl =
                """
                #if defined(DAXA_STAGE_VERTEX)
                void main() { gl_Position = vec4(0); }
                #elif defined(DAXA_STAGE_FRAGMENT)
                void main() { gl_FragDepth = 0; }
                #elif defined(DAXA_STAGE_COMPUTE)
                layout(local_size_x = 2) in;
                void main() {}
                #elif defined(DAXA_STAGE_TESSELLATION_CONTROL)
                layout(vertices = 3) out;
                void main() { gl_TessLevelOuter[0] = 1; }
                #elif defined(DAXA_STAGE_TESSELLATION_EVALUATION)
                layout(triangles) in;
                void main() { gl_Position = vec4(0); }
                #elif defined(DAXA_STAGE_TASK)
                #extension GL_EXT_mesh_shader : require
                void main() { EmitMeshTasksEXT(1, 1, 1); }
                #elif defined(DAXA_STAGE_MESH)
                #extension GL_EXT_mesh_shader : require
                layout(points, max_vertices = 1, max_primitives = 1) out;
                void main() { SetMeshOutputsEXT(0, 0); }
                #else
                #extension GL_EXT_ray_tracing : require
                #ifdef DAXA_STAGE_RAYGEN
                layout(location = 0) rayPayloadEXT float data;
                #elif defined(DAXA_STAGE_CALLABLE)
                layout(location = 0) callableDataInEXT float data;
                #elif defined(DAXA_STAGE_INTERSECTION)
                hitAttributeEXT float data;
                #else
                layout(location = 0) rayPayloadInEXT float data;
                #endif
                void main() { data = 1; }
                #endif
                """;
        for (ShaderStage stage : ShaderStage.values()) {
            assertThat(compile(glsl, stage).stage()).isEqualTo(stage);
        }
    }

    @Test
    void whatIsNotUsedIsTakenOut() {
        ShaderBinary binary =
                compile("#include <daxa/daxa.glsl>\nvoid main() {}", ShaderStage.VERTEX);
        assertThat(SpirvTools.disassemble(binary.spirv()))
                .doesNotContain("daxa_table_")
                .doesNotContain("DescriptorSet");
    }

    @Test
    void optimisingDropsNamesAndCode() {
        String glsl =
                """
                layout(location = 0) out vec4 color;
                float twice(float argument) { return 2 * argument; }
                void main() { float local = twice(3); color = vec4(local); }
                """;
        ShaderBinary plain = compile(glsl, ShaderStage.FRAGMENT);
        ShaderBinary optimised =
                compile(glsl, ShaderStage.FRAGMENT, ShaderOptions.DEFAULT.withOptimize(true));
        assertThat(SpirvTools.disassemble(plain.spirv())).contains("argument", "OpFunctionCall");
        assertThat(SpirvTools.disassemble(optimised.spirv()))
                .doesNotContain("argument")
                .doesNotContain("OpFunctionCall");
    }

    @Test
    void debugInfoHoldsTheTextsUnderTheirNames() throws IOException {
        write("part.glsl", "float part() { return 1; } // in the part");
        Path main = write("main.vert", "#include \"part.glsl\"\nvoid main() { part(); }");
        for (boolean optimize : new boolean[] {false, true}) {
            ShaderBinary binary =
                    COMPILER.compile(
                            ShaderSource.file(main),
                            ShaderStage.VERTEX,
                            ShaderOptions.DEFAULT.withDebugInfo(true).withOptimize(optimize));
            SpirvTools.assertValid(binary);
            assertThat(SpirvTools.disassemble(binary.spirv()))
                    .contains("\"" + main + "\"", "\"" + main.resolveSibling("part.glsl") + "\"");
        }
        ShaderBinary without = COMPILER.compile(ShaderSource.file(main), ShaderStage.VERTEX);
        assertThat(SpirvTools.disassemble(without.spirv())).doesNotContain("part.glsl");
    }

    @Test
    void resourcesIncludeWhatLiesBesideThem() {
        ShaderBinary binary =
                COMPILER.compile(
                        ShaderSource.resource(GlslCompilerTest.class, "lit.frag"),
                        ShaderStage.FRAGMENT);
        assertThat(binary.name()).isEqualTo("classpath:/daxa/core/shader/lit.frag");
        SpirvTools.assertValid(binary);
    }

    @Test
    void quotesLookBesideTheIncludingFileThenInTheRootsInOrder() throws IOException {
        write("a/x.glsl", "#define X 2");
        write("a/y.glsl", "#define Y 3");
        write("b/x.glsl", "#error wrong root");
        write("b/z.glsl", "#include \"w.glsl\"");
        write("b/w.glsl", "#define Z 4");
        write("main/y.glsl", "#define Y 5");
        Path main =
                write(
                        "main/main.comp",
                        """
                        #include "x.glsl"
                        #include "y.glsl"
                        #include <z.glsl>
                        layout(local_size_x = X, local_size_y = Y, local_size_z = Z) in;
                        void main() {}
                        """);
        ShaderBinary binary =
                COMPILER.compile(
                        ShaderSource.file(main),
                        ShaderStage.COMPUTE,
                        ShaderOptions.DEFAULT
                                .withIncludeRoot(folder.resolve("a"))
                                .withIncludeRoot(folder.resolve("b")));
        assertThat(binary.workgroup()).hasToString("2x5x4");
    }

    @Test
    void bracketsDoNotLookBesideTheIncludingFile() throws IOException {
        write("root/y.glsl", "#define Y 3");
        write("main/y.glsl", "#error brackets");
        Path main =
                write(
                        "main/main.comp",
                        "#include <y.glsl>\nlayout(local_size_x = Y) in; void main() {}");
        ShaderBinary binary =
                COMPILER.compile(
                        ShaderSource.file(main),
                        ShaderStage.COMPUTE,
                        ShaderOptions.DEFAULT.withIncludeRoot(folder.resolve("root")));
        assertThat(binary.workgroup().x()).isEqualTo(3);
    }

    @Test
    void theLibraryIsFoundFromFilesResourcesAndTexts() throws IOException {
        String glsl = "#include <daxa/daxa.glsl>\n#include \"daxa/daxa.glsl\"\nvoid main() {}";
        compile(glsl, ShaderStage.VERTEX);
        COMPILER.compile(ShaderSource.file(write("a.vert", glsl)), ShaderStage.VERTEX);
    }

    @Test
    void aRootCanReplaceTheLibrary() throws IOException {
        write("daxa/daxa.glsl", "layout(local_size_x = 3) in;");
        ShaderBinary binary =
                compile(
                        "#include <daxa/daxa.glsl>\nvoid main() {}",
                        ShaderStage.COMPUTE,
                        ShaderOptions.DEFAULT.withIncludeRoot(folder));
        assertThat(binary.workgroup().x()).isEqualTo(3);
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        Path file = write("bom.vert", "\uFEFF#version 460\nvoid main() {}");
        SpirvTools.assertValid(COMPILER.compile(ShaderSource.file(file), ShaderStage.VERTEX));
    }

    @Test
    void pragmaOnceAndGuardsMakeRepeatedAndCircularIncludesHarmless() throws IOException {
        write(
                "once.glsl",
                "/* licence */\n#pragma once\n#include \"guard.glsl\"\nfloat a() { return 1; }");
        write(
                "guard.glsl",
                """
                // A guard may follow comments.
                #ifndef GUARD
                #define GUARD
                #include "once.glsl"
                #include "other/../once.glsl"
                float b() { return 2; }
                #endif
                """);
        Files.createDirectories(folder.resolve("other"));
        Path main =
                write(
                        "main.vert",
                        """
                        #pragma once
                        #include "once.glsl"
                        #include "guard.glsl"
                        #include "main.vert"
                        void main() { gl_Position = vec4(a() + b()); }
                        """);
        ShaderCompilation compilation =
                COMPILER.attempt(
                        ShaderSource.file(main), ShaderStage.VERTEX, ShaderOptions.DEFAULT);
        assertThat(compilation.warnings()).isEmpty();
    }

    @Test
    void oneFileIsTheSameByEachPath() throws IOException {
        write("once.glsl", "#pragma once\nfloat a() { return 1; }");
        Path main =
                write(
                        "main.vert",
                        """
                        #include "once.glsl"
                        #include <once.glsl>
                        void main() { gl_Position = vec4(a()); }
                        """);
        Path relative = Path.of("").toAbsolutePath().relativize(main.toRealPath());
        SpirvTools.assertValid(
                COMPILER.compile(
                        ShaderSource.file(relative),
                        ShaderStage.VERTEX,
                        ShaderOptions.DEFAULT.withIncludeRoot(folder)));
    }

    @Test
    void aTextMayBeIncludedSeveralTimes() throws IOException {
        write("item.glsl", "float NAME() { return 1; }\n#undef NAME\n");
        Path main =
                write(
                        "main.vert",
                        """
                        #define NAME a
                        #include "item.glsl"
                        #define NAME b
                        #include "item.glsl"
                        void main() { gl_Position = vec4(a() + b()); }
                        """);
        SpirvTools.assertValid(COMPILER.compile(ShaderSource.file(main), ShaderStage.VERTEX));
    }

    @Test
    void includesInBranchesNotTakenAreNotLookedFor() {
        compile("#if 0\n#include \"nowhere.glsl\"\n#endif\nvoid main() {}", ShaderStage.VERTEX);
    }

    @Test
    void warningsHavePlaceAndText() {
        ShaderCompilation compilation =
                COMPILER.attempt(
                        ShaderSource.text("odd", "#extension GL_of_mine : enable\nvoid main() {}"),
                        ShaderStage.VERTEX,
                        ShaderOptions.DEFAULT);
        assertThat(compilation.warnings())
                .containsExactly(
                        """
                        odd:1:1: '#extension' : extension not supported: GL_of_mine
                            #extension GL_of_mine : enable
                            ^\
                        """);
    }

    @Test
    void warningsAreLogged() {
        List<String> logged = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord entry) {
                        logged.add(entry.getLevel() + " " + entry.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger("daxa.core.shader");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            COMPILER.compile(
                    ShaderSource.text("odd", "#extension GL_of_mine : enable\nvoid main() {}"),
                    ShaderStage.VERTEX);
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
        assertThat(logged).hasSize(1);
        assertThat(logged.getFirst()).startsWith("WARNING odd:1:1: '#extension'");
    }

    @Test
    void manyThreadsCompileAtTheSameTime() {
        List<String> results =
                IntStream.range(0, 64).parallel().mapToObj(GlslCompilerTest::outcome).toList();
        assertThat(results)
                .isEqualTo(
                        IntStream.range(0, 64)
                                .mapToObj(i -> i % 3 == 0 ? "wrong" + i : "x=" + (i + 1))
                                .toList());
    }

    // Every third shader is wrong, each in its own way.
    private static String outcome(int i) {
        String glsl =
                """
                #include <daxa/daxa.glsl>
                layout(local_size_x = WIDTH) in;
                void main() { STATEMENT; }
                """;
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withDefine("WIDTH", "" + (i + 1))
                        .withDefine("STATEMENT", i % 3 == 0 ? "wrong" + i : "");
        try {
            return "x=" + compile(glsl, ShaderStage.COMPUTE, options).workgroup().x();
        } catch (ShaderException e) {
            String expected = "test:3: 'wrong" + i + "' : undeclared identifier";
            String message = String.valueOf(e.getMessage());
            return message.contains(expected) ? "wrong" + i : message;
        }
    }

    @Test
    void deeplyNestedExpressionsDoNotOverflowTheStack() {
        compile(longSum(), ShaderStage.FRAGMENT);
    }

    // An expression nested 20,000 times, which takes long to compile.
    private static String longSum() {
        String sum = String.join(" + ", Collections.nCopies(20_000, "gl_FragCoord.x"));
        return "layout(location = 0) out float sum; void main() { sum = " + sum + "; }";
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> compile(longSum(), ShaderStage.FRAGMENT))
                .isInstanceOf(InterruptedWaitException.class)
                .hasMessage(
                        "'daxa compiles test': interrupted while waiting for the result, which is"
                                + " dropped");
        assertThat(Thread.interrupted()).isTrue();
        compile("void main() {}", ShaderStage.VERTEX);
    }
}
