package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.DeviceRequest;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.error.OutOfMemoryException;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What the simulated driver counts, and what handles it gives.
class DriverBooksTest extends SimulatedDriverRules {
    @Test
    void everyKindIsCountedAndEverythingEnds() {
        SimulatedDriver driver = new SimulatedDriver().queues(2);
        SimulatedInstance instance =
                driver.createInstance(
                        new InstanceRequest("app", true, false, true, false), m -> {});
        NativeBooks books = instance.books();
        Scene scene = new Scene(driver);
        assertThat(scene.instance.books()).isNotSameAs(books);
        SimulatedDevice device =
                instance.createDevice(
                        instance.adapters().getFirst(),
                        new DeviceRequest("d", instance.adapters().getFirst().features()));
        NativeBuffer buffer = device.createBuffer("b", 100, MemoryKind.DEVICE);
        NativeImage image = device.createImage(Scene.describeImage("i"));
        long view = device.createImageView(Scene.describeView("v", image.handle()));
        long sampler = device.createSampler(Scene.describeSampler("s"));
        device.createBindlessSet(
                new daxa.core.driver.BindlessDescription(
                        "set", 1, 1, buffer.handle(), 100, view, sampler));
        long pipeline = device.createComputePipeline("p", Scene.shader(0x20));
        SimulatedCommands commands = device.createCommands(1, "c");
        long semaphore = device.createBinarySemaphore("s");
        long fence = device.createFence("f");
        instance.adoptSurface(9, "w");
        long headless = instance.createHeadlessSurface("h");
        long swapchain = device.createSwapchain(Scene.describeSwapchain("sc", headless, 0));
        assertThat(books.openText())
                .isEqualTo(
                        "INSTANCE=1 MESSENGER=1 SURFACE=2 DEVICE=1 ALLOCATOR=1 BUFFER=1 IMAGE=1"
                                + " IMAGE_VIEW=1 SAMPLER=1 DESCRIPTOR_SET_LAYOUT=1"
                                + " DESCRIPTOR_POOL=1 PIPELINE_LAYOUT=1 PIPELINE=1"
                                + " COMMAND_POOL=1 SEMAPHORE=8 FENCE=1 SWAPCHAIN=1");
        device.destroySwapchain(swapchain);
        device.destroyFence(fence);
        device.destroySemaphore(semaphore);
        commands.destroy();
        device.destroyPipeline(pipeline);
        device.destroyBindlessSet();
        device.destroySampler(sampler);
        device.destroyImageView(view);
        device.destroyImage(image.handle(), image.allocation());
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        assertThat(device.liveObjects()).isEmpty();
        device.destroy();
        instance.destroySurface(headless);
        instance.destroySurface(9);
        instance.destroy();
        assertThat(books.openText()).isEqualTo("nothing");
        assertThat(books.totalCreated()).isEqualTo(books.totalDestroyed()).isEqualTo(25);
        assertClean(scene);
    }

    @Test
    void memoryIsExact() {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("GPU").withDeviceMemory(1000));
        Scene scene = new Scene(driver);
        SimulatedDevice device = scene.device;
        NativeBuffer a = device.createBuffer("a", 600, MemoryKind.DEVICE);
        NativeBuffer b = device.createBuffer("b", 700, MemoryKind.READBACK);
        assertThat(device.allocatedBytes()).isEqualTo(1300);
        assertThat(a.allocatedBytes()).isEqualTo(600);
        assertThat(a.hostAddress()).isZero();
        assertThat(b.hostAddress()).isNotZero();
        assertThatThrownBy(() -> device.createBuffer("c", 401, MemoryKind.DEVICE))
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageStartingWith(
                        "vkCreateBuffer failed with VK_ERROR_OUT_OF_DEVICE_MEMORY for Buffer"
                                + " 'c'");
        device.destroyBuffer(a.handle(), a.allocation());
        NativeImage image = scene.image("i");
        // 8x4 and 4x2 texels of 4 bytes, 2 layers.
        assertThat(image.allocatedBytes()).isEqualTo(320);
        assertThat(device.allocatedBytes()).isEqualTo(1020);
        device.destroyImage(image.handle(), image.allocation());
        device.destroyBuffer(b.handle(), b.allocation());
        assertThat(device.allocatedBytes()).isZero();
        assertThat(scene.instance.books().open(NativeKind.BUFFER)).isZero();
    }

    @Test
    void hostMemoryIsRealAndAddressesAreApart() {
        Scene scene = new Scene();
        List<NativeBuffer> buffers = new ArrayList<>();
        for (int size : new int[] {1, 255, 256, 257, 100_000}) {
            buffers.add(scene.device.createBuffer("b" + size, size, MemoryKind.UPLOAD));
        }
        for (NativeBuffer buffer : buffers) {
            MemorySegment bytes = memory(buffer);
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0xCD);
            bytes.fill((byte) 7);
            for (NativeBuffer other : buffers) {
                assertThat(
                                other.equals(buffer)
                                        || other.deviceAddress()
                                                >= buffer.deviceAddress() + buffer.allocatedBytes()
                                        || buffer.deviceAddress()
                                                >= other.deviceAddress() + other.allocatedBytes())
                        .isTrue();
            }
            assertThat(buffer.deviceAddress() % 256).isZero();
        }
    }
}
