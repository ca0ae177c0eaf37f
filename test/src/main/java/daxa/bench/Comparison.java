package daxa.bench;

import com.sun.management.ThreadMXBean;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// One benchmark: the framework and what it is compared with, round about.
///
/// JMH runs each benchmark in a JVM of its own, warms it up and repeats it, so that no benchmark's
/// profile spoils another's. But JMH measures one method after another, and on a machine with other
/// work the minutes between them decide the ratio. So to JMH an iteration is one *round*: some
/// milliseconds of one side and right after it as many operations of the other, taken in turns. The
/// times are counters of the round, and [Main] takes the medians of all rounds.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public abstract class Comparison {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Names the system property that holds how many seconds a benchmark warms up.
    static final String WARM_UP_SECONDS = "daxa.bench.warmUpSeconds";

    private boolean oursFirst;

    /// Makes what both sides need.
    protected abstract void open();

    /// Opens the benchmark and warms up: for a time, since the compiler is at work on threads of
    /// its own, and longer until all is called as often as the compiler wants.
    @Setup
    public void setUp() {
        open();
        // As in a program that has run for a while, what lives long shall be in the old generation:
        // storing references into it costs more.
        System.gc();
        Sides unused = new Sides();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong(WARM_UP_SECONDS));
        long operations = 0;
        while (operations < warmUpOperations() || System.nanoTime() < end) {
            round(unused);
            operations += operations();
        }
    }

    /// How many operations the warm-up has at least. The compiler wants 5,000 to 20,000 of them to
    /// be done with what each calls once, and slow ones are fewer in the time of the warm-up.
    protected int warmUpOperations() {
        return 0;
    }

    /// Closes everything.
    @TearDown
    public abstract void close();

    /// Operations of each side in a round.
    protected abstract int operations();

    /// What comes before a side's operations and is not measured.
    protected void prepareOurs() {}

    /// The framework's operations.
    protected abstract void ours();

    /// What comes after them and is not measured.
    protected void finishOurs() {}

    /// What comes before the other side's operations and is not measured.
    protected void prepareReference() {}

    /// The operations that the framework is compared with.
    protected abstract void reference();

    /// What comes after them and is not measured.
    protected void finishReference() {}

    /// One round.
    ///
    /// @param sides receives what was measured
    @Benchmark
    public void round(Sides sides) {
        oursFirst = !oursFirst;
        measure(sides, oursFirst);
    }

    /// Measures both sides. Benchmarks that are not two loops on one thread have their own.
    ///
    /// @param sides receives what was measured
    /// @param oursFirst which side begins
    protected void measure(Sides sides, boolean oursFirst) {
        if (oursFirst) {
            measureOurs(sides);
            measureReference(sides);
        } else {
            measureReference(sides);
            measureOurs(sides);
        }
    }

    private void measureOurs(Sides sides) {
        prepareOurs();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        ours();
        sides.ours = (System.nanoTime() - start) * 1000 / operations();
        sides.milliBytes = (THREADS.getCurrentThreadAllocatedBytes() - bytes) * 1000 / operations();
        finishOurs();
    }

    private void measureReference(Sides sides) {
        prepareReference();
        long start = System.nanoTime();
        reference();
        sides.reference = (System.nanoTime() - start) * 1000 / operations();
        finishReference();
    }
}
