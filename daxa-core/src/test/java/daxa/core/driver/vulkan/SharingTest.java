package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.vulkan.VK10.VK_SHARING_MODE_CONCURRENT;
import static org.lwjgl.vulkan.VK10.VK_SHARING_MODE_EXCLUSIVE;

import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkImageCreateInfo;

import java.nio.IntBuffer;

/// What create infos say of the queue families that use a buffer or an image.
class SharingTest {
    private static void check(int mode, int[] families, int... listed) {
        Sharing sharing = new Sharing(families);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkBufferCreateInfo buffer = VkBufferCreateInfo.calloc(stack);
            VkImageCreateInfo image = VkImageCreateInfo.calloc(stack);
            sharing.writeBuffer(buffer.address());
            sharing.writeImage(image.address());
            assertThat(buffer.sharingMode()).isEqualTo(mode);
            assertThat(image.sharingMode()).isEqualTo(mode);
            assertThat(buffer.queueFamilyIndexCount()).isEqualTo(listed.length);
            assertThat(image.queueFamilyIndexCount()).isEqualTo(listed.length);
            for (IntBuffer each :
                    new IntBuffer[] {buffer.pQueueFamilyIndices(), image.pQueueFamilyIndices()}) {
                assertThat(each).isNotNull();
                int[] found = new int[each.remaining()];
                each.get(found);
                assertThat(found).containsExactly(listed);
            }
        } finally {
            sharing.free();
        }
    }

    @Test
    void defect34OneFamilySharesWithNobody() {
        check(VK_SHARING_MODE_EXCLUSIVE, new int[] {2});
    }

    @Test
    void severalFamiliesShare() {
        check(VK_SHARING_MODE_CONCURRENT, new int[] {0, 2}, 0, 2);
        check(VK_SHARING_MODE_CONCURRENT, new int[] {0, 1, 5}, 0, 1, 5);
    }
}
