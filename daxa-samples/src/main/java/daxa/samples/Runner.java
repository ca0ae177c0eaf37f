package daxa.samples;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.SubmitToken;
import daxa.core.driver.NativeBooks;
import daxa.core.error.NoDisplayException;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.present.Key;
import daxa.core.present.KeyAction;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Runs a sample in a window or without one, and says at the end what became of everything.
final class Runner {
    private static final int HEADLESS_FRAMES = 60;
    private static final int FRAMES_IN_FLIGHT = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    // Without a window every run shows the same: a frame is a sixtieth of a second.
    private static final float HEADLESS_FRAME_SECONDS = 1 / 60f;

    private final Sample.Entry entry;
    private final Options options;
    private int frames;

    Runner(Sample.Entry entry, Options options) {
        this.entry = entry;
        this.options = options;
    }

    int run() {
        InstanceInfo info =
                InstanceInfo.of("daxa " + entry.name()).withValidation(options.validate());
        if (options.strict()) {
            info = info.withLifetimeMode(LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN);
        }
        Instance instance = Instance.create(info);
        boolean written;
        try (instance;
                Device device =
                        instance.createDevice(DeviceInfo.of("gpu").withAdapter(options.device()))) {
            System.out.println(entry.name() + ": " + entry.shows());
            System.out.println("device: " + device.adapter().name());
            written = options.headless() ? headless(device) : windowed(instance, device);
        }
        instance.flushMessages();
        NativeBooks books = instance.nativeObjects();
        System.out.println(
                "frames="
                        + frames
                        + " validation="
                        + (options.validate() ? instance.validationFaults() : "off")
                        + " created="
                        + books.totalCreated()
                        + " destroyed="
                        + books.totalDestroyed()
                        + " alive="
                        + books.totalOpen());
        return written && books.totalOpen() == 0 && instance.validationFaults() == 0 ? 0 : 1;
    }

    // ---------------------------------------------------------------- without a window

    private boolean headless(Device device) {
        int count = options.frames() == 0 ? HEADLESS_FRAMES : options.frames();
        Path file = options.screenshot();
        if (file == null) {
            file = Path.of(entry.name() + ".png");
        }
        ImageInfo info =
                ImageInfo.of2D(
                        "target",
                        Format.R8G8B8A8_UNORM,
                        options.width(),
                        options.height(),
                        ImageUsage.COLOR_ATTACHMENT,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST);
        try (Image image = device.createImage(info);
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                CommandRecorder recorder = device.createCommandRecorder("frame");
                Sample sample =
                        entry.factory()
                                .create(
                                        device,
                                        new Sample.Target(
                                                image, view, info.width(), info.height()))) {
            Sample.Target target = new Sample.Target(image, view, info.width(), info.height());
            SubmitToken[] tokens = new SubmitToken[FRAMES_IN_FLIGHT];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = new SubmitToken();
            }
            Screenshot screenshot = null;
            for (frames = 0; frames < count; frames++) {
                SubmitToken token = tokens[frames % tokens.length];
                if (frames >= tokens.length) {
                    token.await(DEADLINE);
                }
                recorder.begin();
                recorder.barrier(Access.ALL, Access.ALL);
                sample.record(recorder, target, frames * HEADLESS_FRAME_SECONDS);
                if (frames == count - 1) {
                    screenshot = Screenshot.record(device, recorder, image);
                }
                device.mainQueue().submit(recorder.complete(), token);
            }
            device.waitIdle(DEADLINE);
            return screenshot == null || write(screenshot, file);
        }
    }

    private static boolean write(Screenshot screenshot, Path file) {
        try (screenshot) {
            if (screenshot.write(file)) {
                System.out.println("wrote " + file);
                return true;
            }
            System.err.println("cannot write " + file);
            return false;
        }
    }

    // ---------------------------------------------------------------- in a window

    private boolean windowed(Instance instance, Device device) {
        Window window;
        try {
            window =
                    instance.createWindow(
                            WindowInfo.of(
                                    "daxa " + entry.name(), options.width(), options.height()));
        } catch (NoDisplayException e) {
            System.out.println(e.getMessage());
            System.out.println("rendering headless");
            return headless(device);
        }
        System.out.println("keys: escape closes the window, space pauses");
        try (window;
                Swapchain swapchain =
                        device.createSwapchain(SwapchainInfo.of(entry.name(), window));
                CommandRecorder recorder = device.createCommandRecorder("frame")) {
            return new WindowLoop(device, window, swapchain, recorder).run();
        }
    }

    private final class WindowLoop {
        private final Device device;
        private final Window window;
        private final Swapchain swapchain;
        private final CommandRecorder recorder;
        private final Clock clock = new Clock();
        private @Nullable Sample sample;

        WindowLoop(Device device, Window window, Swapchain swapchain, CommandRecorder recorder) {
            this.device = device;
            this.window = window;
            this.swapchain = swapchain;
            this.recorder = recorder;
        }

        boolean run() {
            boolean written = true;
            window.onKey(this::key);
            try {
                while (!window.closeRequested()
                        && (options.frames() == 0 || frames < options.frames())) {
                    window.pollEvents();
                    Optional<SwapchainFrame> frame = swapchain.acquire(DEADLINE);
                    if (frame.isPresent()) {
                        frames++;
                        written = render(frame.get());
                    }
                }
                device.waitIdle(DEADLINE);
            } finally {
                if (sample != null) {
                    sample.close();
                }
            }
            return written;
        }

        private void key(Key key, KeyAction action) {
            if (action == KeyAction.PRESS && key == Key.ESCAPE) {
                window.requestClose();
            } else if (action == KeyAction.PRESS && key == Key.SPACE) {
                clock.togglePause();
            }
        }

        private boolean render(SwapchainFrame frame) {
            Sample.Target target =
                    new Sample.Target(frame.image(), frame.view(), frame.width(), frame.height());
            Sample current = sample;
            if (current == null) {
                current = entry.factory().create(device, target);
                sample = current;
            }
            recorder.begin();
            current.record(recorder, target, clock.seconds());
            Path file = options.screenshot();
            if (file == null || frames != options.frames()) {
                swapchain.present(recorder.complete());
                return true;
            }
            Screenshot screenshot = Screenshot.record(device, recorder, frame.image());
            swapchain.present(recorder.complete());
            device.waitIdle(DEADLINE);
            return write(screenshot, file);
        }
    }

    /// Seconds since the start, without those that were paused.
    private static final class Clock {
        private long last = System.nanoTime();
        private double seconds;
        private boolean paused;

        void togglePause() {
            seconds();
            paused = !paused;
        }

        float seconds() {
            long now = System.nanoTime();
            if (!paused) {
                seconds += (now - last) / 1e9;
            }
            last = now;
            return (float) seconds;
        }
    }
}
