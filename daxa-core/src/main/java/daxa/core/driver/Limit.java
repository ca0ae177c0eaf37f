package daxa.core.driver;

/// Limits of a device that a program can ask for by name, each larger the better. Their values
/// stand in [DeviceLimits]. Source: Vulkan 1.3 specification, chapter "Limits".
public enum Limit {
    /// See [DeviceLimits#maxImageDimension1D()].
    MAX_IMAGE_DIMENSION_1D("maxImageDimension1D", "texels"),
    /// See [DeviceLimits#maxImageDimension2D()].
    MAX_IMAGE_DIMENSION_2D("maxImageDimension2D", "texels"),
    /// See [DeviceLimits#maxImageDimension3D()].
    MAX_IMAGE_DIMENSION_3D("maxImageDimension3D", "texels"),
    /// See [DeviceLimits#maxImageDimensionCube()].
    MAX_IMAGE_DIMENSION_CUBE("maxImageDimensionCube", "texels"),
    /// See [DeviceLimits#maxImageArrayLayers()].
    MAX_IMAGE_ARRAY_LAYERS("maxImageArrayLayers", "layers"),
    /// See [DeviceLimits#maxBufferSize()].
    MAX_BUFFER_SIZE("maxBufferSize", "bytes"),
    /// See [DeviceLimits#maxSampledImages()].
    MAX_SAMPLED_IMAGES("maxSampledImages", "descriptors"),
    /// See [DeviceLimits#maxStorageImages()].
    MAX_STORAGE_IMAGES("maxStorageImages", "descriptors"),
    /// See [DeviceLimits#maxSamplers()].
    MAX_SAMPLERS("maxSamplers", "descriptors"),
    /// See [DeviceLimits#maxSamplerAnisotropy()].
    MAX_SAMPLER_ANISOTROPY("maxSamplerAnisotropy", "samples"),
    /// See [DeviceLimits#maxColorAttachments()].
    MAX_COLOR_ATTACHMENTS("maxColorAttachments", "attachments"),
    /// See [DeviceLimits#maxWorkgroupCountX()].
    MAX_WORKGROUP_COUNT_X("maxWorkgroupCountX", "workgroups"),
    /// See [DeviceLimits#maxWorkgroupCountY()].
    MAX_WORKGROUP_COUNT_Y("maxWorkgroupCountY", "workgroups"),
    /// See [DeviceLimits#maxWorkgroupCountZ()].
    MAX_WORKGROUP_COUNT_Z("maxWorkgroupCountZ", "workgroups"),
    /// See [DeviceLimits#maxWorkgroupSizeX()].
    MAX_WORKGROUP_SIZE_X("maxWorkgroupSizeX", "invocations"),
    /// See [DeviceLimits#maxWorkgroupSizeY()].
    MAX_WORKGROUP_SIZE_Y("maxWorkgroupSizeY", "invocations"),
    /// See [DeviceLimits#maxWorkgroupSizeZ()].
    MAX_WORKGROUP_SIZE_Z("maxWorkgroupSizeZ", "invocations"),
    /// See [DeviceLimits#maxWorkgroupInvocations()].
    MAX_WORKGROUP_INVOCATIONS("maxWorkgroupInvocations", "invocations"),
    /// See [DeviceLimits#maxComputeSharedMemorySize()].
    MAX_COMPUTE_SHARED_MEMORY_SIZE("maxComputeSharedMemorySize", "bytes"),
    /// See [DeviceLimits#maxDrawIndirectCount()].
    MAX_DRAW_INDIRECT_COUNT("maxDrawIndirectCount", "draws"),
    /// See [DeviceLimits#maxMultiDrawCount()].
    MAX_MULTI_DRAW_COUNT("maxMultiDrawCount", "draws"),
    /// See [DeviceLimits#maxDrawIndexedIndexValue()].
    MAX_DRAW_INDEXED_INDEX_VALUE("maxDrawIndexedIndexValue", "index"),
    /// See [DeviceLimits#maxVertexInputAttributes()].
    MAX_VERTEX_INPUT_ATTRIBUTES("maxVertexInputAttributes", "attributes"),
    /// See [DeviceLimits#maxVertexInputBindings()].
    MAX_VERTEX_INPUT_BINDINGS("maxVertexInputBindings", "bindings"),
    /// See [DeviceLimits#maxTessellationPatchSize()].
    MAX_TESSELLATION_PATCH_SIZE("maxTessellationPatchSize", "control points"),
    /// See [DeviceLimits#maxTessellationGenerationLevel()].
    MAX_TESSELLATION_GENERATION_LEVEL("maxTessellationGenerationLevel", "level"),
    /// See [DeviceLimits#maxViewports()].
    MAX_VIEWPORTS("maxViewports", "viewports"),
    /// See [DeviceLimits#maxFramebufferWidth()].
    MAX_FRAMEBUFFER_WIDTH("maxFramebufferWidth", "pixels"),
    /// See [DeviceLimits#maxFramebufferHeight()].
    MAX_FRAMEBUFFER_HEIGHT("maxFramebufferHeight", "pixels"),
    /// See [DeviceLimits#maxFramebufferLayers()].
    MAX_FRAMEBUFFER_LAYERS("maxFramebufferLayers", "layers"),
    /// See [DeviceLimits#maxMultiviewViewCount()].
    MAX_MULTIVIEW_VIEW_COUNT("maxMultiviewViewCount", "views"),
    /// See [DeviceLimits#maxClipDistances()].
    MAX_CLIP_DISTANCES("maxClipDistances", "distances"),
    /// See [MeshShaderLimits#task()].
    MAX_TASK_WORKGROUP_TOTAL_COUNT("meshShaders.task.maxTotalCount", "workgroups"),
    /// See [MeshShaderLimits#task()].
    MAX_TASK_WORKGROUP_INVOCATIONS("meshShaders.task.maxInvocations", "invocations"),
    /// See [MeshShaderLimits#maxTaskPayloadSize()].
    MAX_TASK_PAYLOAD_SIZE("meshShaders.maxTaskPayloadSize", "bytes"),
    /// See [MeshShaderLimits#mesh()].
    MAX_MESH_WORKGROUP_TOTAL_COUNT("meshShaders.mesh.maxTotalCount", "workgroups"),
    /// See [MeshShaderLimits#mesh()].
    MAX_MESH_WORKGROUP_INVOCATIONS("meshShaders.mesh.maxInvocations", "invocations"),
    /// See [MeshShaderLimits#maxOutputVertices()].
    MAX_MESH_OUTPUT_VERTICES("meshShaders.maxOutputVertices", "vertices"),
    /// See [MeshShaderLimits#maxOutputPrimitives()].
    MAX_MESH_OUTPUT_PRIMITIVES("meshShaders.maxOutputPrimitives", "primitives"),
    /// See [RayTracingLimits#maxRecursionDepth()].
    MAX_RAY_RECURSION_DEPTH("rayTracing.maxRecursionDepth", "levels"),
    /// See [RayTracingLimits#maxRays()].
    MAX_RAYS("rayTracing.maxRays", "rays"),
    /// See [RayTracingLimits#maxHitAttributeSize()].
    MAX_RAY_HIT_ATTRIBUTE_SIZE("rayTracing.maxHitAttributeSize", "bytes"),
    /// See [RayTracingLimits#maxShaderGroupStride()].
    MAX_SHADER_GROUP_STRIDE("rayTracing.maxShaderGroupStride", "bytes");

    private final String limitName;
    private final String unit;

    Limit(String limitName, String unit) {
        this.limitName = limitName;
        this.unit = unit;
    }

    /// The limit's name in [DeviceLimits].
    ///
    /// @return such as `maxImageDimension2D`
    public String limitName() {
        return limitName;
    }

    /// What it counts.
    ///
    /// @return such as `texels`
    public String unit() {
        return unit;
    }

    /// Its value on a device.
    ///
    /// @param limits the device's limits
    /// @return the value; fractions are dropped
    public long of(DeviceLimits limits) {
        return switch (this) {
            case MAX_IMAGE_DIMENSION_1D -> limits.maxImageDimension1D();
            case MAX_IMAGE_DIMENSION_2D -> limits.maxImageDimension2D();
            case MAX_IMAGE_DIMENSION_3D -> limits.maxImageDimension3D();
            case MAX_IMAGE_DIMENSION_CUBE -> limits.maxImageDimensionCube();
            case MAX_IMAGE_ARRAY_LAYERS -> limits.maxImageArrayLayers();
            case MAX_BUFFER_SIZE -> limits.maxBufferSize();
            case MAX_SAMPLED_IMAGES -> limits.maxSampledImages();
            case MAX_STORAGE_IMAGES -> limits.maxStorageImages();
            case MAX_SAMPLERS -> limits.maxSamplers();
            case MAX_SAMPLER_ANISOTROPY -> (long) limits.maxSamplerAnisotropy();
            case MAX_COLOR_ATTACHMENTS -> limits.maxColorAttachments();
            case MAX_WORKGROUP_COUNT_X -> limits.maxWorkgroupCountX();
            case MAX_WORKGROUP_COUNT_Y -> limits.maxWorkgroupCountY();
            case MAX_WORKGROUP_COUNT_Z -> limits.maxWorkgroupCountZ();
            case MAX_WORKGROUP_SIZE_X -> limits.maxWorkgroupSizeX();
            case MAX_WORKGROUP_SIZE_Y -> limits.maxWorkgroupSizeY();
            case MAX_WORKGROUP_SIZE_Z -> limits.maxWorkgroupSizeZ();
            case MAX_WORKGROUP_INVOCATIONS -> limits.maxWorkgroupInvocations();
            case MAX_COMPUTE_SHARED_MEMORY_SIZE -> limits.maxComputeSharedMemorySize();
            case MAX_DRAW_INDIRECT_COUNT -> limits.maxDrawIndirectCount();
            case MAX_MULTI_DRAW_COUNT -> limits.maxMultiDrawCount();
            case MAX_DRAW_INDEXED_INDEX_VALUE -> limits.maxDrawIndexedIndexValue();
            case MAX_VERTEX_INPUT_ATTRIBUTES -> limits.maxVertexInputAttributes();
            case MAX_VERTEX_INPUT_BINDINGS -> limits.maxVertexInputBindings();
            case MAX_TESSELLATION_PATCH_SIZE -> limits.maxTessellationPatchSize();
            case MAX_TESSELLATION_GENERATION_LEVEL -> limits.maxTessellationGenerationLevel();
            case MAX_VIEWPORTS -> limits.maxViewports();
            case MAX_FRAMEBUFFER_WIDTH -> limits.maxFramebufferWidth();
            case MAX_FRAMEBUFFER_HEIGHT -> limits.maxFramebufferHeight();
            case MAX_FRAMEBUFFER_LAYERS -> limits.maxFramebufferLayers();
            case MAX_MULTIVIEW_VIEW_COUNT -> limits.maxMultiviewViewCount();
            case MAX_CLIP_DISTANCES -> limits.maxClipDistances();
            case MAX_TASK_WORKGROUP_TOTAL_COUNT -> limits.meshShaders().task().maxTotalCount();
            case MAX_TASK_WORKGROUP_INVOCATIONS -> limits.meshShaders().task().maxInvocations();
            case MAX_TASK_PAYLOAD_SIZE -> limits.meshShaders().maxTaskPayloadSize();
            case MAX_MESH_WORKGROUP_TOTAL_COUNT -> limits.meshShaders().mesh().maxTotalCount();
            case MAX_MESH_WORKGROUP_INVOCATIONS -> limits.meshShaders().mesh().maxInvocations();
            case MAX_MESH_OUTPUT_VERTICES -> limits.meshShaders().maxOutputVertices();
            case MAX_MESH_OUTPUT_PRIMITIVES -> limits.meshShaders().maxOutputPrimitives();
            case MAX_RAY_RECURSION_DEPTH -> limits.rayTracing().maxRecursionDepth();
            case MAX_RAYS -> limits.rayTracing().maxRays();
            case MAX_RAY_HIT_ATTRIBUTE_SIZE -> limits.rayTracing().maxHitAttributeSize();
            case MAX_SHADER_GROUP_STRIDE -> limits.rayTracing().maxShaderGroupStride();
        };
    }
}
