package daxa.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import daxa.core.Device;
import daxa.core.resource.Buffer;
import daxa.core.shader.ShaderCompiler;
import daxa.core.struct.BufferPtr;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The samples show the way: no offset is written by hand, neither in Java nor in GLSL, and all
/// pipelines come from a manager.
class SampleCodeTest {
    private static final Path JAVA = Path.of("../daxa-samples/src/main/java");
    private static final Path GLSL = Path.of("../shaders/samples");

    private static final ArchRule MEMORY_IS_LEFT_TO_STRUCTS =
            noClasses()
                    // Which reads pixels, and they are no structs.
                    .that()
                    .doNotHaveSimpleName("Screenshot")
                    .should()
                    // What hands an array over whole counts nothing.
                    .callMethodWhere(
                            on(MemorySegment.class).and(not(target(nameMatching("ofArray")))))
                    .orShould()
                    .callMethodWhere(on(java.nio.Buffer.class))
                    .orShould()
                    .callMethodWhere(on(VarHandle.class))
                    .orShould()
                    .callMethodWhere(target(owner(nameMatching("org\\.lwjgl\\.system\\..*"))))
                    .orShould()
                    .accessClassesThat()
                    .areAssignableTo(ValueLayout.class)
                    .orShould()
                    .callMethodWhere(on(Buffer.class).and(target(nameMatching(".*deviceAddress"))))
                    .orShould()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "pushConstants takes memory",
                                    call ->
                                            call.getName().equals("pushConstants")
                                                    && call.getTarget()
                                                            .getRawParameterTypes()
                                                            .getFirst()
                                                            .isAssignableTo(MemorySegment.class)));

    private static final ArchRule PIPELINES_COME_FROM_A_MANAGER =
            noClasses()
                    .should()
                    .callMethodWhere(target(nameMatching("create.*Pipeline")))
                    .orShould()
                    .callMethodWhere(
                            target(nameMatching("create"))
                                    .and(
                                            target(
                                                    owner(
                                                            nameMatching(
                                                                    "daxa\\.core\\.pipeline\\..*")))))
                    .orShould()
                    .callMethodWhere(on(ShaderCompiler.class));

    /// What looks like an offset or a layout that somebody counted, and why it is not to be there.
    private static final Map<Pattern, String> COUNTED_IN_JAVA =
            Map.of(
                    Pattern.compile(
                            "\\.(?:write|writeAll|read|readAll)\\(\\s*[^,;]+,(?!\\s*0\\s*,)"
                                    + "(?!\\s*0\\s*\\))(?![^,;]*\\.(?:bytes\\(|BYTES\\b))[^;]*;"),
                    "an offset that is neither 0 nor from Struct.bytes or a constant BYTES",
                    Pattern.compile("\\.plus\\((?![^;]*\\.bytes\\()[^;]*;"),
                    "a pointer moved by something else than Struct.bytes",
                    Pattern.compile("(?i)(?:offset|address|stride)\\w*(?:\\(\\))?\\s*[-+*]\\s*\\d"),
                    "an offset and a number");

    private static final Map<Pattern, String> COUNTED_IN_GLSL =
            Map.of(
                    Pattern.compile("\\boffset\\s*="), "an offset",
                    Pattern.compile("\\bpush_constant\\b"), "push constants without a record",
                    Pattern.compile("\\bbuffer_reference\\b"), "a pointer without a record",
                    Pattern.compile("DAXA_DECL_BUFFER_PTR"), "a pointer without a record",
                    Pattern.compile("uint64_t\\([^;]*\\)\\s*[-+]"), "an address and a number");

    private static DescribedPredicate<JavaCall<?>> on(Class<?> type) {
        return target(owner(assignableTo(type))).forSubtype();
    }

    // ---------------------------------------------------------------- the rules hold

    private static JavaClasses samples() {
        return new ClassFileImporter().importPackages("daxa.samples");
    }

    @Test
    void memoryIsWrittenThroughStructs() {
        MEMORY_IS_LEFT_TO_STRUCTS.check(samples());
    }

    @Test
    void pipelinesComeFromAManager() {
        PIPELINES_COME_FROM_A_MANAGER.check(samples());
    }

    @Test
    void nothingIsCounted() throws IOException {
        assertThat(countedIn(JAVA, COUNTED_IN_JAVA)).isEmpty();
        assertThat(countedIn(GLSL, COUNTED_IN_GLSL)).isEmpty();
    }

    private static List<String> countedIn(Path folder, Map<Pattern, String> patterns)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> texts = files.filter(Files::isRegularFile).toList();
            assertThat(texts).hasSizeGreaterThan(3);
            List<String> found = new ArrayList<>();
            for (Path file : texts) {
                counted(Files.readString(file), patterns)
                        .forEach(what -> found.add(file.getFileName() + ": " + what));
            }
            return found;
        }
    }

    private static Stream<String> counted(String text, Map<Pattern, String> patterns) {
        String code = text.replaceAll("//.*", "");
        return patterns.entrySet().stream()
                .flatMap(
                        each ->
                                each.getKey()
                                        .matcher(code)
                                        .results()
                                        .map(found -> each.getValue() + ": " + found.group()));
    }

    // ---------------------------------------------------------------- and find what is wrong

    static final class WrongMemory {
        static void write(Buffer buffer) {
            buffer.mapped().set(ValueLayout.JAVA_INT, 4, 1);
        }

        static ByteBuffer bytes() {
            return ByteBuffer.allocate(4).putInt(1);
        }

        static BufferPtr<Integer> pointer(Buffer buffer) {
            return new BufferPtr<>(buffer.deviceAddress());
        }
    }

    static final class WrongPipeline {
        static void make(Device device, daxa.core.pipeline.ComputePipelineInfo info) {
            device.createComputePipeline(info).close();
        }
    }

    @Test
    void wrongClassesAreFound() {
        assertThatThrownBy(
                        () ->
                                MEMORY_IS_LEFT_TO_STRUCTS.check(
                                        new ClassFileImporter().importClasses(WrongMemory.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("WrongMemory.write")
                .hasMessageContaining("WrongMemory.bytes")
                .hasMessageContaining("WrongMemory.pointer");
        assertThatThrownBy(
                        () ->
                                PIPELINES_COME_FROM_A_MANAGER.check(
                                        new ClassFileImporter().importClasses(WrongPipeline.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("createComputePipeline");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VERTEX.write(buffer.mapped(), 16, vertex);",
                "VERTEX.write(buffer.mapped(), i * 16, vertex);",
                "VERTEX.writeAll(buffer.mapped(),\n        base + 4, vertices);",
                "BlasInstance.of(ball).write(to, (1L + i) * 64);",
                "BufferPtr<Vertex> p = first.plus(64);",
                "long second = offset + 4;",
                "long second = buffer.address() + 4;"
            })
    void wrongJavaIsFound(String text) {
        assertThat(counted(text, COUNTED_IN_JAVA)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VERTEX.write(buffer.mapped(), 0, vertex);",
                "VERTEX.write(buffer.mapped(), VERTEX.bytes(i), vertex);",
                "BlasInstance.of(ball).write(to, 0);",
                "BlasInstance.of(ball).write(to, (1L + i) * BlasInstance.BYTES);",
                "BufferPtr<Vertex> p = first.plus(VERTEX.bytes(3));",
                "int count = total + 4; // offset + 4"
            })
    void rightJavaIsNot(String text) {
        assertThat(counted(text, COUNTED_IN_JAVA)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layout(push_constant) uniform P { vec4 a; };",
                "struct P { layout(offset = 4) int a; };",
                "layout(buffer_reference) buffer B { int a; };",
                "DAXA_DECL_BUFFER_PTR(Light, 4)",
                "daxa_BufferPtr(int) p = daxa_BufferPtr(int)(uint64_t(push.a) + 4);"
            })
    void wrongGlslIsFound(String text) {
        assertThat(counted(text, COUNTED_IN_GLSL)).isNotEmpty();
    }
}
