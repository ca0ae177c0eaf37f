package daxa.bench;

import static daxa.core.driver.TraceRegions.CALLABLE;
import static daxa.core.driver.TraceRegions.HIT;
import static daxa.core.driver.TraceRegions.MISS;
import static daxa.core.driver.TraceRegions.RAYGEN;

import daxa.core.driver.TraceRegions;
import daxa.core.pipeline.TablePart;

import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkStridedDeviceAddressRegionKHR;

import java.nio.ByteBuffer;

/// What traces need in the hands of LWJGL: the handles of a [TraceScene], and structs that are made
/// once.
final class HandWrittenTraces implements AutoCloseable {
    final long pipeline;
    final int stackSize;
    final long table;
    final long dataOffset;
    final ByteBuffer data = MemoryUtil.memCalloc(TraceScene.DATA_BYTES);
    final VkStridedDeviceAddressRegionKHR raygen;
    final VkStridedDeviceAddressRegionKHR miss;
    final VkStridedDeviceAddressRegionKHR hit;
    final VkStridedDeviceAddressRegionKHR callable;

    HandWrittenTraces(TraceScene scene) {
        pipeline = scene.pipeline.nativeHandle();
        stackSize = (int) scene.pipeline.stackSize();
        table = scene.table.nativeBuffer();
        dataOffset = scene.table.dataOffset(TablePart.RAYGEN, 0, TraceScene.DATA_BYTES);
        TraceRegions regions = scene.table.regions();
        raygen = region(regions, RAYGEN);
        miss = region(regions, MISS);
        hit = region(regions, HIT);
        callable = region(regions, CALLABLE);
    }

    private static VkStridedDeviceAddressRegionKHR region(TraceRegions regions, int region) {
        return VkStridedDeviceAddressRegionKHR.calloc()
                .set(regions.deviceAddress(region), regions.stride(region), regions.size(region));
    }

    @Override
    public void close() {
        MemoryUtil.memFree(data);
        raygen.free();
        miss.free();
        hit.free();
        callable.free();
    }
}
