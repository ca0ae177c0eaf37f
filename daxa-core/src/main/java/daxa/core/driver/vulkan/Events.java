package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.VK_EVENT_CREATE_DEVICE_ONLY_BIT;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkEventCreateInfo;

import java.nio.LongBuffer;

/// The events of a device.
@ThreadSafe
final class Events {
    private static final String TYPE = "Event";

    private final VkDevice device;
    private final ObjectNames objectNames;
    private final DeviceHealth health;
    private final NativeBooks books;

    Events(VkDevice device, ObjectNames objectNames, DeviceHealth health, NativeBooks books) {
        this.device = device;
        this.objectNames = objectNames;
        this.health = health;
        this.books = books;
    }

    /// Creates an event that the host does not touch.
    long create(String name) {
        health.requireAlive("vkCreateEvent", TYPE, name);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateEvent(
                            device,
                            VkEventCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .flags(VK_EVENT_CREATE_DEVICE_ONLY_BIT),
                            null,
                            out),
                    "vkCreateEvent",
                    TYPE,
                    name);
            books.created(NativeKind.EVENT);
            objectNames.set(VK_OBJECT_TYPE_EVENT, out.get(0), name);
            return out.get(0);
        }
    }

    /// Destroys an event.
    void destroy(long event) {
        vkDestroyEvent(device, event, null);
        books.destroyed(NativeKind.EVENT);
    }
}
