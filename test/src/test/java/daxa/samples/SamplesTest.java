package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the samples as a user does, each in a JVM of its own.
class SamplesTest {
    private static final String CLEAN = "validation=0 created=(\\d+) destroyed=\\1 alive=0";

    private record Run(int exit, List<String> out, String err) {
        String lastLine() {
            return out.getLast();
        }
    }

    private static Run run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return run("daxa.samples.Main", environment, arguments);
    }

    private static Run run(String program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // Runs of a second or two: half the time goes into compiling well.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program));
        command.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile("sample", ".out");
        Path err = Files.createTempFile("sample", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        environment.forEach(
                (name, value) -> {
                    if (value.isEmpty()) {
                        builder.environment().remove(name);
                    } else {
                        builder.environment().put(name, value);
                    }
                });
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            String threads = threadsOf(process);
            process.destroyForcibly();
            throw new AssertionError(
                    List.of(arguments) + " does not end: " + Files.readString(out) + threads);
        }
        List<String> said = Files.readAllLines(out);
        String errors = Files.readString(err);
        Files.delete(out);
        Files.delete(err);
        return new Run(process.exitValue(), said, errors);
    }

    private static String threadsOf(Process process) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process dump =
                new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print")
                        .start();
        return String.join("\n", dump.inputReader().lines().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"triangle", "compute", "meshlets", "raytracing"})
    void headlessPictureIsAsInTheDocs(String sample, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("picture.png");
        Run run =
                run(
                        Map.of(),
                        sample,
                        "--headless",
                        "--frames",
                        "3",
                        "--size",
                        "640x480",
                        "--screenshot",
                        file.toString(),
                        "--validate");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lastLine()).matches("frames=3 " + CLEAN);
        Pictures.assertSame(
                Pictures.read(file), Pictures.read(Pictures.REFERENCES.resolve(sample + ".png")));
    }

    // A JVM for each would take longer than they do.
    @ParameterizedTest
    @CsvSource({"history,30", "mips,60", "async,90", "boids,90"})
    void pictureAfterSomeFramesIsAsInTheDocs(String sample, String frames, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("picture.png");
        assertThat(
                        Main.run(
                                new String[] {
                                    sample,
                                    "--headless",
                                    "--frames",
                                    frames,
                                    "--size",
                                    "640x480",
                                    "--screenshot",
                                    file.toString(),
                                    "--validate",
                                    "--strict"
                                }))
                .isZero();
        Pictures.assertSame(
                Pictures.read(file), Pictures.read(Pictures.REFERENCES.resolve(sample + ".png")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "mips", "async", "boids"})
    void graphsRunStrictInWindow(String sample) {
        assertThat(
                        Main.run(
                                new String[] {
                                    sample,
                                    "--frames",
                                    "20",
                                    "--size",
                                    "320x240",
                                    "--validate",
                                    "--strict"
                                }))
                .isZero();
    }

    @Test
    void clearFillsThePicture(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("picture.png");
        Run run =
                run(
                        Map.of(),
                        "clear",
                        "--headless",
                        "--frames",
                        "1",
                        "--size",
                        "64x48",
                        "--screenshot",
                        file.toString(),
                        "--validate",
                        "--strict");
        assertThat(run.lastLine()).matches("frames=1 " + CLEAN);
        BufferedImage picture = Pictures.read(file);
        int first = picture.getRGB(0, 0);
        // At time 0: 0.5 + 0.5 sin of 0, 2.1 and 4.2.
        assertThat(Pictures.distance(first, 0x80EE10)).isLessThan(3);
        assertThat(picture.getRGB(63, 47)).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"clear", "triangle", "compute", "meshlets", "raytracing", "windows"})
    void runsStrictInWindow(String sample) throws Exception {
        Run run =
                run(
                        Map.of(),
                        sample,
                        "--frames",
                        "20",
                        "--size",
                        "320x240",
                        "--validate",
                        "--strict");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lastLine()).matches("frames=20 " + CLEAN);
    }

    /// The second window is half as large, and its tiles run into each other.
    @Test
    void twoWindowsWithoutADisplayLeaveTwoPictures(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("picture.png");
        Run run =
                run(
                        Map.of("DISPLAY", "", "WAYLAND_DISPLAY", ""),
                        "windows",
                        "--headless",
                        "--frames",
                        "3",
                        "--size",
                        "240x120",
                        "--screenshot",
                        file.toString(),
                        "--validate",
                        "--strict");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.lastLine()).matches("frames=3 " + CLEAN);
        BufferedImage first = Pictures.read(file);
        BufferedImage second = Pictures.read(folder.resolve("picture-2.png"));
        assertThat(first.getWidth()).isEqualTo(240);
        assertThat(first.getHeight()).isEqualTo(120);
        assertThat(second.getWidth()).isEqualTo(120);
        assertThat(second.getHeight()).isEqualTo(60);
        // A tile of the first is 10 by 5 texels of one colour, and differs from the next one.
        assertThat(first.getRGB(0, 0)).isEqualTo(first.getRGB(9, 4));
        assertThat(first.getRGB(0, 0)).isNotEqualTo(first.getRGB(10, 0));
        assertThat(second.getRGB(50, 0)).isNotEqualTo(second.getRGB(58, 0));
    }

    @Test
    void windowAndHeadlessShowTheSame(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("window.png");
        Run run =
                run(
                        Map.of(),
                        "triangle",
                        "--frames",
                        "3",
                        "--size",
                        "640x480",
                        "--screenshot",
                        file.toString());
        assertThat(run.lastLine())
                .matches("frames=3 validation=off created=(\\d+) destroyed=\\1 alive=0");
        Pictures.assertSame(
                Pictures.read(file), Pictures.read(Pictures.REFERENCES.resolve("triangle.png")));
    }

    @Test
    void rendersHeadlessWithoutDisplay(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("picture.png");
        Run run =
                run(
                        Map.of("DISPLAY", "", "WAYLAND_DISPLAY", ""),
                        "triangle",
                        "--frames",
                        "2",
                        "--size",
                        "64x64",
                        "--screenshot",
                        file.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .anyMatch(line -> line.startsWith("no display: "))
                .contains("rendering headless", "wrote " + file);
        assertThat(file).exists();
    }

    private static List<String> samples() throws Exception {
        return run(Map.of()).out().stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    /// Runs all samples for one frame.
    static final class Gallery {
        private Gallery() {}

        public static void main(String[] arguments) {
            for (int i = 1; i < arguments.length; i++) {
                int exit =
                        Main.run(
                                new String[] {
                                    arguments[i],
                                    "--headless",
                                    "--frames",
                                    "1",
                                    "--size",
                                    "16x16",
                                    "--screenshot",
                                    arguments[0]
                                });
                if (exit != 0) {
                    System.exit(exit);
                }
            }
        }
    }

    /// Runs all samples.
    ///
    /// @return what they say of their shaders
    private static List<String> shadersOfAll(Path cache) throws Exception {
        List<String> arguments = new ArrayList<>(samples());
        arguments.addFirst(cache.resolve("picture.png").toString());
        Run run =
                run(
                        Gallery.class.getName(),
                        Map.of("DAXA_CACHE", cache.toString()),
                        arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out().stream().filter(line -> line.startsWith("shaders: ")).toList();
    }

    @Test
    void theSecondStartOfTheGalleryCompilesNothing(@TempDir Path cache) throws Exception {
        assertThat(shadersOfAll(cache))
                .isNotEmpty()
                .allMatch(line -> line.matches("shaders: compiled=[1-9]\\d* cached=0"));
        assertThat(shadersOfAll(cache))
                .isNotEmpty()
                .allMatch(line -> line.matches("shaders: compiled=0 cached=[1-9]\\d*"));
    }

    @Test
    void listsSamplesAndDevices() throws Exception {
        assertThat(samples())
                .containsExactly(
                        "clear",
                        "triangle",
                        "compute",
                        "history",
                        "mips",
                        "async",
                        "boids",
                        "meshlets",
                        "raytracing",
                        "windows");
        assertThat(run(Map.of(), "--list-devices").out()).anyMatch(line -> line.contains("score"));
    }

    @Test
    void wrongUsageEndsWithTwo() throws Exception {
        Run unknown = run(Map.of(), "nope");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err())
                .contains(
                        "unknown sample: nope (expected one of [clear, triangle, compute,"
                                + " history, mips, async, boids, meshlets, raytracing, windows])");
        Run size = run(Map.of(), "triangle", "--size", "12");
        assertThat(size.exit()).isEqualTo(2);
        assertThat(size.err()).contains("--size 12 (expected such as 1280x720)");
    }

    /// So `./run` sets up a driver only where one is needed.
    @Test
    void aDryRunTellsWhetherADeviceIsNeeded() {
        assertThat(Main.run(new String[] {"--dry"})).isZero();
        assertThat(Main.run(new String[] {"--dry", "nope"})).isEqualTo(2);
        assertThat(Main.run(new String[] {"--dry", "triangle", "--size", "12"})).isEqualTo(2);
        assertThat(Main.run(new String[] {"--dry", "triangle", "--device", "none"})).isEqualTo(4);
        assertThat(Main.run(new String[] {"--dry", "--list-devices"})).isEqualTo(4);
    }

    @Test
    void missingDeviceEndsWithThree() throws Exception {
        Run run = run(Map.of(), "triangle", "--headless", "--device", "no such device");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .contains(
                        "no device of this machine can be used; update its driver, or ask for"
                                + " less:")
                .contains("its name does not contain 'no such device'");
    }
}
