package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderInterface;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The GLSL library compiles without warnings to valid SPIR-V, each macro in each stage.
class GlslLibraryTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();
    private static final List<String> FILES =
            List.of(
                    "daxa.glsl",
                    "ids.glsl",
                    "buffers.glsl",
                    "float64.glsl",
                    "small_types.glsl",
                    "atomics.glsl",
                    "images.glsl",
                    "atomic_images.glsl",
                    "cube_arrays.glsl",
                    "multisampled_images.glsl",
                    "int64_images.glsl",
                    "ray_query.glsl",
                    "ray_tracing.glsl");

    private static final String HEAD =
            """
            #include <daxa/daxa.glsl>
            #include <daxa/atomics.glsl>
            #include <daxa/atomic_images.glsl>
            #include <daxa/cube_arrays.glsl>
            #include <daxa/multisampled_images.glsl>
            #include <daxa/int64_images.glsl>
            #ifdef DAXA_STAGE_COMPUTE
            layout(local_size_x = 64) in;
            uint daxa_test_varying() { return gl_LocalInvocationIndex; }
            #endif
            #if defined(DAXA_STAGE_TASK) || defined(DAXA_STAGE_MESH)
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
            #if defined(DAXA_STAGE_RAYGEN) || defined(DAXA_STAGE_CALLABLE)
            uint daxa_test_varying() { return gl_LaunchIDEXT.x; }
            #endif
            #if defined(DAXA_STAGE_ANY_HIT) || defined(DAXA_STAGE_CLOSEST_HIT)
            uint daxa_test_varying() { return gl_PrimitiveID; }
            #endif
            #if defined(DAXA_STAGE_MISS) || defined(DAXA_STAGE_INTERSECTION)
            uint daxa_test_varying() { return gl_LaunchIDEXT.x; }
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
            DAXA_DECL_IMAGES(shared_images, image2D, coherent readonly)
            DAXA_DECL_FORMAT_IMAGES(marks, uimage3D, r32ui, volatile)
            """;

    private static ShaderBinary compile(String glsl, ShaderStage stage) {
        ShaderBinary plain = compile(glsl, stage, ShaderOptions.DEFAULT);
        compile(glsl, stage, ShaderOptions.DEFAULT.withOptimize(true));
        return plain;
    }

    private static final String RAY_EXTENSION = "\n#extension GL_EXT_ray_tracing : require\n";
    private static final String MESH_EXTENSION = "\n#extension GL_EXT_mesh_shader : require\n";

    // What these stages cannot be without.
    private static String layout(ShaderStage stage) {
        return switch (stage) {
            case TESSELLATION_CONTROL -> "\nlayout(vertices = 3) out;\n";
            case TESSELLATION_EVALUATION -> "\nlayout(triangles) in;\n";
            case TASK -> MESH_EXTENSION;
            case MESH ->
                    MESH_EXTENSION
                            + "layout(triangles, max_vertices = 3, max_primitives = 1) out;\n";
            case RAYGEN, ANY_HIT, CLOSEST_HIT, MISS, INTERSECTION, CALLABLE -> RAY_EXTENSION;
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

    @ParameterizedTest
    @EnumSource
    void eachMacroWorksInEachStage(ShaderStage stage) {
        StringBuilder statements = new StringBuilder();
        for (String macro : macros()) {
            if (macro.contains("DECL")
                    || macro.equals("DAXA_PUSH_CONSTANTS")
                    || macro.equals("DAXA_SHADER_RECORD")) {
                continue; // used by HEAD, LIST and RAYS
            }
            statements.append("    ").append(use(macro)).append("\n");
        }
        compile(HEAD + "void main()\n{\n    vec4 r = vec4(0);\n" + statements + WRITE, stage);
        compile(LIST, stage);
    }

    private static final String WRITE = "    daxa_deref(push.result) = r;\n}\n";

    private static String shader(String macro) {
        return HEAD + "void main()\n{\n    vec4 r = vec4(0);\n    " + use(macro) + "\n" + WRITE;
    }

    private static final Pattern IMAGE =
            Pattern.compile(
                    "daxa_([iu]?)(texture|sampler)(1D|2D|3D|Cube|1DArray|2DArray|CubeArray|2DMS|2DMSArray)"
                        + "(Shadow)?(_nonuniform)?");
    private static final Pattern STORAGE =
            Pattern.compile(
                    "daxa_(r32i_|r32ui_|r32f_|i64|u64|i|u|)image"
                        + "(1D|2D|3D|Cube|1DArray|2DArray|CubeArray|2DMS|2DMSArray)(_nonuniform)?");

    // A statement that uses the macro. A macro that is not known here fails the test.
    private static String use(String macro) {
        Matcher image = IMAGE.matcher(macro);
        if (image.matches()) {
            String dimension = image.group(3);
            String id = id(image.group(5));
            if (image.group(2).equals("texture")) {
                return texture(macro + "(" + id + ")", dimension);
            }
            String sampler = macro + "(" + id + ", push.smp)";
            if (image.group(4) != null) {
                return dimension.equals("CubeArray")
                        ? "r += texture(" + sampler + ", vec4(0.5), 0.5);"
                        : "r += texture(" + sampler + ", " + vector(shadowSize(dimension)) + ");";
            }
            String at = vector(sampleSize(dimension));
            return "r += vec4(texture(%1$s, %2$s)) + textureLod(%1$s, %2$s, 0);"
                    .formatted(sampler, at);
        }
        Matcher storage = STORAGE.matcher(macro);
        if (storage.matches()) {
            return storage(
                    macro + "(" + id(storage.group(3)) + ")", storage.group(1), storage.group(2));
        }
        return switch (macro) {
            case "daxa_sampler", "daxa_sampler_nonuniform" ->
                    "r += texture(sampler2D(daxa_texture2D(push.image), "
                            + macro
                            + "(push.smp)), vec2(0));";
            case "daxa_samplerShadow", "daxa_samplerShadow_nonuniform" ->
                    "r += texture(sampler2DShadow(daxa_texture2D(push.image), "
                            + macro
                            + "(push.smp)), vec3(0));";
            case "DAXA_UNIFORM", "DAXA_NONUNIFORM" ->
                    "r += texelFetch(" + macro + "(texture2D, image()), ivec2(0), 0);";
            case "daxa_image", "daxa_image_nonuniform" ->
                    "r += imageLoad("
                            + macro
                            + "(shared_images, image()), ivec2(0));"
                            + " r += imageAtomicOr("
                            + macro
                            + "(marks, image()), ivec3(0), 1);";
            case "daxa_deref" -> "r += daxa_deref(push.result);";
            case "daxa_at" -> "r += daxa_at(push.result, push.row + 1);";
            case "daxa_ptr", "daxa_rw_ptr" ->
                    "r += daxa_at(" + macro + "(vec4, push.buf), daxa_test_varying());";
            case "daxa_BufferPtr", "daxa_RWBufferPtr" ->
                    "r += daxa_deref(" + macro + "(vec4)(daxa_address(push.buf)) + 1);";
            default -> throw new AssertionError("no test uses the macro " + macro);
        };
    }

    private static String id(String nonuniform) {
        return nonuniform == null ? "push.image" : "daxa_ImageViewId(daxa_test_varying(), 1)";
    }

    private static final String LIST =
            """
            #include <daxa/daxa.glsl>
            struct Node
            {
                vec3 value;
                uint64_t next;
                uint64_t first;
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
                     node = daxa_RWBufferPtr(Node)(daxa_deref(node).next))
                {
                    Node copy = daxa_deref(node);
                    daxa_deref(node).value += daxa_deref(daxa_BufferPtr(Node)(copy.first)).value;
                }
            }
            """;

    // What only the stages of ray tracing pipelines have.
    private static final String RAYS =
            """
            #include <daxa/daxa.glsl>
            struct Material
            {
                vec3 color;
                daxa_TlasId scene;
            };
            DAXA_SHADER_RECORD(Material, material)
            struct Push
            {
                daxa_TlasId scene;
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            #ifdef DAXA_STAGE_CALLABLE
            layout(location = 0) callableDataInEXT vec3 color;
            #elif defined(DAXA_STAGE_INTERSECTION)
            hitAttributeEXT vec3 color;
            #elif defined(DAXA_STAGE_ANY_HIT)
            layout(location = 0) rayPayloadInEXT vec3 color;
            #else
            layout(location = 0) rayPayloadEXT vec3 color;
            #endif
            void main()
            {
                color = material.color;
            #if defined(DAXA_STAGE_RAYGEN) || defined(DAXA_STAGE_CLOSEST_HIT) || defined(DAXA_STAGE_MISS)
                traceRayEXT(daxa_tlas(push.scene), 0, 0xFF, 0, 0, 0, color, 0, color, 1, 0);
                traceRayEXT(daxa_tlas_nonuniform(material.scene), 0, 0xFF, 0, 0, 0, color, 0, color, 1, 0);
            #endif
            }
            """;

    @ParameterizedTest
    @EnumSource(names = {"RAYGEN", "ANY_HIT", "CLOSEST_HIT", "MISS", "INTERSECTION", "CALLABLE"})
    void raysAreTracedAndRecordsRead(ShaderStage stage) {
        ShaderInterface declared = compile(RAYS, stage).declared();
        boolean traces =
                stage == ShaderStage.RAYGEN
                        || stage == ShaderStage.CLOSEST_HIT
                        || stage == ShaderStage.MISS;
        boolean hasPayload = traces || stage == ShaderStage.ANY_HIT;
        ShaderInterface.RayTracing rays = declared.rayTracing();
        assertThat(rays.traces()).isEqualTo(traces);
        assertThat(rays.shaderRecordSize()).isEqualTo(20);
        assertThat(rays.shaderRecord()).hasSize(1);
        // By std430, which rounds up.
        assertThat(rays.payloadSize()).isEqualTo(hasPayload ? 12 : 0);
        assertThat(rays.hitAttributeSize()).isEqualTo(stage == ShaderStage.INTERSECTION ? 12 : 0);
        assertThat(declared.descriptors()).hasSize(traces ? 1 : 0);
    }

    private static int sampleSize(String dimension) {
        return switch (dimension) {
            case "1D" -> 1;
            case "1DArray", "2D" -> 2;
            case "CubeArray" -> 4;
            default -> 3;
        };
    }

    private static int shadowSize(String dimension) {
        return switch (dimension) {
            case "1D", "2D", "1DArray" -> 3;
            default -> 4;
        };
    }

    private static int texelSize(String dimension) {
        return switch (dimension) {
            case "1D" -> 1;
            case "1DArray", "2D", "2DMS" -> 2;
            default -> 3;
        };
    }

    private static String vector(int size) {
        return size == 1 ? "0.5" : "vec" + size + "(0.5)";
    }

    private static String texel(String dimension) {
        int size = texelSize(dimension);
        return size == 1 ? "0" : "ivec" + size + "(0)";
    }

    private static String texture(String image, String dimension) {
        if (dimension.startsWith("Cube")) { // which cannot be fetched from
            return "r.xy += textureSize(" + image + ", 0).xy;";
        }
        String size = dimension.contains("MS") ? image : image + ", 0";
        return "r += vec4(texelFetch(%s, %s, 0)); r += textureSize(%s)%s;"
                .formatted(image, texel(dimension), size, dimension.equals("1D") ? "" : ".x");
    }

    private static String storage(String image, String kind, String dimension) {
        String vector =
                switch (kind) {
                    case "i", "r32i_" -> "ivec4";
                    case "u", "r32ui_" -> "uvec4";
                    case "i64" -> "i64vec4";
                    case "u64" -> "u64vec4";
                    default -> "vec4";
                };
        String at = texel(dimension) + (dimension.contains("MS") ? ", 0" : "");
        String atomics =
                switch (kind) {
                    case "r32i_", "r32ui_" -> " r += imageAtomicAdd(%1$s, %2$s, 1);";
                    case "r32f_" ->
                            " r += imageAtomicExchange(%1$s, %2$s, 1.0)"
                                    + " + imageAtomicAdd(%1$s, %2$s, 1.0);";
                    case "i64" -> " r += float(imageAtomicMax(%1$s, %2$s, 1l));";
                    case "u64" -> " r += float(imageAtomicMax(%1$s, %2$s, 1ul));";
                    default -> "";
                };
        String size = dimension.equals("1D") ? "" : ".x";
        return ("r += vec4(imageLoad(%1$s, %2$s)) + imageSize(%1$s)%3$s;"
                        + " imageStore(%1$s, %2$s, %4$s(1));"
                        + atomics)
                .formatted(image, at, size, vector);
    }

    @ParameterizedTest
    @EnumSource
    void eachFileCanBeIncludedAlone(ShaderStage stage) {
        for (String file : FILES) {
            compile("#version 460\n#include <daxa/" + file + ">\nvoid main() {}\n", stage);
        }
    }

    private static final List<String> POINTED =
            Stream.of(
                            "float vec",
                            "int ivec",
                            "uint uvec",
                            "int64_t i64vec",
                            "uint64_t u64vec",
                            "double dvec",
                            "int8_t i8vec",
                            "uint8_t u8vec",
                            "int16_t i16vec",
                            "uint16_t u16vec",
                            "float16_t f16vec",
                            "f16mat2 f16mat2x",
                            "f16mat3 f16mat3x",
                            "f16mat4 f16mat4x",
                            "mat2 mat2x",
                            "mat3 mat3x",
                            "mat4 mat4x",
                            "dmat2 dmat2x",
                            "dmat3 dmat3x",
                            "dmat4 dmat4x")
                    .map(names -> names.split(" "))
                    .flatMap(
                            names ->
                                    Stream.concat(
                                            Stream.of(names[0]),
                                            Stream.of(2, 3, 4)
                                                    .map(n -> names[1] + n)
                                                    .filter(name -> !isSquare(name))))
                    .toList();

    // mat2x2 is mat2 by another name.
    private static boolean isSquare(String name) {
        return name.matches("(d|f16)?mat(\\d)x\\2");
    }

    @Test
    void pointersToAllBasicTypesAreDeclared() {
        for (String type : POINTED) {
            String glsl =
                    """
                    #include <daxa/daxa.glsl>
                    #include <daxa/float64.glsl>
                    #include <daxa/small_types.glsl>
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
                        compile(shader("daxa_sampler2D_nonuniform"), ShaderStage.FRAGMENT).spirv());
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
                                compile(shader("daxa_sampler2D"), ShaderStage.FRAGMENT).spirv()))
                .doesNotContain("NonUniform");
    }
}
