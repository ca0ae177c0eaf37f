package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import java.util.List;

/// What tests of the rules of lifetimes share, on a GPU whose progress is moved by hand. A test's
/// name begins with its rule.
@OnDriver(Gpu.Kind.SIMULATED)
abstract class LifetimeRules {
    static Buffer buffer(Gpu gpu, String name) {
        return gpu.device().createBuffer(BufferInfo.of(name, 64));
    }

    static ImageInfo targetInfo(String name) {
        return ImageInfo.of2D(name, Format.R8G8B8A8_UNORM, 4, 4, ImageUsage.COLOR_ATTACHMENT);
    }

    static Image target(Gpu gpu, String name) {
        return gpu.device().createImage(targetInfo(name));
    }

    static ComputePipeline pipeline(Gpu gpu, String name) {
        return gpu.device().createComputePipeline(ComputePipelineInfo.of(name, Shaders.compute()));
    }

    static CommandRecorder recorder(Gpu gpu, int queue) {
        return gpu.own(gpu.device().createCommandRecorder("recorder " + queue, queue(gpu, queue)));
    }

    static Queue queue(Gpu gpu, int index) {
        return gpu.device().queues().get(index);
    }

    static ExecutableCommands fill(CommandRecorder recorder, Buffer... buffers) {
        recorder.begin();
        for (Buffer buffer : buffers) {
            recorder.barrier(Access.ALL, Access.ALL);
            recorder.fillBuffer(buffer, 0, buffer.size(), 1);
        }
        return recorder.complete();
    }

    static List<String> destroyed(Gpu gpu) {
        return gpu.driver().calls().stream()
                .filter(call -> call.call().methodName().startsWith("destroy"))
                .map(call -> call.call() + (call.object().isEmpty() ? "" : " " + call.object()))
                .toList();
    }

    static Counted closedBuffer(Gpu gpu) {
        Buffer buffer = buffer(gpu, "closed");
        Counted object = buffer.object();
        buffer.close();
        assertThat(object.isDestroyed()).isFalse();
        return object;
    }
}
