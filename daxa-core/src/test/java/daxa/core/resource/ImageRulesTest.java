package daxa.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDevice;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeReport;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

/// What images, views and samplers can be, and how what they cannot be is refused.
@OnDriver(Gpu.Kind.SIMULATED)
class ImageRulesTest {
    private static final ImageUsage[] SEEN = {
        ImageUsage.SAMPLED, ImageUsage.STORAGE, ImageUsage.COLOR_ATTACHMENT
    };

    private static void refused(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
    }

    private static void without(Consumer<Device> test, Feature... features) {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("gpu").without(features));
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver);
                Device device = instance.createDevice(DeviceInfo.of("gpu").withMaxBuffers(16))) {
            test.accept(device);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }

    @Test
    void reportsNameImagesWhateverTheirLayoutIs(Gpu gpu) {
        Device device = gpu.device();
        ImageInfo info = ImageInfo.of2D("taken", Format.R32_UINT, 8, 8, SEEN);
        Image taken = device.createImage(info);
        reported(device, "taken");
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> device.mainQueue().submit())
                .isInstanceOf(OutOfMemoryException.class);
        reported(device, "taken");
        device.mainQueue().submit();
        Image early = device.createImage(info.queues(QueueKind.COMPUTE));
        reported(device, "taken", "taken");
        early.close();
        device.collectGarbage();
        reported(device, "taken");
        taken.close();
        gpu.settle();
        reported(device);
    }

    private static void reported(Device device, String... names) {
        assertThat(device.lifetimeReport().objects())
                .extracting(LifetimeReport.ObjectInfo::name)
                .containsExactly(names);
    }

    @Test
    void everyKindOfViewIsMade(Gpu gpu) {
        Device device = gpu.device();
        Image line = gpu.own(device.createImage(ImageInfo.of1D("1D", Format.R32_UINT, 8, SEEN)));
        view(gpu, ImageViewInfo.of(line));
        Image cubes =
                gpu.own(
                        device.createImage(
                                ImageInfo.ofCube("cubes", Format.R32_UINT, 8, SEEN)
                                        .withArrayLayers(12)));
        view(gpu, ImageViewInfo.of(cubes));
        view(gpu, ImageViewInfo.of(cubes).withType(ImageViewType.CUBE_ARRAY));
        view(gpu, ImageViewInfo.of(cubes).withType(ImageViewType.CUBE).withLayers(3, 6));
        Image volume =
                gpu.own(
                        device.createImage(
                                ImageInfo.of3D("3D", Format.R32_UINT, 8, 8, 4, SEEN)
                                        .withMipLevels(2)
                                        .withSliceViews(true)));
        view(gpu, ImageViewInfo.of(volume));
        ImageViewInfo slices =
                ImageViewInfo.of(volume)
                        .withType(ImageViewType.TWO_ARRAY)
                        .withMips(1, 1)
                        .withLayers(1, 1);
        view(gpu, slices);
        view(gpu, slices.withType(ImageViewType.TWO).withMips(0, 1).withLayers(3, 1));
        refused(
                () -> device.createImageView(slices.withLayers(1, 2)),
                "ImageView '3D': slices=1 and 2 more (expected within the 2 of Image '3D')");
        refused(
                () -> device.createImageView(slices.withMips(0, 2)),
                "ImageView '3D': mipCount=2 (expected 1, where a two-dimensional view sees"
                        + " slices)");
    }

    private static void view(Gpu gpu, ImageViewInfo info) {
        gpu.own(gpu.device().createImageView(info));
    }

    @Test
    void viewsThatDoNotFitAreRefused(Gpu gpu) {
        Device device = gpu.device();
        Image volume =
                gpu.own(device.createImage(ImageInfo.of3D("3D", Format.R32_UINT, 8, 8, 4, SEEN)));
        refused(
                () -> device.createImageView(ImageViewInfo.of(volume).withType(ImageViewType.TWO)),
                "ImageView '3D': type=TWO does not fit Image '3D' with dimensions=3; create the"
                        + " image with withSliceViews(true)");
        refused(
                () ->
                        device.createImageView(
                                ImageViewInfo.of(volume).withFormat(Format.R32_SFLOAT)),
                "ImageView '3D': format=R32_SFLOAT (expected R32_UINT, the format of Image '3D', or"
                        + " one of its viewFormats=[])");
        refused(
                () ->
                        device.createImageView(
                                ImageViewInfo.of(volume).withAspect(ImageAspect.STENCIL)),
                "ImageView '3D': aspect=STENCIL, which format=R32_UINT lacks");
        Image oblong =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D("oblong", Format.R32_UINT, 8, 4, SEEN)
                                        .withArrayLayers(6)));
        refused(
                () -> device.createImageView(ImageViewInfo.of(oblong).withType(ImageViewType.CUBE)),
                "ImageView 'oblong': type=CUBE does not fit layerCount=6, width=8, height=4,"
                        + " samples=1 (expected 6 layers for each cube, square, 1 sample, up to"
                        + " 16384 texels)");
        Image copied =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "copied", Format.R32_UINT, 8, 4, ImageUsage.TRANSFER_DST)));
        refused(
                () -> device.createImageView(ImageViewInfo.of(copied)),
                "ImageView 'copied': nothing can be done with it: usage=[TRANSFER_DST] of Image"
                        + " 'copied', view format=R32_UINT, swizzle=identity (expected SAMPLED, or"
                        + " with the identity swizzle STORAGE or an attachment)");
        refused(
                () -> ImageInfo.of2D("flat", Format.R32_UINT, 8, 4, SEEN).withSliceViews(true),
                "Image 'flat': sliceViews with dimensions=2 (expected 3)");
        refused(
                () ->
                        ImageInfo.of2D("wide", Format.R32_UINT, 8, 4, SEEN)
                                .withViewFormats(Format.R16_UINT),
                "Image 'wide': viewFormat=R16_UINT of class 16-bit (expected of class 32-bit, as"
                        + " R32_UINT)");
        refused(
                () ->
                        ImageInfo.of2D("wide", Format.R32_UINT, 8, 4, SEEN)
                                .with(MemoryOption.NON_COHERENT),
                "Image 'wide': options=[NON_COHERENT] (expected without NON_COHERENT, which is for"
                        + " buffers)");
    }

    @Test
    void viewsOfOtherFormatsAndSwizzlesStandWhereTheyCan(Gpu gpu) {
        Device device = gpu.device();
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D("image", Format.R8G8B8A8_UNORM, 8, 8, SEEN)
                                        .withViewFormats(Format.R8G8B8A8_SRGB, Format.R32_UINT)));
        ImageView srgb =
                gpu.own(
                        device.createImageView(
                                ImageViewInfo.of(image).withFormat(Format.R8G8B8A8_SRGB)));
        ImageView red =
                gpu.own(
                        device.createImageView(
                                ImageViewInfo.of(image)
                                        .withSwizzle(Swizzle.all(Swizzle.Component.RED))));
        int slot = (int) red.id().bits();
        assertThat(gpu.simulated().sampledView(slot)).isEqualTo(red.nativeHandle());
        assertThat(gpu.simulated().storageView(slot)).isNotEqualTo(red.nativeHandle());
        assertThat(gpu.simulated().storageView((int) srgb.id().bits()))
                .isEqualTo(srgb.nativeHandle());
    }

    private static void slots(Device device, SimulatedDevice simulated, boolean nulls) {
        ImageInfo info = ImageInfo.of2D("plain", Format.R8G8B8A8_UNORM, 8, 8, SEEN);
        try (Image plain = device.createImage(info);
                Image layers = device.createImage(info.withArrayLayers(2));
                Image numbers =
                        device.createImage(
                                ImageInfo.of2D("numbers", Format.R32_UINT, 8, 8, SEEN))) {
            long magenta = released(device, simulated, ImageViewInfo.of(plain));
            assertThat(magenta).isNotZero();
            long none = nulls ? 0 : magenta;
            assertThat(released(device, simulated, ImageViewInfo.of(layers))).isEqualTo(none);
            assertThat(released(device, simulated, ImageViewInfo.of(numbers))).isEqualTo(none);
            assertThat(simulated.sampledView(0)).isEqualTo(none);
            assertThat(simulated.storageView(0)).isEqualTo(none);
        }
    }

    private static long released(Device device, SimulatedDevice simulated, ImageViewInfo info) {
        ImageView view = device.createImageView(info);
        int slot = (int) view.id().bits();
        assertThat(simulated.sampledView(slot)).isEqualTo(view.nativeHandle());
        view.close();
        device.collectGarbage();
        assertThat(simulated.storageView(slot)).isEqualTo(simulated.sampledView(slot));
        return simulated.sampledView(slot);
    }

    @Test
    void aFreedSlotHoldsTheNullImageWhereItIsOfItsKind(Gpu gpu) {
        slots(gpu.device(), gpu.simulated(), true);
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(new SimulatedAdapter("gpu").without(Feature.NULL_DESCRIPTOR));
        driver.autoComplete(true);
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver);
                Device device = instance.createDevice(DeviceInfo.of("gpu").withMaxBuffers(16))) {
            slots(device, driver.device(), false);
        }
        assertThat(driver.faults()).isEmpty();
    }

    @Test
    void eachAspectHasItsView(Gpu gpu) {
        Device device = gpu.device();
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "depth",
                                        Format.D32_SFLOAT_S8_UINT,
                                        8,
                                        8,
                                        ImageUsage.SAMPLED,
                                        ImageUsage.DEPTH_STENCIL_ATTACHMENT)));
        ImageViewInfo all = ImageViewInfo.of(image);
        ImageView both = gpu.own(device.createImageView(all));
        ImageView stencil = gpu.own(device.createImageView(all.withAspect(ImageAspect.STENCIL)));
        ImageView depth = gpu.own(device.createImageView(all.withAspect(ImageAspect.DEPTH)));
        // Attachments see both, shaders one.
        assertThat(gpu.simulated().sampledView((int) both.id().bits()))
                .isNotEqualTo(both.nativeHandle());
        assertThat(gpu.simulated().sampledView((int) stencil.id().bits()))
                .isEqualTo(stencil.nativeHandle());
        assertThat(gpu.simulated().sampledView((int) depth.id().bits()))
                .isEqualTo(depth.nativeHandle());
    }

    @Test
    void whatNeedsAFeatureSaysSo() {
        without(
                device -> {
                    refused(
                            () ->
                                    device.createSampler(
                                            SamplerInfo.linear("s")
                                                    .withReduction(ReductionMode.MAX)),
                            "Sampler 's': reduction=MAX needs the feature SAMPLER_FILTER_MINMAX"
                                    + " (samplerFilterMinmax), which device 'gpu' lacks");
                    refused(
                            () ->
                                    device.createSampler(
                                            SamplerInfo.linear("s")
                                                    .withAddressMode(
                                                            AddressMode.MIRROR_CLAMP_TO_EDGE)),
                            "Sampler 's': address mode MIRROR_CLAMP_TO_EDGE needs the feature"
                                    + " SAMPLER_MIRROR_CLAMP_TO_EDGE (samplerMirrorClampToEdge),"
                                    + " which device 'gpu' lacks");
                    refused(
                            () ->
                                    device.createImage(
                                            ImageInfo.of2D("ms", Format.R32_UINT, 8, 8, SEEN)
                                                    .withSamples(4)),
                            "Image 'ms': samples=4 with usage=STORAGE needs the feature"
                                    + " STORAGE_IMAGE_MULTISAMPLE (shaderStorageImageMultisample),"
                                    + " which device 'gpu' lacks");
                    Image cubes =
                            device.createImage(ImageInfo.ofCube("cubes", Format.R32_UINT, 8, SEEN));
                    refused(
                            () ->
                                    device.createImageView(
                                            ImageViewInfo.of(cubes)
                                                    .withType(ImageViewType.CUBE_ARRAY)),
                            "ImageView 'cubes': type=CUBE_ARRAY needs the feature IMAGE_CUBE_ARRAY"
                                    + " (imageCubeArray), which device 'gpu' lacks");
                    cubes.close();
                },
                Feature.SAMPLER_FILTER_MINMAX,
                Feature.SAMPLER_MIRROR_CLAMP_TO_EDGE,
                Feature.STORAGE_IMAGE_MULTISAMPLE,
                Feature.IMAGE_CUBE_ARRAY);
    }

    @Test
    void defect22LimitsAreTheRightOnes(Gpu gpu) {
        Device device = gpu.device();
        refused(
                () ->
                        device.createImage(
                                ImageInfo.of2D(
                                                "ms",
                                                Format.R8G8B8A8_UNORM,
                                                8,
                                                8,
                                                ImageUsage.COLOR_ATTACHMENT)
                                        .withSamples(64)),
                "Image 'ms': samples=64 (expected one of [1, 2, 4, 8] for format=R8G8B8A8_UNORM and"
                        + " this usage on this device)");
        refused(
                () -> device.createSampler(SamplerInfo.linear("s").withLod(-15.5f, 0, 1)),
                "Sampler 's': lodBias=-15.5 (expected up to 15.0 on this device)");
        refused(
                () -> SamplerInfo.linear("s").withLod(Float.NaN, 0, 1),
                "Sampler 's': lodBias=NaN (expected a finite number)");
        refused(
                () ->
                        SamplerInfo.linear("s")
                                .withCompare(CompareOp.LESS)
                                .withReduction(ReductionMode.MIN),
                "Sampler 's': compare=LESS, reduction=MIN (expected WEIGHTED_AVERAGE where there is"
                        + " a comparison)");
        SamplerInfo texels = SamplerInfo.linear("t").withUnnormalized();
        assertThatThrownBy(() -> texels.withAddressMode(AddressMode.REPEAT))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("Sampler 't': unnormalized with magnification=LINEAR")
                .hasMessageContaining("addressU=REPEAT, addressV=REPEAT");
        gpu.own(device.createSampler(texels));
        gpu.own(
                device.createSampler(
                        SamplerInfo.nearest("border")
                                .withAddressModes(
                                        AddressMode.CLAMP_TO_BORDER,
                                        AddressMode.MIRRORED_REPEAT,
                                        AddressMode.MIRROR_CLAMP_TO_EDGE)
                                .withBorderColor(BorderColor.INT_OPAQUE_WHITE)
                                .withFilters(Filter.LINEAR, Filter.NEAREST, Filter.LINEAR)
                                .withReduction(ReductionMode.MIN)));
    }

    @Test
    void defect17NothingIsLeftWhenCreationFails(Gpu gpu) {
        Device device = gpu.device();
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "depth",
                                        Format.D32_SFLOAT_S8_UINT,
                                        8,
                                        8,
                                        ImageUsage.SAMPLED)));
        int before = gpu.simulated().liveObjects().size();
        for (VulkanResult result : SimulatedDriver.allowedFailures("createImageView")) {
            for (int nth = 1; nth <= 2; nth++) {
                gpu.driver().failNext(DriverCall.CREATE_IMAGE_VIEW, nth, result);
                assertThatThrownBy(() -> device.createImageView(ImageViewInfo.of(image)))
                        .hasMessageContaining("depth")
                        .hasMessageContaining(result.name());
                assertThat(gpu.simulated().liveObjects()).hasSize(before);
            }
        }
        for (VulkanResult result : SimulatedDriver.allowedFailures("createSampler")) {
            gpu.driver().failNext("createSampler", result);
            assertThatThrownBy(() -> device.createSampler(SamplerInfo.linear("s")))
                    .hasMessageContaining(result.name());
        }
        assertThat(gpu.simulated().liveObjects()).hasSize(before);
        assertThat(device.lifetimeReport().objects()).hasSize(1);
    }

    @Test
    void capabilitiesAreWhatTheDriverSays(Gpu gpu) {
        FormatCapabilities color = gpu.device().capabilities(Format.R8G8B8A8_UNORM);
        assertThat(color.supports(ImageUsage.SAMPLED)).isTrue();
        assertThat(color.supports(ImageUsage.DEPTH_STENCIL_ATTACHMENT)).isFalse();
        assertThat(color.linearFilter()).isTrue();
        assertThat(color.blend()).isTrue();
        assertThat(color.vertexBuffer()).isTrue();
        assertThat(color.blitSource()).isTrue();
        assertThat(color.blitDestination()).isTrue();
        assertThat(color.storageAtomics()).isFalse();
        assertThat(color.minMaxReduction()).isFalse();
        assertThat(color.attachmentSampleCounts()).containsExactly(1, 2, 4, 8);
        FormatCapabilities none = gpu.device().capabilities(Format.ASTC_4x4_SRGB_BLOCK);
        assertThat(none.supports(ImageUsage.SAMPLED)).isFalse();
        assertThat(none.sampledSampleCounts()).isEmpty();
    }
}
