package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// What a render pass asks of the driver.
@OnDriver(Gpu.Kind.SIMULATED)
class RenderPassTest {
    private static List<Long> attachments(Gpu gpu, Format format) {
        List<RecordedCommand> commands = new ArrayList<>();
        gpu.simulated().onSubmit(submission -> commands.addAll(submission.commands()));
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "depth",
                                                format,
                                                4,
                                                4,
                                                ImageUsage.DEPTH_STENCIL_ATTACHMENT)));
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.beginRenderPass(new RenderPassInfo().clearDepth(view, 1)).end();
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(view.nativeHandle()).isNotZero();
        return commands.stream()
                .filter(command -> command.call() == DriverCall.BEGIN_RENDERING)
                .findFirst()
                .orElseThrow()
                .handles()
                .stream()
                .map(handle -> handle - view.nativeHandle())
                .toList();
    }

    @Test
    void depthAloneIsOneAttachment(Gpu gpu) {
        assertThat(attachments(gpu, Format.D32_SFLOAT)).containsExactly(0L);
    }

    /// Pipelines for such a format expect both; the layer at hand does not look.
    @Test
    void aFormatWithStencilIsTwoAttachments(Gpu gpu) {
        assertThat(attachments(gpu, Format.D24_UNORM_S8_UINT)).containsExactly(0L, 0L);
    }
}
