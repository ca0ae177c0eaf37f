package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.pipeline.DataType;
import daxa.core.pipeline.DataType.Member;
import daxa.core.pipeline.ScalarType;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderInterface;
import daxa.core.pipeline.ShaderInterface.Descriptor;
import daxa.core.pipeline.ShaderInterface.DescriptorKind;
import daxa.core.pipeline.ShaderInterface.Variable;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;

/// What is read from compiled shaders.
class ShaderInterfaceTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();

    private static ShaderBinary compile(String glsl, ShaderStage stage) {
        return COMPILER.compile(ShaderSource.text("test", glsl), stage);
    }

    private static final String LAYOUTS =
            """
            #include <daxa/daxa.glsl>
            struct Inner { vec3 a; double b; };
            struct Push
            {
                float scalar;
                vec3 vector;
                mat3 columns;
                mat4x3 rows;
                Inner inner[2];
                uint64_t address;
                daxa_BufferPtr(vec3) pointer;
                daxa_ImageViewId image;
                float numbers[3];
            };
            DAXA_PUSH_CONSTANTS(Push, push)
            void main() { gl_Position = vec4(push.scalar); }
            """;

    private static final DataType FLOAT = new DataType.Scalar(ScalarType.FLOAT32);
    private static final DataType UINT = new DataType.Scalar(ScalarType.UINT32);
    private static final DataType VEC3 = new DataType.Vector(ScalarType.FLOAT32, 3);

    @Test
    void pushConstantsHaveNamesOffsetsAndStrides() {
        ShaderBinary binary = compile(LAYOUTS, ShaderStage.VERTEX);
        List<Member> members = binary.declared().pushConstants();
        assertThat(members).hasSize(1);
        DataType.Struct inner =
                new DataType.Struct(
                        "Inner",
                        List.of(
                                new Member("a", 0, VEC3),
                                new Member("b", 16, new DataType.Scalar(ScalarType.FLOAT64))));
        DataType.Struct push =
                new DataType.Struct(
                        "Push",
                        List.of(
                                new Member("scalar", 0, FLOAT),
                                new Member("vector", 4, VEC3),
                                new Member(
                                        "columns",
                                        16,
                                        new DataType.Matrix(ScalarType.FLOAT32, 3, 3, 12, false)),
                                new Member(
                                        "rows",
                                        52,
                                        new DataType.Matrix(ScalarType.FLOAT32, 4, 3, 12, false)),
                                new Member("inner", 104, new DataType.Array(inner, 2, 24)),
                                new Member("address", 152, new DataType.Scalar(ScalarType.UINT64)),
                                new Member(
                                        "pointer",
                                        160,
                                        new DataType.Pointer("daxa_BufferPtr_vec3")),
                                new Member(
                                        "image",
                                        168,
                                        new DataType.Struct(
                                                "daxa_ImageViewId",
                                                List.of(
                                                        new Member("index", 0, UINT),
                                                        new Member("tag", 4, UINT)))),
                                new Member("numbers", 176, new DataType.Array(FLOAT, 3, 4))));
        assertThat(members).containsExactly(new Member("push", 0, push));
        assertThat(binary.pushConstantSize()).isEqualTo(188);
        assertThat(binary.declared().structs()).contains(inner, push);
    }

    @Test
    void inputsAndOutputsAreThoseThatAreUsed() {
        ShaderInterface declared =
                compile(
                                """
                                layout(location = 0) in vec3 position;
                                layout(location = 1) in uvec2 ids;
                                layout(location = 5) in float unused;
                                layout(location = 3, component = 1) out vec2 uv;
                                layout(location = 4) out mat3 frame;
                                layout(location = 8) flat out int rows[2];
                                layout(location = 10) out Block { vec4 one; float two; } block;
                                layout(location = 15) out vec4 never;
                                void main()
                                {
                                    gl_Position = vec4(position, ids.x);
                                    uv = vec2(0);
                                    frame = mat3(1);
                                    rows[0] = 1;
                                    block.one = vec4(0);
                                }
                                """,
                                ShaderStage.VERTEX)
                        .declared();
        assertThat(declared.inputs())
                .containsExactly(
                        new Variable("position", 0, 0, ScalarType.FLOAT32, 3, 1, 0),
                        new Variable("ids", 1, 0, ScalarType.UINT32, 2, 1, 0));
        assertThat(declared.inputs().get(1).typeName()).isEqualTo("uvec2");
        assertThat(declared.outputs())
                .containsExactly(
                        new Variable("uv", 3, 1, ScalarType.FLOAT32, 2, 1, 0),
                        new Variable("frame", 4, 0, ScalarType.FLOAT32, 3, 3, 0),
                        new Variable("rows", 8, 0, ScalarType.INT32, 1, 2, 0),
                        new Variable("block.one", 10, 0, ScalarType.FLOAT32, 4, 1, 0),
                        new Variable("block.two", 11, 0, ScalarType.FLOAT32, 1, 1, 0));
    }

    @Test
    void descriptorsAreThoseThatAFunctionInUseReaches() {
        ShaderInterface declared =
                compile(
                                """
                                #include <daxa/daxa.glsl>
                                layout(set = 1, binding = 7) uniform sampler2D picture;
                                layout(set = 2, binding = 1) uniform Params { vec4 factor; } params;
                                layout(set = 2, binding = 2) readonly buffer Data { vec4 v[]; } data;
                                layout(set = 2, binding = 3) uniform textureBuffer texels;
                                layout(set = 2, binding = 4, rgba8) uniform imageBuffer written;
                                layout(set = 3, binding = 0) uniform sampler2D unused;
                                struct Push { daxa_ImageViewId image; daxa_SamplerId smp; };
                                DAXA_PUSH_CONSTANTS(Push, push)
                                layout(location = 0) out vec4 color;
                                vec4 notCalled() { return texture(unused, vec2(0)); }
                                vec4 called() { return texture(picture, vec2(0)); }
                                void main()
                                {
                                    color = called() * params.factor * data.v[0]
                                            * texelFetch(texels, 0)
                                            * texture(daxa_sampler2D(push.image, push.smp), vec2(0));
                                    imageStore(written, 0, color);
                                    imageStore(daxa_image2D(push.image), ivec2(0), color);
                                }
                                """,
                                ShaderStage.FRAGMENT)
                        .declared();
        assertThat(declared.descriptors())
                .containsExactly(
                        new Descriptor(
                                "daxa_table_texture2D", 0, 0, DescriptorKind.SAMPLED_IMAGE, false),
                        new Descriptor(
                                "daxa_table_image2D", 0, 1, DescriptorKind.STORAGE_IMAGE, true),
                        new Descriptor("daxa_table_sampler", 0, 2, DescriptorKind.SAMPLER, false),
                        new Descriptor(
                                "picture", 1, 7, DescriptorKind.COMBINED_IMAGE_SAMPLER, false),
                        new Descriptor("params", 2, 1, DescriptorKind.UNIFORM_BUFFER, false),
                        new Descriptor("data", 2, 2, DescriptorKind.STORAGE_BUFFER, false),
                        new Descriptor("texels", 2, 3, DescriptorKind.UNIFORM_TEXEL_BUFFER, false),
                        new Descriptor("written", 2, 4, DescriptorKind.STORAGE_TEXEL_BUFFER, true));
    }

    @Test
    void sharedMemoryIsCountedAsVulkanDoes() {
        ShaderInterface declared =
                compile(
                                """
                                layout(local_size_x = 8) in;
                                shared float one;
                                shared vec3 vectors[10];
                                shared uint unused[1000];
                                void main() { one = 1; vectors[gl_LocalInvocationIndex] = vec3(0); }
                                """,
                                ShaderStage.COMPUTE)
                        .declared();
        // vec3 is aligned to 16 in std430.
        assertThat(declared.sharedMemorySize()).isIn(16 + 160, 160 + 4);
    }

    @Test
    void constantsChangeTheWorkgroup() {
        ShaderBinary binary =
                compile(
                        "layout(local_size_x_id = 3, local_size_y = 2, local_size_z_id = 4) in;"
                                + " layout(local_size_x = 16, local_size_z = 5) in; void main() {}",
                        ShaderStage.COMPUTE);
        assertThat(binary.workgroup()).hasToString("16x2x5");
        assertThat(binary.declared().workgroupConstants()).containsExactly(3, -1, 4);
        assertThat(binary.withConstant(3, 7).workgroup()).hasToString("7x2x5");
    }

    @Test
    void wrongEntryPointsAreRefused() {
        MemorySegment spirv = compile("void main() {}", ShaderStage.VERTEX).spirv();
        assertThatThrownBy(() -> ShaderBinary.of("s", ShaderStage.FRAGMENT, "main", spirv))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "shader 's' has no entry point 'main' of stage FRAGMENT; it has: 'main'"
                                + " (VERTEX)");
        assertThatThrownBy(() -> ShaderBinary.of("s", ShaderStage.VERTEX, "start", spirv))
                .hasMessage(
                        "shader 's' has no entry point 'start' of stage VERTEX; it has: 'main'"
                                + " (VERTEX)");
    }

    @Test
    void brokenModulesAreRefusedAndNeverCrash() {
        MemorySegment good = compile(LAYOUTS, ShaderStage.VERTEX).spirv();
        assertThatThrownBy(
                        () ->
                                ShaderBinary.of(
                                        "s",
                                        ShaderStage.VERTEX,
                                        "main",
                                        good.asSlice(0, good.byteSize() - 4)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "shader 's' is not well-formed SPIR-V: a function without an end at word "
                                + (good.byteSize() / 4 - 1));
        long seed = System.nanoTime();
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bad = arena.allocate(good.byteSize(), 4).copyFrom(good);
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    long at = random.nextLong(4, good.byteSize());
                    bad.set(
                            ValueLayout.JAVA_BYTE,
                            at,
                            (byte) (bad.get(ValueLayout.JAVA_BYTE, at) ^ 1 << random.nextInt(8)));
                }
                ShaderBinary.of("s", ShaderStage.VERTEX, "main", bad);
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
