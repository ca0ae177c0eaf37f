package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.CommandRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;

/// The scenes of [Scenes] in which foreign code takes part.
final class InteropScenes {
    private InteropScenes() {}

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
}
