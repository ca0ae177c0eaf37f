package daxa.test.driver;

import org.junit.jupiter.api.Test;

/// Submitting and waiting allocate nothing on the Java heap in the steady state, whatever a
/// submission waits for and signals.
class SubmitAllocationTest {
    @Test
    void submitsCreateNoObjects() {
        Allocation.assertNothing(SubmitLoop.class, "allocating=[]\n");
    }
}
