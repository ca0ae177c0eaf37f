package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.KHRExternalMemoryFd.vkGetMemoryFdKHR;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK11.VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
import static org.lwjgl.vulkan.VK12.VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
import static org.lwjgl.vulkan.VK12.VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.driver.Feature;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.ForeignBuffer;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBindSparseInfo;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkExportMemoryAllocateInfo;
import org.lwjgl.vulkan.VkExternalMemoryBufferCreateInfo;
import org.lwjgl.vulkan.VkImportMemoryFdInfoKHR;
import org.lwjgl.vulkan.VkMemoryAllocateFlagsInfo;
import org.lwjgl.vulkan.VkMemoryAllocateInfo;
import org.lwjgl.vulkan.VkMemoryGetFdInfoKHR;
import org.lwjgl.vulkan.VkMemoryRequirements;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkSparseBufferMemoryBindInfo;
import org.lwjgl.vulkan.VkSparseMemoryBind;

import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/// Memory that LWJGL shares between devices, or binds piece by piece, under adopted buffers.
@OnDriver(Gpu.Kind.VULKAN)
@GpuSetup(features = {Feature.EXTERNAL_MEMORY_FD, Feature.SPARSE_RESIDENCY_BUFFER})
class ForeignMemoryTest {
    private static final long SIZE = 1 << 17;
    private static final int USAGE =
            VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT
                    | VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                    | VK_BUFFER_USAGE_TRANSFER_DST_BIT;

    private static void check(int result) {
        assertThat(result).isEqualTo(VK_SUCCESS);
    }

    /// A raw buffer without memory.
    private static long buffer(MemoryStack stack, VkDevice vk, int flags, boolean external) {
        VkBufferCreateInfo info =
                VkBufferCreateInfo.calloc(stack)
                        .sType$Default()
                        .flags(flags)
                        .size(SIZE)
                        .usage(USAGE);
        if (external) {
            info.pNext(
                    VkExternalMemoryBufferCreateInfo.calloc(stack)
                            .sType$Default()
                            .handleTypes(VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT));
        }
        LongBuffer out = stack.mallocLong(1);
        check(vkCreateBuffer(vk, info, null, out));
        return out.get(0);
    }

    /// Raw memory, exported where the descriptor is below 0, else imported from it.
    private static long memory(
            MemoryStack stack, VkDevice vk, VkMemoryRequirements needs, @Nullable Integer fd) {
        VkMemoryAllocateInfo info =
                VkMemoryAllocateInfo.calloc(stack)
                        .sType$Default()
                        .allocationSize(needs.size())
                        .memoryTypeIndex(Integer.numberOfTrailingZeros(needs.memoryTypeBits()))
                        .pNext(
                                VkMemoryAllocateFlagsInfo.calloc(stack)
                                        .sType$Default()
                                        .flags(VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT));
        if (fd != null && fd < 0) {
            info.pNext(
                    VkExportMemoryAllocateInfo.calloc(stack)
                            .sType$Default()
                            .handleTypes(VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT));
        } else if (fd != null) {
            info.pNext(
                    VkImportMemoryFdInfoKHR.calloc(stack)
                            .sType$Default()
                            .handleType(VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT)
                            .fd(fd));
        }
        LongBuffer out = stack.mallocLong(1);
        check(vkAllocateMemory(vk, info, null, out));
        return out.get(0);
    }

    private static VkMemoryRequirements needs(MemoryStack stack, VkDevice vk, long buffer) {
        VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
        vkGetBufferMemoryRequirements(vk, buffer, needs);
        return needs;
    }

    private static Buffer adopt(Device device, String name, long buffer, long memory) {
        VkDevice vk = device.unwrap(VkDevice.class);
        return device.adoptBuffer(
                BufferInfo.of(name, SIZE),
                ForeignBuffer.of(buffer)
                        .handedOver()
                        .onRelease(() -> vkFreeMemory(vk, memory, null)));
    }

    private static void fill(Device device, Buffer buffer, int value) {
        try (CommandRecorder recorder = device.createCommandRecorder("fill")) {
            recorder.begin();
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.fillBuffer(buffer, 0, SIZE, value);
            recorder.barrier(Access.ALL_WRITE, Access.HOST_READ);
            device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
        }
    }

    private static int[] read(Device device, Buffer buffer) {
        try (CommandRecorder recorder = device.createCommandRecorder("read");
                Buffer down = device.createBuffer(BufferInfo.of("down", SIZE).readback())) {
            recorder.begin();
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.copyBuffer(buffer, 0, down, 0, SIZE);
            recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
            device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
            return down.mapped().toArray(ValueLayout.JAVA_INT);
        }
    }

    @Test
    void twoDevicesShareMemory(Gpu gpu) {
        try (MemoryStack stack = stackPush();
                Device other = gpu.instance().createDevice(gpu.deviceInfo("other"))) {
            VkDevice vk = gpu.device().unwrap(VkDevice.class);
            long exported = buffer(stack, vk, 0, true);
            long memory = memory(stack, vk, needs(stack, vk, exported), -1);
            check(vkBindBufferMemory(vk, exported, memory, 0));
            IntBuffer fd = stack.mallocInt(1);
            check(
                    vkGetMemoryFdKHR(
                            vk,
                            VkMemoryGetFdInfoKHR.calloc(stack)
                                    .sType$Default()
                                    .memory(memory)
                                    .handleType(VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT),
                            fd));
            VkDevice otherVk = other.unwrap(VkDevice.class);
            long imported = buffer(stack, otherVk, 0, true);
            long same = memory(stack, otherVk, needs(stack, otherVk, imported), fd.get(0));
            check(vkBindBufferMemory(otherVk, imported, same, 0));
            try (Buffer here = adopt(gpu.device(), "here", exported, memory);
                    Buffer there = adopt(other, "there", imported, same)) {
                fill(gpu.device(), here, 7);
                assertThat(read(other, there)).containsOnly(7);
                fill(other, there, 9);
                assertThat(read(gpu.device(), here)).containsOnly(9);
            }
        }
    }

    @Test
    void sparseBuffersGetTheirMemoryOnTheQueue(Gpu gpu) {
        try (MemoryStack stack = stackPush()) {
            Device device = gpu.device();
            VkDevice vk = device.unwrap(VkDevice.class);
            long sparse =
                    buffer(
                            stack,
                            vk,
                            VK_BUFFER_CREATE_SPARSE_BINDING_BIT
                                    | VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT,
                            false);
            VkMemoryRequirements needs = needs(stack, vk, sparse);
            long memory = memory(stack, vk, needs, null);
            var bind = VkSparseMemoryBind.calloc(1, stack).size(needs.size()).memory(memory);
            var buffers = VkSparseBufferMemoryBindInfo.calloc(1, stack).buffer(sparse).pBinds(bind);
            var info = VkBindSparseInfo.calloc(1, stack).sType$Default().pBufferBinds(buffers);
            VkQueue queue = new VkQueue(device.mainQueue().nativeHandle(), vk);
            device.mainQueue()
                    .submitForeign(() -> check(vkQueueBindSparse(queue, info, 0)))
                    .await(Gpu.LONG);
            try (Buffer buffer = adopt(device, "sparse", sparse, memory)) {
                fill(device, buffer, 5);
                assertThat(read(device, buffer)).containsOnly(5);
            }
        }
    }
}
