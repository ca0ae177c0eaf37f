package daxa.test.driver;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.AdapterInfo;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.driver.SubmitBatch;
import daxa.core.driver.vulkan.VulkanDriver;

import org.jspecify.annotations.Nullable;
import org.lwjgl.util.shaderc.Shaderc;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK13;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// A device of the first adapter under full validation. Closing it destroys everything and finds
/// fault with any message and with any native object that is left.
final class DriverFixture implements AutoCloseable {
    static final int SLOTS = 64;
    static final long ALL = VK13.VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
    static final long ACCESS = VK13.VK_ACCESS_2_MEMORY_READ_BIT | VK13.VK_ACCESS_2_MEMORY_WRITE_BIT;

    final ConcurrentLinkedQueue<DriverMessage> messages = new ConcurrentLinkedQueue<>();
    final InstanceDriver instance;
    final AdapterInfo adapter;
    final DeviceDriver device;
    private final SubmitBatch batch = new SubmitBatch();
    private final List<Runnable> cleanUp = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private long submitted;
    private @Nullable NativeBuffer addresses;
    private long fence;

    DriverFixture() {
        this(true);
    }

    DriverFixture(boolean validation) {
        instance =
                new VulkanDriver()
                        .createInstance(
                                new InstanceRequest(
                                        "driver test", validation, validation, false, false),
                                messages::add);
        adapter = instance.adapters().getFirst();
        device =
                instance.createDevice(adapter, new DeviceRequest("test device", features(adapter)));
        assertThat(adapter.features()).contains(Feature.SWAPCHAIN);
    }

    /// All that a device can do, but for what the validation layer of the tests does not know.
    static Set<Feature> features(AdapterInfo adapter) {
        Set<Feature> features = EnumSet.copyOf(adapter.features());
        features.remove(Feature.HOST_IMAGE_COPY);
        return features;
    }

    /// Creates the bindless set with everything that it needs.
    void createBindlessSet() {
        long view = view(image("null", VK10.VK_FORMAT_R8G8B8A8_UNORM, 1, sampledAndStorage()));
        long sampler = sampler("null");
        addresses = buffer("addresses", 8L * SLOTS, MemoryKind.DEVICE);
        device.createBindlessSet(
                new BindlessDescription(
                        "bindless", SLOTS, SLOTS, addresses.handle(), 8L * SLOTS, view, sampler));
        cleanUp.add(device::destroyBindlessSet);
    }

    /// The buffer of binding 3.
    NativeBuffer addresses() {
        return Objects.requireNonNull(addresses);
    }

    /// A fence that is never signalled.
    long fence() {
        if (fence == 0) {
            fence = device.createFence("never");
            cleanUp.add(() -> device.destroyFence(fence));
        }
        return fence;
    }

    static int sampledAndStorage() {
        return VK10.VK_IMAGE_USAGE_SAMPLED_BIT
                | VK10.VK_IMAGE_USAGE_STORAGE_BIT
                | VK10.VK_IMAGE_USAGE_TRANSFER_DST_BIT
                | VK10.VK_IMAGE_USAGE_TRANSFER_SRC_BIT;
    }

    NativeBuffer buffer(String name, long size, MemoryKind memory) {
        NativeBuffer buffer = device.createBuffer(name, size, memory);
        cleanUp.add(() -> device.destroyBuffer(buffer.handle(), buffer.allocation()));
        return buffer;
    }

    static MemorySegment mapped(NativeBuffer buffer, long size) {
        return MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(size);
    }

    static ImageDescription imageDescription(String name, int format, int size, int usage) {
        return new ImageDescription(name, 2, format, size, size, 1, 1, 1, 1, usage, false);
    }

    /// An image with its format.
    record TestImage(NativeImage image, int format, int aspects, int usage) {
        long handle() {
            return image.handle();
        }
    }

    TestImage image(String name, int format, int size, int usage) {
        NativeImage image = device.createImage(imageDescription(name, format, size, usage));
        cleanUp.add(() -> device.destroyImage(image.handle(), image.allocation()));
        int aspects =
                format == VK10.VK_FORMAT_D32_SFLOAT
                        ? VK10.VK_IMAGE_ASPECT_DEPTH_BIT
                        : VK10.VK_IMAGE_ASPECT_COLOR_BIT;
        return new TestImage(image, format, aspects, usage);
    }

    long view(TestImage image) {
        long view =
                device.createImageView(
                        new ImageViewDescription(
                                "view",
                                image.handle(),
                                VK10.VK_IMAGE_VIEW_TYPE_2D,
                                image.format(),
                                image.aspects(),
                                0,
                                1,
                                0,
                                1,
                                image.usage()));
        cleanUp.add(() -> device.destroyImageView(view));
        return view;
    }

    long sampler(String name) {
        long sampler =
                device.createSampler(
                        new SamplerDescription(name, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 1000, 0));
        cleanUp.add(() -> device.destroySampler(sampler));
        return sampler;
    }

    /// Compiles GLSL.
    ShaderStageDescription shader(int stage, String source) {
        int kind =
                switch (stage) {
                    case VK10.VK_SHADER_STAGE_VERTEX_BIT -> Shaderc.shaderc_glsl_vertex_shader;
                    case VK10.VK_SHADER_STAGE_FRAGMENT_BIT -> Shaderc.shaderc_glsl_fragment_shader;
                    default -> Shaderc.shaderc_glsl_compute_shader;
                };
        long compiler = Shaderc.shaderc_compiler_initialize();
        long options = Shaderc.shaderc_compile_options_initialize();
        Shaderc.shaderc_compile_options_set_target_env(
                options, Shaderc.shaderc_target_env_vulkan, Shaderc.shaderc_env_version_vulkan_1_3);
        long result =
                Shaderc.shaderc_compile_into_spv(
                        compiler, source, kind, "shader.glsl", "main", options);
        try {
            assertThat(Shaderc.shaderc_result_get_compilation_status(result))
                    .as(Shaderc.shaderc_result_get_error_message(result))
                    .isEqualTo(Shaderc.shaderc_compilation_status_success);
            MemorySegment code = MemorySegment.ofBuffer(Shaderc.shaderc_result_get_bytes(result));
            MemorySegment spirv = arena.allocate(code.byteSize(), 4).copyFrom(code);
            return new ShaderStageDescription(stage, spirv, "main");
        } finally {
            Shaderc.shaderc_result_release(result);
            Shaderc.shaderc_compile_options_release(options);
            Shaderc.shaderc_compiler_release(compiler);
        }
    }

    long computePipeline(String name, String source) {
        long pipeline =
                device.createComputePipeline(
                        name, shader(VK10.VK_SHADER_STAGE_COMPUTE_BIT, source));
        cleanUp.add(() -> device.destroyPipeline(pipeline));
        return pipeline;
    }

    CommandDriver commands(String name) {
        CommandDriver commands = device.createCommands(0, name);
        cleanUp.add(commands::destroy);
        return commands;
    }

    /// Destroys something when the fixture is closed, before what was created earlier.
    void onClose(Runnable action) {
        cleanUp.add(action);
    }

    /// Brings an image into the general layout.
    static void toGeneral(CommandDriver commands, long image, int aspects) {
        commands.imageBarrier(
                image,
                aspects,
                VK10.VK_IMAGE_LAYOUT_UNDEFINED,
                VK10.VK_IMAGE_LAYOUT_GENERAL,
                ALL,
                0,
                ALL,
                ACCESS);
    }

    static void barrier(CommandDriver commands) {
        commands.memoryBarrier(ALL, ACCESS, ALL, ACCESS | VK13.VK_ACCESS_2_HOST_READ_BIT);
    }

    /// Records and submits.
    long submit(CommandDriver commands, Consumer<CommandDriver> recording) {
        return submit(commands, 0, 0, recording);
    }

    /// Records and submits between semaphores.
    long submit(CommandDriver commands, long wait, long signal, Consumer<CommandDriver> recording) {
        commands.begin(false);
        recording.accept(commands);
        commands.end();
        batch.clear();
        batch.add(commands);
        batch.addWait(wait, 0);
        batch.addSignal(signal, 0);
        batch.signalValue = ++submitted;
        device.submit(0, batch);
        return submitted;
    }

    /// Records, submits and waits.
    void run(CommandDriver commands, Consumer<CommandDriver> recording) {
        finish(submit(commands, recording));
        commands.reset();
    }

    void finish(long value) {
        assertThat(device.waitForValue(0, value, 20_000_000_000L)).isTrue();
        assertThat(device.completedValue(0)).isGreaterThanOrEqualTo(value);
    }

    /// What the validation layer found.
    List<DriverMessage> faults() {
        return messages.stream().filter(DriverMessage::isFault).toList();
    }

    @Override
    public void close() {
        device.waitIdle();
        cleanUp.reversed().forEach(Runnable::run);
        assertThat(device.allocatedBytes()).isZero();
        device.destroy();
        instance.destroy();
        arena.close();
        assertThat(instance.books().openText()).isEqualTo("nothing");
        assertThat(faults().stream().limit(3)).isEmpty();
    }
}
