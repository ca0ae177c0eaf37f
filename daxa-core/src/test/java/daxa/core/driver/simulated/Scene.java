package daxa.core.driver.simulated;

import daxa.core.driver.AcquiredImage;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageRegion;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.SwapchainDescription;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A simulated device with one object of each kind, and shorthands.
final class Scene {
    static final int RGBA8 = 37;
    static final int BGRA8 = 44;
    static final int DEPTH = 126;
    static final int ALL_USAGES = 0x1F;

    // VK_IMAGE_USAGE_HOST_TRANSFER_BIT_EXT
    private static final int HOST_TRANSFER = 0x40_0000;
    static final int UNDEFINED = 0;
    static final int GENERAL = 1;
    static final int PRESENT_SRC = 1000001002;
    static final long WINDOW = 0x77;
    static final InstanceRequest REQUEST = new InstanceRequest("app", false, false, false, false);

    final SimulatedDriver driver;
    final SimulatedInstance instance;
    final SimulatedDevice device;

    Scene() {
        this(new SimulatedDriver());
    }

    Scene(SimulatedDriver driver) {
        this.driver = driver;
        instance = driver.createInstance(REQUEST, message -> {});
        device = newDevice("dev");
    }

    SimulatedDevice newDevice(String name) {
        Set<Feature> features = instance.adapters().getFirst().features();
        return instance.createDevice(
                instance.adapters().getFirst(), new DeviceRequest(name, features));
    }

    NativeBuffer buffer(String name) {
        return device.createBuffer(name, 256, MemoryKind.UPLOAD);
    }

    NativeImage image(String name) {
        return device.createImage(describeImage(name));
    }

    /// An image that the host copies.
    long hostImage(String name) {
        return device.createImage(
                        new ImageDescription(
                                name, 2, RGBA8, 8, 4, 1, 2, 2, 1, HOST_TRANSFER, false))
                .handle();
    }

    static ImageDescription describeImage(String name) {
        return new ImageDescription(name, 2, RGBA8, 8, 4, 1, 2, 2, 1, ALL_USAGES, false);
    }

    long view(String name, long image) {
        return device.createImageView(describeView(name, image));
    }

    static ImageViewDescription describeView(String name, long image) {
        return new ImageViewDescription(name, image, 1, RGBA8, 1, 0, 1, 0, 1, ALL_USAGES);
    }

    static SamplerDescription describeSampler(String name) {
        return new SamplerDescription(name, 1, 1, 1, 0, 0, 0, 0, 16, -1, 0, 10, 0);
    }

    /// A bindless set of 8 image slots and 4 sampler slots.
    BindlessDescription describeBindless() {
        return new BindlessDescription(
                "set",
                8,
                4,
                buffer("addresses").handle(),
                256,
                view("null view", image("null image").handle()),
                device.createSampler(describeSampler("null sampler")));
    }

    void createBindless() {
        device.createBindlessSet(describeBindless());
    }

    static ShaderStageDescription shader(int stage) {
        return new ShaderStageDescription(stage, Arena.ofAuto().allocate(20), "main");
    }

    long computePipeline(String name) {
        return device.createComputePipeline(name, shader(0x20));
    }

    /// A pipeline of one ray generation shader.
    long rayTracingPipeline(String name) {
        int none = RayTracingPipelineDescription.UNUSED;
        return device.createRayTracingPipeline(
                new RayTracingPipelineDescription(
                        name,
                        List.of(shader(0x100)),
                        List.of(new RayTracingPipelineDescription.Group(0, 0, none, none, none)),
                        List.of(),
                        false,
                        1,
                        0,
                        0,
                        false),
                0);
    }

    static RasterPipelineDescription describeRaster(String name, ShaderStageDescription... stages) {
        return new RasterPipelineDescription(
                name,
                List.of(stages),
                3,
                0,
                0,
                0,
                1,
                List.of(
                        new RasterPipelineDescription.ColorTarget(
                                RGBA8, false, 0, 0, 0, 0, 0, 0, 15)),
                0,
                0,
                false,
                false,
                0);
    }

    long rasterPipeline(String name) {
        return device.createRasterPipeline(describeRaster(name, shader(1), shader(16)));
    }

    SimulatedCommands recording(String name) {
        SimulatedCommands commands = device.createCommands(0, name);
        commands.begin(false);
        return commands;
    }

    static SubmitBatch batch(long value, CommandDriver... commands) {
        SubmitBatch batch = new SubmitBatch();
        batch.signalValue = value;
        Arrays.stream(commands).forEach(batch::add);
        return batch;
    }

    void submit(long value, CommandDriver... commands) {
        device.submit(0, batch(value, commands));
    }

    /// Submits a transition of an image.
    void transition(long value, long image, int from, int to) {
        SimulatedCommands commands = recording("transition " + value);
        barrier(commands, image, from, to);
        commands.end();
        submit(value, commands);
    }

    static void barrier(CommandDriver commands, long image, int from, int to) {
        commands.imageBarrier(image, 1, from, to, 1, 0, 1, 0);
    }

    static RenderingDescription rendering(long view) {
        RenderingDescription rendering = new RenderingDescription();
        rendering.width = 8;
        rendering.height = 4;
        rendering.colorCount = 1;
        rendering.colors[0].view = view;
        return rendering;
    }

    /// A region of all of mip level 0 and layer 0 of the scene's images.
    static ImageRegion region() {
        ImageRegion region = new ImageRegion();
        region.aspects = 1;
        region.layerCount = 1;
        region.width = 8;
        region.height = 4;
        region.depth = 1;
        region.dstAspects = 1;
        region.dstWidth = 8;
        region.dstHeight = 4;
        region.dstDepth = 1;
        return region;
    }

    static SwapchainDescription describeSwapchain(String name, long surface, long old) {
        return new SwapchainDescription(name, surface, 3, BGRA8, 0, 640, 480, 0x12, 2, old);
    }

    /// A swapchain of three images on a new surface.
    long swapchain() {
        instance.adoptSurface(WINDOW, "window");
        return device.createSwapchain(describeSwapchain("chain", WINDOW, 0));
    }

    AcquiredImage acquire(long swapchain, long semaphore) {
        AcquiredImage image = new AcquiredImage();
        device.acquireImage(swapchain, 0, semaphore, image);
        return image;
    }

    /// Acquires an image and submits what makes it presentable.
    ///
    /// @param done the semaphore that the submission signals
    AcquiredImage draw(long swapchain, long value, long acquired, long done) {
        AcquiredImage image = acquire(swapchain, acquired);
        SimulatedCommands commands = recording("frame " + value);
        long handle = device.swapchainImages(swapchain)[image.index];
        barrier(commands, handle, UNDEFINED, PRESENT_SRC);
        commands.end();
        SubmitBatch batch = batch(value, commands);
        batch.addWait(acquired, 0);
        batch.addSignal(done, 0);
        device.submit(0, batch);
        return image;
    }
}
