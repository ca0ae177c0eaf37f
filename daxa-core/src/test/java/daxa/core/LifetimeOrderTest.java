package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderPassInfo;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.lifetime.Collected;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.util.List;

/// L4 and L8: in which order things are destroyed.
class LifetimeOrderTest extends LifetimeRules {
    @Test
    void l4TheOrderOfDestructionIsThatOfTheStructure(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image).withName("view"));
        Buffer buffer = buffer(gpu, "buffer");
        ComputePipeline pipeline = pipeline(gpu, "pipeline");
        CommandRecorder recorder = gpu.device().createCommandRecorder("recorder");
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.dispatch(1, 1, 1);
        recorder.fillBuffer(buffer, 0, 64, 0);
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.driver().logCalls(true);

        gpu.instance().close();
        gpu.device().close();
        image.close();
        pipeline.close();
        recorder.close();
        buffer.close();
        gpu.finishAll();
        assertThat(destroyed(gpu)).isEmpty();
        view.close();

        List<String> order = destroyed(gpu);
        assertThat(order)
                .containsSubsequence("destroyImageView view", "destroyImage image")
                .containsSubsequence(
                        "destroyBuffer buffer",
                        "destroyBindlessSet",
                        "destroyDevice gpu",
                        "destroyInstance test")
                .containsSubsequence("destroyPipeline pipeline", "destroyDevice gpu")
                .containsSubsequence("destroyCommands recorder", "destroyDevice gpu")
                .endsWith("destroyDevice gpu", "destroyInstance test");
        assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("nothing");
    }

    @Test
    void l4AParentGoesInTheSameCollectionAsItsLastChild(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        gpu.device().mainQueue().submit();
        image.close();
        view.close();
        gpu.finish(0);
        assertThat(gpu.device().collectGarbage()).isEqualTo(new Collected(2, 0));
    }

    @Test
    void l4AParentIsStampedWhenItIsClosedAndNotWhenItsChildGoes(Gpu gpu) {
        Image image = target(gpu, "image");
        Counted object = image.object();
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        view.close();
        gpu.device().collectGarbage();
        gpu.device().mainQueue().submit();
        image.close();
        gpu.device().mainQueue().submit();
        gpu.simulated().complete(0, gpu.simulated().pendingValues(0).getFirst());
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
    }

    @Test
    void firstLayoutsReachAnImageThatIsClosedBeforeItsView(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        image.close();
        CommandRecorder recorder = recorder(gpu, 0);
        recorder.begin();
        recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 1, 0, 0, 1)).end();
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    void firstLayoutsLeaveClosedImagesAlone(Gpu gpu) {
        Image image = target(gpu, "image");
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        image.close();
        view.close();
        gpu.device().mainQueue().submit();
        assertThat(gpu.driver().callCount(DriverCall.IMAGE_BARRIER)).isEqualTo(1);
        gpu.device().collectGarbage();
        assertThat(gpu.device().lifetimeReport().objects()).isEmpty();
    }
}
