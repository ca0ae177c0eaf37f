package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.command.SubmitToken;
import daxa.core.driver.Feature;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// The scenes in which foreign code, or the host by itself, takes part.
public final class InteropScenes {
    private InteropScenes() {}

    /// Those that the real driver does not play: the validation layer that the tests run with can
    /// end the process there.
    public static List<Scene> simulatedOnly() {
        return List.of(
                Scene.of("host image copies", InteropScenes::hostImageCopies)
                        .needing(Feature.HOST_IMAGE_COPY));
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
