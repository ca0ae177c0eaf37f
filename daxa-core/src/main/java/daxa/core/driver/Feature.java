package daxa.core.driver;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/// Features of a device that the framework requires or that a program can ask for.
///
/// Each is one feature bit or one extension with its feature bits. Source: Vulkan 1.3
/// specification, chapter "Features".
public enum Feature {
    /// Vulkan 1.3 or newer.
    VULKAN_1_3("Vulkan 1.3", true),
    /// A queue family with graphics, compute and transfer.
    MAIN_QUEUE("a queue with graphics, compute and transfer", true),
    /// Timeline semaphores.
    TIMELINE_SEMAPHORE("timelineSemaphore", true),
    /// The second generation of synchronisation commands.
    SYNCHRONIZATION2("synchronization2", true),
    /// Render passes without render pass objects.
    DYNAMIC_RENDERING("dynamicRendering", true),
    /// Device addresses of buffers.
    BUFFER_DEVICE_ADDRESS("bufferDeviceAddress", true),
    /// Structs laid out as C does.
    SCALAR_BLOCK_LAYOUT("scalarBlockLayout", true),
    /// 64-bit integers in shaders, which hold addresses.
    SHADER_INT64("shaderInt64", true),
    /// Arrays of descriptors without a stated size.
    RUNTIME_DESCRIPTOR_ARRAY("runtimeDescriptorArray", true),
    /// Descriptor sets of which parts are never written.
    DESCRIPTOR_PARTIALLY_BOUND("descriptorBindingPartiallyBound", true),
    /// Writing descriptors that no running shader uses, while the set is in use.
    DESCRIPTOR_UPDATE_UNUSED_WHILE_PENDING("descriptorBindingUpdateUnusedWhilePending", true),
    /// Writing sampled image and sampler descriptors after the set was bound.
    SAMPLED_IMAGE_UPDATE_AFTER_BIND("descriptorBindingSampledImageUpdateAfterBind", true),
    /// Writing storage image descriptors after the set was bound.
    STORAGE_IMAGE_UPDATE_AFTER_BIND("descriptorBindingStorageImageUpdateAfterBind", true),
    /// Indexing sampled images with values that are known at run time.
    SAMPLED_IMAGE_DYNAMIC_INDEXING("shaderSampledImageArrayDynamicIndexing", true),
    /// Indexing storage images with values that are known at run time.
    STORAGE_IMAGE_DYNAMIC_INDEXING("shaderStorageImageArrayDynamicIndexing", true),
    /// Indexing sampled images with values that differ between invocations.
    SAMPLED_IMAGE_NON_UNIFORM_INDEXING("shaderSampledImageArrayNonUniformIndexing", true),
    /// Indexing storage images with values that differ between invocations.
    STORAGE_IMAGE_NON_UNIFORM_INDEXING("shaderStorageImageArrayNonUniformIndexing", true),
    /// Reading storage images of any format.
    STORAGE_IMAGE_READ_WITHOUT_FORMAT("shaderStorageImageReadWithoutFormat", true),
    /// Writing storage images of any format.
    STORAGE_IMAGE_WRITE_WITHOUT_FORMAT("shaderStorageImageWriteWithoutFormat", true),
    /// Resetting queries on the host.
    HOST_QUERY_RESET("hostQueryReset", true),
    /// Sizes of workgroups that are constants with ids, as the compiler writes those of task and
    /// mesh shaders.
    MAINTENANCE_4("maintenance4", true),
    /// Presenting images to surfaces.
    SWAPCHAIN("VK_KHR_swapchain", false),
    /// Fences that tell when a present is over.
    SWAPCHAIN_MAINTENANCE("VK_EXT_swapchain_maintenance1", false),
    /// Waiting until a present is shown.
    PRESENT_WAIT("presentWait", false),
    /// Anisotropic filtering.
    SAMPLER_ANISOTROPY("samplerAnisotropy", false),
    /// Polygon modes other than fill.
    FILL_MODE_NON_SOLID("fillModeNonSolid", false),
    /// Writing buffers and storage images in fragment shaders.
    FRAGMENT_STORES_AND_ATOMICS("fragmentStoresAndAtomics", false),
    /// Writing buffers and storage images in vertex shaders.
    VERTEX_STORES_AND_ATOMICS("vertexPipelineStoresAndAtomics", false),
    /// Different blending for each attachment.
    INDEPENDENT_BLEND("independentBlend", false),
    /// Several indirect draws with one command.
    MULTI_DRAW_INDIRECT("multiDrawIndirect", false),
    /// Indirect draws whose first instance is not 0.
    DRAW_INDIRECT_FIRST_INSTANCE("drawIndirectFirstInstance", false),
    /// Indirect draws whose number the GPU reads.
    DRAW_INDIRECT_COUNT("drawIndirectCount", false),
    /// Several draws with one command.
    MULTI_DRAW("multiDraw", false),
    /// Draws and dispatches that the GPU leaves out depending on a value in a buffer.
    CONDITIONAL_RENDERING("conditionalRendering", false),
    /// Clamping depth instead of clipping it.
    DEPTH_CLAMP("depthClamp", false),
    /// A limit of the depth bias.
    DEPTH_BIAS_CLAMP("depthBiasClamp", false),
    /// Testing the depth that is there against bounds.
    DEPTH_BOUNDS("depthBounds", false),
    /// Lines of other widths than 1.
    WIDE_LINES("wideLines", false),
    /// Shading samples on their own.
    SAMPLE_RATE_SHADING("sampleRateShading", false),
    /// Tessellation shaders.
    TESSELLATION_SHADER("tessellationShader", false),
    /// Logic operations in the place of blending.
    LOGIC_OP("logicOp", false),
    /// Pipelines with more than one viewport.
    MULTI_VIEWPORT("multiViewport", false),
    /// Choosing the viewport in vertex and tessellation evaluation shaders.
    SHADER_OUTPUT_VIEWPORT_INDEX("shaderOutputViewportIndex", false),
    /// Primitives that cover each texel they touch, or those alone that they fill.
    CONSERVATIVE_RASTERIZATION("VK_EXT_conservative_rasterization", false),
    /// Lines as rectangles.
    RECTANGULAR_LINES("rectangularLines", false),
    /// Lines of one texel in each column or row.
    BRESENHAM_LINES("bresenhamLines", false),
    /// Lines with smooth edges.
    SMOOTH_LINES("smoothLines", false),
    /// Stippled lines as rectangles.
    STIPPLED_RECTANGULAR_LINES("stippledRectangularLines", false),
    /// Stippled lines of one texel in each column or row.
    STIPPLED_BRESENHAM_LINES("stippledBresenhamLines", false),
    /// Stippled lines with smooth edges.
    STIPPLED_SMOOTH_LINES("stippledSmoothLines", false),
    /// Rendering several views at once.
    MULTIVIEW("multiview", false),
    /// Choosing the layer to render to in vertex shaders.
    SHADER_OUTPUT_LAYER("shaderOutputLayer", false),
    /// Cube array views.
    IMAGE_CUBE_ARRAY("imageCubeArray", false),
    /// Storage images with several samples for each texel.
    STORAGE_IMAGE_MULTISAMPLE("shaderStorageImageMultisample", false),
    /// Formats of the BC family.
    TEXTURE_COMPRESSION_BC("textureCompressionBC", false),
    /// Formats of the ETC2 and EAC families.
    TEXTURE_COMPRESSION_ETC2("textureCompressionETC2", false),
    /// Formats of the ASTC family with values from 0 to 1.
    TEXTURE_COMPRESSION_ASTC_LDR("textureCompressionASTC_LDR", false),
    /// Formats of the ASTC family with floating-point values.
    TEXTURE_COMPRESSION_ASTC_HDR("textureCompressionASTC_HDR", false),
    /// Samplers that return the smallest or largest texel.
    SAMPLER_FILTER_MINMAX("samplerFilterMinmax", false),
    /// Samplers that mirror the image once.
    SAMPLER_MIRROR_CLAMP_TO_EDGE("samplerMirrorClampToEdge", false),
    /// 64-bit floats in shaders.
    SHADER_FLOAT64("shaderFloat64", false),
    /// Arithmetic with 16-bit integers in shaders.
    SHADER_INT16("shaderInt16", false),
    /// Clip distances in shaders.
    SHADER_CLIP_DISTANCE("shaderClipDistance", false),
    /// Cull distances in shaders.
    SHADER_CULL_DISTANCE("shaderCullDistance", false),
    /// Gathering texels at offsets that are known at run time.
    SHADER_IMAGE_GATHER_EXTENDED("shaderImageGatherExtended", false),
    /// Naming more formats of storage images in shaders.
    STORAGE_IMAGE_EXTENDED_FORMATS("shaderStorageImageExtendedFormats", false),
    /// A smallest level of detail when sampling.
    SHADER_RESOURCE_MIN_LOD("shaderResourceMinLod", false),
    /// What geometry shaders bring, such as the primitive's number in fragment shaders.
    GEOMETRY_SHADER("geometryShader", false),
    /// 16-bit numbers in buffers.
    STORAGE_BUFFER_16BIT_ACCESS("storageBuffer16BitAccess", false),
    /// 16-bit numbers in push constants.
    STORAGE_PUSH_CONSTANT_16("storagePushConstant16", false),
    /// The first vertex, the first instance and the number of the draw in shaders.
    SHADER_DRAW_PARAMETERS("shaderDrawParameters", false),
    /// Arithmetic with 16-bit floats in shaders.
    SHADER_FLOAT16("shaderFloat16", false),
    /// Arithmetic with 8-bit integers in shaders.
    SHADER_INT8("shaderInt8", false),
    /// 8-bit numbers in buffers.
    STORAGE_BUFFER_8BIT_ACCESS("storageBuffer8BitAccess", false),
    /// 8-bit numbers in push constants.
    STORAGE_PUSH_CONSTANT_8("storagePushConstant8", false),
    /// 64-bit integer atomics in buffers.
    SHADER_BUFFER_INT64_ATOMICS("shaderBufferInt64Atomics", false),
    /// 64-bit integer atomics in shared memory.
    SHADER_SHARED_INT64_ATOMICS("shaderSharedInt64Atomics", false),
    /// The Vulkan memory model in shaders.
    VULKAN_MEMORY_MODEL("vulkanMemoryModel", false),
    /// The Vulkan memory model between all invocations of a device.
    VULKAN_MEMORY_MODEL_DEVICE_SCOPE("vulkanMemoryModelDeviceScope", false),
    /// Leaving out a fragment without ending its invocation.
    SHADER_DEMOTE_TO_HELPER_INVOCATION("shaderDemoteToHelperInvocation", false),
    /// Ending a fragment's invocation.
    SHADER_TERMINATE_INVOCATION("shaderTerminateInvocation", false),
    /// Dot products of integers.
    SHADER_INTEGER_DOT_PRODUCT("shaderIntegerDotProduct", false),
    /// Exchanging 32-bit floats in buffers.
    SHADER_BUFFER_FLOAT32_ATOMICS("shaderBufferFloat32Atomics", false),
    /// Adding 32-bit floats in buffers.
    SHADER_BUFFER_FLOAT32_ATOMIC_ADD("shaderBufferFloat32AtomicAdd", false),
    /// Exchanging 64-bit floats in buffers.
    SHADER_BUFFER_FLOAT64_ATOMICS("shaderBufferFloat64Atomics", false),
    /// Adding 64-bit floats in buffers.
    SHADER_BUFFER_FLOAT64_ATOMIC_ADD("shaderBufferFloat64AtomicAdd", false),
    /// Exchanging 32-bit floats in shared memory.
    SHADER_SHARED_FLOAT32_ATOMICS("shaderSharedFloat32Atomics", false),
    /// Adding 32-bit floats in shared memory.
    SHADER_SHARED_FLOAT32_ATOMIC_ADD("shaderSharedFloat32AtomicAdd", false),
    /// Exchanging 64-bit floats in shared memory.
    SHADER_SHARED_FLOAT64_ATOMICS("shaderSharedFloat64Atomics", false),
    /// Adding 64-bit floats in shared memory.
    SHADER_SHARED_FLOAT64_ATOMIC_ADD("shaderSharedFloat64AtomicAdd", false),
    /// Exchanging 32-bit floats in images.
    SHADER_IMAGE_FLOAT32_ATOMICS("shaderImageFloat32Atomics", false),
    /// Adding 32-bit floats in images.
    SHADER_IMAGE_FLOAT32_ATOMIC_ADD("shaderImageFloat32AtomicAdd", false),
    /// Images of 64-bit integers in shaders, and atomics on them.
    SHADER_IMAGE_INT64_ATOMICS("shaderImageInt64Atomics", false),
    /// Reading a clock in shaders, the same for all invocations of a subgroup.
    SHADER_SUBGROUP_CLOCK("shaderSubgroupClock", false),
    /// Reading a clock in shaders, the same for the whole device.
    SHADER_DEVICE_CLOCK("shaderDeviceClock", false),
    /// Counting the samples that pass the tests.
    OCCLUSION_QUERY_PRECISE("occlusionQueryPrecise", false),
    /// Counting what the stages of pipelines do.
    PIPELINE_STATISTICS_QUERY("pipelineStatisticsQuery", false),
    /// Task shaders.
    TASK_SHADER("taskShader", false),
    /// Mesh shaders.
    MESH_SHADER("meshShader", false),
    /// Rendering several views at once with mesh shaders.
    MULTIVIEW_MESH_SHADER("multiviewMeshShader", false),
    /// Counting the invocations of task and mesh shaders.
    MESH_SHADER_QUERIES("meshShaderQueries", false),
    /// Slots that hold no image: shaders read 0 there, and what they store is dropped.
    NULL_DESCRIPTOR("nullDescriptor", false),
    /// How much memory each heap has left.
    MEMORY_BUDGET("VK_EXT_memory_budget", false),
    /// Telling what has happened where a device is lost.
    DEVICE_FAULT("deviceFault", false),
    /// Reading the device's and the host's clock at the same moment.
    CALIBRATED_TIMESTAMPS("VK_KHR_calibrated_timestamps", false),
    /// Copies between host memory and images by the host, without a queue.
    HOST_IMAGE_COPY("hostImageCopy"),
    /// Memory that processes and libraries share by file descriptors, in the hands of foreign code.
    EXTERNAL_MEMORY_FD("VK_KHR_external_memory_fd"),
    /// Memory that is shared by file descriptors of Linux' dma-buf.
    EXTERNAL_MEMORY_DMA_BUF("VK_EXT_external_memory_dma_buf", EXTERNAL_MEMORY_FD),
    /// Semaphores that processes and libraries share by file descriptors, in the hands of foreign
    /// code.
    EXTERNAL_SEMAPHORE_FD("VK_KHR_external_semaphore_fd"),
    /// Buffers and images whose memory a queue binds, in the hands of foreign code.
    SPARSE_BINDING("sparseBinding"),
    /// Sparse buffers of which parts have no memory.
    SPARSE_RESIDENCY_BUFFER("sparseResidencyBuffer", SPARSE_BINDING),
    /// Sparse images of two dimensions of which parts have no memory.
    SPARSE_RESIDENCY_IMAGE_2D("sparseResidencyImage2D", SPARSE_BINDING),
    /// Sparse images of three dimensions of which parts have no memory.
    SPARSE_RESIDENCY_IMAGE_3D("sparseResidencyImage3D", SPARSE_BINDING),
    /// Sparse memory at several places at once.
    SPARSE_RESIDENCY_ALIASED("sparseResidencyAliased", SPARSE_BINDING),
    /// Acceleration structures, which rays are traced through, in the bindless set too. Who asks
    /// for it alone gets what traces as well: Vulkan builds no structure that no shader could use.
    ACCELERATION_STRUCTURE("accelerationStructure"),
    /// Tracing rays in any shader.
    RAY_QUERY("rayQuery", ACCELERATION_STRUCTURE),
    /// Ray tracing pipelines and shader binding tables.
    RAY_TRACING_PIPELINE("rayTracingPipeline", ACCELERATION_STRUCTURE),
    /// Traces whose number of rays the GPU reads.
    RAY_TRACING_INDIRECT("rayTracingPipelineTraceRaysIndirect", RAY_TRACING_PIPELINE),
    /// Leaving out all triangles, or all boxes, of a trace.
    RAY_PRIMITIVE_CULLING("rayTraversalPrimitiveCulling", RAY_TRACING_PIPELINE);

    private final String vulkanName;
    private final boolean required;
    private final boolean onRequest;
    private final @Nullable Feature base;

    Feature(String vulkanName, boolean required) {
        this.vulkanName = vulkanName;
        this.required = required;
        this.onRequest = false;
        this.base = null;
    }

    Feature(String vulkanName, @Nullable Feature base) {
        this.vulkanName = vulkanName;
        this.required = false;
        this.onRequest = true;
        this.base = base;
    }

    Feature(String vulkanName) {
        this(vulkanName, null);
    }

    /// The name of the feature bit or extension in the Vulkan specification.
    ///
    /// @return the name
    public String vulkanName() {
        return vulkanName;
    }

    /// Whether the framework cannot work without it.
    ///
    /// @return true for what every device must have
    public boolean required() {
        return required;
    }

    /// Whether a device has it only where a program asks for it, since it costs something that
    /// others would pay too. All other features are enabled wherever there are.
    ///
    /// @return true if it has to be asked for
    public boolean onRequest() {
        return onRequest;
    }

    /// The feature that this one builds on: who asks for one gets the other.
    ///
    /// @return the feature, or null if it stands alone
    public @Nullable Feature base() {
        return base;
    }

    /// What to enable on a device.
    ///
    /// @param offered what the device supports
    /// @param wanted what the program asks for
    /// @return all that is offered, but for what would have to be asked for and was not
    public static Set<Feature> enabled(Set<Feature> offered, Set<Feature> wanted) {
        Set<Feature> enabled = EnumSet.noneOf(Feature.class);
        for (Feature feature : offered) {
            if (!feature.onRequest) {
                enabled.add(feature);
            }
        }
        for (Feature feature : wanted) {
            for (Feature each = feature; each != null; each = each.base) {
                if (offered.contains(each)) {
                    enabled.add(each);
                }
            }
        }
        if (enabled.contains(ACCELERATION_STRUCTURE)
                && !enabled.contains(RAY_QUERY)
                && !enabled.contains(RAY_TRACING_PIPELINE)) {
            enabled.add(offered.contains(RAY_QUERY) ? RAY_QUERY : RAY_TRACING_PIPELINE);
        }
        return enabled;
    }
}
