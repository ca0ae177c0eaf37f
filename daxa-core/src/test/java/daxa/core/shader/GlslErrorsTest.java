package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the compiler says of shaders that are wrong, word for word. `FOLDER` stands for the folder
/// of the test.
class GlslErrorsTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();

    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String errors(ShaderSource source, ShaderStage stage, ShaderOptions options) {
        try {
            COMPILER.compile(source, stage, options);
        } catch (ShaderException e) {
            return String.valueOf(e.getMessage()).replace(folder.toString(), "FOLDER");
        }
        throw new AssertionError("compiled");
    }

    private String errors(ShaderSource source) {
        return errors(source, ShaderStage.FRAGMENT, ShaderOptions.DEFAULT);
    }

    private String errors(String glsl) {
        return errors(ShaderSource.text("test", glsl));
    }

    @Test
    void allErrorsAreListedWithPlaceLineAndWords() {
        assertThat(
                        errors(
                                """
                                #version 460
                                layout(location = 0) out vec4 color;
                                void main() {
                                \tcolor = vec4(first);
                                    color = vec3(1);
                                    float f = second +
                                        third * third;
                                }
                                """))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 4 errors:
                        test:4:15: 'first' : undeclared identifier
                            \tcolor = vec4(first);
                            \t             ^

                        test:5: 'assign' :  cannot convert from ' const 3-component vector of float' to\
                         'layout( location=0) out highp 4-component vector of float'
                                color = vec3(1);

                        test:6:15: 'second' : undeclared identifier
                                float f = second +
                                          ^

                        test:7: 'third' : undeclared identifier
                                    third * third;\
                        """);
    }

    @Test
    void oneErrorIsNotErrors() {
        assertThat(errors("void main() { x; }"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:1:15: 'x' : undeclared identifier
                            void main() { x; }
                                          ^\
                        """);
    }

    @Test
    void aSyntaxErrorShowsTheLine() {
        assertThat(errors("void main() {\n  float f = ;\n}"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:2: '' :  syntax error, unexpected SEMICOLON
                              float f = ;\
                        """);
    }

    @Test
    void anErrorDirectiveSpeaks() {
        assertThat(errors("#error one: two: error: three\nvoid main() {}"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:1:1: '#error' : one : two : error : three
                            #error one: two: error: three
                            ^\
                        """);
    }

    @Test
    void anErrorInAnIncludeHasTheChain() throws IOException {
        write("c.glsl", "// c\nfloat c = undeclared;\n");
        write("sub/b.glsl", "// b\n#include \"../c.glsl\"\n");
        Path main = write("a.frag", "#version 460\n\n#include \"sub/b.glsl\"\nvoid main() {}\n");
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/c.glsl:2:11: 'undeclared' : undeclared identifier
                            float c = undeclared;
                                      ^
                          included from FOLDER/sub/b.glsl:2
                          included from FOLDER/a.frag:3\
                        """);
    }

    @Test
    void anErrorInARepeatedIncludeHasTheChainOfThatInclusion() throws IOException {
        write("item.glsl", "float NAME() { return VALUE; }\n");
        Path main =
                write(
                        "a.frag",
                        """
                        #define NAME a
                        #define VALUE 1
                        #include "item.glsl"
                        #undef NAME
                        #define NAME b
                        #undef VALUE
                        #define VALUE wrong
                        #include "item.glsl"
                        void main() {}
                        """);
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/item.glsl:1: 'wrong' : undeclared identifier
                            float NAME() { return VALUE; }
                          included from FOLDER/a.frag:8\
                        """);
    }

    @Test
    void anErrorInAResourceNamesIt() {
        assertThat(errors(ShaderSource.resource(GlslErrorsTest.class, "broken.frag")))
                .isEqualTo(
                        """
                        shader 'classpath:/daxa/core/shader/broken.frag' (fragment) has 1 error:
                        classpath:/daxa/core/shader/parts/broken.glsl:3:11: 'undeclared' : undeclared\
                         identifier
                            float f = undeclared;
                                      ^
                          included from classpath:/daxa/core/shader/broken.frag:1\
                        """);
    }

    @Test
    void debugInfoDoesNotChangeTheMessages() throws IOException {
        write("c.glsl", "float c = undeclared;\n");
        Path main = write("a.frag", "#include \"c.glsl\"\nvoid main() {}\n");
        ShaderSource source = ShaderSource.file(main);
        assertThat(errors(source, ShaderStage.FRAGMENT, ShaderOptions.DEFAULT.withDebugInfo(true)))
                .isEqualTo(errors(source));
    }

    @Test
    void namesMayLookLikeMessages() {
        assertThat(errors(ShaderSource.text("C:\\a: error: b", "void main() { x; }")))
                .isEqualTo(
                        """
                        shader 'C:\\a: error: b' (fragment) has 1 error:
                        C:\\a: error: b:1:15: 'x' : undeclared identifier
                            void main() { x; }
                                          ^\
                        """);
    }

    @Test
    void aTextMayNumberItsLinesItself() {
        assertThat(errors("#line 70 \"made\"\nvoid main() { x; }"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        made:70: 'x' : undeclared identifier\
                        """);
        // Line 1 of the text is another one.
        assertThat(errors("#line 1\nvoid main() { x; }"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:1: 'x' : undeclared identifier\
                        """);
    }

    @Test
    void aMissingFile() {
        assertThat(errors(ShaderSource.file(folder.resolve("no/where.vert"))))
                .isEqualTo(
                        "shader file 'FOLDER/no/where.vert' does not exist (absolute path"
                                + " 'FOLDER/no/where.vert'). Correct the path, or start in another"
                                + " working directory.");
    }

    @Test
    void aFolder() {
        assertThat(errors(ShaderSource.file(folder)))
                .isEqualTo("shader file 'FOLDER' is a folder. Name a file in it.");
    }

    @Test
    void aMissingResource() {
        assertThat(errors(ShaderSource.resource(GlslErrorsTest.class, "none.vert")))
                .isEqualTo(
                        "shader resource '/daxa/core/shader/none.vert' does not exist for class"
                                + " daxa.core.shader.GlslErrorsTest. Correct the path.");
        assertThat(errors(ShaderSource.resource(String.class, "none.vert")))
                .isEqualTo(
                        "shader resource '/java/lang/none.vert' does not exist for class"
                                + " java.lang.String. Correct the path, or open its package to"
                                + " daxa.core in module java.base.");
    }

    @Test
    void anEmptyFile() throws IOException {
        for (String text : new String[] {"", " \n\t\n", "\uFEFF"}) {
            assertThat(errors(ShaderSource.file(write("empty.vert", text))))
                    .isEqualTo(
                            "shader 'FOLDER/empty.vert' is empty. It needs at least a function"
                                    + " 'void main()'.");
        }
    }

    @Test
    void aFileThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin1.vert");
        Files.write(
                file, "// one\n// f\u00fcnf\nvoid main() {}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(errors(ShaderSource.file(file)))
                .isEqualTo(
                        "shader source 'FOLDER/latin1.vert' is not UTF-8: byte 0xFC in line 2"
                                + " (offset 11). Save it as UTF-8.");
        Files.write(file, new byte[] {'/', '/', (byte) 0xC3});
        assertThat(errors(ShaderSource.file(file)))
                .isEqualTo(
                        "shader source 'FOLDER/latin1.vert' is not UTF-8: byte 0xC3 in line 1"
                                + " (offset 2). Save it as UTF-8.");
    }

    @Test
    void anIncludeThatIsNotUtf8() throws IOException {
        Files.write(folder.resolve("bad.glsl"), new byte[] {'/', '/', (byte) 0xFF, '\n'});
        Path main = write("a.frag", "#include \"bad.glsl\"\nvoid main() {}");
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/a.frag:1: shader source 'FOLDER/bad.glsl' is not UTF-8: byte 0xFF in line\
                         1 (offset 2). Save it as UTF-8.
                            #include "bad.glsl\"\
                        """);
    }

    @Test
    void aMissingInclude() throws IOException {
        write("b.glsl", "\n#include \"daxa/none.glsl\"\n#include <none.glsl>\n");
        Path main = write("a.frag", "#include \"b.glsl\"\nvoid main() {}");
        Path root = folder.resolve("root");
        assertThat(
                        errors(
                                ShaderSource.file(main),
                                ShaderStage.FRAGMENT,
                                ShaderOptions.DEFAULT
                                        .withIncludeRoot(root)
                                        .withIncludeRoot(Path.of("relative"))))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 2 errors:
                        FOLDER/b.glsl:2: include 'daxa/none.glsl' was not found; looked in: 'FOLDER',\
                         'FOLDER/root', 'relative', the library. Correct the name, or add the folder to\
                         the include roots.
                            #include "daxa/none.glsl"
                          included from FOLDER/a.frag:1

                        FOLDER/b.glsl:3: include 'none.glsl' was not found; looked in: 'FOLDER/root',\
                         'relative'. Correct the name, or add the folder to the include roots.
                            #include <none.glsl>
                          included from FOLDER/a.frag:1\
                        """);
    }

    @Test
    void severalMissingIncludes() {
        assertThat(errors("#include \"one.glsl\"\n#include \"two.glsl\"\nvoid main() {}"))
                .contains("test:1: include 'one.glsl' was", "test:2: include 'two.glsl' was");
    }

    @Test
    void aMissingIncludeInAText() {
        assertThat(errors("#include \"none.glsl\"\nvoid main() {}"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:1: include 'none.glsl' was not found; looked in: nothing. Correct the name,\
                         or add the folder to the include roots.
                            #include "none.glsl\"\
                        """);
        assertThat(errors(ShaderSource.text("test", "#include <daxa/broken.glsl>")))
                .contains(
                        "include 'daxa/broken.glsl' was not found; looked in: the library."
                                + " Correct");
    }

    @Test
    void anIncludeThatIsNoPath() {
        assertThat(errors("#include <daxa/../../../../out.glsl>\nvoid main() {}"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test:1: include 'daxa/../../../../out.glsl' is no path: shader resource\
                         '/daxa/shaders/../../../../out.glsl' leads out of the class path. Leave a '..'\
                         out.
                            #include <daxa/../../../../out.glsl>\
                        """);
    }

    @Test
    void aCircleOfIncludes() throws IOException {
        write("b.glsl", "#include \"c.glsl\"\n");
        write("c.glsl", "// back\n#include \"./b.glsl\"\n");
        Path main = write("a.frag", "#include \"b.glsl\"\nvoid main() {}");
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/c.glsl:2: texts include each other in a circle: FOLDER/b.glsl ->\
                         FOLDER/c.glsl -> FOLDER/b.glsl. Break the circle, or put '#pragma once' into\
                         them.
                            #include "./b.glsl"
                          included from FOLDER/b.glsl:1
                          included from FOLDER/a.frag:1\
                        """);
    }

    @Test
    void aTextThatIncludesItself() throws IOException {
        Path main = write("a.frag", "#include \"a.frag\"\nvoid main() {}");
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/a.frag:1: texts include each other in a circle: FOLDER/a.frag ->\
                         FOLDER/a.frag. Break the circle, or put '#pragma once' into them.
                            #include "a.frag\"\
                        """);
    }

    @Test
    void includesNestedTooDeeply() throws IOException {
        for (int i = 1; i <= IncludeResolver.MAX_DEPTH + 1; i++) {
            write(i + ".glsl", "#include \"" + (i + 1) + ".glsl\"\n");
        }
        write((IncludeResolver.MAX_DEPTH + 2) + ".glsl", "\n");
        Path main = write("a.frag", "#include \"1.glsl\"\nvoid main() {}");
        assertThat(errors(ShaderSource.file(main)))
                .isEqualTo(
                        """
                        shader 'FOLDER/a.frag' (fragment) has 1 error:
                        FOLDER/64.glsl:1: include '65.glsl' is nested deeper than 64 texts. Include\
                         less, or look for files that include each other.
                            #include "65.glsl"
                          included from FOLDER/63.glsl:1
                          included from FOLDER/62.glsl:1
                          included from FOLDER/61.glsl:1
                          included from FOLDER/60.glsl:1
                          ... 56 more ...
                          included from FOLDER/3.glsl:1
                          included from FOLDER/2.glsl:1
                          included from FOLDER/1.glsl:1
                          included from FOLDER/a.frag:1\
                        """);
    }

    @Test
    void includesNestedAsDeeplyAsAllowed() throws IOException {
        for (int i = 1; i < IncludeResolver.MAX_DEPTH; i++) {
            write(i + ".glsl", "#include \"" + (i + 1) + ".glsl\"\n");
        }
        write(IncludeResolver.MAX_DEPTH + ".glsl", "\n");
        Path main = write("a.frag", "#include \"1.glsl\"\nvoid main() {}");
        SpirvTools.assertValid(COMPILER.compile(ShaderSource.file(main), ShaderStage.FRAGMENT));
    }

    @Test
    void noMain() {
        assertThat(errors("void start() {}"))
                .isEqualTo(
                        """
                        shader 'test' (fragment) has 1 error:
                        test: there is no function 'void main()', where every GLSL shader starts\
                        """);
    }

    @Test
    void noSuchEntryPoint() {
        assertThat(
                        errors(
                                ShaderSource.text("test", "void main() {}"),
                                ShaderStage.COMPUTE,
                                ShaderOptions.DEFAULT.withEntryPoint("start")))
                .isEqualTo(
                        "shader 'test' (compute) has no entry point 'start'; it has: main. GLSL"
                                + " shaders start at 'main'.");
    }

    @Test
    void anErrorOfTheWrongStage() {
        assertThat(errors("void main() { gl_Position = vec4(0); }"))
                .startsWith(
                        """
                        shader 'test' (fragment) has 2 errors:
                        test:1:15: 'gl_Position' : undeclared identifier
                            void main() { gl_Position = vec4(0); }
                                          ^\
                        """);
    }

    @Test
    void theTraceLeadsToTheCaller() {
        assertThatThrownBy(
                        () -> COMPILER.compile(ShaderSource.text("test", "x"), ShaderStage.VERTEX))
                .isInstanceOf(ShaderException.class)
                .satisfies(
                        e ->
                                assertThat(e.getStackTrace())
                                        .extracting(StackTraceElement::getClassName)
                                        .contains(GlslErrorsTest.class.getName()));
    }
}
