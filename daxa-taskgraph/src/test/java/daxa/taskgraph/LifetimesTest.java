package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/// Tasks moved to later levels so that less memory is in use at once.
class LifetimesTest {
    private int[] level = new int[0];
    private int levels;
    private int[] firstAccess = new int[0];
    private int[] group = new int[0];
    private int[] before = new int[0];
    private int[] resource = new int[0];
    private long[] sizes = new long[0];

    private long shorten() {
        return Lifetimes.shorten(level, levels, firstAccess, group, before, resource, sizes);
    }

    private long mostInUse() {
        long most = 0;
        for (int at = 0; at < levels; at++) {
            long live = 0;
            for (int of = 0; of < sizes.length; of++) {
                boolean isBegun = false;
                boolean isEnded = true;
                for (int task = 0; task < level.length; task++) {
                    for (int i = firstAccess[task]; i < firstAccess[task + 1]; i++) {
                        if (level[task] != Hazards.NONE && resource[group[i]] == of) {
                            isBegun |= level[task] <= at;
                            isEnded &= level[task] < at;
                        }
                    }
                }
                live += isBegun && !isEnded ? sizes[of] : 0;
            }
            most = Math.max(most, live);
        }
        return most;
    }

    private void assertInOrder() {
        for (int a = 0; a < level.length; a++) {
            assertThat(level[a]).isBetween(Hazards.NONE, levels - 1);
            for (int b = 0; b < level.length; b++) {
                boolean run = level[a] != Hazards.NONE && level[b] != Hazards.NONE;
                for (int i = firstAccess[a]; run && i < firstAccess[a + 1]; i++) {
                    for (int k = firstAccess[b]; k < firstAccess[b + 1]; k++) {
                        if (before[group[k]] == group[i]) {
                            assertThat(level[a]).isLessThan(level[b]);
                        }
                    }
                }
            }
        }
    }

    /// Takes the arrays that schedules are made of.
    private void use(GraphDescription graph) {
        Hazards hazards = new Hazards(graph, 0, Before.NONE);
        level = hazards.level.clone();
        levels = hazards.levelEnd;
        firstAccess = new int[graph.taskCount + 1];
        for (int task = 0; task <= graph.taskCount; task++) {
            firstAccess[task] = hazards.cells.first[graph.firstUse[task]];
        }
        group = hazards.groupOf;
        before = Arrays.copyOf(hazards.groupBefore, hazards.groups);
        resource = new int[hazards.groups];
        sizes = new long[graph.resources.length];
        for (int task = 0; task < graph.taskCount && hazards.groups > 0; task++) {
            for (int use = graph.firstUse[task];
                    use < graph.firstUse[task + 1] && hazards.alive[task];
                    use++) {
                int of = graph.useResource[use];
                ResourceEntry entry = graph.resources[of];
                boolean isTransient = entry.lifetime() == ResourceLifetime.TRANSIENT;
                sizes[of] = entry.width();
                for (int i = hazards.cells.first[use]; i < hazards.cells.first[use + 1]; i++) {
                    resource[group[i]] = isTransient ? of : Hazards.NONE;
                }
            }
        }
    }

    @Test
    void whatIsNeededLateIsMadeLate() {
        GraphBuilder graph = new GraphBuilder("late");
        TaskBuffer large = graph.transientBuffer("large", 100);
        TaskBuffer early = graph.transientBuffer("early", 100);
        TaskBuffer result = graph.externalBuffer("result", 4);
        TaskBuffer log = graph.externalBuffer("log", 4);
        graph.compute("make early").writes(early);
        graph.compute("use early").reads(early).writes(result);
        graph.compute("make large").writes(large);
        graph.compute("note").writes(log);
        graph.compute("use large").reads(large).readsWrites(result);
        use(graph.build());
        assertThat(level).containsExactly(0, 1, 0, 0, 2);
        assertThat(shorten()).isEqualTo(200);
        // Both are in use at level 1 however late the second is made.
        assertThat(level).containsExactly(0, 1, 0, 0, 2);
    }

    @Test
    void aTaskThatChangesNothingStays() {
        GraphBuilder graph = new GraphBuilder("late");
        TaskBuffer large = graph.transientBuffer("large", 100);
        TaskBuffer early = graph.transientBuffer("early", 100);
        TaskBuffer result = graph.externalBuffer("result", 4);
        TaskBuffer log = graph.externalBuffer("log", 4);
        graph.compute("make early").writes(early);
        graph.compute("use early").reads(early).writes(result);
        graph.compute("between").readsWrites(result);
        graph.compute("make large").writes(large);
        graph.compute("note").writes(log);
        graph.compute("use large").reads(large).readsWrites(result);
        use(graph.build());
        assertThat(shorten()).isEqualTo(100);
        assertThat(level).containsExactly(0, 1, 2, 2, 0, 3);
    }

    @Test
    void aTaskStopsWhereGoingOnCosts() {
        GraphBuilder graph = new GraphBuilder("late");
        TaskBuffer small = graph.transientBuffer("small", 10);
        TaskBuffer large = graph.transientBuffer("large", 100);
        TaskBuffer result = graph.externalBuffer("result", 4);
        graph.compute("make small").writes(small);
        graph.compute("grow").reads(small).writes(large);
        graph.compute("first").writes(result);
        graph.compute("second").readsWrites(result);
        graph.compute("third").readsWrites(result);
        graph.compute("shrink").reads(large).readsWrites(result);
        use(graph.build());
        assertThat(shorten()).isEqualTo(110);
        // The most in use is what one task needs: nothing moves for nothing.
        assertThat(level).containsExactly(0, 1, 0, 1, 2, 3);
    }

    @Test
    void memoryIsNeverMoreAndOrderStays() {
        long sum = 0;
        long shortened = 0;
        int moved = 0;
        for (int seed = 0; seed < 400; seed++) {
            use(graph(new Random(seed), 5 + seed % 40));
            int[] original = level.clone();
            long most = mostInUse();
            long less = shorten();
            assertInOrder();
            assertThat(mostInUse()).isEqualTo(less).isLessThanOrEqualTo(most);
            if (less == most) {
                assertThat(level).isEqualTo(original);
            }
            for (int task = 0; task < level.length; task++) {
                assertThat(level[task]).isGreaterThanOrEqualTo(original[task]);
                moved += level[task] == original[task] ? 0 : 1;
            }
            sum += most;
            shortened += less;
        }
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "bytes in use at once after moving %d tasks: %.3f of those before",
                        moved,
                        (double) shortened / sum));
        assertThat(shortened).isLessThan(sum);
    }

    private static GraphDescription graph(Random random, int tasks) {
        GraphBuilder graph = new GraphBuilder("random");
        TaskBuffer[] made = new TaskBuffer[tasks];
        TaskBuffer result = graph.externalBuffer("result", 4);
        for (int i = 0; i < tasks; i++) {
            made[i] = graph.transientBuffer("buffer " + i, 1 + random.nextInt(100));
            TaskBuilder task = graph.compute("task " + i).writes(made[i]);
            boolean[] taken = new boolean[tasks];
            for (int k = 0; i > 0 && k < 2; k++) {
                int which = random.nextInt(i);
                if (!taken[which]) {
                    taken[which] = true;
                    task.reads(made[which]);
                }
            }
            if (random.nextInt(3) == 0) {
                task.readsWrites(result);
            }
        }
        return graph.build();
    }

    @Test
    void longGraphsAreDoneToo() {
        GraphDescription graph = graph(new Random(1), 20_000);
        use(graph);
        int[] one = level;
        shorten();
        use(graph);
        shorten();
        assertThat(level).isEqualTo(one);
    }
}
