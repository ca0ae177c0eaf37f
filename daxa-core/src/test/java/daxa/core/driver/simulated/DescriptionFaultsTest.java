package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.BindlessDescription;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.SamplerDescription;
import daxa.core.driver.ShaderStageDescription;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/// What is created with values that Vulkan forbids.
class DescriptionFaultsTest extends SimulationFaults {
    @Test
    void buffers() {
        fault(
                "createBuffer: Buffer 'b' of 0 bytes (expected 1 to 4294967296)",
                () -> device.createBuffer("b", 0, MemoryKind.DEVICE));
    }

    private void imageFault(String problem, ImageDescription image) {
        fault("createImage: Image 'i' " + problem, () -> device.createImage(image));
    }

    private ImageDescription image(
            int dimensions,
            int format,
            int width,
            int height,
            int depth,
            int mips,
            int layers,
            int samples,
            int usage,
            boolean cube) {
        return new ImageDescription(
                "i", dimensions, format, width, height, depth, mips, layers, samples, usage, cube);
    }

    @Test
    void images() {
        imageFault("has 4 dimensions (expected 1 to 3)", image(4, 37, 1, 1, 1, 1, 1, 1, 4, false));
        imageFault(
                "of 2 dimensions has 20000x1x1 texels (expected 1 to 16384)",
                image(2, 37, 20000, 1, 1, 1, 1, 1, 4, false));
        imageFault(
                "of 2 dimensions has 4x4x2 texels (expected 1 to 16384)",
                image(2, 37, 4, 4, 2, 1, 1, 1, 4, false));
        imageFault("has 2 layers (expected 1 to 1)", image(3, 37, 4, 4, 4, 1, 2, 1, 4, false));
        imageFault("has 4 mip levels (expected 1 to 3)", image(2, 37, 4, 4, 1, 4, 1, 1, 4, false));
        imageFault(
                "has 3 samples (expected 1, 2, 4 or 8)", image(2, 37, 4, 4, 1, 1, 1, 3, 4, false));
        imageFault(
                "of 4 samples is not of 2 dimensions, one mip level and no cube",
                image(2, 37, 4, 4, 1, 2, 1, 4, 4, false));
        imageFault(
                "is cube compatible without being square and of 6 layers",
                image(2, 37, 4, 4, 1, 1, 5, 1, 4, true));
        imageFault("has usage 0x0", image(2, 37, 4, 4, 1, 1, 1, 1, 0, false));
        imageFault(
                "has format 126, which the adapter does not support for usage 0x8",
                image(2, 126, 4, 4, 1, 1, 1, 1, 8, false));
    }

    private void viewFault(String problem, int type, int format, int aspects, int... range) {
        long image = imageForViews;
        fault(
                "createImageView: Image view 'v' of Image 'x' " + problem,
                () ->
                        device.createImageView(
                                new ImageViewDescription(
                                        "v", image, type, format, aspects, range[0], range[1],
                                        range[2], range[3], range[4])));
    }

    private long imageForViews;

    @Test
    void views() {
        imageForViews = scene.image("x").handle();
        viewFault("has mip levels from 1, 2 of 2", 1, 37, 1, 1, 2, 0, 1, 4);
        viewFault("has layers from 2, 1 of 2", 1, 37, 1, 0, 1, 2, 1, 4);
        viewFault(
                "has view type 3, which does not fit 2 dimensions and 1 layers",
                3,
                37,
                1,
                0,
                1,
                0,
                1,
                4);
        viewFault("has aspects 2 (expected of 1)", 1, 37, 2, 0, 1, 0, 1, 4);
        viewFault("has usage 0x20 (expected of 0x1f)", 1, 37, 1, 0, 1, 0, 1, 0x20);
        viewFault("has format 43 (expected 37)", 1, 43, 1, 0, 1, 0, 1, 4);
    }

    @Test
    void samplers() {
        SamplerDescription strong =
                new SamplerDescription("s", 1, 1, 1, 0, 0, 0, 0, 17, -1, 0, 0, 0);
        fault(
                "createSampler: Sampler 's' with anisotropy 17.0 (expected 0 to 16.0)",
                () -> device.createSampler(strong));
        SamplerDescription reversed =
                new SamplerDescription("s", 1, 1, 1, 0, 0, 0, 0, 0, -1, 2, 1, 0);
        fault(
                "createSampler: Sampler 's' with levels of detail from 2.0 to 1.0",
                () -> device.createSampler(reversed));
        SimulatedDevice plain = featureless();
        fault(
                "createSampler: Sampler 's' with anisotropy 16.0 (expected 0 to 0.0)",
                () -> plain.createSampler(Scene.describeSampler("s")));
    }

    private SimulatedDevice featureless() {
        return scene.instance.createDevice(
                scene.instance.adapters().getFirst(), new DeviceRequest("plain", Set.of()));
    }

    @Test
    void bindlessSet() {
        fault("destroyBindlessSet: Device 'dev' has no bindless set", device::destroyBindlessSet);
        fault(
                "writeImageSlot: Device 'dev' has no bindless set",
                () -> device.writeImageSlot(0, 0, 0));
        BindlessDescription good = scene.describeBindless();
        fault(
                "createBindlessSet: Bindless set 'set' of 0 images (expected 1 to 1048576)",
                () -> device.createBindlessSet(change(good, 0, 4, 256)));
        fault(
                "createBindlessSet: Bindless set 'set' of 1048577 samplers (expected 1 to"
                        + " 1048576)",
                () -> device.createBindlessSet(change(good, 8, 1048577, 256)));
        fault(
                "createBindlessSet: Bindless set 'set' with 257 bytes of Buffer 'addresses' of"
                        + " 256",
                () -> device.createBindlessSet(change(good, 8, 4, 257)));
        device.createBindlessSet(good);
        fault(
                "createBindlessSet: Device 'dev' has a bindless set already",
                () -> device.createBindlessSet(good));
    }

    private BindlessDescription change(BindlessDescription d, int images, int samplers, long size) {
        return new BindlessDescription(
                d.name(), images, samplers, d.addressBuffer(), size, d.nullView(), d.nullSampler());
    }

    @Test
    void slots() {
        scene.createBindless();
        long image = scene.image("x").handle();
        long view = scene.view("v", image);
        long sampledOnly =
                device.createImageView(
                        new ImageViewDescription("w", image, 1, 37, 1, 0, 1, 0, 1, 4));
        long sampler = device.createSampler(Scene.describeSampler("s"));
        fault(
                "writeImageSlot: image slot 8 (expected 0 to 7)",
                () -> device.writeImageSlot(8, view, view));
        fault(
                "writeSamplerSlot: sampler slot -1 (expected 0 to 3)",
                () -> device.writeSamplerSlot(-1, sampler));
        fault(
                "writeImageSlot: Image view 'w' has usage 0x4 and cannot be a storage image",
                () -> device.writeImageSlot(0, view, sampledOnly));
        device.writeImageSlot(0, sampledOnly, view);
        device.writeSamplerSlot(1, sampler);
        device.destroyImageView(sampledOnly);
        device.destroySampler(sampler);
        assertThat(device.staleSlots())
                .containsExactly(
                        "sampled image slot 0 holds Image view 'w'",
                        "sampler slot 1 holds Sampler 's'");
        fault(
                "writeImageSlot: Image view handle 0x# is Image view 'w', which is destroyed",
                () -> device.writeImageSlot(0, sampledOnly, view));
        fault(
                "writeSamplerSlot: Sampler handle 0x# is Sampler 's', which is destroyed",
                () -> device.writeSamplerSlot(1, sampler));
    }

    @Test
    void pipelines() {
        fault(
                "createComputePipeline: Device 'dev' has no bindless set",
                () -> scene.computePipeline("p"));
        scene.createBindless();
        fault(
                "createComputePipeline: Pipeline 'p' has a shader of stage 0x1",
                () -> device.createComputePipeline("p", Scene.shader(1)));
        ShaderStageDescription heap =
                new ShaderStageDescription(0x20, MemorySegment.ofArray(new byte[4]), "main");
        fault(
                "createComputePipeline: Pipeline 'p' has a shader of 4 bytes on the heap"
                        + " (expected native, a multiple of 4)",
                () -> device.createComputePipeline("p", heap));
        ShaderStageDescription odd =
                new ShaderStageDescription(0x20, Arena.ofAuto().allocate(5), "main");
        fault(
                "createComputePipeline: Pipeline 'p' has a shader of 5 bytes (expected native,"
                        + " a multiple of 4)",
                () -> device.createComputePipeline("p", odd));
        ShaderStageDescription nameless =
                new ShaderStageDescription(0x20, Arena.ofAuto().allocate(4), "");
        fault(
                "createComputePipeline: Pipeline 'p' has a shader without an entry point",
                () -> device.createComputePipeline("p", nameless));
        fault(
                "createRasterPipeline: Pipeline 'p' has no vertex shader",
                () -> device.createRasterPipeline(Scene.describeRaster("p", Scene.shader(16))));
        fault(
                "createRasterPipeline: Pipeline 'p' has two shaders of stage 0x1",
                () ->
                        device.createRasterPipeline(
                                Scene.describeRaster("p", Scene.shader(1), Scene.shader(1))));
    }
}
