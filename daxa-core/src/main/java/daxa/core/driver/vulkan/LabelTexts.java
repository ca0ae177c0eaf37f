package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;

import daxa.core.concurrent.ExternallySynchronized;

import org.jspecify.annotations.Nullable;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;

/// Labels in native memory. The newest ones are kept, since the same labels come each frame.
///
/// A label has one place by its hash; two that share it take turns.
@ExternallySynchronized
final class LabelTexts {
    private static final int KEPT = 32;

    private final @Nullable String[] labels = new @Nullable String[KEPT];
    private final long[] texts = new long[KEPT];
    private final long infos = nmemCallocChecked(KEPT, VkDebugUtilsLabelEXT.SIZEOF);

    /// The struct of a label.
    ///
    /// @param label the label
    /// @return the address of a `VkDebugUtilsLabelEXT`, until the next call
    long info(String label) {
        int place = label.hashCode() & (KEPT - 1);
        long info = infos + (long) place * VkDebugUtilsLabelEXT.SIZEOF;
        if (!label.equals(labels[place])) {
            long text = memAddress(memUTF8(label));
            nmemFree(texts[place]);
            texts[place] = text;
            labels[place] = label;
            VkDebugUtilsLabelEXT.nsType(
                    info, EXTDebugUtils.VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT);
            memPutLong(info + VkDebugUtilsLabelEXT.PLABELNAME, text);
        }
        return info;
    }

    void free() {
        for (long text : texts) {
            nmemFree(text);
        }
        nmemFree(infos);
    }
}
