package daxa.core.struct;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.testing.RandomStructs;
import daxa.testing.StructWords;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Random shapes: offsets as the compiler has them, and values that come back as they were written.
class StructLayoutTest {
    private static final int SHAPES = 2000;
    private static final int VALUES = 500;
    private static final int TOGETHER = 50;

    private final GlslCompiler compiler = new GlslCompiler();

    @Test
    void offsetsAreThoseOfTheCompiler() {
        long seed = Long.getLong("daxa.test.seed", System.nanoTime());
        System.out.println("struct shapes: seed " + seed);
        RandomStructs shapes = new RandomStructs(seed);
        for (int i = 0; i < SHAPES; i += TOGETHER) {
            List<Class<? extends Record>> types = new ArrayList<>();
            for (int j = 0; j < TOGETHER; j++) {
                types.add(shapes.next());
            }
            compare(types);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = Long.getLong("daxa.test.seed", System.nanoTime());
        System.out.println("struct values: seed " + seed);
        RandomStructs shapes = new RandomStructs(seed);
        for (int i = 0; i < VALUES; i++) {
            Class<? extends Record> type = shapes.next();
            for (StructLayout layout : StructLayout.values()) {
                comesBack(type, layout, shapes);
            }
        }
    }

    private static <T extends Record> void comesBack(
            Class<T> type, StructLayout layout, RandomStructs shapes) {
        Struct<T> struct = Structs.of(type, layout);
        T value = shapes.value(type);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(struct.size() + 16).fill((byte) 0x5a);
            struct.write(memory, 8, value);
            T read = struct.read(memory, 8);
            assertThat(StructWords.of(read))
                    .as("%s %s", struct, struct.fields())
                    .isEqualTo(StructWords.of(value));
            assertThat(memory.asSlice(0, 8).mismatch(filled(arena))).isEqualTo(-1);
            assertThat(memory.asSlice(struct.size() + 8, 8).mismatch(filled(arena))).isEqualTo(-1);
        }
    }

    private static MemorySegment filled(Arena arena) {
        return arena.allocate(8).fill((byte) 0x5a);
    }

    private void compare(List<Class<? extends Record>> types) {
        ShaderOptions options = ShaderOptions.DEFAULT;
        StringBuilder glsl = new StringBuilder("#version 460\n");
        StringBuilder uses = new StringBuilder();
        for (Class<? extends Record> type : types) {
            options = options.withStructs(type);
            String name = type.getSimpleName();
            glsl.append("#include <").append(name).append(">\n");
            for (StructLayout layout : StructLayout.values()) {
                String block = block(type, layout);
                glsl.append("layout(buffer_reference, ")
                        .append(layout.name().toLowerCase(Locale.ROOT))
                        .append(") buffer ")
                        .append(block)
                        .append(" { ")
                        .append(name)
                        .append(" value; };\n");
                uses.append("    ").append(block).append("(address).value = ");
                uses.append(block).append("(address + 64).value;\n");
            }
        }
        glsl.append("layout(push_constant, scalar) uniform P { uint64_t address; };\n");
        glsl.append("void main()\n{\n").append(uses).append("}\n");
        ShaderBinary binary =
                compiler.compile(
                        ShaderSource.text("shapes", glsl.toString()), ShaderStage.COMPUTE, options);
        SpirvTypes spirv = SpirvTypes.of(binary.spirv());
        for (Class<? extends Record> type : types) {
            for (StructLayout layout : StructLayout.values()) {
                SpirvTypes.Struct block = spirv.struct(block(type, layout));
                compare(Structs.of(type, layout), spirv, block.memberTypes().getFirst());
            }
        }
    }

    private static String block(Class<?> type, StructLayout layout) {
        return "Block" + type.getSimpleName() + layout;
    }

    private static void compare(Struct<?> struct, SpirvTypes spirv, int id) {
        SpirvTypes.Struct compiled = spirv.struct(id);
        for (int i = 0; i < struct.fields().size(); i++) {
            StructField field = struct.fields().get(i);
            FieldType type = struct.model().members().get(i).type();
            String what = struct + " " + struct.layout() + ": " + field;
            assertThat(field.offset()).as(what).isEqualTo(compiled.offset(i));
            int memberType = compiled.memberTypes().get(i);
            if (type instanceof FieldType.Array array) {
                assertThat(field.stride()).as(what).isEqualTo(spirv.arrayStride(memberType));
                memberType = spirv.element(memberType);
                type = array.element();
            }
            if (type instanceof FieldType.Joml joml && joml.columns() > 1) {
                assertThat(joml.columnStride(struct.layout()))
                        .as(what)
                        .isEqualTo(compiled.matrixStride(i));
            }
            if (type instanceof FieldType.Nested nested) {
                compare(Structs.of(nested.javaType(), struct.layout()), spirv, memberType);
            }
        }
    }
}
