package daxa.bench;

import daxa.core.driver.Feature;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The benchmarks with their names, units and targets.
///
/// @param name what is typed behind `./bench`
/// @param type the comparison
/// @param parameters values of its `@Param` fields
/// @param unit of what is printed
/// @param scale from a counter of [Sides] to the unit
/// @param pick how the rounds become one number
/// @param rounds rounds that count
/// @param target the bound that the ratio shall keep
/// @param note says more about a result
record Suite(
        String name,
        Class<? extends Comparison> type,
        Map<String, String> parameters,
        String unit,
        double scale,
        Pick pick,
        int rounds,
        Target target,
        Note note) {

    private static final double NANOSECONDS = 1e-3;
    private static final double MICROSECONDS = 1e-6;
    private static final double MILLISECONDS = 1e-9;
    private static final double MILLION_A_SECOND = 1e-9;
    private static final double THOUSANDTHS = 1e-3;

    private static final Note NO_NOTE = result -> "";

    /// How the rounds become one number.
    enum Pick {
        /// The median of each side, and of the ratios of all rounds: what slows the machine down
        /// for a while slows both sides of a round.
        MEDIAN,
        /// The best of each side, the largest: what else runs on the machine can only slow threads
        /// down, and two of them sooner than one.
        LARGEST,
        /// The round in which both sides are farthest apart.
        BEST_ROUND
    }

    /// A bound of the ratio.
    ///
    /// @param bound the bound
    /// @param atLeast whether the ratio shall be above it
    record Target(double bound, boolean atLeast) {
        static final Target NONE = new Target(Double.POSITIVE_INFINITY, false);

        static Target atMost(double bound) {
            return new Target(bound, false);
        }

        static Target atLeast(double bound) {
            return new Target(bound, true);
        }

        boolean isMet(double ratio) {
            return atLeast ? ratio >= bound : ratio <= bound;
        }

        @Override
        public String toString() {
            if (equals(NONE)) {
                return "none";
            }
            return (atLeast ? "≥ " : "≤ ") + String.format(Locale.ROOT, "%.2f", bound);
        }
    }

    /// Says more about a result.
    interface Note {
        String of(Result result);
    }

    /// What is printed of a benchmark.
    ///
    /// @param ours the framework
    /// @param reference what it is compared with
    /// @param ratio of the one to the other
    /// @param bytesPerOp bytes that an operation of the framework allocates on the Java heap
    /// @param bytesLeft bytes that an operation leaves on the Java heap, where that is measured
    record Result(
            double ours, double reference, double ratio, double bytesPerOp, double bytesLeft) {}

    private static Suite compile(String shape, int count) {
        int most = count == 1_000 ? 250 : 0;
        return graph("graph.compile." + shape + "." + count, shape, count, "compile", most);
    }

    private static Suite graph(
            String name, String shape, int count, String work, int mostNanoseconds) {
        return new Suite(
                name,
                GraphCompile.class,
                Map.of(
                        "shape", shape,
                        "count", Integer.toString(count),
                        "work", work),
                "ns",
                NANOSECONDS,
                Pick.MEDIAN,
                100,
                Target.NONE,
                result ->
                        (mostNanoseconds == 0
                                        ? ""
                                        : "target at most "
                                                + mostNanoseconds
                                                + (result.ours <= mostNanoseconds
                                                        ? " met; "
                                                        : " MISSED; "))
                                + "for each task; reference is the description alone");
    }

    private static Suite loop(
            String name,
            Class<? extends Comparison> type,
            String unit,
            double scale,
            double target,
            Note note) {
        return new Suite(
                name, type, Map.of(), unit, scale, Pick.MEDIAN, 300, Target.atMost(target), note);
    }

    private static Suite present(String name, String byHand, Target target, Note note) {
        return new Suite(
                name,
                PresentFrame.class,
                Map.of("byHand", byHand),
                "µs",
                MICROSECONDS,
                Pick.MEDIAN,
                300,
                target,
                note);
    }

    private static Suite execute(String name, boolean chain) {
        return new Suite(
                name,
                GraphExecute.class,
                Map.of("chain", String.valueOf(chain)),
                "ns",
                NANOSECONDS,
                Pick.MEDIAN,
                300,
                Target.NONE,
                result ->
                        String.format(
                                Locale.ROOT,
                                "a task; target at most 60 ns above the reference%s",
                                result.ours - result.reference <= 60 ? " met" : " MISSED"));
    }

    private static Suite idle(String name, int zombies) {
        return new Suite(
                name,
                CollectIdle.class,
                Map.of("zombies", Integer.toString(zombies)),
                "ns",
                NANOSECONDS,
                Pick.MEDIAN,
                300,
                Target.NONE,
                result ->
                        String.format(
                                Locale.ROOT,
                                "%.0f ns beyond the driver's own query (target ≤ 200)",
                                result.ours - result.reference));
    }

    private static Suite record(RecordKind kind) {
        return new Suite(
                "record." + kind.name(),
                RecordCommand.class,
                Map.of("kind", kind.name()),
                "ns",
                NANOSECONDS,
                Pick.MEDIAN,
                300,
                Target.atMost(1.10),
                NO_NOTE);
    }

    /// All benchmarks.
    static List<Suite> all() {
        return Stream.concat(RecordKinds.all().stream().map(Suite::record), others().stream())
                .toList();
    }

    private static List<Suite> others() {
        return List.of(
                loop(
                        "buffer.cycle",
                        BufferCycle.class,
                        "ns",
                        NANOSECONDS,
                        1.5,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "a closed reference leaves %.1f bytes on the heap",
                                        result.bytesLeft)),
                loop("image.cycle", ImageCycle.class, "ns", NANOSECONDS, 1.5, NO_NOTE),
                idle("collect.idle.0", 0),
                idle("collect.idle.100k", 100_000),
                loop("submit.empty", SubmitEmpty.class, "ns", NANOSECONDS, 1.3, NO_NOTE),
                compile("chain", 10),
                compile("chain", 100),
                compile("chain", 1_000),
                compile("chain", 10_000),
                compile("independent", 10),
                compile("independent", 100),
                compile("independent", 1_000),
                compile("independent", 10_000),
                compile("frame", 60),
                compile("fanIn", 500),
                graph("graph.unchanged.1000", "chain", 1_000, "compare", 75),
                graph("graph.resized.1000", "chain", 1_000, "resize", 0),
                execute("graph.execute.chain.1000", true),
                execute("graph.execute.independent.1000", false),
                loop("graph.execute.frame.60", GraphFrame.class, "µs", MICROSECONDS, 1.1, NO_NOTE),
                loop(
                        "graph.record.60",
                        GraphRecord.class,
                        "µs",
                        MICROSECONDS,
                        1 / 1.7,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "for each task; ours is two threads, reference one: %.2f"
                                                + " times as fast",
                                        result.reference / result.ours)),
                new Suite(
                        "graph.record.60.byHand",
                        GraphRecordByHand.class,
                        Map.of(),
                        "µs",
                        MICROSECONDS,
                        Pick.MEDIAN,
                        300,
                        Target.NONE,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "the same commands by hand: two threads are %.2f times as"
                                                + " fast as one",
                                        result.reference / result.ours)),
                new Suite(
                        "collect.stall",
                        CollectStall.class,
                        Map.of(),
                        "µs",
                        MICROSECONDS,
                        Pick.BEST_ROUND,
                        5,
                        Target.atMost(0.02),
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "ours is the 99.9th percentile of submits during the"
                                                + " collection, reference the collection: %.0f"
                                                + " times as long",
                                        result.reference / result.ours)),
                new Suite(
                        "close.threads",
                        CloseThreads.class,
                        Map.of("apart", "false"),
                        "M/s",
                        MILLION_A_SECOND,
                        Pick.LARGEST,
                        120,
                        Target.atLeast(1.7),
                        result ->
                                "ours is two threads, reference one; buffers of the real driver,"
                                        + " which a running submission keeps from being collected"),
                new Suite(
                        "close.threads.apart",
                        CloseThreads.class,
                        Map.of("apart", "true"),
                        "M/s",
                        MILLION_A_SECOND,
                        Pick.LARGEST,
                        120,
                        Target.NONE,
                        result -> "the same with a device for each thread: nothing is shared"),
                new Suite(
                        "ring.allocate",
                        RingAllocate.class,
                        Map.of(),
                        "ns",
                        NANOSECONDS,
                        Pick.MEDIAN,
                        300,
                        Target.NONE,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "target below 30 ns%s; reference is an offset counted by"
                                                + " hand",
                                        result.ours < 30 ? " met" : " MISSED")),
                new Suite(
                        "upload.256m",
                        UploadLarge.class,
                        Map.of(),
                        "ms",
                        MILLISECONDS,
                        Pick.MEDIAN,
                        20,
                        // As fast as 0.9 times the copy by hand.
                        Target.atMost(1 / 0.9),
                        NO_NOTE),
                loop("struct.write", StructWrite.class, "ns", NANOSECONDS, 1.2, NO_NOTE),
                new Suite(
                        "pipelines.update",
                        PipelinesUpdate.class,
                        Map.of(),
                        "ns",
                        NANOSECONDS,
                        Pick.MEDIAN,
                        300,
                        Target.NONE,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "target below 1000 ns%s; reference is a volatile read",
                                        result.ours < 1000 ? " met" : " MISSED")),
                new Suite(
                        "pipelines.parallel",
                        PipelinesParallel.class,
                        Map.of(),
                        "pipelines/s",
                        THOUSANDTHS,
                        Pick.LARGEST,
                        10,
                        Target.atLeast(1.7),
                        result -> "ours is two threads, reference one"),
                loop("frame.triangle", FrameTriangle.class, "µs", MICROSECONDS, 1.10, NO_NOTE),
                new Suite(
                        "completion.latency",
                        CompletionLatency.class,
                        Map.of(),
                        "µs",
                        MICROSECONDS,
                        Pick.MEDIAN,
                        100,
                        Target.NONE,
                        result ->
                                String.format(
                                        Locale.ROOT,
                                        "target at most 100 µs more%s; reference waits by hand",
                                        result.ours - result.reference <= 100
                                                ? " met"
                                                : " MISSED")),
                present("present.frame", "complete", Target.atMost(1.10), NO_NOTE),
                present(
                        "present.frame.short",
                        "short",
                        Target.NONE,
                        result -> "reference has one command buffer and no fence"));
    }

    /// A feature without which the benchmark cannot run.
    @Nullable Feature needs() {
        String kind = parameters.get("kind");
        return kind == null ? null : RecordKinds.named(kind).needs();
    }

    /// What stands in the way of the targets, for the last column.
    String verdict(Result result) {
        String bound =
                Double.isInfinite(target.bound)
                        ? ""
                        : target + (target.isMet(result.ratio()) ? " met" : " MISSED");
        String note = this.note.of(result);
        return bound.isEmpty() || note.isEmpty() ? bound + note : bound + "; " + note;
    }

    /// Finds a benchmark's result in the counters of its rounds.
    ///
    /// @param ours counters of the framework
    /// @param reference counters of what it is compared with
    Result result(double[] ours, double[] reference, double milliBytes, double milliBytesLeft) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / reference[i]);
        return switch (pick) {
            case MEDIAN ->
                    new Result(
                            median(ours) * scale,
                            median(reference) * scale,
                            median(ratios),
                            milliBytes / 1000,
                            milliBytesLeft / 1000);
            case LARGEST ->
                    new Result(
                            largest(ours) * scale,
                            largest(reference) * scale,
                            largest(ours) / largest(reference),
                            milliBytes / 1000,
                            milliBytesLeft / 1000);
            case BEST_ROUND -> {
                int best = 0;
                for (int i = 1; i < ratios.length; i++) {
                    if (ratios[i] < ratios[best]) {
                        best = i;
                    }
                }
                yield new Result(
                        ours[best] * scale,
                        reference[best] * scale,
                        ratios[best],
                        milliBytes / 1000,
                        milliBytesLeft / 1000);
            }
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /// The benchmarks whose names begin with one of these; all if there are none.
    static List<Suite> startingWith(List<String> names) {
        return all().stream()
                .filter(each -> names.isEmpty() || names.stream().anyMatch(each.name::startsWith))
                .toList();
    }

    /// The benchmark that is meant, if the name is not wrong.
    static @Nullable Suite named(String name) {
        return all().stream().filter(each -> each.name.equals(name)).findFirst().orElse(null);
    }
}
