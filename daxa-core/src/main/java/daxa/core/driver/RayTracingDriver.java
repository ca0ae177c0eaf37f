package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

/// The part of a device that traces rays. Nothing of it is called without
/// [Feature#ACCELERATION_STRUCTURE].
@Internal
@ThreadSafe
public interface RayTracingDriver {
    /// Type of top-level structures, in Vulkan's numbers.
    int TOP_LEVEL = 0;

    /// Type of bottom-level structures.
    int BOTTOM_LEVEL = 1;

    /// What memory the only build of a batch needs.
    ///
    /// @param builds one build; its addresses and structures do not matter
    /// @return the sizes
    AccelerationStructureSizes accelerationStructureSizes(BuildBatch builds);

    /// Creates an acceleration structure in a buffer.
    ///
    /// @param name its name
    /// @param type [#TOP_LEVEL] or [#BOTTOM_LEVEL]
    /// @param buffer the `VkBuffer`
    /// @param offset bytes, a multiple of 256
    /// @param size bytes
    /// @return the structure
    long createAccelerationStructure(String name, int type, long buffer, long offset, long size);

    /// Where shaders and instances find a structure.
    ///
    /// @param structure the structure
    /// @return its device address
    long accelerationStructureAddress(long structure);

    /// Destroys a structure; its buffer stays.
    ///
    /// @param structure the structure
    void destroyAccelerationStructure(long structure);

    /// Writes the acceleration structure of a slot of the bindless set.
    ///
    /// @param slot the slot
    /// @param structure a top-level structure
    void writeAccelerationStructureSlot(int slot, long structure);

    /// Creates a ray tracing pipeline or a library, with the bindless set's pipeline layout. May
    /// need a deep native stack. Only with [Feature#RAY_TRACING_PIPELINE], as all that follows.
    ///
    /// @param pipeline what it shall be
    /// @param cache where the driver looks first, and keeps what it makes; 0 for none
    /// @return the pipeline, destroyed as others
    long createRayTracingPipeline(RayTracingPipelineDescription pipeline, long cache);

    /// Reads the handles of a pipeline's shader groups, one behind the other.
    ///
    /// @param name its name, for messages
    /// @param pipeline the pipeline, no library
    /// @param count how many, from the first
    /// @param address where the host wants them
    /// @param size bytes there: [RayTracingLimits#shaderGroupHandleSize()] for each
    void shaderGroupHandles(String name, long pipeline, int count, long address, int size);

    /// What a shader of a group needs of the stack.
    ///
    /// @param pipeline the pipeline, no library
    /// @param group the group's number
    /// @param shader `VkShaderGroupShaderKHR`, of which the group has one
    /// @return bytes
    long shaderGroupStackSize(long pipeline, int group, int shader);
}
