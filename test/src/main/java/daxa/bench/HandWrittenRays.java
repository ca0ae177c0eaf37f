package daxa.bench;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.KHRAccelerationStructure.*;
import static org.lwjgl.vulkan.VK10.VK_FORMAT_R32G32B32_SFLOAT;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkAccelerationStructureBuildGeometryInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureBuildRangeInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryKHR;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCopyAccelerationStructureInfoKHR;

/// Commands about acceleration structures in the hands of LWJGL, with the handles of a
/// [StructureScene].
final class HandWrittenRays {
    private static final int NO_INDICES = 1_000_165_000;

    private final long blas;
    private final long other;
    private final long sizes;
    private final long vertexAddress;
    private final long scratchAddress;

    HandWrittenRays(StructureScene scene) {
        blas = scene.blas.nativeHandle();
        other = scene.other.nativeHandle();
        sizes = scene.sizes.nativeHandle();
        vertexAddress = scene.vertices.deviceAddress();
        scratchAddress = scene.scratchAddress;
    }

    void build(VkCommandBuffer commands) {
        try (MemoryStack stack = stackPush()) {
            VkAccelerationStructureGeometryKHR.Buffer geometry =
                    VkAccelerationStructureGeometryKHR.calloc(1, stack)
                            .sType$Default()
                            .geometryType(VK_GEOMETRY_TYPE_TRIANGLES_KHR);
            geometry.geometry()
                    .triangles()
                    .sType$Default()
                    .vertexFormat(VK_FORMAT_R32G32B32_SFLOAT)
                    .vertexStride(12)
                    .maxVertex(StructureScene.TRIANGLES * 3 - 1)
                    .indexType(NO_INDICES)
                    .vertexData()
                    .deviceAddress(vertexAddress);
            VkAccelerationStructureBuildGeometryInfoKHR.Buffer info =
                    VkAccelerationStructureBuildGeometryInfoKHR.calloc(1, stack)
                            .sType$Default()
                            .type(VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR)
                            .flags(VK_BUILD_ACCELERATION_STRUCTURE_ALLOW_COMPACTION_BIT_KHR)
                            .mode(VK_BUILD_ACCELERATION_STRUCTURE_MODE_BUILD_KHR)
                            .dstAccelerationStructure(blas)
                            .geometryCount(1)
                            .pGeometries(geometry);
            info.scratchData().deviceAddress(scratchAddress);
            VkAccelerationStructureBuildRangeInfoKHR.Buffer range =
                    VkAccelerationStructureBuildRangeInfoKHR.calloc(1, stack)
                            .primitiveCount(StructureScene.TRIANGLES);
            vkCmdBuildAccelerationStructuresKHR(commands, info, stack.pointers(range));
        }
    }

    void copy(VkCommandBuffer commands) {
        copy(commands, VK_COPY_ACCELERATION_STRUCTURE_MODE_CLONE_KHR);
    }

    void compact(VkCommandBuffer commands) {
        copy(commands, VK_COPY_ACCELERATION_STRUCTURE_MODE_COMPACT_KHR);
    }

    private void copy(VkCommandBuffer commands, int mode) {
        try (MemoryStack stack = stackPush()) {
            vkCmdCopyAccelerationStructureKHR(
                    commands,
                    VkCopyAccelerationStructureInfoKHR.calloc(stack)
                            .sType$Default()
                            .src(blas)
                            .dst(other)
                            .mode(mode));
        }
    }

    void writeCompactedSize(VkCommandBuffer commands) {
        try (MemoryStack stack = stackPush()) {
            vkCmdWriteAccelerationStructuresPropertiesKHR(
                    commands,
                    stack.longs(blas),
                    VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR,
                    sizes,
                    0);
        }
    }
}
