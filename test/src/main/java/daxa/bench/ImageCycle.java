package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.vulkan.VkImageCreateInfo;

import java.nio.LongBuffer;

/// An image of 64 by 64 texels created, closed and collected, beside one that VMA creates and
/// destroys.
@NullUnmarked
public class ImageCycle extends Comparison {
    private static final int OPERATIONS = 2_000;
    private static final int SIZE = 64;

    private final ImageInfo info =
            ImageInfo.of2D(
                    "bench",
                    Format.R8G8B8A8_UNORM,
                    SIZE,
                    SIZE,
                    ImageUsage.SAMPLED,
                    ImageUsage.TRANSFER_DST);
    private Gpu gpu;
    private long allocator;

    @Override
    protected void open() {
        gpu = new Gpu();
        allocator = gpu.allocator();
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            gpu.device.createImage(info).close();
            gpu.device.collectGarbage();
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            createAndDestroy();
        }
    }

    // As LWJGL programs do it: infos on the stack, since images differ.
    private void createAndDestroy() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkImageCreateInfo imageInfo =
                    VkImageCreateInfo.calloc(stack)
                            .sType$Default()
                            .imageType(VK_IMAGE_TYPE_2D)
                            .format(VK_FORMAT_R8G8B8A8_UNORM)
                            .mipLevels(1)
                            .arrayLayers(1)
                            .samples(VK_SAMPLE_COUNT_1_BIT)
                            .tiling(VK_IMAGE_TILING_OPTIMAL)
                            .usage(VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT)
                            .sharingMode(VK_SHARING_MODE_EXCLUSIVE)
                            .initialLayout(VK_IMAGE_LAYOUT_UNDEFINED);
            imageInfo.extent().set(SIZE, SIZE, 1);
            VmaAllocationCreateInfo allocationInfo =
                    VmaAllocationCreateInfo.calloc(stack)
                            .usage(VMA_MEMORY_USAGE_AUTO_PREFER_DEVICE);
            LongBuffer image = stack.mallocLong(1);
            PointerBuffer allocation = stack.mallocPointer(1);
            check(vmaCreateImage(allocator, imageInfo, allocationInfo, image, allocation, null));
            vmaDestroyImage(allocator, image.get(0), allocation.get(0));
        }
    }
}
