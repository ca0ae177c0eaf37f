package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.CommandRecorder;
import daxa.core.driver.Feature;
import daxa.core.driver.MemoryRequirements;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.SamplerInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// L3: everything has its true parents, and no type is exempt.
class LifetimeParentsTest extends LifetimeRules {
    @Test
    @GpuSetup(features = Feature.RAY_TRACING_PIPELINE)
    void l3EverythingHasItsTrueParents(Gpu gpu, @TempDir Path cache) throws Exception {
        gpu.simulated().autoComplete(true);
        createEverything(gpu, cache);

        Map<String, String> parents = new TreeMap<>();
        List<LifetimeReport.ObjectInfo> all = new ArrayList<>();
        all.addAll(gpu.device().lifetimeReport().objects());
        all.addAll(gpu.instance().lifetimeReport().objects());
        for (LifetimeReport.ObjectInfo each : all) {
            parents.put(each.type() + " '" + each.name() + "'", String.join(", ", each.parents()));
        }
        assertThat(parents)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("BinarySemaphore 'binary'", "Device 'gpu'"),
                                Map.entry("Blas 'on buffer'", "Buffer 'buffer', Device 'gpu'"),
                                Map.entry("Blas 'own'", "Device 'gpu'"),
                                Map.entry("Blas 'placed'", "MemoryBlock 'block', Device 'gpu'"),
                                Map.entry("Buffer 'buffer'", "Device 'gpu'"),
                                Map.entry("Buffer 'placed'", "MemoryBlock 'block', Device 'gpu'"),
                                Map.entry("CommandRecorder 'recorder'", "Device 'gpu'"),
                                Map.entry("ComputePipeline 'compute'", "Device 'gpu'"),
                                Map.entry("Device 'gpu'", "Instance 'test'"),
                                Map.entry("Event 'event'", "Device 'gpu'"),
                                Map.entry(
                                        "ExecutableCommands 'recorder'",
                                        "CommandRecorder 'recorder', Device 'gpu'"),
                                Map.entry("Image 'image'", "Device 'gpu'"),
                                Map.entry("Image 'placed'", "MemoryBlock 'block', Device 'gpu'"),
                                Map.entry(
                                        "Image 'swapchain image 0'",
                                        "Swapchain generation 'swapchain 0', Device 'gpu'"),
                                Map.entry(
                                        "Image 'swapchain image 1'",
                                        "Swapchain generation 'swapchain 0', Device 'gpu'"),
                                Map.entry(
                                        "Image 'swapchain image 2'",
                                        "Swapchain generation 'swapchain 0', Device 'gpu'"),
                                Map.entry(
                                        "ImageView 'swapchain image 0'",
                                        "Image 'swapchain image 0', Device 'gpu'"),
                                Map.entry(
                                        "ImageView 'swapchain image 1'",
                                        "Image 'swapchain image 1', Device 'gpu'"),
                                Map.entry(
                                        "ImageView 'swapchain image 2'",
                                        "Image 'swapchain image 2', Device 'gpu'"),
                                Map.entry(
                                        "ImageView 'view of a frame'",
                                        "Image 'swapchain image 0', Device 'gpu'"),
                                Map.entry("ImageView 'view'", "Image 'image', Device 'gpu'"),
                                Map.entry("Instance 'test'", ""),
                                Map.entry("MemoryBlock 'block'", "Device 'gpu'"),
                                Map.entry("PipelineCache 'manager'", "Device 'gpu'"),
                                Map.entry("QueryPool 'times'", "Device 'gpu'"),
                                Map.entry("RasterPipeline 'raster'", "Device 'gpu'"),
                                Map.entry("RayTracingLibrary 'library'", "Device 'gpu'"),
                                Map.entry(
                                        "RayTracingPipeline 'rays'",
                                        "RayTracingLibrary 'library', Device 'gpu'"),
                                Map.entry("Sampler 'sampler'", "Device 'gpu'"),
                                Map.entry(
                                        "ShaderBindingTable 'table'",
                                        "RayTracingPipeline 'rays', Device 'gpu'"),
                                Map.entry(
                                        "Surface 'swapchain'", "Window 'window', Instance 'test'"),
                                Map.entry(
                                        "Swapchain 'swapchain'",
                                        "Surface 'swapchain', Device 'gpu'"),
                                Map.entry(
                                        "Swapchain generation 'swapchain 0'",
                                        "Swapchain 'swapchain', Device 'gpu'"),
                                Map.entry("TimelineSemaphore 'timeline'", "Device 'gpu'"),
                                Map.entry("Tlas 'on buffer'", "Buffer 'buffer', Device 'gpu'"),
                                Map.entry("Tlas 'own'", "Device 'gpu'"),
                                Map.entry("Tlas 'placed'", "MemoryBlock 'block', Device 'gpu'"),
                                Map.entry("Window 'window'", "Instance 'test'")));
        assertThat(typesOf(gpu)).isEqualTo(countedTypes());
    }

    private static void createEverything(Gpu gpu, Path cache) {
        Device device = gpu.device();
        AccelerationStructureInfo structure = AccelerationStructureInfo.of("own", 512);
        Buffer buffer = gpu.own(device.createBuffer(BufferInfo.of("buffer", 4096)));
        MemoryRequirements needs = device.memoryRequirements(BufferInfo.of("needs", 1 << 20));
        MemoryBlock block = gpu.own(device.createMemoryBlock(MemoryBlockInfo.of("block", needs)));
        gpu.own(block.createBuffer(BufferInfo.of("placed", 64), 0));
        gpu.own(block.createImage(targetInfo("placed"), 1 << 16));
        gpu.own(block.createBlas(AccelerationStructureInfo.of("placed", 512), 2 << 16));
        gpu.own(block.createTlas(AccelerationStructureInfo.of("placed", 512), 3 << 16));
        gpu.own(device.createBlas(structure));
        gpu.own(device.createTlas(structure));
        gpu.own(device.createBlas(AccelerationStructureInfo.of("on buffer", 512), buffer, 0));
        gpu.own(device.createTlas(AccelerationStructureInfo.of("on buffer", 512), buffer, 1024));
        Image image = gpu.own(target(gpu, "image"));
        gpu.own(device.createImageView(ImageViewInfo.of(image).withName("view")));
        gpu.own(device.createSampler(SamplerInfo.linear("sampler")));
        gpu.own(device.createBinarySemaphore("binary"));
        gpu.own(device.createTimelineSemaphore("timeline", 0));
        gpu.own(device.createEvent("event"));
        gpu.own(device.createQueryPool(QueryPoolInfo.timestamps("times", 4)));
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        gpu.own(recorder.complete());
        gpu.own(device.createPipelineManager(PipelineManagerInfo.of("manager").withCache(cache)));
        createPipelines(gpu);
        createWindow(gpu);
    }

    private static void createPipelines(Gpu gpu) {
        Device device = gpu.device();
        gpu.own(pipeline(gpu, "compute"));
        gpu.own(
                device.createRasterPipeline(
                        RasterPipelineInfo.of(
                                "raster",
                                Shaders.pretended(ShaderStage.VERTEX, 0),
                                Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                ColorTarget.of(Format.R8G8B8A8_UNORM))));
        ShaderGroup camera = ShaderGroup.raygen("camera", Shaders.pretended(ShaderStage.RAYGEN, 0));
        RayTracingLibrary library =
                gpu.own(
                        device.createRayTracingLibrary(
                                RayTracingPipelineInfo.of("library", camera)));
        RayTracingPipeline rays =
                gpu.own(
                        device.createRayTracingPipeline(
                                RayTracingPipelineInfo.ofLibraries("rays", library)));
        gpu.own(device.createShaderBindingTable(ShaderBindingTableInfo.of("table", rays)));
    }

    private static void createWindow(Gpu gpu) {
        Window window = gpu.window("window", 8, 8);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("swapchain", window)));
        SwapchainFrame frame = swapchain.acquire(Gpu.LONG).orElseThrow();
        gpu.own(
                gpu.device()
                        .createImageView(
                                ImageViewInfo.of(frame.image()).withName("view of a frame")));
    }

    private static Set<Class<?>> typesOf(Gpu gpu) {
        DeviceObject device = (DeviceObject) gpu.device().object();
        Set<Class<?>> types = new HashSet<>();
        device.childrenLifetimes().snapshot().forEach(each -> types.add(each.getClass()));
        device.lifetimes().snapshot().forEach(each -> types.add(each.getClass()));
        return types;
    }

    private static Set<Class<?>> countedTypes() throws IOException, URISyntaxException {
        Set<Class<?>> types = new HashSet<>(PublicTypes.withHidden());
        types.removeIf(
                type ->
                        !Counted.class.isAssignableFrom(type)
                                || Modifier.isAbstract(type.getModifiers()));
        return types;
    }
}
