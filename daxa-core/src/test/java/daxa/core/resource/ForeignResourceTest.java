package daxa.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.driver.NativeKind;
import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulationFault;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.DeviceLostException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.LifetimeMode;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Buffers and images made elsewhere live like others, and go back when the GPU is done.
@OnDriver(Gpu.Kind.SIMULATED)
class ForeignResourceTest {
    private static final long HANDLE = 0xF00D;
    private static final ImageInfo FRAME =
            ImageInfo.of2D(
                    "frame",
                    Format.R8G8B8A8_UNORM,
                    4,
                    4,
                    ImageUsage.SAMPLED,
                    ImageUsage.TRANSFER_SRC,
                    ImageUsage.TRANSFER_DST);

    private final List<String> released = new ArrayList<>();
    private Gpu gpu;
    private Device device;

    @BeforeEach
    void start(Gpu given) {
        gpu = given;
        device = gpu.device();
    }

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private ForeignImage image() {
        return ForeignImage.general(HANDLE).onRelease(() -> released.add("image"));
    }

    @Test
    void anImageGoesBackWhenTheGpuIsDone() {
        Image image = device.adoptImage(FRAME, image());
        assertThat(image.nativeHandle()).isEqualTo(HANDLE);
        ImageView view = device.createImageView(ImageViewInfo.of(image));
        assertThat(device.imageView(view.id())).hasValueSatisfying(ImageView::close);
        try (CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            recorder.begin();
            recorder.clearImage(image, 0, 0, 0, 0);
            recorder.closeAfterSubmit(view);
            recorder.closeAfterSubmit(image);
            device.mainQueue().submit(recorder.complete());
        }
        device.collectGarbage();
        assertThat(released).isEmpty();
        gpu.finishAll();
        device.collectGarbage();
        device.collectGarbage();
        assertThat(released).containsExactly("image");
        assertThat(gpu.instance().nativeObjects().open(NativeKind.IMAGE)).isEqualTo(1);
    }

    @Test
    void aBufferGoesBackWhenTheGpuIsDone() {
        Buffer buffer =
                device.adoptBuffer(
                        BufferInfo.of("theirs", 64),
                        ForeignBuffer.of(HANDLE).onRelease(() -> released.add("buffer")));
        assertThat(buffer.deviceAddress()).isNotZero();
        assertThat(device.buffer(buffer.id())).hasValueSatisfying(Buffer::close);
        assertThat(device.bufferAt(buffer.deviceAddress() + 8))
                .hasValueSatisfying(
                        at -> {
                            assertThat(at.buffer().nativeHandle()).isEqualTo(HANDLE);
                            at.buffer().close();
                        });
        refused(
                buffer::mapped,
                "Buffer 'theirs' is not host-visible: memory=DEVICE (expected UPLOAD or"
                        + " READBACK); create it with BufferInfo.upload() or readback()");
        try (CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            recorder.begin();
            recorder.fillBuffer(buffer, 0, 64, 1);
            device.mainQueue().submit(recorder.complete());
        }
        buffer.close();
        device.collectGarbage();
        assertThat(released).isEmpty();
        gpu.finishAll();
        device.collectGarbage();
        assertThat(released).containsExactly("buffer");
    }

    @Test
    void contentsInTheGeneralLayoutNeedNoSubmit() {
        gpu.driver().logCalls(true);
        Image image = gpu.own(device.adoptImage(FRAME, image()));
        Buffer down = gpu.own(device.createBuffer(BufferInfo.of("down", 64)));
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        recorder.begin();
        recorder.copyImageToBuffer(image, ImageArea.of(FRAME, 0), down, 0);
        device.mainQueue().submit(recorder.complete());
        assertThat(gpu.driver().calls())
                .filteredOn(call -> call.call() == DriverCall.IMAGE_BARRIER)
                // That of the null image.
                .hasSize(1);
    }

    @Test
    void otherLayoutsAreLeftBehindByTheFirstSubmit() {
        List<List<Long>> barriers = new ArrayList<>();
        gpu.simulated()
                .onSubmit(
                        submission ->
                                submission.commands().stream()
                                        .filter(c -> c.call() == DriverCall.IMAGE_BARRIER)
                                        .filter(c -> c.handles().contains(HANDLE))
                                        .forEach(c -> barriers.add(c.arguments().subList(1, 3))));
        int shaderReadOnly = 5;
        gpu.own(device.adoptImage(FRAME, ForeignImage.inLayout(HANDLE, shaderReadOnly)));
        device.mainQueue().submit();
        device.mainQueue().submit();
        assertThat(barriers).containsExactly(List.of(5L, 1L));
        gpu.finishAll();
    }

    @Test
    void anImageThatNoSubmitSawGoesBackToo() {
        device.adoptImage(FRAME, ForeignImage.undefined(HANDLE).onRelease(() -> released.add("i")))
                .close();
        device.collectGarbage();
        assertThat(released).containsExactly("i");
    }

    @Test
    void whatTheListenerThrowsIsLogged() {
        gpu.expectLog("Image 'frame' was released, and what was told of it threw");
        Runnable listener =
                () -> {
                    throw new IllegalStateException("theirs");
                };
        device.adoptImage(FRAME, ForeignImage.general(HANDLE).onRelease(listener)).close();
        device.collectGarbage();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.IMAGE)).isEqualTo(1);
    }

    @Test
    void theListenerMayUseTheFramework() {
        Runnable listener =
                () -> {
                    device.createBuffer(BufferInfo.of("again", 64)).close();
                    device.collectGarbage();
                    device.mainQueue().submit();
                    released.add("done");
                };
        device.adoptImage(FRAME, ForeignImage.general(HANDLE).onRelease(listener)).close();
        device.collectGarbage();
        assertThat(released).containsExactly("done");
        gpu.finishAll();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void viewsAreChildrenInStrictModeToo() {
        Image image = device.adoptImage(FRAME, image());
        ImageView view = device.createImageView(ImageViewInfo.of(image));
        assertThatThrownBy(image::close).isInstanceOf(ChildrenAliveException.class);
        view.close();
        image.close();
        device.collectGarbage();
        device.collectGarbage();
        assertThat(released).containsExactly("image");
    }

    @Test
    void theDeviceCloseGivesBackWhatIsLeft() {
        device.adoptImage(FRAME, image()).close();
        device.adoptBuffer(
                        BufferInfo.of("theirs", 64),
                        ForeignBuffer.of(HANDLE + 1).onRelease(() -> released.add("buffer")))
                .close();
        device.close();
        assertThat(released).containsExactlyInAnyOrder("image", "buffer");
    }

    @Test
    void declaredQueuesHold() {
        Image image = gpu.own(device.adoptImage(FRAME.queues(QueueKind.MAIN), image()));
        CommandRecorder recorder =
                gpu.own(device.createCommandRecorder("compute", device.computeQueue(0)));
        recorder.begin();
        assertThatThrownBy(() -> recorder.clearImage(image, 0, 0, 0, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is declared for main alone");
        recorder.discard();
    }

    @Test
    void badInputChangesNothing() {
        refused(
                () -> ForeignImage.general(0),
                "ForeignImage: handle=0 (expected one that is not null)");
        refused(
                () -> ForeignBuffer.of(0),
                "ForeignBuffer: handle=0 (expected one that is not null)");
        refused(
                () -> ForeignImage.inLayout(1, -1),
                "ForeignImage: layout=-1 (expected a VkImageLayout)");
        refused(
                () -> device.adoptBuffer(BufferInfo.of("b", 4).upload(), ForeignBuffer.of(1)),
                "Buffer 'b' was made elsewhere: memory=UPLOAD (expected DEVICE, since whoever"
                        + " mapped its memory has it)");
        refused(
                () ->
                        device.adoptBuffer(
                                BufferInfo.of("b", 4).with(MemoryOption.DEDICATED),
                                ForeignBuffer.of(1)),
                "Buffer 'b' was made elsewhere: options=[DEDICATED] (expected none, since its"
                        + " memory is not the device's)");
        refused(
                () -> device.adoptImage(FRAME.with(MemoryOption.ALIASED), image()),
                "Image 'frame' was made elsewhere: options=[ALIASED] (expected none, since its"
                        + " memory is not the device's)");
        ImageInfo large = ImageInfo.of2D("large", Format.R8_UNORM, 1 << 20, 1, ImageUsage.SAMPLED);
        assertThatThrownBy(() -> device.adoptImage(large, image()))
                .hasMessageContaining("extent=1048576x1x1");
        assertThat(released).isEmpty();
        assertThat(gpu.instance().nativeObjects().open(NativeKind.IMAGE)).isEqualTo(1);
    }

    @Test
    void aLostDeviceAdoptsNothing() {
        gpu.simulated().loseDevice();
        assertThatThrownBy(() -> device.adoptImage(FRAME, image()))
                .isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(
                        () -> device.adoptBuffer(BufferInfo.of("b", 4), ForeignBuffer.of(HANDLE)))
                .isInstanceOf(DeviceLostException.class);
        assertThat(released).isEmpty();
    }

    @Test
    void theSimulationKnowsWhoseHandlesAre() {
        gpu.expectFaults();
        gpu.own(device.adoptImage(FRAME, image()));
        Buffer own = gpu.own(device.createBuffer(BufferInfo.of("own", 4)));
        assertThatThrownBy(() -> gpu.simulated().adoptBuffer("again", 4, HANDLE))
                .isInstanceOf(SimulationFault.class)
                .hasMessage("adoptBuffer: Buffer 'again': handle 61453 is that of another object");
        assertThatThrownBy(() -> gpu.simulated().releaseBuffer(own.nativeHandle(), true))
                .isInstanceOf(SimulationFault.class)
                .hasMessage("releaseBuffer: Buffer 'own' was made here");
    }
}
