package daxa.samples;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A compute shader that writes a storage image, found by its id in the bindless table. The image
/// is then blitted to what is shown.
final class ComputeSample implements Sample {
    private static final int WORKGROUP = 8;

    private final Device device;
    private final PipelineManager pipelines;
    private final ManagedPipeline<ComputePipeline> pipeline;
    private final MemorySegment push = Arena.ofAuto().allocate(20, 8);
    private Image image;
    private ImageView view;

    ComputeSample(Device device, Target target) {
        this.device = device;
        image = createImage(target.width(), target.height());
        view = device.createImageView(ImageViewInfo.of(image));
        pipelines = Shaders.manager(device);
        pipeline = pipelines.compute("waves", StageSource.compute(Shaders.source("compute.comp")));
        Shaders.await(pipelines);
    }

    private Image createImage(int width, int height) {
        return device.createImage(
                ImageInfo.of2D(
                        "waves",
                        Format.R8G8B8A8_UNORM,
                        width,
                        height,
                        ImageUsage.STORAGE,
                        ImageUsage.TRANSFER_SRC));
    }

    // The old image may be closed at once: it is destroyed when the GPU is done with it.
    private void resize(int width, int height) {
        view.close();
        image.close();
        image = createImage(width, height);
        view = device.createImageView(ImageViewInfo.of(image));
    }

    @Override
    public void record(CommandRecorder recorder, Target target, float seconds) {
        Shaders.update(pipelines);
        ImageInfo info = image.info();
        if (info.width() != target.width() || info.height() != target.height()) {
            resize(target.width(), target.height());
        }
        push.set(ValueLayout.JAVA_LONG, 0, view.id().bits());
        push.set(ValueLayout.JAVA_INT, 8, target.width());
        push.set(ValueLayout.JAVA_INT, 12, target.height());
        push.set(ValueLayout.JAVA_FLOAT, 16, seconds);

        recorder.setPipeline(pipeline.get());
        recorder.pushConstants(push);
        // The blit of the frame before reads the image that is written now.
        recorder.barrier(Access.TRANSFER_READ, Access.COMPUTE_WRITE);
        recorder.dispatch(groups(target.width()), groups(target.height()), 1);
        recorder.barrier(Access.COMPUTE_WRITE, Access.TRANSFER_READ);
        recorder.blitImage(
                image,
                ImageArea.of(image.info(), 0),
                target.image(),
                ImageArea.of(target.image().info(), 0),
                Filter.NEAREST);
    }

    private static int groups(int texels) {
        return (texels + WORKGROUP - 1) / WORKGROUP;
    }

    @Override
    public void close() {
        pipelines.close();
        view.close();
        image.close();
    }
}
