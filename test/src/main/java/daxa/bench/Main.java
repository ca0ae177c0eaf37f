package daxa.bench;

import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.Feature;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program behind `./bench`: runs each benchmark in a JVM of its own and prints a table.
public final class Main {
    private static final String USAGE = "usage: ./bench [NAME…] [--quick] [--json FILE]";
    private static final int QUICK = 4;
    private static final int WARM_UP = 10;
    private static final int QUICK_WARM_UP = 4;

    private final List<Suite> suite;
    private final boolean quick;
    private final @Nullable Path json;

    private Main(List<Suite> suite, boolean quick, @Nullable Path json) {
        this.suite = suite;
        this.quick = quick;
        this.json = json;
    }

    /// Runs the benchmarks.
    ///
    /// @param args beginnings of names, `--quick`, `--json FILE`
    public static void main(String[] args) throws IOException, RunnerException {
        List<String> names = new ArrayList<>();
        boolean quick = false;
        Path json = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--json" -> {
                    if (++i == args.length) {
                        exit("--json needs a file");
                    }
                    json = Path.of(args[i]);
                }
                default -> names.add(args[i]);
            }
        }
        for (String name : names) {
            if (Suite.startingWith(List.of(name)).isEmpty()) {
                exit("no benchmark begins with '" + name + "'");
            }
        }
        new Main(Suite.startingWith(names), quick, json).run();
    }

    private static void exit(String fault) {
        System.err.println(fault);
        System.err.println(USAGE);
        System.err.println("benchmarks:");
        Suite.all().forEach(each -> System.err.println("  " + each.name()));
        System.exit(2);
    }

    private void run() throws IOException, RunnerException {
        AdapterInfo adapter = adapter();
        System.out.println(machine(adapter));
        System.out.println();
        System.out.printf(
                "%-32s %4s %10s %10s %7s %10s  %s%n",
                "name", "unit", "ours", "reference", "ratio", "bytesPerOp", "target");
        StringJoiner objects = new StringJoiner(",\n", "[\n", "\n]\n");
        for (Suite each : suite) {
            Feature needed = each.needs();
            if (needed != null && !adapter.features().contains(needed)) {
                System.out.printf("%-32s not measured: the device lacks %s%n", each.name(), needed);
                continue;
            }
            Suite.Result result = measure(each);
            System.out.printf(
                    Locale.ROOT,
                    "%-32s %4s %10.2f %10.2f %7.3f %10.2f  %s%n",
                    each.name(),
                    each.unit(),
                    result.ours(),
                    result.reference(),
                    result.ratio(),
                    result.bytesPerOp(),
                    each.verdict(result));
            objects.add(
                    String.format(
                            Locale.ROOT,
                            "  {\"name\": \"%s\", \"unit\": \"%s\", \"ours\": %.3f,"
                                    + " \"reference\": %.3f, \"ratio\": %.4f,"
                                    + " \"bytesPerOp\": %.3f}",
                            each.name(),
                            each.unit(),
                            result.ours(),
                            result.reference(),
                            result.ratio(),
                            result.bytesPerOp()));
        }
        if (json != null) {
            Files.writeString(json, objects.toString());
        }
    }

    private static AdapterInfo adapter() {
        try (Instance instance = Instance.create(InstanceInfo.of("daxa bench"))) {
            return instance.selectDevice(DeviceInfo.of("bench")).best();
        }
    }

    private static String machine(AdapterInfo adapter) {
        return "CPU     "
                + cpu()
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " threads\ndriver  "
                + adapter.name()
                + ", "
                + adapter.driver()
                + ", Vulkan "
                + adapter.apiVersionText()
                + "\nJDK     "
                + System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.runtime.version");
    }

    private static String cpu() {
        try {
            Matcher name =
                    Pattern.compile("(?m)^model name\\s*: (.*)$")
                            .matcher(Files.readString(Path.of("/proc/cpuinfo")));
            if (name.find()) {
                return name.group(1);
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return Objects.requireNonNullElse(
                System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch"));
    }

    private Suite.Result measure(Suite each) throws IOException, RunnerException {
        Path log = Files.createTempFile("bench", ".log");
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(Pattern.quote(each.type().getName() + ".round"))
                        .forks(1)
                        .jvmArgsAppend(
                                "-D%s=%d"
                                        .formatted(
                                                Comparison.WARM_UP_SECONDS,
                                                quick ? QUICK_WARM_UP : WARM_UP))
                        .warmupIterations(0)
                        .measurementIterations(rounds(each.rounds()))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .output(log.toString());
        each.parameters().forEach(options::param);
        Collection<RunResult> results;
        try {
            results = new Runner(options.build()).run();
        } catch (RunnerException e) {
            System.err.println(Files.readString(log));
            throw e;
        } finally {
            Files.delete(log);
        }
        Collection<IterationResult> iterations =
                results.iterator()
                        .next()
                        .getBenchmarkResults()
                        .iterator()
                        .next()
                        .getIterationResults();
        return each.result(
                counters(iterations, "ours"),
                counters(iterations, "reference"),
                mean(counters(iterations, "milliBytes")),
                mean(counters(iterations, "milliBytesLeft")));
    }

    // The few rounds of the benchmarks that have few are needed.
    private int rounds(int all) {
        return quick && all > 5 ? all / QUICK : all;
    }

    private static double[] counters(Collection<IterationResult> iterations, String name) {
        return iterations.stream()
                .mapToDouble(
                        each ->
                                Objects.requireNonNull(each.getSecondaryResults().get(name))
                                        .getScore())
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
