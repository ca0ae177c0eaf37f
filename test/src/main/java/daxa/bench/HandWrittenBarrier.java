package daxa.bench;

import daxa.core.command.Access;

import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkMemoryBarrier2;

/// A memory barrier by hand: its structs are made once.
final class HandWrittenBarrier implements AutoCloseable {
    /// What `vkCmdPipelineBarrier2` takes.
    final VkDependencyInfo info;

    HandWrittenBarrier(Access from, Access to) {
        info =
                VkDependencyInfo.calloc()
                        .sType$Default()
                        .pMemoryBarriers(
                                VkMemoryBarrier2.calloc(1)
                                        .sType$Default()
                                        .srcStageMask(from.stages())
                                        .srcAccessMask(from.accesses())
                                        .dstStageMask(to.stages())
                                        .dstAccessMask(to.accesses()));
    }

    @Override
    public void close() {
        VkMemoryBarrier2.Buffer barriers = info.pMemoryBarriers();
        if (barriers != null) {
            barriers.free();
        }
        info.free();
    }
}
