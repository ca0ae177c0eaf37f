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

/// Labels in native memory. They are kept, since the same labels come each frame; if there are too
/// many, it begins anew.
@ExternallySynchronized
final class LabelTexts {
    /// So many labels are kept.
    static final int MOST = 2048;

    // At most half of the places are taken: by a label's hash, or next to that.
    private @Nullable String[] labels = new @Nullable String[32];
    private long[] texts = new long[labels.length];
    private long infos = nmemCallocChecked(labels.length, VkDebugUtilsLabelEXT.SIZEOF);
    private int count;

    /// The struct of a label.
    ///
    /// @param label the label
    /// @return the address of a `VkDebugUtilsLabelEXT`, until the next call
    long info(String label) {
        int place = place(label);
        if (labels[place] == null) {
            if (count == labels.length / 2) {
                makeRoom();
                place = place(label);
            }
            put(place, label, memAddress(memUTF8(label)));
        }
        return infos + (long) place * VkDebugUtilsLabelEXT.SIZEOF;
    }

    // Where a label is, or belongs.
    private int place(String label) {
        int mask = labels.length - 1;
        int place = label.hashCode() & mask;
        while (labels[place] != null && !label.equals(labels[place])) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void put(int place, String label, long text) {
        long info = infos + (long) place * VkDebugUtilsLabelEXT.SIZEOF;
        VkDebugUtilsLabelEXT.nsType(info, EXTDebugUtils.VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT);
        memPutLong(info + VkDebugUtilsLabelEXT.PLABELNAME, text);
        labels[place] = label;
        texts[place] = text;
        count++;
    }

    private void makeRoom() {
        @Nullable String[] oldLabels = labels;
        long[] oldTexts = texts;
        boolean grows = count < MOST;
        int room = grows ? 2 * labels.length : labels.length;
        long made = nmemCallocChecked(room, VkDebugUtilsLabelEXT.SIZEOF);
        nmemFree(infos);
        infos = made;
        labels = new @Nullable String[room];
        texts = new long[room];
        count = 0;
        for (int i = 0; i < oldLabels.length; i++) {
            String label = oldLabels[i];
            if (label != null && grows) {
                put(place(label), label, oldTexts[i]);
            } else {
                nmemFree(oldTexts[i]);
            }
        }
    }

    void free() {
        for (long text : texts) {
            nmemFree(text);
        }
        nmemFree(infos);
    }
}
