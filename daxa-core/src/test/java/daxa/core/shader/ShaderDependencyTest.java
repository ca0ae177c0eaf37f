package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.ShaderDependency.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lwjgl.util.shaderc.Shaderc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// Virtual files, and what a compile says it depends on.
class ShaderDependencyTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();

    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static ShaderCompilation compile(ShaderSource source, ShaderOptions options) {
        return COMPILER.attempt(source, ShaderStage.COMPUTE, options);
    }

    private static ShaderDependency file(Path path, @Nullable String text) {
        return new ShaderDependency(
                Kind.FILE, path.toString(), text == null ? null : SourceTrace.hash(text));
    }

    private static ShaderDependency virtual(String name, @Nullable String text) {
        return new ShaderDependency(
                Kind.VIRTUAL, name, text == null ? null : SourceTrace.hash(text));
    }

    @Test
    void aVirtualFileWinsOverFiles() throws IOException {
        write("Camera", "#error the file was taken");
        Path main =
                write(
                        "a.comp",
                        "#include \"Camera\"\n#include <Camera>\nvoid main() { int a = c; }");
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withIncludeRoot(folder)
                        .withVirtualFile("Camera", "#pragma once\nconst int c = 1;");
        compile(ShaderSource.file(main), options).orThrow();
    }

    @Test
    void anErrorInAVirtualFileHasTheChain() {
        assertThat(
                        compile(
                                        ShaderSource.text("a", "#include <V>\nvoid main() {}"),
                                        ShaderOptions.DEFAULT.withVirtualFile(
                                                "V", "float v = x;\n"))
                                .failure())
                .isEqualTo(
                        """
                        shader 'a' (compute) has 1 error:
                        V:1:11: 'x' : undeclared identifier
                            float v = x;
                                      ^
                          included from a:1\
                        """);
    }

    @Test
    void virtualFilesMayNotIncludeEachOtherInACircle() {
        assertThat(
                        compile(
                                        ShaderSource.text("a", "#include <V>\nvoid main() {}"),
                                        ShaderOptions.DEFAULT
                                                .withVirtualFile("V", "#include <W>")
                                                .withVirtualFile("W", "#include <V>"))
                                .failure())
                .contains("texts include each other in a circle: V -> W -> V.");
    }

    @Test
    void whatWasReadAndWhatWasLookedForIsListedInOrder() throws IOException {
        Path root = folder.resolve("root");
        String second = "#include <V>\n";
        write("root/b.glsl", second);
        String first = "#include \"b.glsl\"\nvoid main() {}";
        Path main = write("a.comp", first);
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withIncludeRoot(root)
                        .withVirtualFile("V", "int v;")
                        .withVirtualFile("unused", "");
        assertThat(compile(ShaderSource.file(main), options).dependencies())
                .containsExactly(
                        file(main, first),
                        virtual("b.glsl", null),
                        file(folder.resolve("b.glsl"), null),
                        file(root.resolve("b.glsl"), second),
                        virtual("V", "int v;"));
    }

    @Test
    void aFailedAttemptListsThemToo() throws IOException {
        String text = "#include \"none.glsl\"\nvoid main() { x; }";
        Path main = write("a.comp", text);
        ShaderCompilation compilation =
                compile(ShaderSource.file(main), ShaderOptions.DEFAULT.withIncludeRoot(folder));
        assertThat(compilation.binary()).isNull();
        assertThat(compilation.dependencies())
                .containsExactly(
                        file(main, text),
                        virtual("none.glsl", null),
                        file(folder.resolve("none.glsl"), null));
    }

    @Test
    void aMissingMainFileIsOne() {
        Path main = folder.resolve("none.comp");
        assertThat(compile(ShaderSource.file(main), ShaderOptions.DEFAULT).dependencies())
                .containsExactly(file(main, null));
    }

    @Test
    void aMainFileThatIsNotUtf8IsOne() throws IOException {
        Path main = folder.resolve("a.comp");
        Files.write(main, "// f\u00fcnf".getBytes(StandardCharsets.ISO_8859_1));
        ShaderCompilation compilation = compile(ShaderSource.file(main), ShaderOptions.DEFAULT);
        assertThat(compilation.dependencies()).hasSize(1);
        ShaderDependency only = compilation.dependencies().getFirst();
        assertThat(only.hash()).isNotNull();
        assertThat(only.now(ShaderSource.file(main), ShaderOptions.DEFAULT)).isEqualTo(only);
    }

    @Test
    void nowTellsWhatHasChanged() throws IOException {
        Path main = write("a.comp", "#include <V>\n#include <daxa/daxa.glsl>\nvoid main() {}");
        ShaderSource source = ShaderSource.file(main);
        ShaderOptions options = ShaderOptions.DEFAULT.withVirtualFile("V", "int v;");
        List<ShaderDependency> before = compile(source, options).dependencies();
        assertThat(before).hasSizeGreaterThan(4);
        assertThat(before.stream().map(each -> each.now(source, options)).toList())
                .isEqualTo(before);

        Files.writeString(main, "void main() {}");
        ShaderOptions changed = options.withVirtualFile("V", "int w;");
        assertThat(before.stream().filter(each -> !each.equals(each.now(source, changed))))
                .extracting(ShaderDependency::name)
                .containsExactly(main.toString(), "V");
        Files.delete(main);
        assertThat(before.getFirst().now(source, options).hash()).isNull();
    }

    @Test
    void theIdentityNamesTheLibraryAndTheClasses() throws Exception {
        assertThat(new GlslCompiler().identity())
                .isEqualTo(new GlslCompiler().identity())
                .matches("daxa glsl [0-9a-f]{64}, shaderc of LWJGL 3\\..* of SHA-1 [0-9a-f]{40}");
        // What the jar says of its library is true of the one that is loaded.
        String sha1 = new GlslCompiler().identity().replaceFirst(".* ", "");
        byte[] library =
                Files.readAllBytes(Path.of(String.valueOf(Shaderc.getLibrary().getPath())));
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(library)))
                .isEqualTo(sha1);
        assertThat(CompilerIdentity.loaded()).hasSize(64);
        assertThat(GlslCompiler.validating().identity())
                .isEqualTo(new GlslCompiler().identity() + ", validated");
    }
}
