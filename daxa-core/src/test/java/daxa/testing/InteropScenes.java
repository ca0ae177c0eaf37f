package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.ForeignBuffer;
import daxa.core.resource.ForeignImage;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The scenes in which foreign code, or the host by itself, takes part.
public final class InteropScenes {
    private InteropScenes() {}

    /// Those that the real driver does not play: the validation layer that the tests run with can
    /// end the process there, the software driver lacks the feature, or the handles are made up.
    public static List<Scene> simulatedOnly() {
        return List.of(
                Scene.of("host image copies", InteropScenes::hostImageCopies)
                        .needing(Feature.HOST_IMAGE_COPY),
                Scene.of("waits for presents", InteropScenes::presentWait)
                        .needing(Feature.PRESENT_WAIT),
                Scene.of("adopted images and buffers", InteropScenes::adopted));
    }

    static void foreignCommands(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (Buffer buffer = device.createBuffer(BufferInfo.of("buffer", 64));
                CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            SubmitToken recorded =
                    Scenes.submit(
                            device.mainQueue(),
                            recorder,
                            r -> {
                                r.use(buffer);
                                r.fillBuffer(buffer, 0, 64, 1);
                                r.recordForeign(commands -> {});
                            });
            SubmitToken submitted = device.mainQueue().submitForeign(() -> {});
            recorded.await(Gpu.LONG);
            submitted.await(Gpu.LONG);
        }
    }

    static void presentWait(Instance instance, Device device) {
        HeadlessWindowSystem system = new HeadlessWindowSystem();
        try (Window window =
                        instance.createWindow(WindowInfo.of("stage", 64, 48).withSystem(system));
                Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
                CommandRecorder recorder = device.createCommandRecorder("frames")) {
            for (int size = 0; size < 3; size++) {
                PresentationScenes.frames(swapchain, recorder, 2);
                device.mainQueue().awaitIdle(Gpu.LONG);
                if (swapchain.newestPresent() > 0) {
                    swapchain.awaitPresent(1, Gpu.LONG);
                    swapchain.awaitPresent(swapchain.newestPresent(), Gpu.LONG);
                }
                HeadlessWindowSystem.resize(window, 30 + size, 50);
            }
        }
    }

    static void adopted(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        ImageInfo info =
                ImageInfo.of2D(
                        "frame",
                        Format.R8G8B8A8_UNORM,
                        4,
                        4,
                        ImageUsage.SAMPLED,
                        ImageUsage.TRANSFER_DST);
        AtomicInteger adopted = new AtomicInteger();
        AtomicInteger released = new AtomicInteger();
        try {
            adoptAndUse(device, info, adopted, released);
        } finally {
            device.waitIdle(Gpu.LONG);
            device.collectGarbage();
        }
        assertThat(released.get()).isEqualTo(adopted.get());
    }

    private static void adoptAndUse(
            Device device, ImageInfo info, AtomicInteger adopted, AtomicInteger released) {
        try (Image frame =
                        device.adoptImage(
                                info,
                                ForeignImage.undefined(0xF00D)
                                        .onRelease(released::incrementAndGet));
                ImageView view = view(device, frame, adopted);
                Buffer buffer =
                        device.adoptBuffer(
                                BufferInfo.of("bytes", 64),
                                ForeignBuffer.of(0xBEEF).onRelease(released::incrementAndGet));
                CommandRecorder recorder = recorder(device, adopted)) {
            assertThat(view.isClosed()).isFalse();
            for (int i = 0; i < 2; i++) {
                Scenes.submit(
                                device.mainQueue(),
                                recorder,
                                r -> {
                                    r.copyBufferToImage(buffer, 0, frame, ImageArea.of(info, 0));
                                    r.clearImage(frame, 0, 0, 0, 1);
                                })
                        .await(Gpu.LONG);
            }
        }
    }

    // Counts what was adopted before.
    private static ImageView view(Device device, Image frame, AtomicInteger adopted) {
        adopted.incrementAndGet();
        return device.createImageView(ImageViewInfo.of(frame));
    }

    private static CommandRecorder recorder(Device device, AtomicInteger adopted) {
        adopted.incrementAndGet();
        return device.createCommandRecorder("recorder");
    }

    static void hostImageCopies(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        ImageInfo info =
                ImageInfo.of2D(
                        "texels",
                        Format.R8G8B8A8_UNORM,
                        4,
                        4,
                        ImageUsage.HOST_TRANSFER,
                        ImageUsage.SAMPLED);
        MemorySegment texels = MemorySegment.ofArray(new int[16]);
        try (Image image = device.createImage(info);
                MemoryBlock block =
                        device.createMemoryBlock(
                                MemoryBlockInfo.of("block", device.memoryRequirements(info)));
                Image placed = block.createImage(info, 0)) {
            device.copyToImage(texels, image, ImageArea.of(info, 0));
            device.copyFromImage(image, ImageArea.of(info, 0), texels);
            device.copyToImage(texels, placed, ImageArea.of(info, 0));
        }
    }
}
