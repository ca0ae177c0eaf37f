package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;

import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkBufferDeviceAddressInfo;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/// A buffer of 64 KiB created, closed and collected, beside one that VMA creates and destroys.
@NullUnmarked
public class BufferCycle extends Comparison {
    private static final int OPERATIONS = 2_000;
    private static final long SIZE = 64 * 1024;
    private static final int ROWS = 65_536;
    private static final int HEAP_SAMPLE = 50_000;

    private static final int USAGE =
            VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                    | VK_BUFFER_USAGE_TRANSFER_DST_BIT
                    | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT
                    | VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT
                    | VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT
                    | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                    | VK_BUFFER_USAGE_INDEX_BUFFER_BIT
                    | VK_BUFFER_USAGE_VERTEX_BUFFER_BIT
                    | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
                    | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;

    private Gpu gpu;
    private final BufferInfo info = BufferInfo.of("bench", SIZE);
    private Buffer[] closed = {};
    private long milliBytesLeft;

    private long allocator;
    private ByteBuffer rows;

    @Override
    protected void open() {
        gpu = new Gpu();
        allocator = gpu.allocator();
        rows = MemoryUtil.memCalloc(ROWS * Long.BYTES);
        milliBytesLeft = milliBytesLeft();
    }

    @Override
    public void close() {
        MemoryUtil.memFree(rows);
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            gpu.device.createBuffer(info).close();
            gpu.device.collectGarbage();
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            createAndDestroy(SIZE, i & (ROWS - 1));
        }
    }

    // As LWJGL programs do it: infos on the stack, since buffers differ.
    private void createAndDestroy(long size, int row) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkBufferCreateInfo bufferInfo =
                    VkBufferCreateInfo.calloc(stack)
                            .sType$Default()
                            .size(size)
                            .usage(USAGE)
                            .sharingMode(VK_SHARING_MODE_EXCLUSIVE);
            VmaAllocationCreateInfo allocationInfo =
                    VmaAllocationCreateInfo.calloc(stack)
                            .usage(VMA_MEMORY_USAGE_AUTO_PREFER_DEVICE);
            LongBuffer buffer = stack.mallocLong(1);
            PointerBuffer allocation = stack.mallocPointer(1);
            check(vmaCreateBuffer(allocator, bufferInfo, allocationInfo, buffer, allocation, null));
            rows.putLong(
                    row * Long.BYTES,
                    vkGetBufferDeviceAddress(
                            gpu.vkDevice,
                            VkBufferDeviceAddressInfo.calloc(stack)
                                    .sType$Default()
                                    .buffer(buffer.get(0))));
            vmaDestroyBuffer(allocator, buffer.get(0), allocation.get(0));
        }
    }

    @Override
    protected void measure(Sides sides, boolean oursFirst) {
        super.measure(sides, oursFirst);
        sides.milliBytesLeft = milliBytesLeft;
    }

    // What the heap still holds when the closed references are all that is reachable.
    private long milliBytesLeft() {
        closed = new Buffer[HEAP_SAMPLE];
        closeAll(); // once before, so that pools and tables have grown
        Arrays.fill(closed, null);
        long before = usedHeap();
        closeAll();
        long left = usedHeap() - before;
        closed = new Buffer[0];
        return left * 1000 / HEAP_SAMPLE;
    }

    private void closeAll() {
        for (int i = 0; i < closed.length; i++) {
            closed[i] = gpu.device.createBuffer(info);
            closed[i].close();
            gpu.device.collectGarbage();
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
