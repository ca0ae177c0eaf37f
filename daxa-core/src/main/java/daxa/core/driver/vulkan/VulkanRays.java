package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPPJV;
import static org.lwjgl.system.JNI.callPPPV;
import static org.lwjgl.system.JNI.callPPV;
import static org.lwjgl.system.MemoryUtil.NULL;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.vulkan.KHRAccelerationStructure.*;

import static java.lang.foreign.MemorySegment.ofAddress;

import daxa.core.driver.BuildBatch;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.TraceRegions;

import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkCopyAccelerationStructureInfoKHR;

/// Builds of acceleration structures and traces, recorded into a command buffer.
abstract sealed class VulkanRays implements CommandDriver permits VulkanDraws {
    final CommandCalls calls;
    final VKCapabilitiesDevice vk;
    final long commands;

    /// Memory for the structs of one call, 128 bytes.
    final long scratch;

    private final BuildStructs builds = new BuildStructs();

    VulkanRays(CommandCalls calls, VKCapabilitiesDevice vk, long commands, long scratch) {
        this.calls = calls;
        this.vk = vk;
        this.commands = commands;
        this.scratch = scratch;
    }

    @Override
    public void buildAccelerationStructures(BuildBatch batch) {
        long infos = builds.write(batch);
        callPPPV(
                commands,
                batch.count(),
                infos,
                builds.ranges(),
                vk.vkCmdBuildAccelerationStructuresKHR);
    }

    @Override
    public void copyAccelerationStructure(long src, long dst, boolean compact) {
        long info = scratch;
        VkCopyAccelerationStructureInfoKHR.nsType(
                info, VK_STRUCTURE_TYPE_COPY_ACCELERATION_STRUCTURE_INFO_KHR);
        VkCopyAccelerationStructureInfoKHR.npNext(info, NULL);
        VkCopyAccelerationStructureInfoKHR.nsrc(info, src);
        VkCopyAccelerationStructureInfoKHR.ndst(info, dst);
        VkCopyAccelerationStructureInfoKHR.nmode(
                info,
                compact
                        ? VK_COPY_ACCELERATION_STRUCTURE_MODE_COMPACT_KHR
                        : VK_COPY_ACCELERATION_STRUCTURE_MODE_CLONE_KHR);
        callPPV(commands, info, vk.vkCmdCopyAccelerationStructureKHR);
    }

    @Override
    public void writeCompactedSize(long structure, long pool, int query) {
        memPutLong(scratch, structure);
        callPPJV(
                commands,
                1,
                scratch,
                VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR,
                pool,
                query,
                vk.vkCmdWriteAccelerationStructuresPropertiesKHR);
    }

    // The recording that the callers write holds on to the table, and so to the native regions.

    @Override
    public void traceRays(TraceRegions table, int raygen, int width, int height, int depth) {
        calls.callJJJJIII(
                ofAddress(vk.vkCmdTraceRaysKHR),
                commands,
                table.address(TraceRegions.RAYGEN + raygen),
                table.address(TraceRegions.MISS),
                table.address(TraceRegions.HIT),
                table.address(TraceRegions.CALLABLE),
                width,
                height,
                depth);
    }

    @Override
    public void traceRaysIndirect(
            TraceRegions table, int raygen, long buffer, long offset, long deviceAddress) {
        calls.callJJJJJ(
                ofAddress(vk.vkCmdTraceRaysIndirectKHR),
                commands,
                table.address(TraceRegions.RAYGEN + raygen),
                table.address(TraceRegions.MISS),
                table.address(TraceRegions.HIT),
                table.address(TraceRegions.CALLABLE),
                deviceAddress);
    }

    @Override
    public void setRayTracingStackSize(int bytes) {
        calls.callI(ofAddress(vk.vkCmdSetRayTracingPipelineStackSizeKHR), commands, bytes);
    }

    /// Frees the memory of builds.
    final void freeBuilds() {
        builds.free();
    }
}
