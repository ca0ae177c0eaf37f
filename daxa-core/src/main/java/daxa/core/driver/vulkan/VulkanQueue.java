package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPI;
import static org.lwjgl.system.JNI.callPPI;
import static org.lwjgl.system.JNI.callPPJI;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.QueueKind;
import daxa.core.driver.SubmitBatch;
import daxa.core.error.VulkanException;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTSwapchainMaintenance1;
import org.lwjgl.vulkan.KHRPresentId;
import org.lwjgl.vulkan.KHRSwapchain;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPresentIdKHR;
import org.lwjgl.vulkan.VkPresentInfoKHR;
import org.lwjgl.vulkan.VkSwapchainPresentFenceInfoEXT;

import java.util.ArrayList;
import java.util.List;

/// A queue with its timeline. Several may stand before the same native queue.
///
/// Submitting and presenting write into structs that belong to the queue; callers hold the native
/// queue. Asking the timeline needs no lock.
@ThreadSafe
final class VulkanQueue {
    /// The layout of [#memory]. All structs have sizes that are multiples of 8.
    private static final int PRESENT = 0;

    private static final int PRESENT_FENCE = PRESENT + VkPresentInfoKHR.SIZEOF;
    private static final int PRESENT_ID = PRESENT_FENCE + VkSwapchainPresentFenceInfoEXT.SIZEOF;
    private static final int PRESENT_WAIT_HANDLE = PRESENT_ID + VkPresentIdKHR.SIZEOF;
    private static final int SWAPCHAIN_HANDLE = PRESENT_WAIT_HANDLE + Long.BYTES;
    private static final int FENCE_HANDLE = SWAPCHAIN_HANDLE + Long.BYTES;
    private static final int PRESENT_ID_VALUE = FENCE_HANDLE + Long.BYTES;
    private static final int IMAGE_INDEX = PRESENT_ID_VALUE + Long.BYTES;
    private static final int BYTES = IMAGE_INDEX + Long.BYTES;

    private static final String TYPE = "Queue";

    private final VKCapabilitiesDevice vk;
    private final String name;
    private final long queue;
    private final int family;
    private final long timeline;
    private final DeviceHealth health;
    private final Semaphores semaphores;
    private final SubmitStructs structs;
    private final long memory;

    // The largest value that the timeline was seen at. Threads may overwrite each other's.
    private volatile long seen;

    private VulkanQueue(
            VkDevice device,
            String name,
            long queue,
            int family,
            DeviceHealth health,
            Semaphores semaphores) {
        this.vk = device.getCapabilities();
        this.name = name;
        this.queue = queue;
        this.family = family;
        this.health = health;
        this.semaphores = semaphores;
        this.timeline = semaphores.createTimeline("timeline of queue " + name, 0);
        this.structs = new SubmitStructs(timeline);
        this.memory = nmemCallocChecked(1, BYTES);
        writeConstants();
    }

    /// Creates the queues of a device.
    static List<VulkanQueue> createAll(
            VkDevice device,
            QueuePlan plan,
            ObjectNames names,
            DeviceHealth health,
            Semaphores semaphores) {
        List<VulkanQueue> made = new ArrayList<>();
        try (MemoryStack stack = stackPush()) {
            PointerBuffer out = stack.mallocPointer(1);
            for (int i = 0; i < plan.ofQueue().size(); i++) {
                int number = plan.ofQueue().get(i);
                QueuePlan.Native behind = plan.natives().get(number);
                vkGetDeviceQueue(device, behind.family(), behind.index(), out);
                String name = QueueKind.name(i);
                if (plan.ofQueue().indexOf(number) == i) {
                    names.set(VK_OBJECT_TYPE_QUEUE, out.get(0), name);
                }
                made.add(
                        new VulkanQueue(
                                device, name, out.get(0), behind.family(), health, semaphores));
            }
            return made;
        } catch (RuntimeException | Error e) {
            made.forEach(VulkanQueue::destroy);
            throw e;
        }
    }

    private void writeConstants() {
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
        long id = memory + PRESENT_ID;
        VkPresentIdKHR.nsType(id, KHRPresentId.VK_STRUCTURE_TYPE_PRESENT_ID_KHR);
        memPutInt(id + VkPresentIdKHR.SWAPCHAINCOUNT, 1);
        memPutLong(id + VkPresentIdKHR.PPRESENTIDS, memory + PRESENT_ID_VALUE);
    }

    /// The `VkQueue`.
    long nativeHandle() {
        return queue;
    }

    int family() {
        return family;
    }

    long timeline() {
        return timeline;
    }

    /// Submits a batch. Callers hold the native queue.
    ///
    /// @param queues all queues of the device
    void submit(SubmitBatch batch, List<VulkanQueue> queues) {
        health.requireAlive("vkQueueSubmit2", TYPE, name);
        long submits = structs.write(batch, queues);
        int result = callPPJI(queue, batch.partCount(), submits, VK_NULL_HANDLE, vk.vkQueueSubmit2);
        if (result != VK_SUCCESS) {
            throw health.failure(result, "vkQueueSubmit2", TYPE, name);
        }
    }

    /// What the timeline has reached; [Long#MAX_VALUE] on a lost device, where nothing runs any
    /// more.
    long completedValue() {
        long value = semaphores.value(timeline);
        if (value > seen && value != Long.MAX_VALUE) {
            seen = value;
        }
        return value;
    }

    /// What the timeline has reached, on a lost device too; where a lost one does not tell, what it
    /// told before.
    long reachedValue() {
        return semaphores.valueOrElse(timeline, seen);
    }

    /// Refuses a value that a lost device did not reach.
    void requireReached(long value) {
        if (health.isLost() && reachedValue() < value) {
            health.requireAlive("vkWaitSemaphores", TYPE, name);
        }
    }

    /// Waits until the timeline reaches a value.
    boolean waitForValue(long value, long timeoutNanos) {
        return semaphores.await(timeline, value, timeoutNanos);
    }

    /// Waits until the queue has nothing left to do. Callers hold the queue.
    void waitIdle() {
        if (health.isLost()) {
            return;
        }
        int result = callPI(queue, vk.vkQueueWaitIdle);
        if (result != VK_SUCCESS) {
            VulkanException failure = health.failure(result, "vkQueueWaitIdle", TYPE, name);
            if (!health.isLost()) {
                throw failure;
            }
        }
    }

    /// Presents an image. Callers hold the queue and the swapchain.
    ///
    /// @return the `VkResult`
    int present(long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        memPutLong(memory + SWAPCHAIN_HANDLE, swapchain);
        memPutInt(memory + IMAGE_INDEX, image);
        memPutLong(memory + PRESENT_WAIT_HANDLE, waitSemaphore);
        memPutLong(memory + FENCE_HANDLE, fence);
        long present = memory + PRESENT;
        memPutInt(present + VkPresentInfoKHR.WAITSEMAPHORECOUNT, waitSemaphore == 0 ? 0 : 1);
        long next = 0;
        if (fence != 0) {
            next = memory + PRESENT_FENCE;
        }
        if (presentId != 0) {
            memPutLong(memory + PRESENT_ID_VALUE, presentId);
            VkPresentIdKHR.npNext(memory + PRESENT_ID, next);
            next = memory + PRESENT_ID;
        }
        VkPresentInfoKHR.npNext(present, next);
        return callPPI(queue, present, vk.vkQueuePresentKHR);
    }

    /// Destroys the timeline and frees the structs.
    void destroy() {
        semaphores.destroy(timeline);
        structs.free();
        nmemFree(memory);
    }
}
