package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;

import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTConservativeRasterization;
import org.lwjgl.vulkan.EXTLineRasterization;
import org.lwjgl.vulkan.VkPipelineRasterizationConservativeStateCreateInfoEXT;
import org.lwjgl.vulkan.VkPipelineRasterizationLineStateCreateInfoEXT;
import org.lwjgl.vulkan.VkPipelineRasterizationStateCreateInfo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What extensions add to the rasterization state of pipelines is all there.
class RasterizationChainTest {
    private static final int CONSERVATIVE =
            EXTConservativeRasterization
                    .VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_CONSERVATIVE_STATE_CREATE_INFO_EXT;
    private static final int LINES =
            EXTLineRasterization
                    .VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_LINE_STATE_CREATE_INFO_EXT;

    /// Builds the state, and gives the structs behind it by their types.
    private static Map<Integer, Long> chain(
            RasterState.Rasterization rasterization, MemoryStack stack) {
        RasterState d = RasterState.DEFAULT;
        RasterState state =
                new RasterState(
                        d.primitiveRestart(),
                        d.depthClamp(),
                        d.depthBias(),
                        d.biasConstant(),
                        d.biasClamp(),
                        d.biasSlope(),
                        d.depthBounds(),
                        d.minDepthBounds(),
                        d.maxDepthBounds(),
                        d.stencilTest(),
                        d.front(),
                        d.back(),
                        d.lineWidth(),
                        d.alphaToCoverage(),
                        d.minSampleShading(),
                        d.blendConstants(),
                        d.viewMask(),
                        d.bindings(),
                        d.attributes(),
                        d.dynamicStates(),
                        d.patchControlPoints(),
                        d.sampleMask(),
                        d.logicOp(),
                        d.viewports(),
                        rasterization);
        RasterPipelineDescription pipeline =
                new RasterPipelineDescription(
                        "raster", List.of(), 1, 0, 0, 0, 1, List.of(), 0, 0, false, false, 0,
                        state);
        Map<Integer, Long> structs = new TreeMap<>();
        long next = PipelineBuilder.rasterization(pipeline, stack).pNext();
        while (next != 0) {
            assertThat(structs).hasSizeLessThan(9);
            structs.put(VkPipelineRasterizationStateCreateInfo.nsType(next), next);
            next = VkPipelineRasterizationStateCreateInfo.npNext(next);
        }
        return structs;
    }

    @Test
    void defect32ConservativeAndLineRasterizationStandBesideEachOther() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            Map<Integer, Long> structs =
                    chain(new RasterState.Rasterization(1, 0.5f, 2, 3, 0xF0F0), stack);
            assertThat(structs).containsOnlyKeys(CONSERVATIVE, LINES);
            var conservative =
                    VkPipelineRasterizationConservativeStateCreateInfoEXT.create(
                            structs.get(CONSERVATIVE));
            assertThat(conservative.conservativeRasterizationMode()).isEqualTo(1);
            assertThat(conservative.extraPrimitiveOverestimationSize()).isEqualTo(0.5f);
            var lines = VkPipelineRasterizationLineStateCreateInfoEXT.create(structs.get(LINES));
            assertThat(lines.lineRasterizationMode()).isEqualTo(2);
            assertThat(lines.stippledLineEnable()).isTrue();
            assertThat(lines.lineStippleFactor()).isEqualTo(3);
            assertThat(lines.lineStipplePattern()).isEqualTo((short) 0xF0F0);
        }
    }

    @Test
    void whatIsNotWantedIsNotThere() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            assertThat(chain(RasterState.Rasterization.DEFAULT, stack)).isEmpty();
            assertThat(chain(new RasterState.Rasterization(2, 0, 0, 0, 0), stack))
                    .containsOnlyKeys(CONSERVATIVE);
            assertThat(chain(new RasterState.Rasterization(0, 0, 1, 0, 0), stack))
                    .containsOnlyKeys(LINES);
        }
    }
}
