package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;

import java.util.List;

class LabelStructsTest {
    private static final String LONG = "ä".repeat(200);

    private final LabelStructs structs = new LabelStructs();

    private long next(String label) {
        long address = structs.next(label);
        VkDebugUtilsLabelEXT info = VkDebugUtilsLabelEXT.create(address);
        assertThat(info.sType()).isEqualTo(VkDebugUtilsLabelEXT.create().sType$Default().sType());
        assertThat(info.pLabelNameString()).isEqualTo(label);
        return address;
    }

    @Test
    void manyLabels() {
        for (int round = 0; round < 3; round++) {
            structs.restart();
            for (int i = 0; i < 1000; i++) {
                next("label " + i);
                next("label " + (i + round) % 10);
            }
        }
        structs.free();
    }

    @Test
    void aLabelThatComesAgainIsKept() {
        long first = next("one");
        long second = next("two");
        structs.restart();
        assertThat(next("one")).isEqualTo(first);
        assertThat(next("two")).isEqualTo(second);
        structs.free();
    }

    @Test
    void longLabelsAndOthersTakeTurns() {
        List<String> lengths =
                List.of("", "23 bytes: " + "x".repeat(13), "24 bytes: " + "x".repeat(14), LONG);
        for (String before : lengths) {
            for (String after : lengths) {
                structs.restart();
                next(before);
                next("between");
                structs.restart();
                next(after);
                next("between");
            }
        }
        structs.free();
    }
}
