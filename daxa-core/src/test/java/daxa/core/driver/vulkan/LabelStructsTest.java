package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memPutByte;

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

    // What is changed in the native text stays: it was not written anew.
    @Test
    void aLabelThatComesAgainIsKept() {
        long first = next("one");
        long second = structs.next("two");
        memPutByte(memAddress(VkDebugUtilsLabelEXT.npLabelName(second)), (byte) 'T');
        structs.restart();
        assertThat(next("one")).isEqualTo(first);
        assertThat(structs.next("two")).isEqualTo(second);
        assertThat(VkDebugUtilsLabelEXT.npLabelNameString(second)).isEqualTo("Two");
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
