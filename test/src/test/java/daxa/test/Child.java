package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs a class in a JVM of its own, without the costly checks that tests switch on.
public final class Child {
    private Child() {}

    /// Runs it.
    ///
    /// @param environment changes the environment
    /// @return what it printed
    public static String run(Class<?> main, Consumer<Map<String, String>> environment) {
        return run(main, List.of(), environment);
    }

    /// Runs it with more options of the JVM.
    ///
    /// @param options the options
    /// @return what it printed
    public static String run(Class<?> main, String... options) {
        return run(main, List.of(options), environment -> {});
    }

    private static String run(
            Class<?> main, List<String> options, Consumer<Map<String, String>> environment) {
        ProcessBuilder builder = builder(main, options);
        environment.accept(builder.environment());
        try {
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// How to run it, for tests that talk with it; what it prints and its errors are one stream.
    ///
    /// @param options options of the JVM
    /// @param arguments what its main function gets
    /// @return what starts it
    public static ProcessBuilder builder(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
