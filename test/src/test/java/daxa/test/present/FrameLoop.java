package daxa.test.present;

import com.sun.management.ThreadMXBean;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.lifetime.LeakLevel;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/// Runs frames on a headless window until a thousand of them allocate nothing on the Java heap, and
/// prints how many bytes the last thousand allocated.
final class FrameLoop {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int FRAMES = 1000;

    /// Until the compiler has seen through LWJGL's calls, each of them allocates.
    private static final int MOST_ROUNDS = 100;

    private FrameLoop() {}

    public static void main(String[] arguments) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Instance instance =
                Instance.create(InstanceInfo.of("frames").withLeakLevel(LeakLevel.DISABLED));
        Device device = instance.createDevice(DeviceInfo.of("gpu"));
        Window window =
                instance.createWindow(
                        WindowInfo.of("stage", 16, 16).withSystem(new HeadlessWindowSystem()));
        Swapchain swapchain = device.createSwapchain(SwapchainInfo.of("main", window));
        CommandRecorder recorder = device.createCommandRecorder("frames");
        ExecutableCommands commands = new ExecutableCommands();
        long bytes = Long.MAX_VALUE;
        int rounds = 0;
        while (bytes != 0 && rounds < MOST_ROUNDS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(window, swapchain, recorder, commands, FRAMES);
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            rounds++;
        }

        recorder.close();
        swapchain.close();
        window.close();
        device.close();
        instance.close();
        System.out.println("bytes=" + bytes + " rounds=" + rounds);
        System.out.println("open=" + instance.nativeObjects().openText());
    }

    private static void run(
            Window window,
            Swapchain swapchain,
            CommandRecorder recorder,
            ExecutableCommands commands,
            int frames) {
        for (int i = 0; i < frames; i++) {
            window.pollEvents();
            Optional<SwapchainFrame> acquired = swapchain.acquire(LONG);
            SwapchainFrame frame = acquired.orElseThrow();
            recorder.begin();
            recorder.clearImage(frame.image(), 1, 0, 0, 1);
            swapchain.present(recorder.complete(commands));
        }
    }
}
