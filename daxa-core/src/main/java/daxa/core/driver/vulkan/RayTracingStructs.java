package daxa.core.driver.vulkan;

import static org.lwjgl.vulkan.KHRPipelineLibrary.VK_PIPELINE_CREATE_LIBRARY_BIT_KHR;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.VK_DYNAMIC_STATE_RAY_TRACING_PIPELINE_STACK_SIZE_KHR;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.RayTracingPipelineDescription;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkPipelineDynamicStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineLibraryCreateInfoKHR;
import org.lwjgl.vulkan.VkPipelineShaderStageCreateInfo;
import org.lwjgl.vulkan.VkRayTracingPipelineCreateInfoKHR;
import org.lwjgl.vulkan.VkRayTracingPipelineInterfaceCreateInfoKHR;
import org.lwjgl.vulkan.VkRayTracingShaderGroupCreateInfoKHR;

import java.nio.LongBuffer;
import java.util.List;

/// Writes what Vulkan wants to know of a ray tracing pipeline.
@ExternallySynchronized
final class RayTracingStructs {
    // What stands on the stack once, whatever the pipeline has.
    private static final int FIXED_BYTES = 4096;
    // A stage with a few constants, and room for alignment.
    private static final int STAGE_BYTES = 512;
    private static final int CONSTANT_BYTES = 64;

    private RayTracingStructs() {}

    /// A stack that holds all structs of a pipeline, which may be too many for that of a thread.
    static MemoryStack stackFor(RayTracingPipelineDescription pipeline) {
        long bytes =
                FIXED_BYTES
                        + (long) pipeline.stages().size() * STAGE_BYTES
                        + (long) pipeline.groups().size()
                                * VkRayTracingShaderGroupCreateInfoKHR.SIZEOF
                        + (long) pipeline.libraries().size() * Long.BYTES
                        + pipeline.stages().stream()
                                .mapToLong(each -> (long) each.constants().size() * CONSTANT_BYTES)
                                .sum();
        return MemoryStack.create(Math.toIntExact(bytes));
    }

    /// Everything but the shader modules.
    static VkRayTracingPipelineCreateInfoKHR.Buffer info(
            RayTracingPipelineDescription pipeline,
            VkPipelineShaderStageCreateInfo.Buffer stages,
            long layout,
            MemoryStack stack) {
        boolean linked = !pipeline.libraries().isEmpty();
        return VkRayTracingPipelineCreateInfoKHR.calloc(1, stack)
                .sType$Default()
                .flags(pipeline.library() ? VK_PIPELINE_CREATE_LIBRARY_BIT_KHR : 0)
                .pStages(stages)
                .pGroups(groups(pipeline.groups(), stack))
                .maxPipelineRayRecursionDepth(pipeline.maxRecursionDepth())
                .pLibraryInfo(linked ? libraries(pipeline.libraries(), stack) : null)
                .pLibraryInterface(linked || pipeline.library() ? sizes(pipeline, stack) : null)
                .pDynamicState(pipeline.dynamicStackSize() ? dynamicState(stack) : null)
                .layout(layout);
    }

    private static VkRayTracingShaderGroupCreateInfoKHR.Buffer groups(
            List<RayTracingPipelineDescription.Group> groups, MemoryStack stack) {
        VkRayTracingShaderGroupCreateInfoKHR.Buffer infos =
                VkRayTracingShaderGroupCreateInfoKHR.calloc(groups.size(), stack);
        for (int i = 0; i < groups.size(); i++) {
            RayTracingPipelineDescription.Group group = groups.get(i);
            infos.get(i)
                    .sType$Default()
                    .type(group.type())
                    .generalShader(group.general())
                    .closestHitShader(group.closestHit())
                    .anyHitShader(group.anyHit())
                    .intersectionShader(group.intersection());
        }
        return infos;
    }

    private static VkPipelineLibraryCreateInfoKHR libraries(
            List<Long> libraries, MemoryStack stack) {
        LongBuffer handles = stack.mallocLong(libraries.size());
        libraries.forEach(handles::put);
        return VkPipelineLibraryCreateInfoKHR.calloc(stack)
                .sType$Default()
                .pLibraries(handles.flip());
    }

    private static VkRayTracingPipelineInterfaceCreateInfoKHR sizes(
            RayTracingPipelineDescription pipeline, MemoryStack stack) {
        return VkRayTracingPipelineInterfaceCreateInfoKHR.calloc(stack)
                .sType$Default()
                .maxPipelineRayPayloadSize(pipeline.maxPayloadSize())
                .maxPipelineRayHitAttributeSize(pipeline.maxHitAttributeSize());
    }

    private static @Nullable VkPipelineDynamicStateCreateInfo dynamicState(MemoryStack stack) {
        return VkPipelineDynamicStateCreateInfo.calloc(stack)
                .sType$Default()
                .pDynamicStates(stack.ints(VK_DYNAMIC_STATE_RAY_TRACING_PIPELINE_STACK_SIZE_KHR));
    }
}
