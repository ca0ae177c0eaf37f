package daxa.test;

import daxa.testing.Gpu;
import daxa.testing.RandomOperations;

import org.junit.jupiter.api.Test;

/// Random operations on a real device under validation, compared with a bookkeeper after each.
class VulkanRandomTest {
    private static final int STEPS = RandomOperations.quick() ? 2_000 : 20_000;

    @Test
    void randomOperations() {
        RandomOperations.run(Gpu.Kind.VULKAN, 1, RandomOperations.seed(), STEPS, STEPS / 8);
    }
}
