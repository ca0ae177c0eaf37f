package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPI;
import static org.lwjgl.system.JNI.callPJPI;
import static org.lwjgl.system.JNI.callPPI;
import static org.lwjgl.system.JNI.callPPJI;
import static org.lwjgl.system.MemoryStack.stackGet;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.VulkanException;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTSwapchainMaintenance1;
import org.lwjgl.vulkan.KHRSwapchain;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPresentInfoKHR;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;
import org.lwjgl.vulkan.VkSwapchainPresentFenceInfoEXT;

import java.nio.LongBuffer;

/// A native queue with its timeline.
///
/// Submitting and presenting write into structs that belong to the queue; callers hold it. Asking
/// the timeline needs no lock.
@ThreadSafe
final class VulkanQueue {
    /// The layout of [#memory]. All structs have sizes that are multiples of 8.
    private static final int SUBMIT = 0;

    private static final int WAIT = SUBMIT + VkSubmitInfo2.SIZEOF;
    private static final int SIGNALS = WAIT + VkSemaphoreSubmitInfo.SIZEOF;
    private static final int SIGNAL_BINARY = SIGNALS + VkSemaphoreSubmitInfo.SIZEOF;
    private static final int PRESENT = SIGNAL_BINARY + VkSemaphoreSubmitInfo.SIZEOF;
    private static final int PRESENT_FENCE = PRESENT + VkPresentInfoKHR.SIZEOF;
    private static final int PRESENT_WAIT_HANDLE =
            PRESENT_FENCE + VkSwapchainPresentFenceInfoEXT.SIZEOF;
    private static final int SWAPCHAIN_HANDLE = PRESENT_WAIT_HANDLE + Long.BYTES;
    private static final int FENCE_HANDLE = SWAPCHAIN_HANDLE + Long.BYTES;
    private static final int IMAGE_INDEX = FENCE_HANDLE + Long.BYTES;
    private static final int BYTES = IMAGE_INDEX + Long.BYTES;

    private static final String TYPE = "Queue";
    private static final String NAME = "main";

    private final VKCapabilitiesDevice vk;
    private final VkDevice vkDevice;
    private final long device;
    private final long queue;
    private final int family;
    private final long timeline;
    private final DeviceHealth health;
    private final long memory;

    // The largest value that the timeline was seen at. Threads may overwrite each other's.
    private volatile long seen;

    private long commands;
    private int commandCapacity = 16;

    private VulkanQueue(
            VkDevice device, long queue, int family, long timeline, DeviceHealth health) {
        this.vk = device.getCapabilities();
        this.vkDevice = device;
        this.device = device.address();
        this.queue = queue;
        this.family = family;
        this.timeline = timeline;
        this.health = health;
        this.memory = nmemCallocChecked(1, BYTES);
        this.commands = nmemCallocChecked(commandCapacity, VkCommandBufferSubmitInfo.SIZEOF);
        writeConstants();
    }

    /// Creates the first queue of a family.
    static VulkanQueue create(
            VkDevice device,
            int family,
            ObjectNames names,
            DeviceHealth health,
            NativeBooks books) {
        try (MemoryStack stack = stackPush()) {
            PointerBuffer queue = stack.mallocPointer(1);
            vkGetDeviceQueue(device, family, 0, queue);
            names.set(VK_OBJECT_TYPE_QUEUE, queue.get(0), NAME);
            LongBuffer timeline = stack.mallocLong(1);
            health.check(
                    vkCreateSemaphore(
                            device,
                            VkSemaphoreCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pNext(
                                            VkSemaphoreTypeCreateInfo.calloc(stack)
                                                    .sType$Default()
                                                    .semaphoreType(VK_SEMAPHORE_TYPE_TIMELINE)),
                            null,
                            timeline),
                    "vkCreateSemaphore",
                    "Semaphore",
                    "timeline of the main queue");
            try {
                VulkanQueue created =
                        new VulkanQueue(device, queue.get(0), family, timeline.get(0), health);
                names.set(VK_OBJECT_TYPE_SEMAPHORE, timeline.get(0), "timeline of the main queue");
                books.created(NativeKind.SEMAPHORE);
                return created;
            } catch (RuntimeException | Error e) {
                vkDestroySemaphore(device, timeline.get(0), null);
                throw e;
            }
        }
    }

    private void writeConstants() {
        long submit = memory + SUBMIT;
        VkSubmitInfo2.nsType(submit, VK_STRUCTURE_TYPE_SUBMIT_INFO_2);
        memPutLong(submit + VkSubmitInfo2.PWAITSEMAPHOREINFOS, memory + WAIT);
        memPutLong(submit + VkSubmitInfo2.PSIGNALSEMAPHOREINFOS, memory + SIGNALS);
        writeSemaphore(memory + WAIT);
        writeSemaphore(memory + SIGNALS);
        VkSemaphoreSubmitInfo.nsemaphore(memory + SIGNALS, timeline);
        writeSemaphore(memory + SIGNAL_BINARY);
        writeCommandConstants();

        long present = memory + PRESENT;
        VkPresentInfoKHR.nsType(present, KHRSwapchain.VK_STRUCTURE_TYPE_PRESENT_INFO_KHR);
        memPutLong(present + VkPresentInfoKHR.PWAITSEMAPHORES, memory + PRESENT_WAIT_HANDLE);
        memPutInt(present + VkPresentInfoKHR.SWAPCHAINCOUNT, 1);
        memPutLong(present + VkPresentInfoKHR.PSWAPCHAINS, memory + SWAPCHAIN_HANDLE);
        memPutLong(present + VkPresentInfoKHR.PIMAGEINDICES, memory + IMAGE_INDEX);
        long fence = memory + PRESENT_FENCE;
        VkSwapchainPresentFenceInfoEXT.nsType(
                fence, EXTSwapchainMaintenance1.VK_STRUCTURE_TYPE_SWAPCHAIN_PRESENT_FENCE_INFO_EXT);
        memPutInt(fence + VkSwapchainPresentFenceInfoEXT.SWAPCHAINCOUNT, 1);
        memPutLong(fence + VkSwapchainPresentFenceInfoEXT.PFENCES, memory + FENCE_HANDLE);
    }

    private static void writeSemaphore(long struct) {
        VkSemaphoreSubmitInfo.nsType(struct, VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO);
        VkSemaphoreSubmitInfo.nstageMask(struct, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    }

    private void writeCommandConstants() {
        memPutLong(memory + SUBMIT + VkSubmitInfo2.PCOMMANDBUFFERINFOS, commands);
        for (int i = 0; i < commandCapacity; i++) {
            VkCommandBufferSubmitInfo.nsType(
                    commands + (long) i * VkCommandBufferSubmitInfo.SIZEOF,
                    VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO);
        }
    }

    private void grow(int count) {
        int capacity = Math.max(count, commandCapacity * 2);
        long larger = nmemCallocChecked(capacity, VkCommandBufferSubmitInfo.SIZEOF);
        nmemFree(commands);
        commands = larger;
        commandCapacity = capacity;
        writeCommandConstants();
    }

    int family() {
        return family;
    }

    /// Submits a batch. Callers hold the queue.
    void submit(SubmitBatch batch) {
        health.requireAlive("vkQueueSubmit2", TYPE, NAME);
        int count = batch.commandCount();
        if (count > commandCapacity) {
            grow(count);
        }
        for (int i = 0; i < count; i++) {
            memPutLong(
                    commands
                            + (long) i * VkCommandBufferSubmitInfo.SIZEOF
                            + VkCommandBufferSubmitInfo.COMMANDBUFFER,
                    ((VulkanCommands) batch.command(i)).nativeHandle());
        }
        long submit = memory + SUBMIT;
        memPutInt(submit + VkSubmitInfo2.COMMANDBUFFERINFOCOUNT, count);
        memPutInt(submit + VkSubmitInfo2.WAITSEMAPHOREINFOCOUNT, batch.waitSemaphore == 0 ? 0 : 1);
        VkSemaphoreSubmitInfo.nsemaphore(memory + WAIT, batch.waitSemaphore);
        memPutInt(
                submit + VkSubmitInfo2.SIGNALSEMAPHOREINFOCOUNT,
                batch.signalSemaphore == 0 ? 1 : 2);
        VkSemaphoreSubmitInfo.nvalue(memory + SIGNALS, batch.signalValue);
        VkSemaphoreSubmitInfo.nsemaphore(memory + SIGNAL_BINARY, batch.signalSemaphore);
        int result = callPPJI(queue, 1, submit, VK_NULL_HANDLE, vk.vkQueueSubmit2);
        if (result != VK_SUCCESS) {
            throw health.failure(result, "vkQueueSubmit2", TYPE, NAME);
        }
    }

    /// What the timeline has reached; [Long#MAX_VALUE] on a lost device, where nothing runs any
    /// more.
    long completedValue() {
        if (health.isLost()) {
            return Long.MAX_VALUE;
        }
        MemoryStack stack = stackGet();
        int pointer = stack.getPointer();
        long out = stack.nlong(0);
        int result = callPJPI(device, timeline, out, vk.vkGetSemaphoreCounterValue);
        long value = memGetLong(out);
        stack.setPointer(pointer);
        if (result == VK_SUCCESS && value >= 0) {
            if (value > seen) {
                seen = value;
            }
            return value;
        }
        return unusualValue(result);
    }

    /// What the timeline has reached, on a lost device too; where a lost one does not tell, what it
    /// told before.
    long reachedValue() {
        try (MemoryStack stack = stackPush()) {
            long out = stack.nlong(0);
            int result = callPJPI(device, timeline, out, vk.vkGetSemaphoreCounterValue);
            long value = memGetLong(out);
            return result == VK_SUCCESS && value >= 0 ? value : seen;
        }
    }

    /// Refuses a value that a lost device did not reach.
    void requireReached(long value) {
        if (health.isLost() && reachedValue() < value) {
            health.requireAlive("vkWaitSemaphores", TYPE, NAME);
        }
    }

    /// Some drivers report a loss as a counter with all bits set.
    private long unusualValue(int result) {
        if (result == VK_SUCCESS) {
            health.lose();
        } else {
            VulkanException failure =
                    health.failure(result, "vkGetSemaphoreCounterValue", TYPE, NAME);
            if (!health.isLost()) {
                throw failure;
            }
        }
        return Long.MAX_VALUE;
    }

    /// Waits until the timeline reaches a value.
    boolean waitForValue(long value, long timeoutNanos) {
        if (health.isLost()) {
            return true;
        }
        try (MemoryStack stack = stackPush()) {
            long info = stack.ncalloc(Long.BYTES, 1, VkSemaphoreWaitInfo.SIZEOF);
            VkSemaphoreWaitInfo.nsType(info, VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO);
            memPutInt(info + VkSemaphoreWaitInfo.SEMAPHORECOUNT, 1);
            memPutLong(info + VkSemaphoreWaitInfo.PSEMAPHORES, stack.nlong(timeline));
            memPutLong(info + VkSemaphoreWaitInfo.PVALUES, stack.nlong(value));
            int result = callPPJI(device, info, Math.max(0, timeoutNanos), vk.vkWaitSemaphores);
            return switch (result) {
                case VK_SUCCESS -> true;
                case VK_TIMEOUT -> false;
                default -> {
                    VulkanException failure =
                            health.failure(result, "vkWaitSemaphores", TYPE, NAME);
                    if (health.isLost()) {
                        yield true;
                    }
                    throw failure;
                }
            };
        }
    }

    /// Waits until the queue has nothing left to do. Callers hold the queue.
    void waitIdle() {
        if (health.isLost()) {
            return;
        }
        int result = callPI(queue, vk.vkQueueWaitIdle);
        if (result != VK_SUCCESS) {
            VulkanException failure = health.failure(result, "vkQueueWaitIdle", TYPE, NAME);
            if (!health.isLost()) {
                throw failure;
            }
        }
    }

    /// Presents an image. Callers hold the queue and the swapchain.
    ///
    /// @return the `VkResult`
    int present(long swapchain, int image, long waitSemaphore, long fence) {
        memPutLong(memory + SWAPCHAIN_HANDLE, swapchain);
        memPutInt(memory + IMAGE_INDEX, image);
        memPutLong(memory + PRESENT_WAIT_HANDLE, waitSemaphore);
        memPutLong(memory + FENCE_HANDLE, fence);
        long present = memory + PRESENT;
        memPutInt(present + VkPresentInfoKHR.WAITSEMAPHORECOUNT, waitSemaphore == 0 ? 0 : 1);
        VkPresentInfoKHR.npNext(present, fence == 0 ? 0 : memory + PRESENT_FENCE);
        return callPPI(queue, present, vk.vkQueuePresentKHR);
    }

    /// Destroys the timeline and frees the structs.
    void destroy(NativeBooks books) {
        vkDestroySemaphore(vkDevice, timeline, null);
        books.destroyed(NativeKind.SEMAPHORE);
        nmemFree(commands);
        nmemFree(memory);
    }
}
