package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;

/// Executing a task graph allocates nothing on the Java heap in the steady state.
class GraphAllocationTest {
    @Test
    void onOneQueue() {
        assertThat(Child.run(GraphLoop.class)).endsWith("allocating=[]\n");
    }

    @Test
    void onThreeQueues() {
        assertThat(Child.run(GraphLoop.class, "-Ddaxa.test.queues=true"))
                .endsWith("allocating=[]\n");
    }

    @Test
    void inTurnWithAnotherGraph() {
        assertThat(Child.run(GraphTurns.class)).endsWith("allocating=0\n");
    }
}
