package daxa.core.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.BufferId;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector3i;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Structs from records: layout, text, writing and reading, and what is refused.
// Arrays are a feature of structs; components of refused records are not used.
@SuppressWarnings({"ArrayRecordComponent", "UnusedVariable"})
class StructTest {
    enum Kind {
        POINT,
        SPOT
    }

    @GpuStruct
    private record Light(Vector3f position, float radius, Kind kind) {}

    @GpuStruct
    record Scene(
            Matrix4f view,
            Vector3fc eye,
            @Length(2) Light[] lights,
            @Unsigned int flags,
            @Length(3) float[] weights,
            BufferPtr<Light> more,
            BufferId table,
            boolean visible) {}

    @GpuStruct
    record Node(RWBufferPtr<Node> next, BufferPtr<Tree> tree, int value) {}

    @GpuStruct
    record Tree(@Length(2) BufferPtr<Node>[] roots, BufferPtr<Node> root) {}

    private static final Struct<Scene> SCENE = Structs.of(Scene.class);
    private static final Struct<Light> LIGHT = Structs.of(Light.class);

    private static Scene scene() {
        return new Scene(
                new Matrix4f().translation(1, 2, 3),
                new Vector3f(4, 5, 6),
                new Light[] {
                    new Light(new Vector3f(7, 8, 9), 10, Kind.SPOT),
                    new Light(new Vector3f(11, 12, 13), 14, Kind.POINT)
                },
                -1,
                new float[] {15, 16, 17},
                new BufferPtr<>(0x123456789aL),
                new BufferId(0x20000001_00000007L),
                true);
    }

    @Test
    void fieldsFollowEachOtherAsInTheScalarLayout() {
        assertThat(SCENE.fields())
                .extracting(StructField::toString)
                .containsExactly(
                        "mat4 view at 0",
                        "vec3 eye at 64",
                        "Light lights[2] at 76",
                        "uint flags at 116",
                        "float weights[3] at 120",
                        "daxa_BufferPtr(Light) more at 136",
                        "daxa_BufferId table at 144",
                        "bool visible at 152");
        assertThat(SCENE.size()).isEqualTo(156);
        assertThat(SCENE.alignment()).isEqualTo(8);
        assertThat(SCENE.bytes(2)).isEqualTo(320);
        assertThat(SCENE.field("lights").stride()).isEqualTo(20);
    }

    @Test
    void otherLayoutsSpreadTheFields() {
        assertThat(Structs.of(Light.class, StructLayout.STD430).size()).isEqualTo(32);
        Struct<Scene> uniform = Structs.of(Scene.class, StructLayout.STD140);
        assertThat(uniform.field("weights").stride()).isEqualTo(16);
        assertThat(uniform.field("lights").offset()).isEqualTo(80);
        assertThat(uniform.size() % 16).isZero();
        assertThatThrownBy(uniform::glsl)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "struct 'Scene' in layout STD140 has no GLSL text. Take that of the scalar"
                                + " layout: the struct is the same, and the block that it stands in"
                                + " decides about the layout.");
    }

    @Test
    void aStructIsWrittenAndRead() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SCENE.bytes(2));
            SCENE.write(memory, SCENE.bytes(1), scene());
            assertThat(memory.get(ValueLayout.JAVA_FLOAT, 160 + 48)).isEqualTo(1);
            assertThat(memory.get(ValueLayout.JAVA_FLOAT, 160 + 76 + 20 + 12)).isEqualTo(14);
            assertThat(memory.get(ValueLayout.JAVA_INT, 160 + 116)).isEqualTo(-1);
            assertThat(memory.get(ValueLayout.JAVA_INT, 160 + 152)).isEqualTo(1);
            Scene read = SCENE.read(memory, SCENE.bytes(1));
            assertThat(read).usingRecursiveComparison().isEqualTo(scene());
        }
    }

    @Test
    void manyStructsLieOneAfterTheOther() {
        Light light = new Light(new Vector3f(1, 2, 3), 4, Kind.POINT);
        Light other = new Light(new Vector3f(5, 6, 7), 8, Kind.SPOT);
        MemorySegment memory = MemorySegment.ofArray(new byte[60]);
        LIGHT.writeAll(memory, 20, List.of(light, other));
        assertThat(LIGHT.readAll(memory, 20, 2)).containsExactly(light, other);
    }

    @Test
    void theTextHasEverythingInIt() {
        assertThat(LIGHT.glsl())
                .isEqualTo(
                        """
                        // daxa.core.struct.StructTest$Light: 20 bytes, scalar layout.
                        #ifndef DAXA_STRUCT_Light
                        #define DAXA_STRUCT_Light
                        #include <daxa/buffers.glsl>
                        #ifndef DAXA_ENUM_Kind
                        #define DAXA_ENUM_Kind
                        const int Kind_POINT = 0;
                        const int Kind_SPOT = 1;
                        #endif
                        struct Light
                        {
                            vec3 position; // 0
                            float radius; // 12
                            int kind; // 16
                        };
                        DAXA_DECL_BUFFER_PTR(Light, 4)
                        #endif
                        """);
    }

    @Test
    void structsMayPointAtEachOther() {
        String glsl =
                """
                #include <Tree>
                #include <Scene>
                layout(local_size_x = 1) in;
                DAXA_PUSH_CONSTANTS(Node, push)
                void main()
                {
                    Node root = daxa_deref(daxa_BufferPtr(Node)(daxa_BufferPtr(Tree)(push.tree).value.root));
                    daxa_deref(daxa_RWBufferPtr(Node)(root.next)).value = root.value + Kind_SPOT;
                }
                """;
        assertThat(Structs.of(Node.class).glsl())
                .contains("uint64_t tree; // 8, the address of a daxa_BufferPtr(Tree)");
        assertThat(
                        new GlslCompiler()
                                .compile(
                                        ShaderSource.text(
                                                "nodes", "#include <daxa/daxa.glsl>\n" + glsl),
                                        ShaderStage.COMPUTE,
                                        ShaderOptions.DEFAULT.withStructs(Node.class, Scene.class))
                                .pushConstantSize())
                .isEqualTo((int) Structs.of(Node.class).size());
    }

    // ---------------------------------------------------------------- numbers of 8 and 16 bits

    @GpuStruct
    record Small(
            byte b,
            @Unsigned byte u,
            short s,
            @Unsigned short t,
            char c,
            @Length(3) byte[] bytes,
            BufferPtr<Byte> to,
            @Unsigned BufferPtr<Short> toUnsigned) {}

    @GpuStruct
    record Halves(
            @Float16 float one,
            @Float16 Vector3f normal,
            @Float16 @Length(2) float[] weights,
            @Float16 Matrix3f turn,
            @Float16 RWBufferPtr<Vector3f> more) {}

    @Test
    void smallNumbersLieSideBySide() {
        assertThat(Structs.of(Small.class).fields())
                .extracting(StructField::toString)
                .containsExactly(
                        "int8_t b at 0",
                        "uint8_t u at 1",
                        "int16_t s at 2",
                        "uint16_t t at 4",
                        "uint16_t c at 6",
                        "int8_t bytes[3] at 8",
                        "daxa_BufferPtr(int8_t) to at 16",
                        "daxa_BufferPtr(uint16_t) toUnsigned at 24");
        assertThat(Structs.of(Halves.class).fields())
                .extracting(StructField::toString)
                .containsExactly(
                        "float16_t one at 0",
                        "f16vec3 normal at 2",
                        "float16_t weights[2] at 8",
                        "f16mat3 turn at 12",
                        "daxa_RWBufferPtr(f16vec3) more at 32");
        assertThat(Structs.of(Halves.class, StructLayout.STD430).field("normal").offset())
                .isEqualTo(8);
    }

    @Test
    void halfFloatsAreRounded() {
        float[] written = {0, -0.0f, 1, 0.1f, 2049, 65504, 65519, 65520, -1e9f, 1e-8f, Float.NaN};
        float[] expected = {
            0,
            -0.0f,
            1,
            0.099975586f,
            2048,
            65504,
            65504,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0,
            Float.NaN
        };
        Struct<Halves> struct = Structs.of(Halves.class);
        MemorySegment memory = MemorySegment.ofArray(new byte[(int) struct.size()]);
        for (int i = 0; i < written.length; i++) {
            Halves value =
                    new Halves(
                            written[i],
                            new Vector3f(written[i], 1, 2),
                            new float[] {3, written[i]},
                            new Matrix3f(1, 2, 3, 4, 5, 6, 7, 8, written[i]),
                            new RWBufferPtr<>(7));
            struct.write(memory, 0, value);
            Halves read = struct.read(memory, 0);
            assertThat(List.of(read.one)).containsExactly(expected[i]);
            assertThat(read.normal).isEqualTo(new Vector3f(expected[i], 1, 2));
            assertThat(read.weights).containsExactly(3, expected[i]);
            assertThat(read.turn).isEqualTo(new Matrix3f(1, 2, 3, 4, 5, 6, 7, 8, expected[i]));
            assertThat(memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0))
                    .isEqualTo(Float.floatToFloat16(written[i]));
        }
    }

    // ---------------------------------------------------------------- refused values

    private static void refused(Scene value, Class<? extends Exception> as, String message) {
        MemorySegment memory = MemorySegment.ofArray(new byte[160]);
        assertThatThrownBy(() -> SCENE.write(memory, 0, value))
                .isInstanceOf(as)
                .hasMessage(message);
        assertThat(memory.mismatch(MemorySegment.ofArray(new byte[160]))).isEqualTo(-1);
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void aRefusedValueLeavesTheMemoryAsItWas() {
        Scene good = scene();
        Light light = good.lights()[0];
        refused(with(null, good.lights(), good.weights()), NullPointerException.class, "Scene.eye");
        refused(
                with(good.eye(), new Light[] {light}, good.weights()),
                UsageException.class,
                "Scene.lights: the array has length=1 (expected 2)");
        refused(
                with(good.eye(), new Light[] {light, null}, good.weights()),
                NullPointerException.class,
                "Scene.lights[1]");
        refused(
                with(
                        good.eye(),
                        new Light[] {light, new Light(new Vector3f(), 1, null)},
                        good.weights()),
                NullPointerException.class,
                "Light.kind");
        refused(with(good.eye(), good.lights(), null), NullPointerException.class, "Scene.weights");
        refused(
                with(good.eye(), good.lights(), new float[4]),
                UsageException.class,
                "Scene.weights: the array has length=4 (expected 3)");
    }

    private static Scene with(
            @Nullable Vector3fc eye, Light @Nullable [] lights, float @Nullable [] weights) {
        Scene scene = scene();
        return new Scene(
                scene.view, eye, lights, 0, weights, scene.more, scene.table, scene.visible);
    }

    @Test
    void memoryOfTheWrongSizeIsRefused() {
        MemorySegment memory = MemorySegment.ofArray(new byte[160]);
        assertThatThrownBy(() -> SCENE.write(memory, 8, scene()))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "struct 'Scene': offset=8, bytes=156 do not lie in memory of 160 bytes");
        assertThatThrownBy(() -> SCENE.read(memory, -1))
                .hasMessage(
                        "struct 'Scene': offset=-1, bytes=156 do not lie in memory of 160 bytes");
        assertThatThrownBy(() -> SCENE.readAll(memory, 0, -1))
                .hasMessage("struct 'Scene': count=-1 (expected 0 or more)");
        assertThatThrownBy(() -> SCENE.write(memory.asReadOnly(), 0, scene()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SCENE.field("wieghts"))
                .hasMessage(
                        "struct 'Scene' has no field 'wieghts' (expected one of [view, eye, lights,"
                                + " flags, weights, more, table, visible])");
    }

    @Test
    void aNumberThatIsNoConstantIsRefused() {
        MemorySegment memory = MemorySegment.ofArray(new byte[20]);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, 16, 2);
        assertThatThrownBy(() -> LIGHT.read(memory, 0))
                .isInstanceOf(UsageException.class)
                .hasMessage("Light.kind: 2 stands for no constant (expected 0 to 1)");
    }

    // ---------------------------------------------------------------- refused records

    record NoStruct(int a) {}

    @GpuStruct
    record Empty() {}

    @GpuStruct
    record Endless(float[] values) {}

    @GpuStruct
    record Zero(@Length(0) float[] values) {}

    @GpuStruct
    record LongNumber(@Length(2) float value) {}

    @GpuStruct
    record Grid(@Length(2) float[][] values) {}

    @GpuStruct
    record Worded(int a, float sample) {}

    @GpuStruct
    record Reserved(int daxa_a) {}

    @GpuStruct
    record Double__(int a) {}

    @GpuStruct
    record Stringy(String name) {}

    @GpuStruct
    record Holder(NoStruct inner) {}

    @GpuStruct
    record Self(int a, Self inner) {}

    @GpuStruct
    record Through(Back back) {}

    @GpuStruct
    record Back(@Length(2) Through[] through) {}

    @GpuStruct
    record RawPointer(@SuppressWarnings("rawtypes") BufferPtr to) {}

    @GpuStruct
    record WrongPointer(BufferPtr<String> to) {}

    @GpuStruct
    record Positive(@Unsigned float a) {}

    @GpuStruct
    record PositiveMatrix(@Unsigned Matrix3f a) {}

    @GpuStruct
    record PositiveTwice(@Unsigned char a) {}

    @GpuStruct
    record ShortDouble(@Float16 double a) {}

    @GpuStruct
    record ShortBoth(@Float16 @Unsigned int a) {}

    @GpuStruct
    record ShortInner(@Float16 Light a) {}

    private static void refused(Class<? extends Record> type, String message) {
        assertThatThrownBy(() -> Structs.of(type))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void aRecordThatCannotBeAStructSaysWhy() {
        refused(
                NoStruct.class,
                "record 'daxa.core.struct.StructTest$NoStruct' is no struct. Annotate it with"
                        + " @GpuStruct.");
        refused(Empty.class, "struct 'Empty' has no fields (expected one at least)");
        refused(
                Endless.class,
                "struct 'Endless': field 'values' is an array without a length. Annotate it with"
                        + " @Length, or use a BufferPtr.");
        refused(Zero.class, "struct 'Zero': field 'values' has @Length(0) (expected 1 or more).");
        refused(
                LongNumber.class,
                "struct 'LongNumber': field 'value' has a @Length but is no array.");
        refused(
                Grid.class,
                "struct 'Grid': field 'values' is an array of arrays. Use one array, or an array of"
                        + " structs with an array.");
        refused(
                Worded.class,
                "struct 'Worded': field 'sample' is named by a word of GLSL. Give it another"
                        + " name.");
        refused(
                Reserved.class,
                "struct 'Reserved': field 'daxa_a' has a name that is reserved (no 'gl_' or 'daxa_'"
                        + " first, no '__' in it). Give it another name.");
        refused(
                Double__.class,
                "struct 'Double__' has a name that is reserved (no 'gl_' or 'daxa_' first, no '__'"
                        + " in it). Give it another name.");
        refused(
                Stringy.class,
                "struct 'Stringy': field 'name' has type java.lang.String, which cannot stand in a"
                        + " struct. See GpuStruct for those that can.");
        refused(
                Holder.class,
                "struct 'Holder': field 'inner' has type daxa.core.struct.StructTest$NoStruct,"
                        + " which cannot stand in a struct. See GpuStruct for those that can, or"
                        + " annotate that record with @GpuStruct.");
        refused(
                Self.class,
                "struct 'Self': field 'inner' makes struct 'Self' contain itself. Use"
                        + " BufferPtr<Self>.");
        refused(
                Through.class,
                "struct 'Back': field 'through' makes struct 'Through' contain itself. Use"
                        + " BufferPtr<Through>.");
        refused(
                RawPointer.class,
                "struct 'RawPointer': field 'to' is a pointer to no known class. Write"
                        + " BufferPtr<SomeStruct>.");
        refused(
                WrongPointer.class,
                "struct 'WrongPointer': field 'to' points at java.lang.String (expected a"
                    + " @GpuStruct record, a class of JOML, Byte, Short, Character, Integer, Long,"
                    + " Float or Double).");
        refused(
                Positive.class,
                "struct 'Positive': field 'a' is @Unsigned but holds no signed whole numbers.");
        refused(
                PositiveMatrix.class,
                "struct 'PositiveMatrix': field 'a' is @Unsigned but holds no signed whole"
                        + " numbers.");
        refused(
                PositiveTwice.class,
                "struct 'PositiveTwice': field 'a' is @Unsigned but holds no signed whole"
                        + " numbers.");
        refused(
                ShortDouble.class,
                "struct 'ShortDouble': field 'a' is @Float16 but holds no floats of 32 bits.");
        refused(
                ShortBoth.class,
                "struct 'ShortBoth': field 'a' is @Float16 but holds no floats of 32 bits.");
        refused(
                ShortInner.class,
                "struct 'ShortInner': field 'a' is @Float16 but holds no floats of 32 bits.");
    }

    static final class Elsewhere {
        @GpuStruct
        record Light(Vector3i cell) {}
    }

    @Test
    void twoStructsOfOneNameAreRefused() {
        assertThatThrownBy(() -> Structs.glsl(Light.class, Elsewhere.Light.class))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "struct 'Light' is daxa.core.struct.StructTest$Elsewhere$Light and"
                                + " daxa.core.struct.StructTest$Light, and GLSL knows no packages."
                                + " Give one another name.");
    }

    @Test
    void thePointersOfAStructMoveByItsBytes() {
        BufferPtr<Light> first = new BufferPtr<>(1000);
        assertThat(first.plus(LIGHT.bytes(3))).isEqualTo(new BufferPtr<>(1060));
        assertThat(new RWBufferPtr<Light>(1000).plus(-8).address()).isEqualTo(992);
    }
}
