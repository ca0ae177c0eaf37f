package daxa.test.driver;

import org.junit.jupiter.api.Test;

/// Executing a task graph allocates nothing on the Java heap in the steady state.
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
    void inTurnWithAnotherGraph() {
        Allocation.assertNothing(GraphTurns.class, "allocating=0\n");
    }
}
