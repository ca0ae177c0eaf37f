package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
import static org.lwjgl.vulkan.VK12.VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;

import daxa.core.command.Access;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.ForeignBuffer;
import daxa.core.resource.ForeignImage;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkImageCreateInfo;
import org.lwjgl.vulkan.VkMemoryAllocateFlagsInfo;
import org.lwjgl.vulkan.VkMemoryAllocateInfo;
import org.lwjgl.vulkan.VkMemoryRequirements;

import java.lang.foreign.ValueLayout;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/// Buffers and images that LWJGL made, as objects of the framework.
class ForeignResourceTest extends GpuProgram {
    private static final ImageInfo FRAME =
            ImageInfo.of2D(
                    "frame", Format.R32_UINT, 4, 4, all(ImageUsage.SAMPLED, ImageUsage.STORAGE));

    private final List<String> released = new ArrayList<>();
    private VkDevice vk;

    @BeforeEach
    void unwrap() {
        vk = gpu.device().unwrap(VkDevice.class);
    }

    private static void check(int result) {
        assertThat(result).isEqualTo(VK_SUCCESS);
    }

    private long allocate(MemoryStack stack, VkMemoryRequirements needs) {
        LongBuffer out = stack.mallocLong(1);
        check(
                vkAllocateMemory(
                        vk,
                        VkMemoryAllocateInfo.calloc(stack)
                                .sType$Default()
                                .pNext(
                                        VkMemoryAllocateFlagsInfo.calloc(stack)
                                                .sType$Default()
                                                .flags(VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT))
                                .allocationSize(needs.size())
                                .memoryTypeIndex(
                                        Integer.numberOfTrailingZeros(needs.memoryTypeBits())),
                        null,
                        out));
        return out.get(0);
    }

    private long[] image(MemoryStack stack) {
        LongBuffer out = stack.mallocLong(1);
        VkImageCreateInfo info =
                VkImageCreateInfo.calloc(stack)
                        .sType$Default()
                        .imageType(VK_IMAGE_TYPE_2D)
                        .format(VK_FORMAT_R32_UINT)
                        .mipLevels(1)
                        .arrayLayers(1)
                        .samples(VK_SAMPLE_COUNT_1_BIT)
                        .usage(
                                VK_IMAGE_USAGE_TRANSFER_SRC_BIT
                                        | VK_IMAGE_USAGE_TRANSFER_DST_BIT
                                        | VK_IMAGE_USAGE_SAMPLED_BIT
                                        | VK_IMAGE_USAGE_STORAGE_BIT);
        info.extent().set(4, 4, 1);
        check(vkCreateImage(vk, info, null, out));
        long image = out.get(0);
        VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
        vkGetImageMemoryRequirements(vk, image, needs);
        long memory = allocate(stack, needs);
        check(vkBindImageMemory(vk, image, memory, 0));
        return new long[] {image, memory};
    }

    @Test
    void adoptedImagesAreReadAndWrittenByIds() {
        try (MemoryStack stack = stackPush()) {
            long[] made = image(stack);
            Image image =
                    gpu.device()
                            .adoptImage(
                                    FRAME,
                                    ForeignImage.undefined(made[0])
                                            .onRelease(
                                                    () -> {
                                                        released.add("image");
                                                        vkDestroyImage(vk, made[0], null);
                                                        vkFreeMemory(vk, made[1], null);
                                                    }));
            ComputePipeline pipeline =
                    compute(
                            """
                            struct Push { daxa_ImageViewId image; };
                            DAXA_PUSH_CONSTANTS(Push, push)
                            void main() {
                                ivec2 at = ivec2(gl_GlobalInvocationID.x % 4, gl_GlobalInvocationID.x / 4);
                                if (at.y < 4) {
                                    imageStore(daxa_uimage2D(push.image), at, uvec4(at.x + 10 * at.y));
                                }
                            }
                            """);
            ImageView view = view(image);
            dispatch(pipeline, view.id().bits());
            assertThat(read(image))
                    .containsExactly(0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33);
            view.close();
            image.close();
            gpu.settle();
        }
        assertThat(released).containsExactly("image");
    }

    @Test
    void handedOverImagesAreDestroyed() {
        try (MemoryStack stack = stackPush()) {
            long[] made = image(stack);
            Image image =
                    gpu.device()
                            .adoptImage(
                                    FRAME,
                                    ForeignImage.undefined(made[0])
                                            .handedOver()
                                            .onRelease(() -> vkFreeMemory(vk, made[1], null)));
            run(r -> r.clearImageBits(image, 9, 0, 0, 0));
            assertThat(read(image)).containsOnly(9);
            image.close();
        }
    }

    @Test
    void adoptedBuffersAreReachedByTheirAddress() {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            check(
                    vkCreateBuffer(
                            vk,
                            VkBufferCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .size(256)
                                    .usage(
                                            VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT
                                                    | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                                                    | VK_BUFFER_USAGE_TRANSFER_SRC_BIT),
                            null,
                            out));
            long handle = out.get(0);
            VkMemoryRequirements needs = VkMemoryRequirements.malloc(stack);
            vkGetBufferMemoryRequirements(vk, handle, needs);
            long memory = allocate(stack, needs);
            check(vkBindBufferMemory(vk, handle, memory, 0));
            Buffer buffer =
                    gpu.device()
                            .adoptBuffer(
                                    BufferInfo.of("theirs", 256),
                                    ForeignBuffer.of(handle)
                                            .handedOver()
                                            .onRelease(() -> vkFreeMemory(vk, memory, null)));
            ComputePipeline pipeline =
                    compute(
                            """
                            struct Push { daxa_RWBufferPtr(uint) target; };
                            DAXA_PUSH_CONSTANTS(Push, push)
                            void main() { daxa_at(push.target, gl_GlobalInvocationID.x) = 7; }
                            """);
            dispatch(pipeline, buffer.deviceAddress());
            Buffer down = readback(256);
            run(
                    r -> {
                        r.barrier(Access.ALL_WRITE, Access.TRANSFER_READ);
                        r.copyBuffer(buffer, 0, down, 0, 256);
                    });
            assertThat(down.mapped().toArray(ValueLayout.JAVA_INT)).containsOnly(7);
            buffer.close();
        }
    }
}
