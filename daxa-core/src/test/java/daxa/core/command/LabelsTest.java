package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.simulated.DriverCall;

import org.junit.jupiter.api.Test;

/// Labels of commands.
class LabelsTest extends CommandFixture {
    @Test
    void haveAColourWhereOneIsGiven() {
        assertThat(
                        run(
                                r -> {
                                    r.beginLabel("plain");
                                    r.beginLabel("orange", 1, 0.5f, 0);
                                    r.endLabel();
                                    r.endLabel();
                                },
                                DriverCall.BEGIN_LABEL))
                .containsExactly(
                        "beginLabel [0, 0, 0, 0]",
                        "beginLabel ["
                                + Float.floatToIntBits(1)
                                + ", "
                                + Float.floatToIntBits(0.5f)
                                + ", 0, "
                                + Float.floatToIntBits(1)
                                + "]");
    }
}
