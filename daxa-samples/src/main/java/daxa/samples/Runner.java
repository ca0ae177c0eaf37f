package daxa.samples;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.NativeBooks;
import daxa.core.error.NoDisplayException;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.present.WindowSystem;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Runs a sample in a window or without one, and says at the end what became of everything.
final class Runner {
    private static final int HEADLESS_FRAMES = 60;

    // Without a window every run shows the same: a frame is a sixtieth of a second.
    private static final float HEADLESS_FRAME_SECONDS = 1 / 60f;

    private final Sample.Entry entry;
    private final Options options;
    private int frames;

    Runner(Sample.Entry entry, Options options) {
        this.entry = entry;
        this.options = options;
    }

    // Where a sample is looked at afterwards alone, it ends and leaves a picture.
    private int headlessFrames() {
        return options.frames() == 0 ? HEADLESS_FRAMES : options.frames();
    }

    private Path headlessPicture() {
        Path file = options.screenshot();
        return file == null ? Path.of(entry.name() + ".png") : file;
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
            written = options.headless() ? headless(instance, device) : windowed(instance, device);
        }
        instance.flushMessages(Player.DEADLINE);
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

    private boolean headless(Instance instance, Device device) {
        return entry.factories().size() == 1
                ? headlessImage(device)
                : headlessWindows(instance, device);
    }

    private boolean headlessWindows(Instance instance, Device device) {
        try (Stage stage =
                new Stage(new HeadlessWindowSystem(), headlessFrames(), headlessPicture())) {
            stage.open(instance, device);
            return stage.run(device);
        }
    }

    private boolean headlessImage(Device device) {
        int count = headlessFrames();
        Path file = headlessPicture();
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
                Player player = new Player(device, info.format(), entry.factories().getFirst())) {
            for (frames = 0; frames < count; frames++) {
                player.frame(image, frames * HEADLESS_FRAME_SECONDS, frames == count - 1);
            }
            device.waitIdle(Player.DEADLINE);
            return write(player.picture(), file);
        }
    }

    private static boolean write(@Nullable Screenshot screenshot, Path file) {
        if (screenshot == null) {
            System.err.println("no frame was drawn: nothing to write to " + file);
            return false;
        }
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
        try (Stage stage = new Stage(null, options.frames(), options.screenshot())) {
            try {
                stage.open(instance, device);
            } catch (NoDisplayException e) {
                System.out.println(e.getMessage());
                System.out.println("rendering headless");
                return headless(instance, device);
            }
            System.out.println(WindowControls.KEYS);
            return stage.run(device);
        }
    }

    /// All windows of the sample.
    final class Stage implements AutoCloseable {
        private final @Nullable WindowSystem system;
        private final int limit;
        private final @Nullable Path picture;
        private final Clock clock;
        private final List<WindowLoop> loops = new ArrayList<>();

        /// @param system where the windows are opened, or null for the display
        /// @param limit how many frames to show, or 0 for no limit
        /// @param picture where to write the last frame, or null
        Stage(@Nullable WindowSystem system, int limit, @Nullable Path picture) {
            this.system = system;
            this.limit = limit;
            this.picture = picture;
            this.clock = new Clock(system != null);
        }

        void open(Instance instance, Device device) {
            for (Sample.Factory factory : entry.factories()) {
                open(instance, device, factory);
            }
        }

        private void open(Instance instance, Device device, Sample.Factory factory) {
            int number = loops.size() + 1;
            String name = entry.name() + (number == 1 ? "" : " " + number);
            WindowInfo shape =
                    WindowInfo.of(
                            "daxa " + name,
                            Math.max(1, options.width() / number),
                            Math.max(1, options.height() / number));
            Window window =
                    instance.createWindow(system == null ? shape : shape.withSystem(system));
            WindowLoop loop = new WindowLoop(window, pictureOf(number));
            loops.add(loop);
            SwapchainInfo info = SwapchainInfo.of(name, window);
            // One window in step with the display is enough: two would wait for each other.
            Swapchain swapchain =
                    device.createSwapchain(
                            number == 1
                                    ? info
                                    : info.withPresentModes(
                                            PresentMode.MAILBOX, PresentMode.IMMEDIATE));
            loop.swapchain = swapchain;
            loop.controls =
                    new WindowControls("daxa " + name, window, swapchain, clock::togglePause);
            loop.player = new Player(device, swapchain.format(), factory);
        }

        // That of the second window is beside that of the first.
        private @Nullable Path pictureOf(int number) {
            if (picture == null || number == 1) {
                return picture;
            }
            String first = Objects.requireNonNull(picture.getFileName()).toString();
            int dot = first.lastIndexOf('.');
            return picture.resolveSibling(
                    dot < 0
                            ? first + "-" + number
                            : first.substring(0, dot) + "-" + number + first.substring(dot));
        }

        boolean run(Device device) {
            boolean written = true;
            while (loops.stream().noneMatch(loop -> loop.window.closeRequested())
                    && (limit == 0 || frames < limit)) {
                loops.getFirst().window.pollEvents();
                float seconds = clock.seconds(frames);
                if (loops.getFirst().frame(seconds)) {
                    frames++;
                }
                for (WindowLoop loop : loops.subList(1, loops.size())) {
                    loop.frame(seconds);
                }
            }
            device.waitIdle(Player.DEADLINE);
            for (WindowLoop loop : loops) {
                written &= loop.writePicture();
            }
            return written;
        }

        void requestClose() {
            loops.getFirst().window.requestClose();
        }

        @Override
        public void close() {
            for (WindowLoop loop : loops.reversed()) {
                loop.close();
            }
        }
    }

    private static final class WindowLoop {
        private final Window window;
        private final @Nullable Path picture;
        private @Nullable Swapchain swapchain;
        private @Nullable WindowControls controls;
        private @Nullable Player player;

        WindowLoop(Window window, @Nullable Path picture) {
            this.window = window;
            this.picture = picture;
        }

        /// Shows a frame, if there is one. Any may be the last, so a picture is taken of each where
        /// one is wanted.
        ///
        /// @param seconds the time that it shows
        /// @return whether there was one
        boolean frame(float seconds) {
            Objects.requireNonNull(controls).update();
            return Objects.requireNonNull(player)
                    .frame(Objects.requireNonNull(swapchain), seconds, picture != null);
        }

        /// Writes the picture, once the GPU is done.
        ///
        /// @return false if it could not be written
        boolean writePicture() {
            return picture == null || write(Objects.requireNonNull(player).picture(), picture);
        }

        void close() {
            if (player != null) {
                player.close();
            }
            if (swapchain != null) {
                swapchain.close();
            }
            window.close();
        }
    }

    /// Seconds since the start, without those that were paused.
    private static final class Clock {
        private final boolean byFrames;
        private long last = System.nanoTime();
        private double seconds;
        private boolean paused;

        /// @param byFrames whether a frame is a sixtieth of a second, whatever it takes
        Clock(boolean byFrames) {
            this.byFrames = byFrames;
        }

        void togglePause() {
            seconds(0);
            paused = !paused;
        }

        float seconds(int frame) {
            if (byFrames) {
                return frame * HEADLESS_FRAME_SECONDS;
            }
            long now = System.nanoTime();
            if (!paused) {
                seconds += (now - last) / 1e9;
            }
            last = now;
            return (float) seconds;
        }
    }
}
