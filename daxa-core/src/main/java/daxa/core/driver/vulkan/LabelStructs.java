package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memByteBuffer;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memLengthUTF8;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;

import daxa.core.concurrent.ExternallySynchronized;

import org.jspecify.annotations.Nullable;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.VkDebugUtilsLabelEXT;

import java.nio.ByteBuffer;

/// Labels in native memory, in the order in which a recording begins them. They are kept, since the
/// next recording often has the same: then they lie one behind the other, where they are needed
/// next.
@ExternallySynchronized
final class LabelStructs {
    /// A struct with its text, as large as a line of the cache. Longer texts are elsewhere.
    private static final int SIZE = 64;

    private static final int TEXT = VkDebugUtilsLabelEXT.SIZEOF;
    private static final int MOST_BYTES = SIZE - TEXT;

    private @Nullable String[] labels = new @Nullable String[16];
    private ByteBuffer structs = made(labels.length);
    private int count;

    private static ByteBuffer made(int labels) {
        return memByteBuffer(nmemCallocChecked(labels, SIZE), labels * SIZE);
    }

    /// Begins with the first label again.
    void restart() {
        count = 0;
    }

    /// The struct of the next label.
    ///
    /// @param label the label
    /// @return the address of a `VkDebugUtilsLabelEXT`, until the next call
    long next(String label) {
        if (count == labels.length) {
            grow();
        }
        int place = count++;
        if (!label.equals(labels[place])) {
            put(place, label);
        }
        return info(place);
    }

    private long info(int place) {
        return memAddress(structs, place * SIZE);
    }

    private void put(int place, String label) {
        long info = info(place);
        long text = info + TEXT;
        if (memLengthUTF8(label, true) <= MOST_BYTES) {
            memUTF8(label, true, structs, place * SIZE + TEXT);
        } else {
            text = memAddress(memUTF8(label));
        }
        freeText(place);
        VkDebugUtilsLabelEXT.nsType(info, EXTDebugUtils.VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT);
        memPutLong(info + VkDebugUtilsLabelEXT.PLABELNAME, text);
        labels[place] = label;
    }

    private void freeText(int place) {
        long text = memGetLong(info(place) + VkDebugUtilsLabelEXT.PLABELNAME);
        if (text != info(place) + TEXT) {
            nmemFree(text);
        }
    }

    // Those that were begun are not needed before the next recording, which writes them anew.
    private void grow() {
        ByteBuffer larger = made(2 * labels.length);
        free();
        structs = larger;
        labels = new @Nullable String[2 * labels.length];
    }

    void free() {
        for (int i = 0; i < labels.length; i++) {
            freeText(i);
        }
        nmemFree(memAddress(structs));
    }
}
