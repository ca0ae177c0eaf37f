package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.memUTF8;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.vkCreateRayTracingPipelinesKHR;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK13.VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO;

import daxa.core.concurrent.DeepStack;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterPipelineDescription.ColorTarget;
import daxa.core.driver.RasterState;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkGraphicsPipelineCreateInfo;
import org.lwjgl.vulkan.VkPipelineColorBlendAttachmentState;
import org.lwjgl.vulkan.VkPipelineColorBlendStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineDepthStencilStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineDynamicStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineInputAssemblyStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineMultisampleStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineRasterizationConservativeStateCreateInfoEXT;
import org.lwjgl.vulkan.VkPipelineRasterizationLineStateCreateInfoEXT;
import org.lwjgl.vulkan.VkPipelineRasterizationStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineRenderingCreateInfo;
import org.lwjgl.vulkan.VkPipelineShaderStageCreateInfo;
import org.lwjgl.vulkan.VkPipelineTessellationStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineVertexInputStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineViewportStateCreateInfo;
import org.lwjgl.vulkan.VkRayTracingPipelineCreateInfoKHR;
import org.lwjgl.vulkan.VkShaderModuleCreateInfo;
import org.lwjgl.vulkan.VkSpecializationInfo;
import org.lwjgl.vulkan.VkSpecializationMapEntry;
import org.lwjgl.vulkan.VkStencilOpState;
import org.lwjgl.vulkan.VkVertexInputAttributeDescription;
import org.lwjgl.vulkan.VkVertexInputBindingDescription;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.IntSupplier;

/// Creates one pipeline. Its shader modules live only as long as that takes.
///
/// All native calls of a pipeline run on one thread with a large stack.
final class PipelineBuilder implements AutoCloseable {
    private static final String TYPE = "Pipeline";

    private final VulkanDevice device;
    private final VkDevice vkDevice;
    private final String name;
    private final long cache;
    private final MemoryStack stack;
    private final List<ShaderStageDescription> stages;
    private final VkPipelineShaderStageCreateInfo.Buffer stageInfos;
    private final ByteBuffer[] entryPoints;
    private final LongBuffer out;

    /// The call that ran last, for the exception.
    private String call = "vkCreateShaderModule";

    private PipelineBuilder(
            VulkanDevice device,
            String name,
            List<ShaderStageDescription> stages,
            long cache,
            MemoryStack stack) {
        this.cache = cache;
        this.device = device;
        this.vkDevice = device.vkDevice();
        this.name = name;
        this.stages = stages;
        this.stack = stack;
        this.stageInfos = VkPipelineShaderStageCreateInfo.calloc(stages.size(), stack);
        this.entryPoints = new ByteBuffer[stages.size()];
        this.out = stack.callocLong(1);
        for (int i = 0; i < entryPoints.length; i++) {
            entryPoints[i] = memUTF8(stages.get(i).entryPoint());
            stageInfos
                    .get(i)
                    .sType$Default()
                    .stage(stages.get(i).stage())
                    .pName(entryPoints[i])
                    .pSpecializationInfo(specialization(stages.get(i).constants()));
        }
    }

    private @Nullable VkSpecializationInfo specialization(
            List<ShaderStageDescription.Constant> constants) {
        if (constants.isEmpty()) {
            return null;
        }
        VkSpecializationMapEntry.Buffer entries =
                VkSpecializationMapEntry.calloc(constants.size(), stack);
        ByteBuffer data = stack.calloc(Long.BYTES, constants.size() * Long.BYTES);
        for (int i = 0; i < constants.size(); i++) {
            ShaderStageDescription.Constant constant = constants.get(i);
            int offset = i * Long.BYTES;
            entries.get(i).constantID(constant.id()).offset(offset).size(constant.bytes());
            if (constant.bytes() == Integer.BYTES) {
                data.putInt(offset, (int) constant.bits());
            } else {
                data.putLong(offset, constant.bits());
            }
        }
        return VkSpecializationInfo.calloc(stack).pMapEntries(entries).pData(data);
    }

    /// Creates a compute pipeline.
    static long compute(
            VulkanDevice device, String name, ShaderStageDescription stage, long cache) {
        try (PipelineBuilder builder =
                new PipelineBuilder(device, name, List.of(stage), cache, stackPush())) {
            return builder.run(builder::createCompute);
        }
    }

    /// Creates a raster pipeline.
    static long raster(VulkanDevice device, RasterPipelineDescription pipeline, long cache) {
        try (PipelineBuilder builder =
                new PipelineBuilder(
                        device, pipeline.name(), pipeline.stages(), cache, stackPush())) {
            VkGraphicsPipelineCreateInfo.Buffer info = builder.rasterInfo(pipeline);
            return builder.run(() -> builder.createRaster(info));
        }
    }

    /// Creates a ray tracing pipeline or a library.
    static long rayTracing(
            VulkanDevice device, RayTracingPipelineDescription pipeline, long cache) {
        MemoryStack stack = RayTracingStructs.stackFor(pipeline).push();
        try (PipelineBuilder builder =
                new PipelineBuilder(device, pipeline.name(), pipeline.stages(), cache, stack)) {
            VkRayTracingPipelineCreateInfoKHR.Buffer info =
                    RayTracingStructs.info(
                            pipeline, builder.stageInfos, device.pipelineLayout(), stack);
            return builder.run(() -> builder.createRayTracing(info));
        }
    }

    private long run(IntSupplier creation) {
        int result;
        try {
            result = DeepStack.callToTheEnd(creation::getAsInt);
        } finally {
            // Only the addresses of the shaders crossed to the other thread.
            Reference.reachabilityFence(stages);
        }
        device.health().check(result, call, TYPE, name);
        device.books().created(NativeKind.PIPELINE);
        device.names().set(VK_OBJECT_TYPE_PIPELINE, out.get(0), name);
        return out.get(0);
    }

    private int createCompute() {
        int result = createModules();
        if (result == VK_SUCCESS) {
            try (MemoryStack deep = stackPush()) {
                call = "vkCreateComputePipelines";
                result =
                        vkCreateComputePipelines(
                                vkDevice,
                                cache,
                                VkComputePipelineCreateInfo.calloc(1, deep)
                                        .sType$Default()
                                        .stage(stageInfos.get(0))
                                        .layout(device.pipelineLayout()),
                                null,
                                out);
            }
        }
        destroyModules();
        return result;
    }

    private int createRaster(VkGraphicsPipelineCreateInfo.Buffer info) {
        int result = createModules();
        if (result == VK_SUCCESS) {
            call = "vkCreateGraphicsPipelines";
            result = vkCreateGraphicsPipelines(vkDevice, cache, info, null, out);
        }
        destroyModules();
        return result;
    }

    private int createRayTracing(VkRayTracingPipelineCreateInfoKHR.Buffer info) {
        int result = createModules();
        if (result == VK_SUCCESS) {
            call = "vkCreateRayTracingPipelinesKHR";
            result = vkCreateRayTracingPipelinesKHR(vkDevice, 0, cache, info, null, out);
        }
        destroyModules();
        return result;
    }

    private int createModules() {
        try (MemoryStack deep = stackPush()) {
            long info = deep.ncalloc(Long.BYTES, 1, VkShaderModuleCreateInfo.SIZEOF);
            LongBuffer module = deep.mallocLong(1);
            for (int i = 0; i < stages.size(); i++) {
                ShaderStageDescription stage = stages.get(i);
                VkShaderModuleCreateInfo.nsType(info, VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO);
                memPutLong(info + VkShaderModuleCreateInfo.CODESIZE, stage.spirv().byteSize());
                memPutLong(info + VkShaderModuleCreateInfo.PCODE, stage.spirv().address());
                int result = nvkCreateShaderModule(vkDevice, info, 0, memAddress(module));
                if (result != VK_SUCCESS) {
                    return result;
                }
                stageInfos.get(i).module(module.get(0));
                device.names().set(VK_OBJECT_TYPE_SHADER_MODULE, module.get(0), name);
            }
            return VK_SUCCESS;
        }
    }

    private void destroyModules() {
        for (int i = 0; i < stages.size(); i++) {
            vkDestroyShaderModule(vkDevice, stageInfos.get(i).module(), null);
        }
    }

    private VkGraphicsPipelineCreateInfo.Buffer rasterInfo(RasterPipelineDescription pipeline) {
        VkGraphicsPipelineCreateInfo.Buffer info =
                VkGraphicsPipelineCreateInfo.calloc(1, stack).sType$Default();
        info.pNext(rendering(pipeline))
                .pStages(stageInfos)
                .pVertexInputState(vertexInput(pipeline.state()))
                .pInputAssemblyState(
                        VkPipelineInputAssemblyStateCreateInfo.calloc(stack)
                                .sType$Default()
                                .topology(pipeline.topology())
                                .primitiveRestartEnable(pipeline.state().primitiveRestart()))
                .pTessellationState(tessellation(pipeline.state()))
                .pViewportState(
                        VkPipelineViewportStateCreateInfo.calloc(stack)
                                .sType$Default()
                                .viewportCount(pipeline.state().viewports())
                                .scissorCount(pipeline.state().viewports()))
                .pRasterizationState(rasterization(pipeline, stack))
                .pMultisampleState(
                        VkPipelineMultisampleStateCreateInfo.calloc(stack)
                                .sType$Default()
                                .rasterizationSamples(pipeline.samples())
                                .pSampleMask(sampleMask(pipeline))
                                .alphaToCoverageEnable(pipeline.state().alphaToCoverage())
                                .sampleShadingEnable(pipeline.state().minSampleShading() > 0)
                                .minSampleShading(pipeline.state().minSampleShading()))
                .pDepthStencilState(depthStencil(pipeline))
                .pColorBlendState(blending(pipeline.colors(), pipeline.state()))
                .pDynamicState(
                        VkPipelineDynamicStateCreateInfo.calloc(stack)
                                .sType$Default()
                                .pDynamicStates(dynamicStates(pipeline.state())))
                .layout(device.pipelineLayout());
        return info;
    }

    private @Nullable VkPipelineTessellationStateCreateInfo tessellation(RasterState state) {
        return state.patchControlPoints() == 0
                ? null
                : VkPipelineTessellationStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .patchControlPoints(state.patchControlPoints());
    }

    // One word for each 32 samples.
    private @Nullable IntBuffer sampleMask(RasterPipelineDescription pipeline) {
        long mask = pipeline.state().sampleMask();
        if (mask == -1) {
            return null;
        }
        return pipeline.samples() <= Integer.SIZE
                ? stack.ints((int) mask)
                : stack.ints((int) mask, (int) (mask >>> Integer.SIZE));
    }

    private IntBuffer dynamicStates(RasterState state) {
        IntBuffer states = stack.mallocInt(2 + state.dynamicStates().size());
        states.put(VK_DYNAMIC_STATE_VIEWPORT).put(VK_DYNAMIC_STATE_SCISSOR);
        state.dynamicStates().forEach(states::put);
        return states.flip();
    }

    private VkPipelineVertexInputStateCreateInfo vertexInput(RasterState state) {
        VkVertexInputBindingDescription.Buffer bindings =
                VkVertexInputBindingDescription.calloc(state.bindings().size(), stack);
        for (int i = 0; i < state.bindings().size(); i++) {
            RasterState.Binding binding = state.bindings().get(i);
            bindings.get(i).binding(i).stride(binding.stride()).inputRate(binding.rate());
        }
        VkVertexInputAttributeDescription.Buffer attributes =
                VkVertexInputAttributeDescription.calloc(state.attributes().size(), stack);
        for (int i = 0; i < state.attributes().size(); i++) {
            RasterState.Attribute attribute = state.attributes().get(i);
            attributes
                    .get(i)
                    .location(attribute.location())
                    .binding(attribute.binding())
                    .format(attribute.format())
                    .offset(attribute.offset());
        }
        return VkPipelineVertexInputStateCreateInfo.calloc(stack)
                .sType$Default()
                .pVertexBindingDescriptions(bindings)
                .pVertexAttributeDescriptions(attributes);
    }

    private VkPipelineDepthStencilStateCreateInfo depthStencil(RasterPipelineDescription pipeline) {
        RasterState state = pipeline.state();
        VkPipelineDepthStencilStateCreateInfo info =
                VkPipelineDepthStencilStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .depthTestEnable(pipeline.depthTest())
                        .depthWriteEnable(pipeline.depthWrite())
                        .depthCompareOp(pipeline.depthCompare())
                        .depthBoundsTestEnable(state.depthBounds())
                        .minDepthBounds(state.minDepthBounds())
                        .maxDepthBounds(state.maxDepthBounds())
                        .stencilTestEnable(state.stencilTest());
        write(info.front(), state.front());
        write(info.back(), state.back());
        return info;
    }

    private static void write(VkStencilOpState to, RasterState.Stencil from) {
        to.failOp(from.fail())
                .passOp(from.pass())
                .depthFailOp(from.depthFail())
                .compareOp(from.compare())
                .compareMask(from.compareMask())
                .writeMask(from.writeMask())
                .reference(from.reference());
    }

    private VkPipelineRenderingCreateInfo rendering(RasterPipelineDescription pipeline) {
        IntBuffer formats = stack.mallocInt(pipeline.colors().size());
        for (ColorTarget color : pipeline.colors()) {
            formats.put(color.format());
        }
        return VkPipelineRenderingCreateInfo.calloc(stack)
                .sType(VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO)
                .viewMask(pipeline.state().viewMask())
                .colorAttachmentCount(pipeline.colors().size())
                .pColorAttachmentFormats(formats.flip())
                .depthAttachmentFormat(pipeline.depthFormat())
                .stencilAttachmentFormat(pipeline.stencilFormat());
    }

    /// How primitives become fragments, with what extensions add.
    static VkPipelineRasterizationStateCreateInfo rasterization(
            RasterPipelineDescription pipeline, MemoryStack stack) {
        VkPipelineRasterizationStateCreateInfo info =
                VkPipelineRasterizationStateCreateInfo.calloc(stack).sType$Default();
        RasterState.Rasterization state = pipeline.state().rasterization();
        // Each pNext puts its struct in front of those that are there.
        if (state.conservativeMode() != 0) {
            info.pNext(
                    VkPipelineRasterizationConservativeStateCreateInfoEXT.calloc(stack)
                            .sType$Default()
                            .conservativeRasterizationMode(state.conservativeMode())
                            .extraPrimitiveOverestimationSize(state.extraOverestimation()));
        }
        if (state.lineMode() != 0) {
            info.pNext(
                    VkPipelineRasterizationLineStateCreateInfoEXT.calloc(stack)
                            .sType$Default()
                            .lineRasterizationMode(state.lineMode())
                            .stippledLineEnable(state.stippleFactor() != 0)
                            .lineStippleFactor(Math.max(1, state.stippleFactor()))
                            .lineStipplePattern((short) state.stipplePattern()));
        }
        return info.polygonMode(pipeline.polygonMode())
                .cullMode(pipeline.cullMode())
                .frontFace(pipeline.frontFace())
                .depthClampEnable(pipeline.state().depthClamp())
                .depthBiasEnable(pipeline.state().depthBias())
                .depthBiasConstantFactor(pipeline.state().biasConstant())
                .depthBiasClamp(pipeline.state().biasClamp())
                .depthBiasSlopeFactor(pipeline.state().biasSlope())
                .lineWidth(pipeline.state().lineWidth());
    }

    private VkPipelineColorBlendStateCreateInfo blending(
            List<ColorTarget> colors, RasterState state) {
        VkPipelineColorBlendAttachmentState.Buffer states =
                VkPipelineColorBlendAttachmentState.calloc(colors.size(), stack);
        for (int i = 0; i < colors.size(); i++) {
            ColorTarget color = colors.get(i);
            states.get(i)
                    .blendEnable(color.blend())
                    .srcColorBlendFactor(color.srcColor())
                    .dstColorBlendFactor(color.dstColor())
                    .colorBlendOp(color.colorOp())
                    .srcAlphaBlendFactor(color.srcAlpha())
                    .dstAlphaBlendFactor(color.dstAlpha())
                    .alphaBlendOp(color.alphaOp())
                    .colorWriteMask(color.writeMask());
        }
        VkPipelineColorBlendStateCreateInfo info =
                VkPipelineColorBlendStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .logicOpEnable(state.logicOp() >= 0)
                        .logicOp(Math.max(0, state.logicOp()))
                        .attachmentCount(colors.size())
                        .pAttachments(states);
        for (int i = 0; i < 4; i++) {
            info.blendConstants(i, state.blendConstants().get(i));
        }
        return info;
    }

    @Override
    public void close() {
        for (ByteBuffer entryPoint : entryPoints) {
            memFree(entryPoint);
        }
        stack.close();
    }
}
