package daxa.bench;

import static org.lwjgl.vulkan.KHRAccelerationStructure.*;
import static org.lwjgl.vulkan.VK10.VK_FORMAT_R32G32B32_SFLOAT;

import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkAccelerationStructureBuildGeometryInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureBuildRangeInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryTrianglesDataKHR;
import org.lwjgl.vulkan.VkCopyAccelerationStructureInfoKHR;

import java.nio.LongBuffer;

/// What commands about acceleration structures need in the hands of LWJGL: the handles of a
/// [StructureScene], and structs that are made once.
final class HandWrittenRays implements AutoCloseable {
    private static final int NO_INDICES = 1_000_165_000;

    final VkAccelerationStructureGeometryKHR.Buffer geometry =
            VkAccelerationStructureGeometryKHR.calloc(1);
    final VkAccelerationStructureBuildGeometryInfoKHR.Buffer builds =
            VkAccelerationStructureBuildGeometryInfoKHR.calloc(1);
    final VkAccelerationStructureBuildRangeInfoKHR.Buffer range =
            VkAccelerationStructureBuildRangeInfoKHR.calloc(1);
    final PointerBuffer ranges = MemoryUtil.memAllocPointer(1);
    final VkCopyAccelerationStructureInfoKHR copy = VkCopyAccelerationStructureInfoKHR.calloc();
    final VkCopyAccelerationStructureInfoKHR compact = VkCopyAccelerationStructureInfoKHR.calloc();
    final LongBuffer structures = MemoryUtil.memAllocLong(1);
    final long sizes;

    HandWrittenRays(StructureScene scene) {
        geometry.sType$Default().geometryType(VK_GEOMETRY_TYPE_TRIANGLES_KHR);
        VkAccelerationStructureGeometryTrianglesDataKHR triangles = geometry.geometry().triangles();
        triangles
                .sType$Default()
                .vertexFormat(VK_FORMAT_R32G32B32_SFLOAT)
                .vertexStride(12)
                .maxVertex(StructureScene.TRIANGLES * 3 - 1)
                .indexType(NO_INDICES);
        triangles.vertexData().deviceAddress(scene.vertices.deviceAddress());
        builds.sType$Default()
                .type(VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR)
                .flags(VK_BUILD_ACCELERATION_STRUCTURE_ALLOW_COMPACTION_BIT_KHR)
                .mode(VK_BUILD_ACCELERATION_STRUCTURE_MODE_BUILD_KHR)
                .dstAccelerationStructure(scene.blas.nativeHandle())
                .geometryCount(1)
                .pGeometries(geometry);
        builds.scratchData().deviceAddress(scene.scratchAddress);
        range.primitiveCount(StructureScene.TRIANGLES);
        ranges.put(0, range);
        copy.sType$Default()
                .src(scene.blas.nativeHandle())
                .dst(scene.other.nativeHandle())
                .mode(VK_COPY_ACCELERATION_STRUCTURE_MODE_CLONE_KHR);
        compact.set(copy).mode(VK_COPY_ACCELERATION_STRUCTURE_MODE_COMPACT_KHR);
        structures.put(0, scene.blas.nativeHandle());
        sizes = scene.sizes.nativeHandle();
    }

    @Override
    public void close() {
        geometry.free();
        builds.free();
        range.free();
        MemoryUtil.memFree(ranges);
        copy.free();
        compact.free();
        MemoryUtil.memFree(structures);
    }
}
