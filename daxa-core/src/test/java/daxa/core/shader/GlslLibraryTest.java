package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The GLSL library compiles without warnings to valid SPIR-V, each macro in each stage.
class GlslLibraryTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();
    private static final List<String> FILES =
            List.of("daxa.glsl", "ids.glsl", "buffers.glsl", "images.glsl");

    private static final String HEAD =
            """
            #include <daxa/daxa.glsl>
            #ifdef DAXA_STAGE_COMPUTE
            layout(local_size_x = 64) in;
            uint daxa_test_varying() { return gl_LocalInvocationIndex; }
            #endif
            #ifdef DAXA_STAGE_VERTEX
            uint daxa_test_varying() { return gl_VertexIndex; }
            #endif
            #ifdef DAXA_STAGE_TESSELLATION_CONTROL
            uint daxa_test_varying() { return gl_InvocationID; }
            #endif
            #ifdef DAXA_STAGE_TESSELLATION_EVALUATION
            uint daxa_test_varying() { return gl_PrimitiveID; }
            #endif
            #ifdef DAXA_STAGE_FRAGMENT
            layout(location = 0) flat in uint row;
            uint daxa_test_varying() { return row; }
            #endif
            struct Push
            {
                daxa_ImageViewId image;
                daxa_SamplerId smp;
                daxa_BufferId buf;
                daxa_RWBufferPtr(vec4) result;
                uint row;
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            daxa_ImageViewId image() { return push.image; }
            """;

    private static ShaderBinary compile(String glsl, ShaderStage stage) {
        ShaderBinary plain = compile(glsl, stage, ShaderOptions.DEFAULT);
        compile(glsl, stage, ShaderOptions.DEFAULT.withOptimize(true));
        return plain;
    }

    // What these stages cannot be without.
    private static String layout(ShaderStage stage) {
        return switch (stage) {
            case TESSELLATION_CONTROL -> "\nlayout(vertices = 3) out;\n";
            case TESSELLATION_EVALUATION -> "\nlayout(triangles) in;\n";
            default -> "";
        };
    }

    private static ShaderBinary compile(String glsl, ShaderStage stage, ShaderOptions options) {
        ShaderCompilation compilation =
                COMPILER.attempt(ShaderSource.text("test", glsl + layout(stage)), stage, options);
        assertThat(compilation.warnings()).isEmpty();
        SpirvTools.assertValid(compilation.orThrow());
        return compilation.orThrow();
    }

    /// The names of all macros of the library that take arguments.
    private static List<String> macros() {
        TreeSet<String> names = new TreeSet<>();
        Pattern macro = Pattern.compile("^#define (\\w+)\\(", Pattern.MULTILINE);
        for (String file : FILES) {
            String text =
                    new SourceTrace()
                            .read(
                                    ShaderSource.resource(
                                            GlslCompiler.class, "/daxa/shaders/" + file));
            Matcher found = macro.matcher(String.valueOf(text));
            while (found.find()) {
                names.add(found.group(1));
            }
        }
        return List.copyOf(names);
    }

    static Stream<Arguments> macrosAndStages() {
        return macros().stream()
                .flatMap(
                        macro ->
                                Stream.of(ShaderStage.values())
                                        .map(stage -> Arguments.of(macro, stage)));
    }

    @ParameterizedTest
    @MethodSource("macrosAndStages")
    void eachMacroWorksInEachStage(String macro, ShaderStage stage) {
        compile(use(macro), stage);
    }

    // A shader that uses the macro. A macro that is not known here fails the test.
    private static String use(String macro) {
        Matcher image =
                Pattern.compile(
                                "daxa_([iu]?)(texture|sampler|image)(1D|2D|3D|Cube|2DArray)"
                                        + "(_nonuniform)?")
                        .matcher(macro);
        if (image.matches()) {
            String dimension = image.group(3);
            boolean differing = image.group(4) != null;
            String id = differing ? "daxa_ImageViewId(daxa_test_varying(), 1)" : "push.image";
            return switch (image.group(2)) {
                case "texture" -> body(texture(macro + "(" + id + ")", dimension));
                case "sampler" ->
                        body(
                                "vec4(texture("
                                        + macro
                                        + "("
                                        + id
                                        + ", push.smp), "
                                        + sampleAt(dimension)
                                        + ") + textureLod("
                                        + macro
                                        + "("
                                        + id
                                        + ", push.smp), "
                                        + sampleAt(dimension)
                                        + ", 0))");
                default -> storage(macro + "(" + id + ")", image.group(1), dimension);
            };
        }
        return switch (macro) {
            case "daxa_sampler", "daxa_sampler_nonuniform" ->
                    body(
                            "texture(sampler2D(daxa_texture2D(push.image), "
                                    + macro
                                    + "(push.smp)), vec2(0))");
            case "DAXA_UNIFORM", "DAXA_NONUNIFORM" ->
                    body("texelFetch(" + macro + "(daxa_table_texture2D, image()), ivec2(0), 0)");
            case "daxa_deref" -> body("daxa_deref(push.result)");
            case "daxa_at" -> body("daxa_at(push.result, push.row + 1)");
            case "daxa_ptr", "daxa_rw_ptr" ->
                    body("daxa_at(" + macro + "(vec4, push.buf), daxa_test_varying())");
            case "daxa_BufferPtr", "daxa_RWBufferPtr" ->
                    body("daxa_deref(" + macro + "(vec4)(daxa_address(push.buf)) + 1)");
            case "DAXA_DECL_BUFFER_PTR", "DAXA_FORWARD_DECL_BUFFER_PTR", "DAXA_PUSH_CONSTANTS" ->
                    LIST;
            default -> throw new AssertionError("no test uses the macro " + macro);
        };
    }

    private static final String LIST =
            """
            #include <daxa/daxa.glsl>
            DAXA_FORWARD_DECL_BUFFER_PTR(Node)
            struct Node
            {
                vec3 value;
                daxa_RWBufferPtr(Node) next;
                daxa_BufferPtr(Node) first;
            };
            DAXA_DECL_BUFFER_PTR(Node, 8)
            struct Push
            {
                daxa_RWBufferPtr(Node) node;
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main()
            {
                for (daxa_RWBufferPtr(Node) node = push.node; uint64_t(node) != 0;
                     node = daxa_deref(node).next)
                {
                    daxa_deref(node).value += daxa_deref(daxa_deref(node).first).value;
                }
            }
            """;

    private static String body(String vector) {
        return HEAD + "void main() { daxa_deref(push.result) = " + vector + "; }\n";
    }

    private static String sampleAt(String dimension) {
        return switch (dimension) {
            case "1D" -> "0.5";
            case "2D" -> "vec2(0.5)";
            default -> "vec3(0.5)";
        };
    }

    private static String texture(String image, String dimension) {
        // Cubes cannot be fetched from.
        return switch (dimension) {
            case "Cube" -> "vec4(textureSize(" + image + ", 0), 0, 0)";
            case "1D" -> "vec4(texelFetch(" + image + ", 0, 0)) + textureSize(" + image + ", 0)";
            case "2D" ->
                    "vec4(texelFetch("
                            + image
                            + ", ivec2(0), 0)) + textureSize("
                            + image
                            + ", 0).x";
            default ->
                    "vec4(texelFetch("
                            + image
                            + ", ivec3(0), 0)) + textureSize("
                            + image
                            + ", 0).x";
        };
    }

    private static String storage(String image, String kind, String dimension) {
        String at = dimension.equals("2D") ? "ivec2(0)" : "ivec3(0)";
        return HEAD
                + "void main() { daxa_deref(push.result) = vec4(imageLoad(%1$s, %2$s)) + imageSize(%1$s).x;"
                        .formatted(image, at)
                + " imageStore(%s, %s, %svec4(1)); }\n".formatted(image, at, kind);
    }

    @ParameterizedTest
    @EnumSource
    void eachFileCanBeIncludedAlone(ShaderStage stage) {
        for (String file : FILES) {
            compile("#version 460\n#include <daxa/" + file + ">\nvoid main() {}\n", stage);
        }
    }

    @Test
    void pointersToAllBasicTypesAreDeclared() {
        for (String type :
                List.of(
                        "float",
                        "vec2",
                        "vec3",
                        "vec4",
                        "int",
                        "ivec2",
                        "ivec3",
                        "ivec4",
                        "uint",
                        "uvec2",
                        "uvec3",
                        "uvec4",
                        "int64_t",
                        "uint64_t",
                        "mat3",
                        "mat4")) {
            String glsl =
                    """
                    #include <daxa/daxa.glsl>
                    struct Push { daxa_BufferPtr(TYPE) from; daxa_RWBufferPtr(TYPE) to; };
                    DAXA_PUSH_CONSTANTS(Push, push)
                    void main() { daxa_at(push.to, 3) = daxa_deref(push.from + 5); }
                    """;
            ShaderBinary binary = compile(glsl.replace("TYPE", type), ShaderStage.COMPUTE);
            assertThat(binary.pushConstantSize()).isEqualTo(16);
        }
    }

    @Test
    void elementsFollowEachOtherWithoutGaps() {
        // Two vec3: 24 bytes, which the default alignment of 16 would make 32.
        String glsl =
                """
                #include <daxa/daxa.glsl>
                struct Vertex { vec3 position; vec3 color; };
                DAXA_DECL_BUFFER_PTR(Vertex, 4)
                struct Push { daxa_BufferPtr(Vertex) vertices; uint row; };
                DAXA_PUSH_CONSTANTS(Push, push)
                void main()
                {
                    gl_Position.xyz = daxa_at(push.vertices, push.row).color;
                    gl_Position.w = daxa_deref(push.vertices + 3).color.x;
                }
                """;
        assertThat(SpirvTools.disassemble(compile(glsl, ShaderStage.VERTEX).spirv()))
                .contains("%ulong_24 = OpConstant %ulong 24", "%ulong_72 = OpConstant %ulong 72")
                .containsPattern("OpMemberDecorate %Vertex\\w* 1 Offset 12");
    }

    @Test
    void onlyTheReadOnlyPointerPromisesNotToWrite() {
        String glsl =
                """
                #include <daxa/daxa.glsl>
                struct Push { daxa_BufferPtr(uint) from; daxa_RWBufferPtr(uint) to; };
                DAXA_PUSH_CONSTANTS(Push, push)
                void main() { daxa_deref(push.to) = daxa_deref(push.from); }
                """;
        assertThat(SpirvTools.disassemble(compile(glsl, ShaderStage.COMPUTE).spirv()))
                .contains("OpMemberDecorate %daxa_BufferPtr_uint 0 NonWritable")
                .doesNotContain("OpMemberDecorate %daxa_RWBufferPtr_uint 0 NonWritable");
    }

    @Test
    void idsAreEightBytesAlignedToFour() {
        String glsl =
                """
                #include <daxa/daxa.glsl>
                struct Push
                {
                    float first;
                    daxa_BufferId a;
                    daxa_ImageViewId b;
                    daxa_SamplerId c;
                };
                DAXA_PUSH_CONSTANTS(Push, push)
                void main()
                {
                    bool nothing = daxa_is_null(push.a) || daxa_is_null(push.b) || daxa_is_null(push.c);
                    gl_Position = vec4(nothing ? 0 : push.first);
                }
                """;
        ShaderBinary binary = compile(glsl, ShaderStage.VERTEX);
        assertThat(binary.pushConstantSize()).isEqualTo(28);
        assertThat(SpirvTools.disassemble(binary.spirv()))
                .contains(
                        "OpMemberDecorate %Push 1 Offset 4", "OpMemberDecorate %Push 3 Offset 20");
    }

    @Test
    void tablesAreWhereTheDriverBindsThem() {
        String text =
                SpirvTools.disassemble(
                        compile(
                                        HEAD
                                                + """
                                                void main()
                                                {
                                                    vec4 texel = texture(daxa_sampler2D(push.image,
                                                            push.smp), vec2(0));
                                                    imageStore(daxa_image2D(push.image), ivec2(0), texel);
                                                    daxa_deref(daxa_rw_ptr(vec4, push.buf)) = texel;
                                                }
                                                """,
                                        ShaderStage.COMPUTE)
                                .spirv());
        assertThat(text)
                .contains(
                        "OpDecorate %daxa_table_texture2D Binding 0",
                        "OpDecorate %daxa_table_image2D Binding 1",
                        "OpDecorate %daxa_table_sampler Binding 2",
                        "OpMemberName %daxa_AddressTable 0 \"daxa_addresses\"");
        assertThat(text.lines().filter(line -> line.endsWith("DescriptorSet 0"))).hasSize(4);
        assertThat(text.lines().filter(line -> line.endsWith("Binding 3"))).hasSize(1);
    }

    @Test
    void differingIdsAreMarkedWhereTheGpuLooks() {
        String text =
                SpirvTools.disassemble(
                        compile(use("daxa_sampler2D_nonuniform"), ShaderStage.FRAGMENT).spirv());
        // Vulkan wants the operand of the access to be decorated, here the sampled image.
        Matcher sampled = Pattern.compile("OpImageSample\\w+ %v4float (%\\w+) ").matcher(text);
        int count = 0;
        while (sampled.find()) {
            assertThat(text).contains("OpDecorate " + sampled.group(1) + " NonUniform");
            count++;
        }
        assertThat(count).isEqualTo(2);
        assertThat(
                        SpirvTools.disassemble(
                                compile(use("daxa_sampler2D"), ShaderStage.FRAGMENT).spirv()))
                .doesNotContain("NonUniform");
    }
}
