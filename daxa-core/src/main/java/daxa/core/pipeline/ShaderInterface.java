package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// What a shader and the world around it have to agree on, as its SPIR-V says.
///
/// Inputs, outputs and descriptors are those that the entry point or a function that it calls uses.
/// Push constants, structs and constants are all that are declared.
///
/// @param pushConstants the members of the push constant block, in the shader's order; empty if
///   there is none
/// @param workgroup invocations of a workgroup, as long as no constant changes it; 1x1x1 but for
///   compute, task and mesh shaders
/// @param workgroupConstants for x, y and z the `constant_id` that sets the size, or -1
/// @param sharedMemorySize bytes that a workgroup shares, by the layout std430, in which Vulkan
///   counts them
/// @param constants the specialisation constants of 32 and 64 bits, in order of their id
/// @param inputs what it reads from the stage before, in order of location
/// @param outputs what it gives to the next stage, in order of location; of mesh shaders what each
///   vertex or primitive has
/// @param workgroupOutput what a workgroup of task or mesh shaders gives
/// @param rayTracing what a shader of a ray tracing pipeline shares with the others
/// @param descriptors what it reaches through descriptor sets, in order of set and binding
/// @param structs the structs with offsets that lie in memory, such as those that buffer pointers
///   point at
/// @param capabilities the SPIR-V numbers of what it needs, ascending
@Immutable
public record ShaderInterface(
        List<DataType.Member> pushConstants,
        Workgroup workgroup,
        List<Integer> workgroupConstants,
        int sharedMemorySize,
        List<SpecializationConstant> constants,
        List<Variable> inputs,
        List<Variable> outputs,
        WorkgroupOutput workgroupOutput,
        RayTracing rayTracing,
        List<Descriptor> descriptors,
        List<DataType.Struct> structs,
        List<Integer> capabilities) {

    /// Copies the lists.
    ///
    /// @throws UsageException if there are not three workgroup constants
    public ShaderInterface {
        Objects.requireNonNull(workgroup, "workgroup");
        Objects.requireNonNull(workgroupOutput, "workgroupOutput");
        Objects.requireNonNull(rayTracing, "rayTracing");
        pushConstants = List.copyOf(Objects.requireNonNull(pushConstants, "pushConstants"));
        workgroupConstants =
                List.copyOf(Objects.requireNonNull(workgroupConstants, "workgroupConstants"));
        constants = List.copyOf(Objects.requireNonNull(constants, "constants"));
        inputs = List.copyOf(Objects.requireNonNull(inputs, "inputs"));
        outputs = List.copyOf(Objects.requireNonNull(outputs, "outputs"));
        descriptors = List.copyOf(Objects.requireNonNull(descriptors, "descriptors"));
        structs = List.copyOf(Objects.requireNonNull(structs, "structs"));
        capabilities = List.copyOf(Objects.requireNonNull(capabilities, "capabilities"));
        if (workgroupConstants.size() != 3) {
            throw new UsageException(
                    "workgroupConstants="
                            + workgroupConstants
                            + " (expected one each for x, y, z)");
        }
    }

    /// Reads a SPIR-V module.
    ///
    /// @param name the name of the shader, for messages
    /// @param stage its stage
    /// @param entryPoint the name of the function where it starts
    /// @param spirv the module, in native memory
    /// @return what the module says
    /// @throws UsageException if the module is not well-formed, or has no such entry point of that
    ///   stage
    public static ShaderInterface of(
            String name, ShaderStage stage, String entryPoint, MemorySegment spirv) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(entryPoint, "entryPoint");
        Objects.requireNonNull(spirv, "spirv");
        return new SpirvReader(name, spirv).read(stage, entryPoint);
    }

    /// The same with other capabilities, such as those of the module after its optimisation.
    ///
    /// @param newCapabilities the SPIR-V numbers of what it needs, ascending
    /// @return a changed copy
    public ShaderInterface withCapabilities(List<Integer> newCapabilities) {
        return new ShaderInterface(
                pushConstants,
                workgroup,
                workgroupConstants,
                sharedMemorySize,
                constants,
                inputs,
                outputs,
                workgroupOutput,
                rayTracing,
                descriptors,
                structs,
                newCapabilities);
    }

    /// Bytes of the push constant block, from offset 0 to the end of its last member.
    ///
    /// @return bytes; 0 if there is none
    public int pushConstantSize() {
        return new DataType.Struct("", pushConstants).size();
    }

    /// The size of a workgroup.
    ///
    /// @param x invocations, x
    /// @param y invocations, y
    /// @param z invocations, z
    @Immutable
    public record Workgroup(int x, int y, int z) {
        /// How many invocations there are together.
        ///
        /// @return the product
        public long invocations() {
            return (long) x * y * z;
        }

        @Override
        public String toString() {
            return x + "x" + y + "x" + z;
        }
    }

    /// What a workgroup of task or mesh shaders gives.
    ///
    /// @param vertices the most vertices; 0 but for mesh shaders
    /// @param primitives the most primitives; 0 but for mesh shaders
    /// @param payloadSize bytes that task shaders hand to mesh shaders; 0 where the shader has no
    ///   payload
    @Immutable
    public record WorkgroupOutput(int vertices, int primitives, int payloadSize) {
        /// Nothing.
        public static final WorkgroupOutput NONE = new WorkgroupOutput(0, 0, 0);
    }

    /// What a shader of a ray tracing pipeline shares with the others. Sizes are by the layout
    /// std430.
    ///
    /// @param payloadSize bytes of the largest payload of rays; 0 where it has none
    /// @param hitAttributeSize bytes of the attributes of hits; 0 where it has none of its own
    /// @param shaderRecord the members of the data that its record of a shader binding table holds,
    ///   in the shader's order; empty if it reads none
    /// @param traces whether it can trace rays
    @Immutable
    public record RayTracing(
            int payloadSize,
            int hitAttributeSize,
            List<DataType.Member> shaderRecord,
            boolean traces) {
        /// Copies the list.
        public RayTracing {
            shaderRecord = List.copyOf(Objects.requireNonNull(shaderRecord, "shaderRecord"));
        }

        /// Bytes of the data that its record holds, from offset 0 to the end of the last member.
        ///
        /// @return bytes; 0 if it reads none
        public int shaderRecordSize() {
            return new DataType.Struct("", shaderRecord).size();
        }
    }

    /// An input or an output of a stage.
    ///
    /// @param name its name; empty where the shader holds no names
    /// @param location its location
    /// @param component its first component in the location, 0 to 3
    /// @param type the type of its components
    /// @param components how many components each location holds, 1 to 4
    /// @param locations how many locations it takes, above 1 for matrices and arrays
    /// @param index 1 for the second source of blending, else 0
    @Immutable
    public record Variable(
            String name,
            int location,
            int component,
            ScalarType type,
            int components,
            int locations,
            int index) {
        /// Checks that nothing is missing.
        public Variable {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
        }

        /// What GLSL calls the type of a location.
        ///
        /// @return such as `vec3` or `uint`
        public String typeName() {
            String scalar =
                    switch (type) {
                        case BOOL -> "bool";
                        case INT32 -> "int";
                        case UINT32 -> "uint";
                        case FLOAT32 -> "float";
                        case FLOAT64 -> "double";
                        default -> type.name().toLowerCase(java.util.Locale.ROOT) + "_t";
                    };
            String vector =
                    switch (type) {
                        case BOOL -> "bvec";
                        case INT32 -> "ivec";
                        case UINT32 -> "uvec";
                        case FLOAT32 -> "vec";
                        case FLOAT64 -> "dvec";
                        default -> scalar + " vec";
                    };
            return components == 1 ? scalar : vector + components;
        }
    }

    /// What a shader reaches through a descriptor set.
    ///
    /// @param name its name; empty where the shader holds no names
    /// @param set the number of the descriptor set
    /// @param binding the binding in the set
    /// @param kind what is bound there
    /// @param writable whether the shader may write it
    @Immutable
    public record Descriptor(
            String name, int set, int binding, DescriptorKind kind, boolean writable) {
        /// Checks that nothing is missing.
        public Descriptor {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /// What a descriptor is. Source: `VkDescriptorType`.
    public enum DescriptorKind {
        /// An image to read, without a sampler.
        SAMPLED_IMAGE,
        /// An image to read and write.
        STORAGE_IMAGE,
        /// A sampler.
        SAMPLER,
        /// An image with its sampler.
        COMBINED_IMAGE_SAMPLER,
        /// A uniform buffer.
        UNIFORM_BUFFER,
        /// A storage buffer.
        STORAGE_BUFFER,
        /// A buffer that is read like an image.
        UNIFORM_TEXEL_BUFFER,
        /// A buffer that is written like an image.
        STORAGE_TEXEL_BUFFER,
        /// An attachment of the render pass.
        INPUT_ATTACHMENT,
        /// An acceleration structure.
        ACCELERATION_STRUCTURE
    }
}
