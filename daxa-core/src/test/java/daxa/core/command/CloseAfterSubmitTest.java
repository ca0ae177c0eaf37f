package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

/// L13: references that are handed to a recording are closed with it, whatever becomes of it.
class CloseAfterSubmitTest extends CommandFixture {
    private Buffer handedOver() {
        return gpu.device().createBuffer(BufferInfo.of("handed over", 16));
    }

    @Test
    void l13_closedAfterTheSubmitAndDestroyedWhenTheGpuIsDone() {
        Buffer buffer = handedOver();
        recorder.begin();
        recorder.closeAfterSubmit(buffer);
        recorder.fillBuffer(buffer, 0, 16, 1);
        ExecutableCommands commands = recorder.complete();
        assertThat(buffer.isClosed()).isFalse();
        gpu.device().mainQueue().submit(commands);
        assertThat(buffer.isClosed()).isTrue();
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).contains("Buffer 'handed over'");
        gpu.finishAll();
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).doesNotContain("Buffer 'handed over'");
    }

    @Test
    void defect09ADroppedRecordingClosesWhatWasHandedOver() {
        Buffer first = handedOver();
        recorder.begin();
        recorder.closeAfterSubmit(first);
        recorder.complete().close();
        assertThat(first.isClosed()).isTrue();
        Buffer second = handedOver();
        recorder.begin();
        recorder.closeAfterSubmit(second);
        recorder.discard();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void defect09AFailedSubmitLeavesItWithTheCommands() {
        Buffer buffer = handedOver();
        recorder.begin();
        recorder.closeAfterSubmit(buffer);
        ExecutableCommands commands = recorder.complete();
        gpu.driver().failNext(DriverCall.SUBMIT.methodName(), VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .hasMessageContaining("OUT_OF_HOST_MEMORY");
        assertThat(buffer.isClosed()).isFalse();
        gpu.device().mainQueue().submit(commands);
        assertThat(buffer.isClosed()).isTrue();
    }

    @Test
    void manyOfEveryTypeAreClosed() {
        recorder.begin();
        Buffer[] buffers = new Buffer[9];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = handedOver();
            recorder.closeAfterSubmit(buffers[i]);
        }
        Image image = gpu.device().createImage(imageInfo());
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        recorder.closeAfterSubmit(image);
        recorder.closeAfterSubmit(view);
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(buffers).allMatch(Buffer::isClosed);
        assertThat(image.isClosed() && view.isClosed()).isTrue();
    }

    @Test
    void whatIsClosedAlreadyIsRefusedOrLeftAlone() {
        Buffer buffer = handedOver();
        assertThatThrownBy(() -> recorder.closeAfterSubmit(buffer))
                .hasMessage(
                        "closeAfterSubmit was called on CommandRecorder 'recorder', which is not"
                                + " recording; call begin() first");
        recorder.begin();
        recorder.closeAfterSubmit(buffer);
        buffer.close();
        assertThatThrownBy(() -> recorder.closeAfterSubmit(buffer))
                .isInstanceOf(ClosedException.class);
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l13StrictModeRefusesTheSubmitOfAParent() {
        Image image = gpu.device().createImage(imageInfo());
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        recorder.begin();
        recorder.closeAfterSubmit(image);
        ExecutableCommands commands = recorder.complete();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageStartingWith(
                        "Image 'image', to be closed after this submit to queue 'main' of device"
                                + " 'gpu', cannot be closed: 1 child is still open. Close them"
                                + " first (LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN):\n"
                                + "  ImageView 'image', 1 reference, created at ");
        assertThat(image.isClosed()).isFalse();
        view.close();
        gpu.device().mainQueue().submit(commands);
        assertThat(image.isClosed()).isTrue();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void l13StrictModeLetsADroppedParentLinger() {
        Image image = gpu.device().createImage(imageInfo());
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        recorder.begin();
        recorder.closeAfterSubmit(image);
        gpu.expectLog("Image 'image' was closed with commands, and lingers");
        recorder.discard();
        assertThat(image.isClosed()).isTrue();
        assertThat(view.isClosed()).isFalse();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void strictModeClosesChildrenBeforeTheirParents() {
        Image image = gpu.device().createImage(imageInfo());
        Image second = image.retain();
        ImageView view = gpu.device().createImageView(ImageViewInfo.of(image));
        recorder.begin();
        recorder.closeAfterSubmit(image);
        recorder.closeAfterSubmit(view);
        recorder.closeAfterSubmit(second);
        recorder.closeAfterSubmit(second);
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(image.isClosed() && view.isClosed() && second.isClosed()).isTrue();
    }

    @Test
    @GpuSetup(mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void aRecorderCanBeHandedToItsOwnCommands() {
        CommandRecorder own = gpu.device().createCommandRecorder("own");
        own.begin();
        own.closeAfterSubmit(own);
        ExecutableCommands commands = own.complete();
        gpu.device().mainQueue().submit(commands);
        assertThat(own.isClosed()).isTrue();
    }

    @Test
    void allCommandsOfASubmitCloseWhatTheyWereHanded() {
        Queue queue = gpu.device().mainQueue();
        CommandRecorder other = gpu.own(gpu.device().createCommandRecorder("other"));
        Buffer first = handedOver();
        Buffer second = handedOver();
        recorder.begin();
        recorder.closeAfterSubmit(first);
        ExecutableCommands commands = recorder.complete();
        other.begin();
        other.closeAfterSubmit(second);
        SubmitInfo info =
                new SubmitInfo().commands(commands).nextBatch().commands(other.complete());
        gpu.driver().failNext(DriverCall.SUBMIT.methodName(), VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> queue.submit(info)).hasMessageContaining("OUT_OF_HOST_MEMORY");
        assertThat(first.isClosed() || second.isClosed()).isFalse();
        queue.submit(info);
        assertThat(first.isClosed() && second.isClosed()).isTrue();
        assertThat(gpu.simulated().liveObjects())
                .filteredOn("Buffer 'handed over'"::equals)
                .hasSize(2);
    }

    @Test
    void theQueueIsFreeWhenItCloses() {
        Window window = gpu.window("window", 8, 8);
        Swapchain swapchain = gpu.device().createSwapchain(SwapchainInfo.of("swapchain", window));
        assertThat(swapchain.acquire(Gpu.LONG)).isPresent();
        recorder.begin();
        recorder.closeAfterSubmit(swapchain);
        // The close gives the acquired image back with a submission of its own.
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(swapchain.isClosed()).isTrue();
    }

    @Test
    void whatIsBorrowedIsRefused() {
        gpu.simulated().autoComplete(true);
        Window window = gpu.window("window", 8, 8);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("swapchain", window)));
        Image borrowed = swapchain.acquire(Gpu.LONG).orElseThrow().image();
        recorder.begin();
        refusedWith(
                () -> recorder.closeAfterSubmit(borrowed),
                "is borrowed from generation 0 of Swapchain 'swapchain' and has no close()");
        gpu.device().mainQueue().submit(recorder.complete());
        assertThat(borrowed.isClosed()).isFalse();
    }
}
