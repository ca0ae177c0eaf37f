package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPJPI;
import static org.lwjgl.system.JNI.callPPI;
import static org.lwjgl.system.JNI.callPPJI;
import static org.lwjgl.system.MemoryStack.stackGet;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemAllocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.driver.SemaphoreList;
import daxa.core.error.VulkanException;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreSignalInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;

import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The semaphores of a device. On a lost device every value counts as reached.
@ThreadSafe
final class Semaphores {
    private static final String TYPE = "Semaphore";

    private final VkDevice device;
    private final VKCapabilitiesDevice vk;
    private final ObjectNames objectNames;
    private final DeviceHealth health;
    private final NativeBooks books;
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    Semaphores(VkDevice device, ObjectNames objectNames, DeviceHealth health, NativeBooks books) {
        this.device = device;
        this.vk = device.getCapabilities();
        this.objectNames = objectNames;
        this.health = health;
        this.books = books;
    }

    private String name(long semaphore) {
        return names.getOrDefault(semaphore, "");
    }

    /// Creates a binary semaphore.
    long createBinary(String name) {
        return create(name, VK_SEMAPHORE_TYPE_BINARY, 0);
    }

    /// Creates a timeline semaphore.
    long createTimeline(String name, long value) {
        return create(name, VK_SEMAPHORE_TYPE_TIMELINE, value);
    }

    private long create(String name, int type, long value) {
        health.requireAlive("vkCreateSemaphore", TYPE, name);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateSemaphore(
                            device,
                            VkSemaphoreCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pNext(
                                            VkSemaphoreTypeCreateInfo.calloc(stack)
                                                    .sType$Default()
                                                    .semaphoreType(type)
                                                    .initialValue(value)),
                            null,
                            out),
                    "vkCreateSemaphore",
                    TYPE,
                    name);
            books.created(NativeKind.SEMAPHORE);
            names.put(out.get(0), name);
            objectNames.set(VK_OBJECT_TYPE_SEMAPHORE, out.get(0), name);
            return out.get(0);
        }
    }

    /// Destroys a semaphore.
    void destroy(long semaphore) {
        // Before another can get the same handle.
        names.remove(semaphore);
        vkDestroySemaphore(device, semaphore, null);
        books.destroyed(NativeKind.SEMAPHORE);
    }

    /// What a timeline semaphore has reached.
    long value(long semaphore) {
        if (health.isLost()) {
            return Long.MAX_VALUE;
        }
        MemoryStack stack = stackGet();
        int pointer = stack.getPointer();
        long out = stack.nlong(0);
        int result = callPJPI(device.address(), semaphore, out, vk.vkGetSemaphoreCounterValue);
        long value = memGetLong(out);
        stack.setPointer(pointer);
        return result == VK_SUCCESS && value >= 0 ? value : unusualValue(semaphore, result);
    }

    /// What a timeline semaphore has reached, on a lost device too.
    ///
    /// @param otherwise the answer where the driver does not tell
    long valueOrElse(long semaphore, long otherwise) {
        try (MemoryStack stack = stackPush()) {
            long out = stack.nlong(0);
            int result = callPJPI(device.address(), semaphore, out, vk.vkGetSemaphoreCounterValue);
            long value = memGetLong(out);
            return result == VK_SUCCESS && value >= 0 ? value : otherwise;
        }
    }

    /// Some drivers report a loss as a counter with all bits set.
    private long unusualValue(long semaphore, int result) {
        if (result == VK_SUCCESS) {
            health.lose();
        } else {
            throwUnlessLost(semaphore, result, "vkGetSemaphoreCounterValue");
        }
        return Long.MAX_VALUE;
    }

    private void throwUnlessLost(long semaphore, int result, String call) {
        VulkanException failure = health.failure(result, call, TYPE, name(semaphore));
        if (!health.isLost()) {
            throw failure;
        }
    }

    /// Waits until a timeline semaphore reaches a value.
    boolean await(long semaphore, long value, long timeoutNanos) {
        if (health.isLost()) {
            return true;
        }
        try (MemoryStack stack = stackPush()) {
            return await(stack, 0, 1, stack.nlong(semaphore), stack.nlong(value), timeoutNanos);
        }
    }

    /// Waits until one of several timelines reaches its value.
    boolean awaitAny(SemaphoreList timelines, List<VulkanQueue> queues, long timeoutNanos) {
        if (health.isLost()) {
            return true;
        }
        int count = timelines.size();
        long handles = nmemAllocChecked(2L * Long.BYTES * count);
        long values = handles + (long) Long.BYTES * count;
        try (MemoryStack stack = stackPush()) {
            for (int i = 0; i < count; i++) {
                int queue = timelines.queue(i);
                memPutLong(
                        handles + (long) Long.BYTES * i,
                        queue < 0 ? timelines.semaphore(i) : queues.get(queue).timeline());
                memPutLong(values + (long) Long.BYTES * i, timelines.value(i));
            }
            return await(stack, VK_SEMAPHORE_WAIT_ANY_BIT, count, handles, values, timeoutNanos);
        } finally {
            nmemFree(handles);
        }
    }

    private boolean await(
            MemoryStack stack, int flags, int count, long handles, long values, long timeoutNanos) {
        long info = stack.ncalloc(Long.BYTES, 1, VkSemaphoreWaitInfo.SIZEOF);
        VkSemaphoreWaitInfo.nsType(info, VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO);
        VkSemaphoreWaitInfo.nflags(info, flags);
        memPutInt(info + VkSemaphoreWaitInfo.SEMAPHORECOUNT, count);
        memPutLong(info + VkSemaphoreWaitInfo.PSEMAPHORES, handles);
        memPutLong(info + VkSemaphoreWaitInfo.PVALUES, values);
        int result =
                callPPJI(device.address(), info, Math.max(0, timeoutNanos), vk.vkWaitSemaphores);
        switch (result) {
            case VK_SUCCESS -> {}
            case VK_TIMEOUT -> {
                return false;
            }
            default -> throwUnlessLost(memGetLong(handles), result, "vkWaitSemaphores");
        }
        return true;
    }

    /// Signals a timeline semaphore from the host.
    void signal(long semaphore, long value) {
        // The name is looked up for an error only.
        if (health.isLost()) {
            health.requireAlive("vkSignalSemaphore", TYPE, name(semaphore));
        }
        try (MemoryStack stack = stackPush()) {
            long info = stack.ncalloc(Long.BYTES, 1, VkSemaphoreSignalInfo.SIZEOF);
            VkSemaphoreSignalInfo.nsType(info, VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO);
            VkSemaphoreSignalInfo.nsemaphore(info, semaphore);
            VkSemaphoreSignalInfo.nvalue(info, value);
            int result = callPPI(device.address(), info, vk.vkSignalSemaphore);
            if (result != VK_SUCCESS) {
                throw health.failure(result, "vkSignalSemaphore", TYPE, name(semaphore));
            }
        }
    }
}
