package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Schedules depend on nothing but what was declared: not on hash codes of objects, which differ
/// from one JVM to the next.
class DeterminismTest {
    @Test
    void schedulesAreTheSameBytesInEachJvm() throws Exception {
        byte[] one = dump("0");
        byte[] other = dump("2");
        byte[] another = dump("5");
        assertThat(one.length).isGreaterThan(1_000_000);
        assertThat(other).isEqualTo(one);
        assertThat(another).isEqualTo(one);
    }

    // 0: numbers by chance, 2: always the same one, 5: numbers by chance of each thread.
    private static byte[] dump(String hashCode) throws IOException, InterruptedException {
        Path file = Files.createTempFile("schedules", ".txt");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Process process =
                new ProcessBuilder(
                                List.of(
                                        java.toString(),
                                        "-XX:+UnlockExperimentalVMOptions",
                                        "-XX:hashCode=" + hashCode,
                                        "-cp",
                                        path,
                                        ScheduleDump.class.getName()))
                        .redirectOutput(file.toFile())
                        .redirectErrorStream(true)
                        .start();
        try {
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            String output = Files.readString(file);
            assertThat(ended).as(output).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return Files.readAllBytes(file);
        } finally {
            process.destroyForcibly();
            Files.delete(file);
        }
    }
}
