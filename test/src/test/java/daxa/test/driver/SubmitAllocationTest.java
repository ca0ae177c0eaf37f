package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;

/// Submitting and waiting allocate nothing on the Java heap in the steady state, whatever a
/// submission waits for and signals.
class SubmitAllocationTest {
    @Test
    void submitsCreateNoObjects() {
        assertThat(Child.run(SubmitLoop.class)).endsWith("allocating=[]\n");
    }
}
