package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.bench.RecordKind;
import daxa.bench.RecordKinds;
import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderRecorder;
import daxa.test.Child;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Recording allocates nothing on the Java heap in the steady state, whatever the command.
class RecordingAllocationTest {
    /// Public methods of the recorders that are no commands, or have theirs in another one's kind.
    private static final Set<String> OTHERS =
            Set.of(
                    "begin",
                    "complete",
                    "discard",
                    "close",
                    "queue",
                    "end",
                    "endLabel",
                    "endConditionalRendering",
                    "endQuery",
                    "closeAfterSubmit",
                    "use",
                    "watchUses",
                    "requireEnded",
                    "holdToThread",
                    "name",
                    "object",
                    "isClosed",
                    "toString");

    @Test
    void everyCommandHasItsKind() {
        Set<String> kinds = new TreeSet<>();
        RecordKinds.all().stream().map(RecordKind::method).forEach(kinds::add);
        Set<String> commands = new TreeSet<>();
        Stream.of(CommandRecorder.class, RenderRecorder.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !OTHERS.contains(name))
                .forEach(commands::add);
        assertThat(kinds).isEqualTo(commands);
    }

    /// Interpreted, so that the compiler has no part in it.
    @Test
    void theFrameworkCreatesNoObjects() {
        assertThat(Child.run(RecordingLoop.class, "-Xint", "-Ddaxa.test.silent=true"))
                .endsWith("allocating=\n");
    }

    /// With the driver's share: what is created there is gone once it is compiled. In a JVM that
    /// records every kind after the other, the compiler now and then leaves the objects of some of
    /// LWJGL's calls; those kinds are recorded again in JVMs of their own.
    @Test
    void vulkanCreatesNoObjects() {
        String left = allocating(Child.run(RecordingLoop.class));
        assertThat(left.split(",")).hasSizeLessThan(10);
        for (int i = 1; i < Allocation.ATTEMPTS && !left.isEmpty(); i++) {
            left = allocating(Child.run(RecordingLoop.class, "-Ddaxa.test.kinds=" + left));
        }
        assertThat(left).isEmpty();
    }

    private static String allocating(String output) {
        return output.substring(output.lastIndexOf("allocating=") + "allocating=".length()).strip();
    }
}
