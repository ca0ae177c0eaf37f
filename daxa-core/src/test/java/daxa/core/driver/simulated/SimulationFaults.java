package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;

import java.util.concurrent.CountDownLatch;

/// Each rule that the simulation judges by is broken once, and its text read.
abstract class SimulationFaults {
    final Scene scene = new Scene();
    final SimulatedDevice device = scene.device;
    int expected;

    /// Runs what breaks a rule.
    void fault(String message, Runnable call) {
        expected++;
        assertThatThrownBy(call::run)
                .isInstanceOf(SimulationFault.class)
                .hasMessageMatching(pattern(message));
        assertThat(scene.driver.faults()).hasSize(expected);
        assertThat(scene.driver.faults().getLast()).hasMessageMatching(pattern(message));
    }

    /// A text in which `#` stands for a hexadecimal number.
    static String pattern(String message) {
        return "\\Q" + message.replace("#", "\\E[0-9a-f]+\\Q") + "\\E";
    }

    @AfterEach
    void noOtherFaults() {
        assertThat(scene.driver.faults()).hasSize(expected);
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
