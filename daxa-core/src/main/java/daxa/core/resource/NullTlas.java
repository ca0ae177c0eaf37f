package daxa.core.resource;

import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.RayTracingDriver;

/// The acceleration structure without instances that fills the slots that hold nothing.
///
/// @param memory the buffer that it lies in
/// @param scratch scratch memory of its build
/// @param handle the structure
/// @param scratchAddress the part of the scratch memory that is aligned
/// @param instances an address where instances could be
record NullTlas(
        NativeBuffer memory,
        NativeBuffer scratch,
        long handle,
        long scratchAddress,
        long instances) {

    /// Creates the structure; it is built with the first submit.
    static NullTlas create(DeviceContext context, long instances) {
        DeviceDriver driver = context.driver();
        String name = context.name() + " null acceleration structure";
        AccelerationStructureSizes sizes =
                driver.accelerationStructureSizes(batch(0, 0, instances));
        long alignment = context.limits().rayTracing().scratchAlignment();
        NativeBuffer memory = driver.createBuffer(name, sizes.size(), MemoryKind.DEVICE);
        NativeBuffer scratch = null;
        try {
            scratch =
                    driver.createBuffer(
                            name + " scratch", sizes.buildScratch() + alignment, MemoryKind.DEVICE);
            long handle =
                    driver.createAccelerationStructure(
                            name, RayTracingDriver.TOP_LEVEL, memory.handle(), 0, sizes.size());
            return new NullTlas(
                    memory,
                    scratch,
                    handle,
                    Math.ceilDiv(scratch.deviceAddress(), alignment) * alignment,
                    instances);
        } catch (RuntimeException e) {
            if (scratch != null) {
                driver.destroyBuffer(scratch.handle(), scratch.allocation());
            }
            driver.destroyBuffer(memory.handle(), memory.allocation());
            throw e;
        }
    }

    private static BuildBatch batch(long target, long scratch, long instances) {
        BuildBatch batch = new BuildBatch();
        batch.add(RayTracingDriver.TOP_LEVEL, 0, 0, target);
        batch.setScratch(0, scratch);
        batch.addInstances(0, 0, instances, false);
        return batch;
    }

    /// Records its build.
    void build(CommandDriver commands) {
        commands.buildAccelerationStructures(batch(handle, scratchAddress, instances));
    }

    /// Destroys it.
    void destroy(DeviceDriver driver) {
        driver.destroyAccelerationStructure(handle);
        driver.destroyBuffer(scratch.handle(), scratch.allocation());
        driver.destroyBuffer(memory.handle(), memory.allocation());
    }
}
