package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.system.MemoryUtil.memUTF8;

import daxa.core.concurrent.ThreadSafe;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.VkDebugUtilsObjectNameInfoEXT;
import org.lwjgl.vulkan.VkDevice;

import java.nio.ByteBuffer;

/// Gives native objects their names, where somebody reads them.
///
/// @param device the device that the objects belong to
/// @param wanted whether names are set at all
@ThreadSafe
record ObjectNames(VkDevice device, boolean wanted) {
    /// Names an object. A name that cannot be set is no error.
    ///
    /// @param type `VkObjectType`
    /// @param handle the object
    /// @param name its name
    void set(int type, long handle, String name) {
        if (wanted) {
            setNow(type, handle, name);
        }
    }

    private void setNow(int type, long handle, String name) {
        ByteBuffer text = memUTF8(name);
        try (MemoryStack stack = stackPush()) {
            EXTDebugUtils.vkSetDebugUtilsObjectNameEXT(
                    device,
                    VkDebugUtilsObjectNameInfoEXT.calloc(stack)
                            .sType$Default()
                            .objectType(type)
                            .objectHandle(handle)
                            .pObjectName(text));
        } finally {
            memFree(text);
        }
    }
}
