package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

/// What the bindless descriptor set shall be, and with what its slots are filled at first.
///
/// The set has these bindings, all partially bound and visible to all stages: 0 sampled images, 1
/// storage images, 2 samplers, 3 one storage buffer of 64-bit device addresses, and, where there
/// are any, 4 acceleration structures. All but the buffer can be written after the set was bound.
///
/// @param name the set's name
/// @param images slots of bindings 0 and 1
/// @param samplers slots of binding 2
/// @param addressBuffer the buffer for binding 3
/// @param addressBufferSize its size in bytes
/// @param nullView view that fills the slots of bindings 0 and 1; 0 for none, which needs
///   [Feature#NULL_DESCRIPTOR]
/// @param nullSampler sampler that fills the slots of binding 2
/// @param accelerationStructures slots of binding 4; 0 for no such binding
/// @param nullAccelerationStructure structure that fills the slots of binding 4
@Internal
@Immutable
public record BindlessDescription(
        String name,
        int images,
        int samplers,
        long addressBuffer,
        long addressBufferSize,
        long nullView,
        long nullSampler,
        int accelerationStructures,
        long nullAccelerationStructure) {

    /// A set without acceleration structures.
    ///
    /// @param name the set's name
    /// @param images slots of bindings 0 and 1
    /// @param samplers slots of binding 2
    /// @param addressBuffer the buffer for binding 3
    /// @param addressBufferSize its size in bytes
    /// @param nullView view that fills the slots of bindings 0 and 1
    /// @param nullSampler sampler that fills the slots of binding 2
    public BindlessDescription(
            String name,
            int images,
            int samplers,
            long addressBuffer,
            long addressBufferSize,
            long nullView,
            long nullSampler) {
        this(name, images, samplers, addressBuffer, addressBufferSize, nullView, nullSampler, 0, 0);
    }
}
