package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.struct.Unsigned;
import daxa.testing.Gpu;
import daxa.testing.RandomStructs;
import daxa.testing.StructWords;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Structs of random shapes: written by Java, read and changed field by field by a shader, and read
/// by Java again.
class GpuStructTest extends GpuProgram {
    private static final int SHAPES = 2000;
    private static final int TOGETHER = 10;

    /// The push constants of the shader.
    @GpuStruct
    record Places(@Unsigned RWBufferPtr<Integer> source, @Unsigned RWBufferPtr<Integer> target) {}

    private record Sample<T extends Record>(Struct<T> struct, T value, long offset) {
        void write(MemorySegment memory) {
            struct.write(memory, offset, value);
        }

        long end() {
            return (offset + struct.size() + 15) / 16 * 16;
        }

        /// The shader takes each number out of the one struct, changes it, and puts it into the
        /// other.
        void describe(StringBuilder glsl) {
            String name = struct.name();
            glsl.append(
                    """
                        {
                            daxa_BufferPtr(%1$s) a = daxa_BufferPtr(%1$s)(uint64_t(push.source) + %2$dul);
                            daxa_RWBufferPtr(%1$s) b = daxa_RWBufferPtr(%1$s)(uint64_t(push.target) + %2$dul);
                    """
                            .formatted(name, offset));
            StructWords.of(value, "a.value", "b.value").stream()
                    .filter(part -> !part.copy().isEmpty())
                    .forEach(part -> glsl.append("        ").append(part.copy()).append(";\n"));
            glsl.append("    }\n");
        }

        void compare(MemorySegment target) {
            List<StructWords.Part> written = StructWords.of(value, "", "");
            List<StructWords.Part> found = StructWords.of(struct.read(target, offset), "", "");
            for (int i = 0; i < written.size(); i++) {
                assertThat(found.get(i).words())
                        .as("%s%s %s", struct, written.get(i).path(), struct.fields())
                        .isEqualTo(written.get(i).flipped());
            }
        }
    }

    @Test
    void javaAndShadersAgreeOnEveryField() {
        long seed = Long.getLong("daxa.test.seed", System.nanoTime());
        System.out.println("structs on the GPU: seed " + seed);
        IntStream.range(0, SHAPES / TOGETHER)
                .parallel()
                .forEach(i -> new Batch(gpu.device(), new RandomStructs(seed + i)).compare());
    }

    /// Some shapes that one shader reads and writes. Batches share nothing but the device.
    private static final class Batch {
        private final Device device;
        private final List<Sample<?>> samples = new ArrayList<>();
        private ShaderOptions options = ShaderOptions.DEFAULT.withStructs(Places.class);
        private long bytes;

        Batch(Device device, RandomStructs shapes) {
            this.device = device;
            for (int i = 0; i < TOGETHER; i++) {
                add(shapes.next(), shapes);
            }
        }

        private <T extends Record> void add(Class<T> type, RandomStructs shapes) {
            options = options.withStructs(type);
            Sample<T> sample = new Sample<>(Structs.of(type), shapes.value(type), bytes);
            samples.add(sample);
            bytes = sample.end();
        }

        void compare() {
            try (Buffer source = device.createBuffer(BufferInfo.of("source", bytes).upload());
                    Buffer target = device.createBuffer(BufferInfo.of("target", bytes).readback());
                    ComputePipeline pipeline = pipeline();
                    CommandRecorder recorder = device.createCommandRecorder("structs")) {
                samples.forEach(sample -> sample.write(source.mapped()));
                recorder.begin();
                recorder.barrier(Access.HOST_WRITE, Access.COMPUTE_READ_WRITE);
                recorder.setPipeline(pipeline);
                recorder.pushConstants(
                        Structs.of(Places.class),
                        new Places(RWBufferPtr.to(source), RWBufferPtr.to(target)));
                recorder.dispatch(1, 1, 1);
                recorder.barrier(Access.COMPUTE_WRITE, Access.HOST_READ);
                device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
                samples.forEach(sample -> sample.compare(target.mapped()));
            }
        }

        private ComputePipeline pipeline() {
            StringBuilder glsl = new StringBuilder("#version 460\n#include <Places>\n");
            glsl.append("#extension GL_EXT_shader_explicit_arithmetic_types_int16 : require\n");
            samples.forEach(each -> glsl.append("#include <" + each.struct.name() + ">\n"));
            glsl.append("layout(local_size_x = 1) in;\n");
            glsl.append("layout(push_constant, scalar) uniform Push { Places push; };\n");
            glsl.append("void main()\n{\n");
            samples.forEach(each -> each.describe(glsl));
            glsl.append("}\n");
            return device.createComputePipeline(
                    ComputePipelineInfo.of(
                            "structs",
                            COMPILER.compile(
                                    ShaderSource.text("structs.comp", glsl.toString()),
                                    ShaderStage.COMPUTE,
                                    options)));
        }
    }
}
