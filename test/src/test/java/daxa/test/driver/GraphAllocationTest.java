package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Executing a task graph allocates nothing on the Java heap in the steady state: the framework
/// never, and the calls of the driver once the compiler has seen through them.
class GraphAllocationTest {
    @Test
    void onOneQueue() {
        Allocation.assertNothing(GraphLoop.class, "allocating=[]\n");
    }

    @Test
    void onThreeQueues() {
        Allocation.assertNothing(GraphLoop.class, "allocating=[]\n", "-Ddaxa.test.queues=true");
    }

    @Test
    void withTimingsOnThreeQueues() {
        Allocation.assertNothing(
                GraphLoop.class,
                "allocating=[]\n",
                "-Ddaxa.test.timings=true",
                "-Ddaxa.test.queues=true");
    }

    @Test
    void onTwoThreads() {
        Allocation.assertNothing(GraphLoop.class, "allocating=[]\n", "-Ddaxa.test.threads=2");
    }

    @Test
    void presenting() {
        Allocation.assertNothing(GraphLoop.class, "allocating=[]\n", "-Ddaxa.test.present=true");
    }

    /// Interpreted, over a driver that does nothing: so the compiler has no part in it, and no
    /// round may create anything.
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theFrameworkCreatesNoObjects(int threads) {
        assertThat(
                        Child.run(
                                GraphLoop.class,
                                "-Xint",
                                "-Ddaxa.test.silent=true",
                                "-Ddaxa.test.queues=true",
                                "-Ddaxa.test.conditions=true",
                                "-Ddaxa.test.present=true",
                                "-Ddaxa.test.timings=true",
                                "-Ddaxa.test.threads=" + threads))
                .endsWith("allocating=[]\n");
    }

    @Test
    void theFrameworkCreatesNoObjectsInTurnWithAnotherGraph() {
        assertThat(Child.run(GraphTurns.class, "-Xint", "-Ddaxa.test.silent=true"))
                .endsWith("allocating=0\n");
    }
}
