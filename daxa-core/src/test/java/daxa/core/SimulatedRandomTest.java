package daxa.core;

import daxa.testing.Gpu;
import daxa.testing.RandomOperations;

import org.junit.jupiter.api.Test;

/// Random operations on several queues, compared with a bookkeeper after each.
class SimulatedRandomTest {
    private static final int STEPS = RandomOperations.quick() ? 20_000 : 200_000;

    @Test
    void randomOperations() {
        RandomOperations.run(Gpu.Kind.SIMULATED, 3, RandomOperations.seed(), STEPS, 1000);
    }
}
