package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.vulkan.KHRAccelerationStructure.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkAccelerationStructureBuildSizesInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureCreateInfoKHR;
import org.lwjgl.vulkan.VkAccelerationStructureDeviceAddressInfoKHR;
import org.lwjgl.vulkan.VkDevice;

import java.nio.LongBuffer;

/// Creates and destroys acceleration structures, and tells their sizes.
@ThreadSafe
final class AccelerationStructures {
    private static final String TYPE = "Acceleration structure";

    private final VkDevice device;
    private final ObjectNames names;
    private final DeviceHealth health;
    private final NativeBooks books;

    AccelerationStructures(
            VkDevice device, ObjectNames names, DeviceHealth health, NativeBooks books) {
        this.device = device;
        this.names = names;
        this.health = health;
        this.books = books;
    }

    /// What memory the only build of a batch needs.
    AccelerationStructureSizes sizes(BuildBatch batch) {
        BuildStructs structs = new BuildStructs();
        try (MemoryStack stack = stackPush()) {
            int count = batch.geometries();
            long counts = stack.nmalloc(Integer.BYTES, Math.max(1, count) * Integer.BYTES);
            for (int i = 0; i < count; i++) {
                memPutInt(counts + (long) i * Integer.BYTES, batch.primitives(i));
            }
            VkAccelerationStructureBuildSizesInfoKHR sizes =
                    VkAccelerationStructureBuildSizesInfoKHR.calloc(stack).sType$Default();
            nvkGetAccelerationStructureBuildSizesKHR(
                    device,
                    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                    structs.write(batch),
                    counts,
                    sizes.address());
            return new AccelerationStructureSizes(
                    sizes.accelerationStructureSize(),
                    sizes.buildScratchSize(),
                    sizes.updateScratchSize());
        } finally {
            structs.free();
        }
    }

    /// Creates a structure in a buffer.
    long create(String name, int type, long buffer, long offset, long size) {
        health.requireAlive("vkCreateAccelerationStructureKHR", TYPE, name);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            int result =
                    vkCreateAccelerationStructureKHR(
                            device,
                            VkAccelerationStructureCreateInfoKHR.calloc(stack)
                                    .sType$Default()
                                    .buffer(buffer)
                                    .offset(offset)
                                    .size(size)
                                    .type(type),
                            null,
                            out);
            health.check(result, "vkCreateAccelerationStructureKHR", TYPE, name);
            books.created(NativeKind.ACCELERATION_STRUCTURE);
            names.set(VK_OBJECT_TYPE_ACCELERATION_STRUCTURE_KHR, out.get(0), name);
            return out.get(0);
        }
    }

    /// Where shaders and instances find a structure.
    long address(long structure) {
        try (MemoryStack stack = stackPush()) {
            return vkGetAccelerationStructureDeviceAddressKHR(
                    device,
                    VkAccelerationStructureDeviceAddressInfoKHR.calloc(stack)
                            .sType$Default()
                            .accelerationStructure(structure));
        }
    }

    /// Destroys a structure.
    void destroy(long structure) {
        vkDestroyAccelerationStructureKHR(device, structure, null);
        books.destroyed(NativeKind.ACCELERATION_STRUCTURE);
    }
}
