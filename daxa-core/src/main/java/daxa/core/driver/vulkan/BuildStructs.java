package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.NULL;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemAllocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.KHRAccelerationStructure.*;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.BuildBatch;

import org.lwjgl.vulkan.VkAccelerationStructureBuildGeometryInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureBuildRangeInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryAabbsDataKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryInstancesDataKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryKHR;
import org.lwjgl.vulkan.VkAccelerationStructureGeometryTrianglesDataKHR;

/// The native structs of a batch of builds. They are written anew for each batch, into memory that
/// grows and stays.
@ExternallySynchronized
final class BuildStructs {
    private long memory;
    private long capacity;
    private long ranges;

    /// Writes the structs.
    ///
    /// @return the address of the first `VkAccelerationStructureBuildGeometryInfoKHR`
    long write(BuildBatch batch) {
        int builds = batch.count();
        int count = batch.geometries();
        long geometries = (long) builds * VkAccelerationStructureBuildGeometryInfoKHR.SIZEOF;
        long pointers = geometries + (long) count * VkAccelerationStructureGeometryKHR.SIZEOF;
        long rangeInfos = pointers + (long) builds * Long.BYTES;
        long end = rangeInfos + (long) count * VkAccelerationStructureBuildRangeInfoKHR.SIZEOF;
        reserve(end);
        ranges = memory + pointers;
        for (int build = 0; build < builds; build++) {
            int first = batch.firstGeometry(build);
            long info = memory + (long) build * VkAccelerationStructureBuildGeometryInfoKHR.SIZEOF;
            writeBuild(
                    info,
                    batch,
                    build,
                    memory + geometries + (long) first * VkAccelerationStructureGeometryKHR.SIZEOF);
            memPutLong(
                    ranges + (long) build * Long.BYTES,
                    memory
                            + rangeInfos
                            + (long) first * VkAccelerationStructureBuildRangeInfoKHR.SIZEOF);
        }
        for (int i = 0; i < count; i++) {
            writeGeometry(
                    memory + geometries + (long) i * VkAccelerationStructureGeometryKHR.SIZEOF,
                    batch,
                    i);
            long range =
                    memory
                            + rangeInfos
                            + (long) i * VkAccelerationStructureBuildRangeInfoKHR.SIZEOF;
            VkAccelerationStructureBuildRangeInfoKHR.nprimitiveCount(range, batch.primitives(i));
            VkAccelerationStructureBuildRangeInfoKHR.nprimitiveOffset(range, 0);
            VkAccelerationStructureBuildRangeInfoKHR.nfirstVertex(range, 0);
            VkAccelerationStructureBuildRangeInfoKHR.ntransformOffset(range, 0);
        }
        return memory;
    }

    /// Where the addresses of the builds' `VkAccelerationStructureBuildRangeInfoKHR` stand that
    /// were written last.
    long ranges() {
        return ranges;
    }

    private void reserve(long bytes) {
        if (bytes > capacity) {
            long larger = nmemAllocChecked(bytes * 2);
            nmemFree(memory);
            memory = larger;
            capacity = bytes * 2;
        }
    }

    private static void writeBuild(long info, BuildBatch batch, int build, long geometries) {
        VkAccelerationStructureBuildGeometryInfoKHR.nsType(
                info, VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_GEOMETRY_INFO_KHR);
        VkAccelerationStructureBuildGeometryInfoKHR.npNext(info, NULL);
        VkAccelerationStructureBuildGeometryInfoKHR.ntype(info, batch.type(build));
        VkAccelerationStructureBuildGeometryInfoKHR.nflags(info, batch.flags(build));
        VkAccelerationStructureBuildGeometryInfoKHR.nmode(
                info,
                batch.source(build) == 0
                        ? VK_BUILD_ACCELERATION_STRUCTURE_MODE_BUILD_KHR
                        : VK_BUILD_ACCELERATION_STRUCTURE_MODE_UPDATE_KHR);
        VkAccelerationStructureBuildGeometryInfoKHR.nsrcAccelerationStructure(
                info, batch.source(build));
        VkAccelerationStructureBuildGeometryInfoKHR.ndstAccelerationStructure(
                info, batch.target(build));
        memPutInt(
                info + VkAccelerationStructureBuildGeometryInfoKHR.GEOMETRYCOUNT,
                batch.geometryCount(build));
        memPutLong(info + VkAccelerationStructureBuildGeometryInfoKHR.PGEOMETRIES, geometries);
        memPutLong(info + VkAccelerationStructureBuildGeometryInfoKHR.PPGEOMETRIES, NULL);
        memPutLong(
                info + VkAccelerationStructureBuildGeometryInfoKHR.SCRATCHDATA,
                batch.scratch(build));
    }

    private static void writeGeometry(long struct, BuildBatch batch, int index) {
        VkAccelerationStructureGeometryKHR.nsType(
                struct, VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR);
        VkAccelerationStructureGeometryKHR.npNext(struct, NULL);
        VkAccelerationStructureGeometryKHR.ngeometryType(struct, batch.kind(index));
        VkAccelerationStructureGeometryKHR.nflags(struct, batch.geometryFlags(index));
        long data = struct + VkAccelerationStructureGeometryKHR.GEOMETRY;
        switch (batch.kind(index)) {
            case BuildBatch.TRIANGLES -> writeTriangles(data, batch, index);
            case BuildBatch.BOXES -> {
                VkAccelerationStructureGeometryAabbsDataKHR.nsType(
                        data, VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_AABBS_DATA_KHR);
                VkAccelerationStructureGeometryAabbsDataKHR.npNext(data, NULL);
                memPutLong(
                        data + VkAccelerationStructureGeometryAabbsDataKHR.DATA, batch.data(index));
                VkAccelerationStructureGeometryAabbsDataKHR.nstride(data, batch.stride(index));
            }
            default -> {
                VkAccelerationStructureGeometryInstancesDataKHR.nsType(
                        data, VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_INSTANCES_DATA_KHR);
                VkAccelerationStructureGeometryInstancesDataKHR.npNext(data, NULL);
                VkAccelerationStructureGeometryInstancesDataKHR.narrayOfPointers(
                        data, batch.pointers(index) ? 1 : 0);
                memPutLong(
                        data + VkAccelerationStructureGeometryInstancesDataKHR.DATA,
                        batch.data(index));
            }
        }
    }

    private static void writeTriangles(long data, BuildBatch batch, int index) {
        VkAccelerationStructureGeometryTrianglesDataKHR.nsType(
                data, VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_TRIANGLES_DATA_KHR);
        VkAccelerationStructureGeometryTrianglesDataKHR.npNext(data, NULL);
        VkAccelerationStructureGeometryTrianglesDataKHR.nvertexFormat(
                data, batch.vertexFormat(index));
        memPutLong(
                data + VkAccelerationStructureGeometryTrianglesDataKHR.VERTEXDATA,
                batch.data(index));
        VkAccelerationStructureGeometryTrianglesDataKHR.nvertexStride(data, batch.stride(index));
        VkAccelerationStructureGeometryTrianglesDataKHR.nmaxVertex(data, batch.maxVertex(index));
        VkAccelerationStructureGeometryTrianglesDataKHR.nindexType(data, batch.indexType(index));
        memPutLong(
                data + VkAccelerationStructureGeometryTrianglesDataKHR.INDEXDATA,
                batch.indices(index));
        memPutLong(
                data + VkAccelerationStructureGeometryTrianglesDataKHR.TRANSFORMDATA,
                batch.transform(index));
    }

    /// Frees the memory.
    void free() {
        nmemFree(memory);
        memory = 0;
        capacity = 0;
    }
}
