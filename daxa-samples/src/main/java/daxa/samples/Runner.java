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
import daxa.core.present.PresentMode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
                        instance.createDevice(
                                DeviceInfo.of("gpu")
                                        .require(entry.needs())
                                        .withAdapter(options.device()))) {
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
                        entry.factories()
                                .getFirst()
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
        Clock clock = new Clock();
        try (Stage stage = new Stage()) {
            try {
                for (Sample.Factory factory : entry.factories()) {
                    stage.open(instance, device, factory, clock);
                }
            } catch (NoDisplayException e) {
                System.out.println(e.getMessage());
                System.out.println("rendering headless");
                return headless(device);
            }
            System.out.println("keys: escape closes the window, space pauses");
            return stage.run(device);
        }
    }

    /// All windows of the sample.
    private final class Stage implements AutoCloseable {
        private final List<WindowLoop> loops = new ArrayList<>();

        void open(Instance instance, Device device, Sample.Factory factory, Clock clock) {
            int number = loops.size() + 1;
            String name = entry.name() + (number == 1 ? "" : " " + number);
            Window window =
                    instance.createWindow(
                            WindowInfo.of(
                                    "daxa " + name,
                                    Math.max(1, options.width() / number),
                                    Math.max(1, options.height() / number)));
            WindowLoop loop = new WindowLoop(device, factory, clock, window);
            loops.add(loop);
            SwapchainInfo info = SwapchainInfo.of(name, window);
            // One window in step with the display is enough: two would wait for each other.
            loop.swapchain =
                    device.createSwapchain(
                            number == 1
                                    ? info
                                    : info.withPresentModes(
                                            PresentMode.MAILBOX, PresentMode.IMMEDIATE));
            loop.recorder = device.createCommandRecorder(name + " frame");
        }

        boolean run(Device device) {
            boolean written = true;
            while (loops.stream().noneMatch(loop -> loop.window.closeRequested())
                    && (options.frames() == 0 || frames < options.frames())) {
                loops.getFirst().window.pollEvents();
                for (WindowLoop loop : loops) {
                    written &= loop.frame(loop.equals(loops.getFirst()));
                }
            }
            device.waitIdle(DEADLINE);
            return written;
        }

        @Override
        public void close() {
            for (WindowLoop loop : loops.reversed()) {
                loop.close();
            }
        }
    }

    private final class WindowLoop {
        private final Device device;
        private final Sample.Factory factory;
        private final Clock clock;
        private final Window window;
        private @Nullable Swapchain swapchain;
        private @Nullable CommandRecorder recorder;
        private @Nullable Sample sample;

        WindowLoop(Device device, Sample.Factory factory, Clock clock, Window window) {
            this.device = device;
            this.factory = factory;
            this.clock = clock;
            this.window = window;
            window.onKey(this::key);
        }

        private void key(Key key, KeyAction action) {
            if (action == KeyAction.PRESS && key == Key.ESCAPE) {
                window.requestClose();
            } else if (action == KeyAction.PRESS && key == Key.SPACE) {
                clock.togglePause();
            }
        }

        /// Shows a frame, if there is one.
        ///
        /// @param counted whether its frames are those that are counted
        /// @return false if a picture of it could not be written
        boolean frame(boolean counted) {
            Swapchain shown = Objects.requireNonNull(swapchain);
            Optional<SwapchainFrame> acquired = shown.acquire(DEADLINE);
            if (acquired.isEmpty()) {
                return true;
            }
            if (counted) {
                frames++;
            }
            return render(shown, Objects.requireNonNull(recorder), acquired.get(), counted);
        }

        private boolean render(
                Swapchain shown, CommandRecorder by, SwapchainFrame frame, boolean counted) {
            Sample.Target target =
                    new Sample.Target(frame.image(), frame.view(), frame.width(), frame.height());
            Sample current = sample;
            if (current == null) {
                current = factory.create(device, target);
                sample = current;
            }
            by.begin();
            current.record(by, target, clock.seconds());
            Path file = options.screenshot();
            if (file == null || !counted || frames != options.frames()) {
                shown.present(by.complete());
                return true;
            }
            Screenshot screenshot = Screenshot.record(device, by, frame.image());
            shown.present(by.complete());
            device.waitIdle(DEADLINE);
            return write(screenshot, file);
        }

        void close() {
            if (sample != null) {
                sample.close();
            }
            if (recorder != null) {
                recorder.close();
            }
            if (swapchain != null) {
                swapchain.close();
            }
            window.close();
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
