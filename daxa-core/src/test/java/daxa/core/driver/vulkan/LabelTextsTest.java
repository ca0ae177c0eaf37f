package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;

class LabelTextsTest {
    private static String text(LabelTexts texts, String label) {
        VkDebugUtilsLabelEXT info = VkDebugUtilsLabelEXT.create(texts.info(label));
        assertThat(info.sType()).isEqualTo(VkDebugUtilsLabelEXT.create().sType$Default().sType());
        return info.pLabelNameString();
    }

    @Test
    void manyLabels() {
        LabelTexts texts = new LabelTexts();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3 * LabelTexts.MOST; i++) {
                assertThat(text(texts, "label " + i)).isEqualTo("label " + i);
                assertThat(text(texts, "label " + i / 2)).isEqualTo("label " + i / 2);
            }
        }
        texts.free();
    }

    @Test
    void aLabelThatComesAgainIsKept() {
        LabelTexts texts = new LabelTexts();
        String[] labels = new String[LabelTexts.MOST];
        long[] infos = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = "label " + i;
            texts.info(labels[i]);
        }
        for (int i = 0; i < labels.length; i++) {
            infos[i] = texts.info(labels[i]);
        }
        for (int i = 0; i < labels.length; i++) {
            assertThat(texts.info(labels[i])).isEqualTo(infos[i]);
        }
        texts.free();
    }
}
