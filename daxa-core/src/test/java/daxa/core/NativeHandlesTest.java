package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderStage;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.SamplerInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Foreign code finds the native object behind each of ours.
@OnDriver(Gpu.Kind.SIMULATED)
class NativeHandlesTest {
    /// A recorder shows its command buffer to `recordForeign` alone; a table tells its buffer and
    /// its pipeline.
    private static final Set<String> WITHOUT = Set.of("CommandRecorder", "ShaderBindingTable");

    @Test
    void everyObjectTellsItsHandle() throws IOException, URISyntaxException {
        List<String> missing = new ArrayList<>();
        for (Class<?> type : PublicTypes.all()) {
            if (Reference.class.isAssignableFrom(type)
                    && !Modifier.isAbstract(type.getModifiers())
                    && !WITHOUT.contains(type.getSimpleName())
                    && !tells(type)) {
                missing.add(type.getSimpleName());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean tells(Class<?> type) {
        try {
            return type.getMethod("nativeHandle").getReturnType() == long.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Test
    @GpuSetup(features = Feature.ACCELERATION_STRUCTURE)
    void handlesAreThere(Gpu gpu) {
        Device device = gpu.device();
        Window window = gpu.window("window", 8, 8);
        Swapchain swapchain = gpu.own(device.createSwapchain(SwapchainInfo.of("chain", window)));
        BufferInfo buffer = BufferInfo.of("buffer", 64);
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "image", Format.R8G8B8A8_UNORM, 4, 4, ImageUsage.SAMPLED)));
        MemoryBlock block =
                gpu.own(
                        device.createMemoryBlock(
                                MemoryBlockInfo.of("block", device.memoryRequirements(buffer))));
        assertThat(
                        List.of(
                                gpu.instance().nativeHandle(),
                                device.nativeHandle(),
                                device.nativePipelineLayout(),
                                device.nativeDescriptorSet(),
                                swapchain.nativeHandle(),
                                block.nativeHandle(),
                                image.nativeHandle(),
                                gpu.own(device.createBuffer(buffer)).nativeHandle(),
                                gpu.own(device.createImageView(ImageViewInfo.of(image)))
                                        .nativeHandle(),
                                gpu.own(device.createSampler(SamplerInfo.nearest("sampler")))
                                        .nativeHandle(),
                                gpu.own(
                                                device.createBlas(
                                                        AccelerationStructureInfo.of("blas", 256)))
                                        .nativeHandle(),
                                gpu.own(
                                                device.createComputePipeline(
                                                        ComputePipelineInfo.of(
                                                                "compute", Shaders.compute())))
                                        .nativeHandle(),
                                gpu.own(
                                                device.createRasterPipeline(
                                                        RasterPipelineInfo.of(
                                                                "raster",
                                                                Shaders.pretended(
                                                                        ShaderStage.VERTEX, 0),
                                                                Shaders.pretended(
                                                                        ShaderStage.FRAGMENT, 0),
                                                                ColorTarget.of(
                                                                        Format.R8G8B8A8_UNORM))))
                                        .nativeHandle(),
                                gpu.own(device.createBinarySemaphore("binary")).nativeHandle(),
                                gpu.own(device.createTimelineSemaphore("timeline", 0))
                                        .nativeHandle(),
                                gpu.own(device.createEvent("event")).nativeHandle(),
                                gpu.own(
                                                device.createQueryPool(
                                                        QueryPoolInfo.timestamps("times", 1)))
                                        .nativeHandle()))
                .doesNotContain(0L);
        assertThat(block.nativeOffset()).isZero();
    }
}
