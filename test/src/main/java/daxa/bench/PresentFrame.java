package daxa.bench;

import static org.lwjgl.vulkan.VK10.vkDeviceWaitIdle;

import daxa.core.DeviceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.driver.Feature;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;

/// A frame that acquires an image of a headless surface, clears and presents it, two of them in
/// flight, beside the same frame by hand on a surface of its own.
@NullUnmarked
public class PresentFrame extends Comparison {
    private static final int OPERATIONS = 100;

    /// What is done by hand: `complete` or `short`.
    @Param({"complete", "short"})
    public String byHand;

    private Gpu gpu;
    private Swapchain swapchain;
    private final ExecutableCommands commands = new ExecutableCommands();
    private CommandRecorder recorder;
    private HandWrittenFrames handWritten;

    @Override
    protected void open() {
        gpu = new Gpu(DeviceInfo.of("bench").require(Feature.SWAPCHAIN));
        Window window =
                gpu.instance.createWindow(
                        WindowInfo.of("bench", Gpu.EXTENT, Gpu.EXTENT)
                                .withSystem(new HeadlessWindowSystem()));
        gpu.onClose(window::close);
        swapchain = gpu.device.createSwapchain(SwapchainInfo.of("bench", window));
        gpu.onClose(swapchain::close);
        recorder = gpu.device.createCommandRecorder("bench");
        gpu.onClose(recorder::close);
        handWritten = new HandWrittenFrames(gpu, swapchain, byHand.equals("complete"));
    }

    @Override
    public void close() {
        gpu.close();
        handWritten.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected int warmUpOperations() {
        return 20_000;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            SwapchainFrame frame = swapchain.acquire(Gpu.DEADLINE).orElseThrow();
            recorder.begin();
            recorder.clearImage(frame.image(), 0, 0, 0, 1);
            swapchain.present(recorder.complete(commands));
        }
    }

    @Override
    protected void finishOurs() {
        gpu.queue.awaitIdle(Gpu.DEADLINE);
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            handWritten.frame();
        }
    }

    @Override
    protected void finishReference() {
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
