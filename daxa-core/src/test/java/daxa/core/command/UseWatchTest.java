package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Who watches what commands use.
class UseWatchTest extends CommandFixture {
    private final List<Object> used = new ArrayList<>();

    @Test
    void isToldOfEachResourceOnce() {
        Buffer a = buffer(64);
        Buffer b = buffer(64);
        Image image = image(imageInfo());
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        recorder.begin();
        recorder.fillBuffer(a, 0, 64, 0);
        recorder.watchUses((resource, written) -> used.add(resource));
        recorder.fillBuffer(a, 0, 64, 0);
        recorder.copyBuffer(a, 0, b, 0, 64);
        recorder.copyBuffer(b, 0, a, 0, 64);
        recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 0)).end();
        assertThat(used).containsExactly(a.object(), b.object(), image.object());
        recorder.watchUses((resource, written) -> used.add(resource));
        recorder.fillBuffer(b, 0, 64, 0);
        recorder.watchUses(null);
        recorder.fillBuffer(a, 0, 64, 0);
        assertThat(used).hasSize(4).endsWith(b.object());
        recorder.discard();
        recorder.begin();
        recorder.fillBuffer(a, 0, 64, 0);
        recorder.discard();
        assertThat(used).hasSize(4);
    }

    @Test
    void isToldEachTimeOfWhatPassesWrite() {
        ImageInfo info =
                ImageInfo.of2D(
                        "depth", Format.D32_SFLOAT, 8, 8, ImageUsage.DEPTH_STENCIL_ATTACHMENT);
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(info))));
        List<Boolean> writes = new ArrayList<>();
        recorder.begin();
        recorder.watchUses((resource, written) -> writes.add(written));
        recorder.beginRenderPass(new RenderPassInfo().testDepth(view)).end();
        recorder.beginRenderPass(new RenderPassInfo().testDepth(view)).end();
        assertThat(writes).containsExactly(false);
        recorder.beginRenderPass(new RenderPassInfo().loadDepth(view)).end();
        recorder.beginRenderPass(new RenderPassInfo().loadDepth(view).dropDepth()).end();
        assertThat(writes).containsExactly(false, true, true);
        recorder.discard();
    }

    @Test
    void keepsCommandsFromBeingRecorded() {
        Buffer a = buffer(64);
        List<RecordedCommand> recorded =
                run(
                        r -> {
                            r.watchUses(
                                    (resource, written) -> {
                                        throw new UsageException("not " + resource.label());
                                    });
                            for (int i = 0; i < 2; i++) {
                                refused(() -> r.fillBuffer(a, 0, 64, 0), "not Buffer 'buffer'");
                            }
                        });
        assertThat(recorded).isEmpty();
    }

    @Test
    void needsARecording() {
        refused(
                () -> recorder.watchUses((resource, written) -> used.add(resource)),
                "watchUses was called on CommandRecorder 'recorder', which is not recording; call"
                        + " begin() first");
    }

    /// More watches than a recording has numbers for at first.
    @Test
    void watchesFollowEachOtherWithoutEnd() {
        Buffer a = buffer(64);
        recorder.begin();
        int watches = 140_000;
        for (int i = 0; i < watches; i++) {
            recorder.watchUses((resource, written) -> used.add(resource));
            recorder.use(a);
        }
        assertThat(used).hasSize(watches);
        recorder.discard();
    }
}
