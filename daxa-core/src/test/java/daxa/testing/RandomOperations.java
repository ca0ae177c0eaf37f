package daxa.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Random operations through the public API, each followed by a comparison with [Bookkeeper], and a
/// shrinker for what fails.
public final class RandomOperations {
    private static final int MOST_TRIALS = 400;
    private static final long MOST_NANOS = 30_000_000_000L;

    /// What one step does; the numbers choose among what there is at that moment, so that a step
    /// means something in every list.
    record Op(Kind kind, int a, int b) {
        @Override
        public String toString() {
            return kind + "(" + a + ", " + b + ")";
        }
    }

    /// The kinds of steps, with how often they come.
    enum Kind {
        CREATE_BUFFER(10),
        CREATE_IMAGE(6),
        CREATE_VIEW(8),
        CREATE_SAMPLER(4),
        CREATE_PIPELINE(3),
        CREATE_RECORDER(3),
        CREATE_AND_FAIL(3),
        RETAIN(8),
        CLOSE(26),
        CLOSE_AGAIN(3),
        USE_CLOSED(3),
        LOOK_UP(6),
        MAP(1),
        BEGIN(12),
        COMMAND(24),
        COMPLETE(10),
        DISCARD(2),
        DROP(3),
        SUBMIT(12),
        SUBMIT_AGAIN(2),
        SUBMIT_TO_OTHER_QUEUE(1),
        SUBMIT_AND_FAIL(3),
        SUBMIT_NOTHING(3),
        ADVANCE(12),
        COLLECT(5),
        COLLECT_SOME(3);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private final Gpu.Kind driver;
    private final int queues;

    private RandomOperations(Gpu.Kind driver, int queues) {
        this.driver = driver;
        this.queues = queues;
    }

    /// The seed of this run: `-Ddaxa.test.seed`, or a new one.
    public static long seed() {
        Long given = Long.getLong("daxa.test.seed");
        return given == null ? System.nanoTime() ^ 0x5DEECE66DL : given;
    }

    /// Whether long tests are to be short: `-Ddaxa.test.quick=true`.
    public static boolean quick() {
        return Boolean.getBoolean("daxa.test.quick");
    }

    /// Runs sessions of steps until so many were done. A session has a device of its own; every
    /// other one is in strict mode.
    ///
    /// @param driver the driver
    /// @param queues how many queues the device has
    /// @param seed chooses everything
    /// @param steps how many steps in all
    /// @param session steps of a session
    public static void run(Gpu.Kind driver, int queues, long seed, int steps, int session) {
        System.out.println(
                "random operations: seed " + seed + " (repeat with -Ddaxa.test.seed=" + seed + ")");
        RandomOperations operations = new RandomOperations(driver, queues);
        long start = System.nanoTime();
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            for (int done = 0; done < steps; done += session) {
                                operations.session(
                                        seed, seed + done, session, (done / session) % 2 == 1);
                            }
                        },
                        null);
        // A thread of its own: every lock remembers its place, which takes long in a deep stack.
        Thread.ofPlatform().name("random operations").start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        System.out.printf(
                "random operations: %d steps in %.1f s%n",
                steps, (System.nanoTime() - start) / 1e9);
    }

    private void session(long seed, long sessionSeed, int steps, boolean strict) {
        List<Op> ops = ops(sessionSeed, steps);
        Throwable failure = play(ops, strict, sessionSeed);
        if (failure == null) {
            return;
        }
        List<Op> shrunk = shrink(ops, strict, sessionSeed);
        Throwable again = play(shrunk, strict, sessionSeed);
        StringBuilder text = new StringBuilder();
        text.append("seed ").append(seed).append(strict ? ", strict" : ", keep-alive");
        text.append(", ").append(steps).append(" steps shrunk to ").append(shrunk.size());
        shrunk.forEach(op -> text.append("\n  ").append(op));
        text.append('\n').append(again == null ? failure : again);
        throw new AssertionError(text.toString(), again == null ? failure : again);
    }

    private static List<Op> ops(long seed, int steps) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += kind.weight;
        }
        List<Op> ops = new ArrayList<>(steps);
        for (int i = 0; i < steps; i++) {
            int pick = random.nextInt(total);
            Kind chosen = Kind.CLOSE;
            for (Kind kind : Kind.values()) {
                pick -= kind.weight;
                if (pick < 0) {
                    chosen = kind;
                    break;
                }
            }
            ops.add(new Op(chosen, random.nextInt(1 << 16), random.nextInt(1 << 16)));
        }
        return ops;
    }

    /// Plays a list of steps on a fresh device.
    ///
    /// @return what went wrong, or null
    private @org.jspecify.annotations.Nullable Throwable play(
            List<Op> ops, boolean strict, long seed) {
        try {
            RandomSession session = new RandomSession(driver, queues, strict);
            Throwable failure = session.play(ops, seed);
            return failure;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }

    // Takes out halves, quarters and so on, as long as what is left still fails.
    private List<Op> shrink(List<Op> ops, boolean strict, long seed) {
        List<Op> best = ops;
        long start = System.nanoTime();
        int trials = 0;
        for (int chunk = Math.max(1, ops.size() / 2); chunk >= 1; chunk /= 2) {
            for (int from = 0; from < best.size(); ) {
                if (++trials > MOST_TRIALS || System.nanoTime() - start > MOST_NANOS) {
                    return best;
                }
                List<Op> fewer = new ArrayList<>(best.subList(0, from));
                fewer.addAll(best.subList(Math.min(best.size(), from + chunk), best.size()));
                if (play(fewer, strict, seed) != null) {
                    best = fewer;
                } else {
                    from += chunk;
                }
            }
        }
        return best;
    }
}
