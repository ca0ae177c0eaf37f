package daxa.core.pipeline;

import daxa.core.driver.Feature;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What SPIR-V modules say that they need, and the features of a device that give it. Source:
/// Vulkan 1.3 specification, appendix "Vulkan Environment for SPIR-V", table of capabilities.
final class SpirvCapability {
    /// For each number the features of which any one will do; none where every device has it.
    private static final Map<Integer, List<Feature>> FEATURES = new HashMap<>();

    static {
        // Subgroup operations, 61 to 68, are limits of a device and no features.
        add(0); // matrix
        add(1); // shader
        add(2, Feature.GEOMETRY_SHADER); // geometry
        add(3, Feature.TESSELLATION_SHADER); // tessellation
        add(9, Feature.SHADER_FLOAT16); // float16
        add(10, Feature.SHADER_FLOAT64); // float64
        add(11, Feature.SHADER_INT64); // int64
        add(
                12,
                Feature.SHADER_BUFFER_INT64_ATOMICS,
                Feature.SHADER_SHARED_INT64_ATOMICS); // int64 atomics
        add(22, Feature.SHADER_INT16); // int16
        add(25, Feature.SHADER_IMAGE_GATHER_EXTENDED); // image gather extended
        add(27, Feature.STORAGE_IMAGE_MULTISAMPLE); // storage image multisample
        add(29, Feature.SAMPLED_IMAGE_DYNAMIC_INDEXING); // sampled image array dynamic indexing
        add(31, Feature.STORAGE_IMAGE_DYNAMIC_INDEXING); // storage image array dynamic indexing
        add(32, Feature.SHADER_CLIP_DISTANCE); // clip distance
        add(33, Feature.SHADER_CULL_DISTANCE); // cull distance
        add(34, Feature.IMAGE_CUBE_ARRAY); // image cube array
        add(35, Feature.SAMPLE_RATE_SHADING); // sample rate shading
        add(39, Feature.SHADER_INT8); // int8
        add(42, Feature.SHADER_RESOURCE_MIN_LOD); // min lod
        add(43); // sampled 1d
        add(44); // image 1d
        add(45, Feature.IMAGE_CUBE_ARRAY); // sampled cube array
        add(46); // sampled buffer
        add(47); // image buffer
        add(48, Feature.STORAGE_IMAGE_MULTISAMPLE); // image ms array
        add(49, Feature.STORAGE_IMAGE_EXTENDED_FORMATS); // storage image extended formats
        add(50); // image query
        add(51); // derivative control
        add(52, Feature.SAMPLE_RATE_SHADING); // interpolation function
        add(55, Feature.STORAGE_IMAGE_READ_WITHOUT_FORMAT); // storage image read without format
        add(56, Feature.STORAGE_IMAGE_WRITE_WITHOUT_FORMAT); // storage image write without format
        add(57, Feature.MULTI_VIEWPORT); // multi viewport
        add(61); // group non uniform
        add(62); // group non uniform vote
        add(63); // group non uniform arithmetic
        add(64); // group non uniform ballot
        add(65); // group non uniform shuffle
        add(66); // group non uniform shuffle relative
        add(67); // group non uniform clustered
        add(68); // group non uniform quad
        add(69, Feature.SHADER_OUTPUT_LAYER); // shader layer
        add(70, Feature.SHADER_OUTPUT_VIEWPORT_INDEX); // shader viewport index
        add(4427, Feature.SHADER_DRAW_PARAMETERS); // draw parameters
        add(4433, Feature.STORAGE_BUFFER_16BIT_ACCESS); // storage buffer 16 bit access
        add(4435, Feature.STORAGE_PUSH_CONSTANT_16); // storage push constant 16
        add(4439, Feature.MULTIVIEW); // multi view
        add(4448, Feature.STORAGE_BUFFER_8BIT_ACCESS); // storage buffer 8 bit access
        add(4450, Feature.STORAGE_PUSH_CONSTANT_8); // storage push constant 8
        add(4472, Feature.RAY_QUERY); // ray query
        add(4478, Feature.RAY_PRIMITIVE_CULLING); // ray traversal primitive culling
        add(4479, Feature.RAY_TRACING_PIPELINE); // ray tracing
        add(5016, Feature.SHADER_IMAGE_INT64_ATOMICS); // int64 image
        add(5055, Feature.SHADER_SUBGROUP_CLOCK, Feature.SHADER_DEVICE_CLOCK); // shader clock
        add(5283, Feature.MESH_SHADER); // mesh shading
        add(5301); // shader non uniform
        add(5302, Feature.RUNTIME_DESCRIPTOR_ARRAY); // runtime descriptor array
        add(5307, Feature.SAMPLED_IMAGE_NON_UNIFORM_INDEXING); // sampled image array non uniform
        // indexing
        add(5309, Feature.STORAGE_IMAGE_NON_UNIFORM_INDEXING); // storage image array non uniform
        // indexing
        add(5345, Feature.VULKAN_MEMORY_MODEL); // vulkan memory model
        add(5346, Feature.VULKAN_MEMORY_MODEL_DEVICE_SCOPE); // vulkan memory model device scope
        add(5347, Feature.BUFFER_DEVICE_ADDRESS); // physical storage buffer addresses
        add(5379, Feature.SHADER_DEMOTE_TO_HELPER_INVOCATION); // demote to helper invocation
        add(6016, Feature.SHADER_INTEGER_DOT_PRODUCT); // dot product input all
        add(6017, Feature.SHADER_INTEGER_DOT_PRODUCT); // dot product input 4x8 bit
        add(6018, Feature.SHADER_INTEGER_DOT_PRODUCT); // dot product input 4x8 bit packed
        add(6019, Feature.SHADER_INTEGER_DOT_PRODUCT); // dot product
        add(
                6033,
                Feature.SHADER_BUFFER_FLOAT32_ATOMIC_ADD,
                Feature.SHADER_SHARED_FLOAT32_ATOMIC_ADD,
                Feature.SHADER_IMAGE_FLOAT32_ATOMIC_ADD); // atomic float32 add
        add(
                6034,
                Feature.SHADER_BUFFER_FLOAT64_ATOMIC_ADD,
                Feature.SHADER_SHARED_FLOAT64_ATOMIC_ADD); // atomic float64 add
    }

    private SpirvCapability() {}

    private static void add(int number, Feature... features) {
        FEATURES.put(number, List.of(features));
    }

    /// Whether the framework can say what a capability needs.
    ///
    /// @param number the capability's SPIR-V number
    static boolean isKnown(int number) {
        return FEATURES.containsKey(number);
    }

    /// What is missing for a capability that is known.
    ///
    /// @param number the capability's SPIR-V number
    /// @param enabled the features that the device was created with
    /// @return such as `SHADER_FLOAT64 (shaderFloat64)`; null if nothing is
    static @Nullable String missing(int number, Set<Feature> enabled) {
        List<Feature> features = FEATURES.getOrDefault(number, List.of());
        if (features.isEmpty() || features.stream().anyMatch(enabled::contains)) {
            return null;
        }
        return String.join(
                " or ",
                features.stream()
                        .map(feature -> feature + " (" + feature.vulkanName() + ")")
                        .toList());
    }
}
