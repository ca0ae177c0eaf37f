package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Uploader;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.util.vma.VmaAllocationInfo;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkFenceCreateInfo;
import org.lwjgl.vulkan.VkSubmitInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;

/// 256 MiB brought into a buffer, beside copies through staging memory by hand: 32 MiB in four
/// pieces, each written while the GPU copies the others.
@NullUnmarked
public class UploadLarge extends Comparison {
    private static final long SIZE = 256L << 20;
    private static final long STAGING = 32L << 20;
    private static final int PIECES = 4;
    private static final long PIECE = STAGING / PIECES;

    private Gpu gpu;
    private MemorySegment data;
    private Buffer target;
    private Uploader uploader;

    private long staging;
    private long mapped;
    private final long[] pools = new long[PIECES];
    private final VkCommandBuffer[] commands = new VkCommandBuffer[PIECES];
    private final long[] fences = new long[PIECES];

    @Override
    protected void open() {
        gpu = new Gpu();
        data = Arena.global().allocate(SIZE, 64).fill((byte) 1);
        target = gpu.device.createBuffer(BufferInfo.of("target", SIZE));
        gpu.onClose(target::close);
        uploader =
                gpu.device.createUploader(
                        StagingInfo.of("bench")
                                .withStagingBytes(STAGING)
                                .withDeadline(Gpu.DEADLINE));
        gpu.onClose(uploader::close);
        openReference();
    }

    private void openReference() {
        long allocator = gpu.allocator();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            LongBuffer buffer = stack.mallocLong(1);
            PointerBuffer allocation = stack.mallocPointer(1);
            VmaAllocationInfo info = VmaAllocationInfo.calloc(stack);
            check(
                    vmaCreateBuffer(
                            allocator,
                            VkBufferCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .size(STAGING)
                                    .usage(VK_BUFFER_USAGE_TRANSFER_SRC_BIT),
                            VmaAllocationCreateInfo.calloc(stack)
                                    .usage(VMA_MEMORY_USAGE_AUTO)
                                    .flags(
                                            VMA_ALLOCATION_CREATE_MAPPED_BIT
                                                    | VMA_ALLOCATION_CREATE_HOST_ACCESS_SEQUENTIAL_WRITE_BIT),
                            buffer,
                            allocation,
                            info));
            staging = buffer.get(0);
            mapped = info.pMappedData();
            long owned = allocation.get(0);
            gpu.onClose(() -> vmaDestroyBuffer(allocator, staging, owned));
            for (int i = 0; i < PIECES; i++) {
                pools[i] = gpu.commandPool();
                commands[i] = gpu.commandBuffer(pools[i]);
                LongBuffer fence = stack.mallocLong(1);
                check(
                        vkCreateFence(
                                gpu.vkDevice,
                                VkFenceCreateInfo.calloc(stack)
                                        .sType$Default()
                                        .flags(VK_FENCE_CREATE_SIGNALED_BIT),
                                null,
                                fence));
                long made = fence.get(0);
                fences[i] = made;
                gpu.onClose(() -> vkDestroyFence(gpu.vkDevice, made, null));
            }
        }
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return 1;
    }

    @Override
    protected void ours() {
        uploader.upload(data, target, 0);
        uploader.finish(Gpu.DEADLINE);
    }

    @Override
    protected void reference() {
        for (long at = 0; at < SIZE; at += PIECE) {
            copy(at, (int) (at / PIECE % PIECES));
        }
        for (int i = 0; i < PIECES; i++) {
            check(vkWaitForFences(gpu.vkDevice, fences[i], true, Long.MAX_VALUE));
        }
    }

    private void copy(long at, int piece) {
        check(vkWaitForFences(gpu.vkDevice, fences[piece], true, Long.MAX_VALUE));
        check(vkResetFences(gpu.vkDevice, fences[piece]));
        check(vkResetCommandPool(gpu.vkDevice, pools[piece], 0));
        MemoryUtil.memCopy(data.address() + at, mapped + piece * PIECE, PIECE);
        Gpu.begin(commands[piece]);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            vkCmdCopyBuffer(
                    commands[piece],
                    staging,
                    target.nativeHandle(),
                    VkBufferCopy.calloc(1, stack)
                            .srcOffset(piece * PIECE)
                            .dstOffset(at)
                            .size(PIECE));
            check(vkEndCommandBuffer(commands[piece]));
            check(
                    vkQueueSubmit(
                            gpu.vkQueue,
                            VkSubmitInfo.calloc(stack)
                                    .sType$Default()
                                    .pCommandBuffers(stack.pointers(commands[piece])),
                            fences[piece]));
        }
    }
}
