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

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Structs of random shapes, written by Java and read field by field by a shader, and the other way
/// round.
class GpuStructTest extends GpuProgram {
    private static final int SHAPES = 2000;
    private static final int TOGETHER = 25;

    /// The push constants of the shader.
    @GpuStruct
    record Places(
            @Unsigned RWBufferPtr<Integer> source,
            @Unsigned RWBufferPtr<Integer> words,
            @Unsigned RWBufferPtr<Integer> target) {}

    private record Sample(Struct<Record> struct, Record value, long offset, int firstWord) {}

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
        private final StringBuilder reads = new StringBuilder();
        private final List<Integer> expected = new ArrayList<>();
        private final List<Sample> samples = new ArrayList<>();
        private final List<Class<? extends Record>> types = new ArrayList<>();
        private final long bytes;

        Batch(Device device, RandomStructs shapes) {
            this.device = device;
            long end = 0;
            for (int i = 0; i < TOGETHER; i++) {
                Class<? extends Record> type = shapes.next();
                types.add(type);
                @SuppressWarnings("unchecked") // A record is a Record.
                Struct<Record> struct = (Struct<Record>) Structs.of(type);
                samples.add(new Sample(struct, shapes.value(type), end, expected.size()));
                end = (end + struct.size() + 15) / 16 * 16;
                describe(samples.getLast());
            }
            bytes = end;
        }

        void compare() {
            try (Buffer source = buffer(BufferInfo.of("source", bytes).upload());
                    Buffer words = buffer(BufferInfo.of("words", expected.size() * 4L).readback());
                    Buffer target = buffer(BufferInfo.of("target", bytes).readback());
                    ComputePipeline pipeline = pipeline();
                    CommandRecorder recorder = device.createCommandRecorder("structs")) {
                for (Sample sample : samples) {
                    sample.struct.write(source.mapped(), sample.offset, sample.value);
                }
                Places places =
                        new Places(
                                RWBufferPtr.to(source),
                                RWBufferPtr.to(words),
                                RWBufferPtr.to(target));
                recorder.begin();
                recorder.barrier(Access.HOST_WRITE, Access.COMPUTE_READ_WRITE);
                recorder.setPipeline(pipeline);
                recorder.pushConstants(Structs.of(Places.class), places);
                recorder.dispatch(1, 1, 1);
                recorder.barrier(Access.COMPUTE_WRITE, Access.HOST_READ);
                device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
                for (Sample sample : samples) {
                    compare(sample, words, target);
                }
            }
        }

        private Buffer buffer(BufferInfo info) {
            return device.createBuffer(info);
        }

        private static void compare(Sample sample, Buffer words, Buffer target) {
            int at = sample.firstWord;
            for (StructWords.Part part : StructWords.of(sample.value, "", "")) {
                for (int word : part.words()) {
                    assertThat(words.mapped().getAtIndex(ValueLayout.JAVA_INT, at++))
                            .as("%s%s as the shader reads it", sample.struct, part.path())
                            .isEqualTo(word);
                }
            }
            assertThat(StructWords.of(sample.struct.read(target.mapped(), sample.offset), "", ""))
                    .as("%s as the shader writes it", sample.struct)
                    .isEqualTo(StructWords.of(sample.value, "", ""));
        }

        // The shader takes each number out of the one struct as words, and puts words into the
        // other.
        private void describe(Sample sample) {
            String name = sample.struct.name();
            reads.append(
                    "    {\n        daxa_BufferPtr(%s) a = daxa_BufferPtr(%s)(uint64_t(push.source) + %dul);\n"
                            .formatted(name, name, sample.offset));
            reads.append(
                    "        daxa_RWBufferPtr(%s) b = daxa_RWBufferPtr(%s)(uint64_t(push.target) + %dul);\n"
                            .formatted(name, name, sample.offset));
            for (StructWords.Part part : StructWords.of(sample.value, "a.value", "b.value")) {
                int at = expected.size();
                String taken = part.words().size() == 1 ? "uvec2(%s, 0)" : "%s";
                reads.append("        taken = ").append(taken.formatted(part.get())).append(";\n");
                for (int i = 0; i < part.words().size(); i++) {
                    reads.append(
                            "        daxa_at(push.words, %d) = taken[%d];\n".formatted(at + i, i));
                }
                String put = part.words().size() == 1 ? "taken.x" : "taken";
                reads.append("        ").append(part.set().formatted(put)).append(";\n");
                expected.addAll(part.words());
            }
            reads.append("    }\n");
        }

        private ComputePipeline pipeline() {
            List<Class<? extends Record>> all = new ArrayList<>(types);
            all.add(Places.class);
            StringBuilder glsl = new StringBuilder("#version 460\n#include <daxa/daxa.glsl>\n");
            all.forEach(type -> glsl.append("#include <" + type.getSimpleName() + ">\n"));
            glsl.append("layout(local_size_x = 1) in;\nDAXA_PUSH_CONSTANTS(Places, push)\n");
            glsl.append("void main()\n{\n    uvec2 taken;\n").append(reads).append("}\n");
            @SuppressWarnings("unchecked") // An array of classes of records.
            Class<? extends Record>[] structs = all.toArray(Class[]::new);
            return device.createComputePipeline(
                    new ComputePipelineInfo(
                            "structs",
                            COMPILER.compile(
                                    ShaderSource.text("structs.comp", glsl.toString()),
                                    ShaderStage.COMPUTE,
                                    ShaderOptions.DEFAULT.withStructs(structs))));
        }
    }
}
