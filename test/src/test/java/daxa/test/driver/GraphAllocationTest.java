package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;

/// Executing a task graph allocates nothing on the Java heap in the steady state.
class GraphAllocationTest {
    private static final int ATTEMPTS = 3;

    // The compiler now and then leaves the objects of some of LWJGL's calls, for as long as the JVM
    // lives; what the framework creates is there in every JVM.
    private static void assertNothing(Class<?> loop, String nothing, String... options) {
        String said = "";
        for (int i = 0; i < ATTEMPTS && !said.endsWith(nothing); i++) {
            said = Child.run(loop, options);
        }
        assertThat(said).endsWith(nothing);
    }

    @Test
    void onOneQueue() {
        assertNothing(GraphLoop.class, "allocating=[]\n");
    }

    @Test
    void onThreeQueues() {
        assertNothing(GraphLoop.class, "allocating=[]\n", "-Ddaxa.test.queues=true");
    }

    @Test
    void inTurnWithAnotherGraph() {
        assertNothing(GraphTurns.class, "allocating=0\n");
    }
}
