package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Dependency;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.command.IndexType;
import daxa.core.command.PipelineStage;
import daxa.core.command.PresentWork;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.command.WaitSet;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.TablePart;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.StructureInput;
import daxa.core.resource.TlasInput;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Structs;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.Event;
import daxa.core.sync.TimelineSemaphore;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Uploader;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whatever takes an object refuses one of another device, before anything has changed (S2). The
/// methods are found by reflection: one without a case here fails the test.
@OnDriver(Gpu.Kind.SIMULATED)
class ForeignDeviceTest {
    /// What belongs to a device, or carries something that does.
    private static final List<Class<?>> CARRIERS =
            List.of(
                    Reference.class,
                    Queue.class,
                    ExecutableCommands.class,
                    RenderPassInfo.class,
                    SubmitInfo.class,
                    Dependency.class,
                    StructureInput.class,
                    StructureBuild.class,
                    ImageViewInfo.class,
                    RayTracingPipelineInfo.class,
                    ShaderBindingTableInfo.class,
                    PresentWork.class);

    /// What only holds such an object until a device gets it, or belongs to the framework's inside.
    private static final Set<String> EXEMPT =
            Set.of(
                    "ImageViewInfo.of(Image)",
                    "RayTracingPipelineInfo.ofLibraries(String, RayTracingLibrary,"
                            + " RayTracingLibrary[])",
                    "RayTracingPipelineInfo.with(RayTracingLibrary)",
                    "ShaderBindingTableInfo.empty(String, RayTracingPipeline)",
                    "ShaderBindingTableInfo.of(String, RayTracingPipeline)",
                    "BlasInstance.of(Blas)",
                    "BoxGeometry.of(Buffer, int)",
                    "StructureBuild.of(Blas, BlasInput)",
                    "StructureBuild.of(Tlas, TlasInput)",
                    "StructureBuild.updating(AccelerationStructure)",
                    "StructureBuild.withScratch(Buffer, long)",
                    "TlasInput.of(Buffer, int, Blas[])",
                    "TriangleGeometry.indexed(Buffer, int, Buffer, int)",
                    "TriangleGeometry.of(Buffer, int)",
                    "TriangleGeometry.withTransform(Buffer, long)",
                    "BlasInput.differenceFrom(StructureInput)",
                    "TlasInput.differenceFrom(StructureInput)",
                    "StructureInput.differenceFrom(StructureInput)",
                    // Empty commands are of no device.
                    "CommandRecorder.complete(ExecutableCommands)",
                    // Asked by what has checked the device.
                    "StructureObject.setBuilt(StructureInput)",
                    "StructureObject.needs(StructureInput)",
                    "StructureObject.needs(DeviceContext, String, StructureInput)",
                    "Dependency.and(Dependency)",
                    "Dependency.of(Access, Access, Buffer, long, long)",
                    "Dependency.of(Access, Access, Image, ImageRange)",
                    // A number, of which nobody can tell where it came from.
                    "BufferPtr.to(Buffer)",
                    "RWBufferPtr.to(Buffer)",
                    "RenderPassInfo.clearColor(int, ImageView, float, float, float, float)",
                    "RenderPassInfo.clearColorBits(int, ImageView, int, int, int, int)",
                    "RenderPassInfo.clearDepth(ImageView, float)",
                    "RenderPassInfo.discardColor(int, ImageView)",
                    "RenderPassInfo.loadColor(int, ImageView)",
                    "RenderPassInfo.loadDepth(ImageView)",
                    "RenderPassInfo.clearStencil(ImageView, int)",
                    "RenderPassInfo.discardDepth(ImageView)",
                    "RenderPassInfo.discardStencil(ImageView)",
                    "RenderPassInfo.loadStencil(ImageView)",
                    "RenderPassInfo.testDepth(ImageView)",
                    "RenderPassInfo.testStencil(ImageView)",
                    "RenderPassInfo.resolveColor(int, ImageView)",
                    "RenderPassInfo.resolveDepth(ImageView)",
                    // These check sizes and usages only.
                    "TransferRegion.checkBufferCopy(Image, String)",
                    "TransferRegion.checkImage(Image, ImageUsage, String)",
                    "TransferRegion.checkRange(Buffer, long, long)",
                    // The recorder asked before.
                    "DeferredCloses.add(Reference)",
                    // Windows belong to instances.
                    "HeadlessWindowSystem.button(Window, MouseButton, boolean)",
                    "HeadlessWindowSystem.drop(Window, List)",
                    "HeadlessWindowSystem.key(Window, Key, KeyAction)",
                    "HeadlessWindowSystem.moveMouse(Window, double, double)",
                    "HeadlessWindowSystem.scale(Window, float)",
                    "HeadlessWindowSystem.scroll(Window, double, double)",
                    "HeadlessWindowSystem.resize(Window, int, int)",
                    "SwapchainInfo.of(String, Window)",
                    // Takes the framework's own objects beside the commands; only swapchains call
                    // it.
                    "Queue.submit(ExecutableCommands, SubmitInfo, PresentWork, SubmitToken)",
                    // Readbacks and uploaders give it their queue.
                    "Completions.hold(Queue, long, Runnable)");

    private Device device;
    private CommandRecorder recorder;
    private Buffer own;
    private Image ownImage;
    private ImageView ownView;
    private Buffer buffer;
    private Image image;
    private ImageView view;
    private ComputePipeline compute;
    private RayTracingPipeline ownRays;
    private RayTracingPipeline rays;
    private RayTracingLibrary library;
    private ShaderBindingTable table;
    private RasterPipeline raster;
    private Queue queue;
    private ExecutableCommands commands;
    private Swapchain swapchain;

    private static ImageInfo imageInfo(String name) {
        return ImageInfo.of2D(
                name,
                Format.R8G8B8A8_UNORM,
                4,
                4,
                ImageUsage.TRANSFER_SRC,
                ImageUsage.TRANSFER_DST,
                ImageUsage.COLOR_ATTACHMENT);
    }

    private static RayTracingPipelineInfo raysInfo(String name) {
        return RayTracingPipelineInfo.of(
                name, ShaderGroup.raygen("raygen", Shaders.pretended(ShaderStage.RAYGEN, 0)));
    }

    private void putRays(Map<String, ThrowingCallable> cases) {
        MemorySegment data = MemorySegment.ofArray(new int[1]);
        cases.put(
                "CommandRecorder.setPipeline(RayTracingPipeline)#0",
                () -> recorder.setPipeline(rays));
        cases.put(
                "CommandRecorder.trace(ShaderBindingTable, int, int, int, int)#0",
                () -> tracing(() -> recorder.trace(table, 0, 1, 1, 1)));
        cases.put(
                "CommandRecorder.traceIndirect(ShaderBindingTable, int, Buffer, long)#0",
                () -> tracing(() -> recorder.traceIndirect(table, 0, own, 0)));
        cases.put(
                "CommandRecorder.traceIndirect(ShaderBindingTable, int, Buffer, long)#2",
                () -> tracing(() -> recorder.traceIndirect(table, 0, buffer, 0)));
        cases.put(
                "CommandRecorder.updateRecord(ShaderBindingTable, TablePart, int, MemorySegment)#0",
                () -> recorder.updateRecord(table, TablePart.RAYGEN, 0, data));
        cases.put(
                "CommandRecorder.updateRecord(ShaderBindingTable, TablePart, int, Struct, Record)"
                        + "#0",
                () ->
                        recorder.updateRecord(
                                table, TablePart.RAYGEN, 0, Structs.of(Word.class), new Word(1)));
        cases.put(
                "Device.createRayTracingPipeline(RayTracingPipelineInfo)#0",
                () -> device.createRayTracingPipeline(raysInfo("linked").with(library)));
        cases.put(
                "Device.createRayTracingLibrary(RayTracingPipelineInfo)#0",
                () -> device.createRayTracingLibrary(raysInfo("linked").with(library)));
        cases.put(
                "Device.createShaderBindingTable(ShaderBindingTableInfo)#0",
                () -> device.createShaderBindingTable(ShaderBindingTableInfo.of("t", rays)));
    }

    @GpuStruct
    record Word(int value) {}

    private void tracing(Runnable command) {
        recorder.setPipeline(ownRays);
        command.run();
    }

    private void create(Gpu gpu) {
        device = gpu.device();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
        own = gpu.own(device.createBuffer(BufferInfo.of("own", 64)));
        ownImage = gpu.own(device.createImage(imageInfo("own image")));
        ownView = gpu.own(device.createImageView(ImageViewInfo.of(ownImage)));
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        buffer = gpu.own(other.createBuffer(BufferInfo.of("foreign", 64)));
        image = gpu.own(other.createImage(imageInfo("foreign image")));
        view = gpu.own(other.createImageView(ImageViewInfo.of(image).withName("foreign view")));
        compute =
                gpu.own(
                        other.createComputePipeline(
                                ComputePipelineInfo.of("foreign", Shaders.compute())));
        raster =
                gpu.own(
                        other.createRasterPipeline(
                                RasterPipelineInfo.of(
                                        "foreign",
                                        Shaders.pretended(ShaderStage.VERTEX, 0),
                                        Shaders.pretended(ShaderStage.FRAGMENT, 0),
                                        ColorTarget.of(Format.R8G8B8A8_UNORM))));
        ownRays = gpu.own(device.createRayTracingPipeline(raysInfo("own")));
        rays = gpu.own(other.createRayTracingPipeline(raysInfo("foreign")));
        library = gpu.own(other.createRayTracingLibrary(raysInfo("foreign library")));
        table =
                gpu.own(
                        other.createShaderBindingTable(
                                ShaderBindingTableInfo.of("foreign table", rays)));
        queue = other.mainQueue();
        Window window = gpu.window("window", 8, 8);
        swapchain = gpu.own(device.createSwapchain(SwapchainInfo.of("swapchain", window)));
        assertThat(swapchain.acquire(Gpu.LONG)).isPresent();
        queries = gpu.own(other.createQueryPool(QueryPoolInfo.timestamps("foreign times", 1)));
        ownQueries = gpu.own(device.createQueryPool(QueryPoolInfo.timestamps("own times", 1)));
        ownEvent = gpu.own(device.createEvent("own event"));
        event = gpu.own(other.createEvent("foreign event"));
        binary = gpu.own(other.createBinarySemaphore("foreign binary"));
        timeline = gpu.own(other.createTimelineSemaphore("foreign timeline", 0));
        CommandRecorder foreign = gpu.own(other.createCommandRecorder("foreign recorder"));
        foreign.begin();
        commands = gpu.own(foreign.complete());
    }

    /// A call with an object of another device for each parameter that takes one, by `#` and the
    /// number of the parameter.
    private Map<String, ThrowingCallable> cases() {
        ImageArea area = ImageArea.of(ownImage.info(), 0);
        ImageRange range = ImageRange.of(ownImage.info());
        Map<String, ThrowingCallable> cases = new TreeMap<>();
        putTransfers(cases, area);
        putStructures(cases);
        putRays(cases);
        cases.put(
                "Device.createImageView(ImageViewInfo)#0",
                () -> device.createImageView(ImageViewInfo.of(image)));
        cases.put(
                "Device.createCommandRecorder(String, Queue)#1",
                () -> device.createCommandRecorder("r", queue));
        cases.put("Queue.submit(ExecutableCommands)#0", () -> device.mainQueue().submit(commands));
        cases.put(
                "Queue.submit(ExecutableCommands, SubmitToken)#0",
                () -> device.mainQueue().submit(commands, new SubmitToken()));
        Queue main = device.mainQueue();
        SubmitInfo info = new SubmitInfo().commands(commands);
        cases.put("Queue.submit(SubmitInfo)#0", () -> main.submit(info));
        cases.put(
                "Queue.submit(SubmitInfo, SubmitToken)#0",
                () -> main.submit(info, new SubmitToken()));
        cases.put(
                "SubmitInfo.commands(ExecutableCommands)#0",
                () -> main.submit(new SubmitInfo().commands(commands)));
        cases.put(
                "SubmitInfo.signal(BinarySemaphore)#0",
                () -> main.submit(new SubmitInfo().signal(binary)));
        cases.put(
                "SubmitInfo.signal(TimelineSemaphore, long)#0",
                () -> main.submit(new SubmitInfo().signal(timeline, 1)));
        cases.put(
                "SubmitInfo.waitFor(BinarySemaphore)#0",
                () -> main.submit(new SubmitInfo().waitFor(binary)));
        cases.put(
                "SubmitInfo.waitFor(TimelineSemaphore, long)#0",
                () -> main.submit(new SubmitInfo().waitFor(timeline, 0)));
        cases.put(
                "WaitSet.add(TimelineSemaphore, long)#0",
                () -> device.waitAny(new WaitSet().add(timeline, 0), Duration.ZERO));
        cases.put(
                "CommandRecorder.copyBuffer(Buffer, long, Buffer, long, long)#0",
                () -> recorder.copyBuffer(buffer, 0, own, 0, 4));
        cases.put(
                "CommandRecorder.copyBuffer(Buffer, long, Buffer, long, long)#2",
                () -> recorder.copyBuffer(own, 0, buffer, 0, 4));
        cases.put(
                "CommandRecorder.fillBuffer(Buffer, long, long, int)#0",
                () -> recorder.fillBuffer(buffer, 0, 4, 0));
        cases.put(
                "CommandRecorder.copyBufferToImage(Buffer, long, Image, ImageArea)#0",
                () -> recorder.copyBufferToImage(buffer, 0, ownImage, area));
        cases.put(
                "CommandRecorder.copyBufferToImage(Buffer, long, Image, ImageArea)#2",
                () -> recorder.copyBufferToImage(own, 0, image, area));
        cases.put(
                "CommandRecorder.copyImageToBuffer(Image, ImageArea, Buffer, long)#0",
                () -> recorder.copyImageToBuffer(image, area, own, 0));
        cases.put(
                "CommandRecorder.copyImageToBuffer(Image, ImageArea, Buffer, long)#2",
                () -> recorder.copyImageToBuffer(ownImage, area, buffer, 0));
        cases.put(
                "CommandRecorder.copyImage(Image, ImageArea, Image, ImageArea)#0",
                () -> recorder.copyImage(image, area, ownImage, area));
        cases.put(
                "CommandRecorder.copyImage(Image, ImageArea, Image, ImageArea)#2",
                () -> recorder.copyImage(ownImage, area, image, area));
        cases.put(
                "CommandRecorder.blitImage(Image, ImageArea, Image, ImageArea, Filter)#0",
                () -> recorder.blitImage(image, area, ownImage, area, Filter.NEAREST));
        cases.put(
                "CommandRecorder.blitImage(Image, ImageArea, Image, ImageArea, Filter)#2",
                () -> recorder.blitImage(ownImage, area, image, area, Filter.NEAREST));
        cases.put(
                "CommandRecorder.discardContents(Image, Access, Access)#0",
                () -> recorder.discardContents(image, Access.NONE, Access.ALL));
        cases.put(
                "CommandRecorder.discardContents(Image)#0", () -> recorder.discardContents(image));
        cases.put(
                "CommandRecorder.clearImage(Image, float, float, float, float)#0",
                () -> recorder.clearImage(image, 0, 0, 0, 0));
        cases.put(
                "CommandRecorder.clearImageBits(Image, int, int, int, int)#0",
                () -> recorder.clearImageBits(image, 0, 0, 0, 0));
        cases.put(
                "CommandRecorder.clearDepthStencil(Image, float, int)#0",
                () -> recorder.clearDepthStencil(depthImage(), 0, 0));
        cases.put(
                "CommandRecorder.setPipeline(ComputePipeline)#0",
                () -> recorder.setPipeline(compute));
        cases.put(
                "CommandRecorder.beginRenderPass(RenderPassInfo)#0",
                () -> recorder.beginRenderPass(new RenderPassInfo().loadColor(0, view)));
        cases.put(
                "RenderRecorder.setPipeline(RasterPipeline)#0",
                () -> inPass(pass -> pass.setPipeline(raster)));
        cases.put(
                "RenderRecorder.setIndexBuffer(Buffer, long, IndexType)#0",
                () -> inPass(pass -> pass.setIndexBuffer(buffer, 0, IndexType.UINT16)));
        cases.put(
                "CommandRecorder.barrier(Access, Access, Buffer, long, long)#2",
                () -> recorder.barrier(Access.ALL, Access.ALL, buffer, 0, 4));
        cases.put(
                "CommandRecorder.barrier(Access, Access, Image, ImageRange)#2",
                () -> recorder.barrier(Access.ALL, Access.ALL, image, range));
        cases.put(
                "CommandRecorder.updateBuffer(Buffer, long, MemorySegment)#0",
                () -> recorder.updateBuffer(buffer, 0, MemorySegment.ofArray(new int[1])));
        cases.put(
                "CommandRecorder.copyBufferToImage(Buffer, long, int, int, Image, ImageArea)#0",
                () -> recorder.copyBufferToImage(buffer, 0, 4, 4, ownImage, area));
        cases.put(
                "CommandRecorder.copyBufferToImage(Buffer, long, int, int, Image, ImageArea)#4",
                () -> recorder.copyBufferToImage(own, 0, 4, 4, image, area));
        cases.put(
                "CommandRecorder.copyImageToBuffer(Image, ImageArea, Buffer, long, int, int)#0",
                () -> recorder.copyImageToBuffer(image, area, own, 0, 4, 4));
        cases.put(
                "CommandRecorder.copyImageToBuffer(Image, ImageArea, Buffer, long, int, int)#2",
                () -> recorder.copyImageToBuffer(ownImage, area, buffer, 0, 4, 4));
        cases.put(
                "CommandRecorder.clearImage(Image, ImageRange, float, float, float, float)#0",
                () -> recorder.clearImage(image, range, 0, 0, 0, 0));
        cases.put(
                "CommandRecorder.clearImageBits(Image, ImageRange, int, int, int, int)#0",
                () -> recorder.clearImageBits(image, range, 0, 0, 0, 0));
        cases.put(
                "CommandRecorder.clearDepthStencil(Image, ImageRange, float, int)#0",
                () -> recorder.clearDepthStencil(depthImage(), range, 0, 0));
        cases.put(
                "CommandRecorder.resolveImage(Image, ImageArea, Image, ImageArea)#0",
                () -> recorder.resolveImage(image, area, ownImage, area));
        cases.put(
                "CommandRecorder.resolveImage(Image, ImageArea, Image, ImageArea)#2",
                () -> recorder.resolveImage(ownImage, area, image, area));
        cases.put("CommandRecorder.generateMips(Image)#0", () -> recorder.generateMips(image));
        cases.put(
                "CommandRecorder.dispatchIndirect(Buffer, long)#0",
                () -> recorder.dispatchIndirect(buffer, 0));
        cases.put(
                "RenderRecorder.setVertexBuffer(int, Buffer, long)#1",
                () -> inPass(pass -> pass.setVertexBuffer(0, buffer, 0)));
        cases.put(
                "RenderRecorder.drawIndirect(Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawIndirect(buffer, 0, 1, 16)));
        cases.put(
                "RenderRecorder.drawIndexedIndirect(Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawIndexedIndirect(buffer, 0, 1, 20)));
        cases.put(
                "RenderRecorder.drawIndirectCount(Buffer, long, Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawIndirectCount(buffer, 0, own, 0, 1, 16)));
        cases.put(
                "RenderRecorder.drawIndirectCount(Buffer, long, Buffer, long, int, int)#2",
                () -> inPass(pass -> pass.drawIndirectCount(own, 0, buffer, 0, 1, 16)));
        cases.put(
                "RenderRecorder.drawIndexedIndirectCount(Buffer, long, Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawIndexedIndirectCount(buffer, 0, own, 0, 1, 20)));
        cases.put(
                "RenderRecorder.drawIndexedIndirectCount(Buffer, long, Buffer, long, int, int)#2",
                () -> inPass(pass -> pass.drawIndexedIndirectCount(own, 0, buffer, 0, 1, 20)));
        cases.put(
                "RenderRecorder.drawMeshTasksIndirect(Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawMeshTasksIndirect(buffer, 0, 1, 12)));
        cases.put(
                "RenderRecorder.drawMeshTasksIndirectCount(Buffer, long, Buffer, long, int, int)#0",
                () -> inPass(pass -> pass.drawMeshTasksIndirectCount(buffer, 0, own, 0, 1, 12)));
        cases.put(
                "RenderRecorder.drawMeshTasksIndirectCount(Buffer, long, Buffer, long, int, int)#2",
                () -> inPass(pass -> pass.drawMeshTasksIndirectCount(own, 0, buffer, 0, 1, 12)));
        cases.put(
                "CommandRecorder.beginConditionalRendering(Buffer, long, boolean)#0",
                () -> recorder.beginConditionalRendering(buffer, 0, false));
        cases.put(
                "RenderRecorder.beginConditionalRendering(Buffer, long, boolean)#0",
                () -> inPass(pass -> pass.beginConditionalRendering(buffer, 0, false)));
        cases.put(
                "CommandRecorder.closeAfterSubmit(Reference)#0",
                () -> recorder.closeAfterSubmit(buffer));
        cases.put("CommandRecorder.use(Reference)#0", () -> recorder.use(image));
        MemorySegment texels = MemorySegment.ofArray(new int[16]);
        cases.put(
                "Device.copyToImage(MemorySegment, Image, ImageArea)#1",
                () -> device.copyToImage(texels, image, area));
        cases.put(
                "Device.copyFromImage(Image, ImageArea, MemorySegment)#0",
                () -> device.copyFromImage(image, area, texels));
        cases.put(
                "CommandRecorder.writeTimestamp(PipelineStage, QueryPool, int)#1",
                () -> recorder.writeTimestamp(PipelineStage.ALL_COMMANDS, queries, 0));
        cases.put(
                "RenderRecorder.writeTimestamp(PipelineStage, QueryPool, int)#1",
                () -> inPass(p -> p.writeTimestamp(PipelineStage.ALL_COMMANDS, queries, 0)));
        cases.put(
                "CommandRecorder.beginQuery(QueryPool, int)#0",
                () -> recorder.beginQuery(queries, 0));
        cases.put(
                "CommandRecorder.endQuery(QueryPool, int)#0", () -> recorder.endQuery(queries, 0));
        cases.put(
                "RenderRecorder.beginQuery(QueryPool, int)#0",
                () -> inPass(p -> p.beginQuery(queries, 0)));
        cases.put(
                "RenderRecorder.endQuery(QueryPool, int)#0",
                () -> inPass(p -> p.endQuery(queries, 0)));
        cases.put(
                "CommandRecorder.resetQueries(QueryPool, int, int)#0",
                () -> recorder.resetQueries(queries, 0, 1));
        cases.put(
                "CommandRecorder.copyQueryResults(QueryPool, int, int, Buffer, long)#0",
                () -> recorder.copyQueryResults(queries, 0, 1, own, 0));
        cases.put(
                "CommandRecorder.copyQueryResults(QueryPool, int, int, Buffer, long)#3",
                () -> recorder.copyQueryResults(ownQueries, 0, 1, buffer, 0));
        Dependency dependency = Dependency.of(Access.ALL_WRITE, Access.ALL_READ);
        cases.put(
                "CommandRecorder.signal(Event, Dependency)#0",
                () -> recorder.signal(event, dependency));
        cases.put(
                "CommandRecorder.waitFor(Event, Dependency)#0",
                () -> recorder.waitFor(event, dependency));
        Dependency foreign = Dependency.of(Access.ALL_WRITE, Access.ALL_READ, buffer, 0, 4);
        cases.put(
                "CommandRecorder.signal(Event, Dependency)#1",
                () -> recorder.signal(ownEvent, foreign));
        cases.put(
                "CommandRecorder.waitFor(Event, Dependency)#1",
                () -> recorder.waitFor(ownEvent, foreign));
        cases.put(
                "CommandRecorder.reset(Event, PipelineStage)#0",
                () -> recorder.reset(event, PipelineStage.ALL_COMMANDS));
        cases.put("Swapchain.present(ExecutableCommands)#0", () -> swapchain.present(commands));
        cases.put(
                "Swapchain.present(ExecutableCommands, SubmitToken)#0",
                () -> swapchain.present(commands, new SubmitToken()));
        cases.put(
                "Swapchain.submit(SubmitInfo, SubmitToken)#0",
                () -> swapchain.submit(info, new SubmitToken()));
        return cases;
    }

    private void putStructures(Map<String, ThrowingCallable> cases) {
        AccelerationStructureInfo info = AccelerationStructureInfo.of("structure", 1024);
        BlasInput input = BlasInput.of(BoxGeometry.of(buffer, 1));
        BlasInput mine = BlasInput.of(BoxGeometry.of(own, 1));
        TlasInput top = TlasInput.of(buffer, 0);
        Blas blas =
                gpu.own(
                        gpu.own(gpu.instance().createDevice(gpu.deviceInfo("third")))
                                .createBlas(info));
        Blas ownBlas = gpu.own(device.createBlas(info));
        QueryPool sizes = gpu.own(device.createQueryPool(QueryPoolInfo.compactedSizes("sizes", 1)));
        cases.put("Device.buildSizes(StructureInput)#0", () -> device.buildSizes(input));
        cases.put("Device.createBlas(String, BlasInput)#1", () -> device.createBlas("b", input));
        cases.put("Device.createTlas(String, TlasInput)#1", () -> device.createTlas("t", top));
        cases.put(
                "Device.createBlas(AccelerationStructureInfo, Buffer, long)#1",
                () -> device.createBlas(info, buffer, 0));
        cases.put(
                "Device.createTlas(AccelerationStructureInfo, Buffer, long)#1",
                () -> device.createTlas(info, buffer, 0));
        cases.put(
                "CommandRecorder.build(StructureBuild)#0",
                () -> recorder.build(StructureBuild.of(blas, mine)));
        String copied = "(AccelerationStructure, AccelerationStructure)#";
        cases.put("CommandRecorder.copy" + copied + "0", () -> recorder.copy(blas, ownBlas));
        cases.put("CommandRecorder.copy" + copied + "1", () -> recorder.copy(ownBlas, blas));
        cases.put("CommandRecorder.compact" + copied + "0", () -> recorder.compact(blas, ownBlas));
        cases.put("CommandRecorder.compact" + copied + "1", () -> recorder.compact(ownBlas, blas));
        String written =
                "CommandRecorder.writeCompactedSize(AccelerationStructure, QueryPool, int)#";
        cases.put(written + "0", () -> recorder.writeCompactedSize(blas, sizes, 0));
        cases.put(written + "1", () -> recorder.writeCompactedSize(ownBlas, queries, 0));
    }

    private void putTransfers(Map<String, ThrowingCallable> cases, ImageArea area) {
        StagingInfo info = StagingInfo.of("staging").withStagingBytes(256);
        Uploader uploader = gpu.own(device.createUploader(info));
        Readback readback = gpu.own(device.createReadback(info));
        MemorySegment data = MemorySegment.ofArray(new byte[64]);
        cases.put(
                "Device.createUploader(StagingInfo, Queue)#1",
                () -> device.createUploader(info, queue));
        cases.put(
                "Device.createReadback(StagingInfo, Queue)#1",
                () -> device.createReadback(info, queue));
        cases.put(
                "Uploader.upload(MemorySegment, Buffer, long)#1",
                () -> uploader.upload(data, buffer, 0));
        cases.put(
                "Uploader.upload(MemorySegment, Image, ImageArea)#1",
                () -> uploader.upload(data, image, area));
        cases.put(
                "Readback.read(Buffer, long, MemorySegment)#0",
                () -> readback.read(buffer, 0, data));
        cases.put(
                "Readback.read(Image, ImageArea, MemorySegment)#0",
                () -> readback.read(image, area, data));
        cases.put(
                "Readback.read(Buffer, long, long, Consumer)#0",
                () -> readback.read(buffer, 0, 64, memory -> {}));
        cases.put(
                "Readback.read(Image, ImageArea, Consumer)#0",
                () -> readback.read(image, area, memory -> {}));
    }

    private Gpu gpu;
    private BinarySemaphore binary;
    private TimelineSemaphore timeline;
    private Event event;
    private Event ownEvent;
    private QueryPool queries;
    private QueryPool ownQueries;

    private Image depthImage() {
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("third")));
        return gpu.own(
                other.createImage(
                        ImageInfo.of2D(
                                "foreign depth",
                                Format.D32_SFLOAT,
                                4,
                                4,
                                ImageUsage.TRANSFER_DST)));
    }

    private void inPass(java.util.function.Consumer<RenderRecorder> use) {
        try (RenderRecorder pass =
                recorder.beginRenderPass(new RenderPassInfo().loadColor(0, ownView))) {
            use.accept(pass);
        }
    }

    @Test
    @GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void everyMethodRefusesForeignObjects(Gpu given) throws Exception {
        gpu = given;
        create(gpu);
        recorder.begin();
        Map<String, ThrowingCallable> cases = cases();
        assertThat(cases.keySet()).isEqualTo(found());
        cases.forEach(
                (name, call) ->
                        assertThatThrownBy(call)
                                .as(name)
                                .isInstanceOf(WrongDeviceException.class)
                                .hasMessageMatching(
                                        ".* '.*' belongs to device '(other|third)', but was given"
                                            + " to device 'gpu'; create it on the device that uses"
                                            + " it"));
        // Nothing was named by what was refused: closing the foreign objects is no offence.
        buffer.close();
        view.close();
        image.close();
        recorder.fillBuffer(own, 0, 64, 0);
        device.mainQueue().submit(recorder.complete());
    }

    /// Every parameter of every public method that takes a device's object.
    private static Set<String> found() throws IOException, URISyntaxException {
        Set<String> found = new TreeSet<>();
        for (Class<?> type : PublicTypes.all()) {
            for (Method method : methods(type)) {
                String text = text(type, method);
                if (!Modifier.isPublic(method.getModifiers())
                        || method.isSynthetic()
                        || EXEMPT.contains(text)
                        || isInner(method)) {
                    continue;
                }
                Class<?>[] parameters = method.getParameterTypes();
                for (int i = 0; i < parameters.length; i++) {
                    if (carries(parameters[i])) {
                        found.add(text + "#" + i);
                    }
                }
            }
        }
        return found;
    }

    /// The methods of a type and of its superclasses that are not public themselves.
    private static List<Method> methods(Class<?> type) {
        List<Method> methods = new ArrayList<>(List.of(type.getDeclaredMethods()));
        for (Class<?> above = type.getSuperclass();
                above != null && !Modifier.isPublic(above.getModifiers());
                above = above.getSuperclass()) {
            methods.addAll(List.of(above.getDeclaredMethods()));
        }
        return methods;
    }

    /// Whether a method is called by the framework only: it takes what no program has.
    private static boolean isInner(Method method) {
        for (Class<?> parameter : method.getParameterTypes()) {
            if (parameter == DeviceContext.class || parameter == BindlessTable.class) {
                return true;
            }
        }
        return method.getDeclaringClass() == DeviceContext.class;
    }

    private static boolean carries(Class<?> type) {
        for (Class<?> carrier : CARRIERS) {
            if (carrier.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Class<?> type, Method method) {
        List<String> parameters = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            parameters.add(parameter.getSimpleName());
        }
        return type.getSimpleName()
                + "."
                + method.getName()
                + "("
                + String.join(", ", parameters)
                + ")";
    }
}
