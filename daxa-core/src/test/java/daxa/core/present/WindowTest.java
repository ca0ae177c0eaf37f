package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.ClosedException;
import daxa.core.error.NoDisplayException;
import daxa.core.error.ThreadConfinementException;
import daxa.core.error.UsageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Windows without a platform: events, threads, destruction.
class WindowTest {
    private final SimulatedDriver driver = new SimulatedDriver().autoComplete(true);
    private final HeadlessWindowSystem system = new HeadlessWindowSystem();
    private final Instance instance = Instance.create(InstanceInfo.of("windows"), driver);

    private Window open(String title) {
        return instance.createWindow(WindowInfo.of(title, 320, 240).withSystem(system));
    }

    @AfterEach
    void nothingIsLeft() {
        instance.close();
        system.pollEvents();
        assertThat(driver.liveObjects()).isEmpty();
        assertThat(instance.nativeObjects().openText()).isEqualTo("nothing");
        assertThat(system.windowCount()).isZero();
    }

    /// Runs code on another thread.
    ///
    /// @return what it threw
    private static Throwable elsewhere(Runnable code) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .name("elsewhere")
                        .start(
                                () -> {
                                    try {
                                        code.run();
                                    } catch (RuntimeException e) {
                                        thrown.set(e);
                                    }
                                });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thrown.get();
    }

    @Test
    void sizesAndWishesAreToldAndCanBeReadAnywhere() {
        try (Window window = open("w")) {
            assertThat(window.width()).isEqualTo(320);
            assertThat(window.height()).isEqualTo(240);
            assertThat(window.closeRequested()).isFalse();
            window.setSize(400, 300);
            assertThat(
                            elsewhere(
                                    () -> {
                                        assertThat(window.width()).isEqualTo(400);
                                        assertThat(window.height()).isEqualTo(300);
                                        window.requestClose();
                                    }))
                    .isNull();
            assertThat(window.closeRequested()).isTrue();
            assertThat(window.info().title()).isEqualTo("w");
            assertThat(window.nativeHandle()).isZero();
            window.setTitle("other");
            assertThatThrownBy(() -> window.setSize(0, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Window 'w': width=0, height=1 (expected above 0 each)");
        }
    }

    @Test
    void listenersHearInsideOfPollEvents() {
        try (Window window = open("w");
                Window second = open("second")) {
            List<String> heard = new ArrayList<>();
            window.onResize((width, height) -> heard.add(width + "x" + height));
            window.onKey((key, action) -> heard.add(key + " " + action));
            second.onKey((key, action) -> heard.add("second " + key));
            HeadlessWindowSystem.resize(window, 10, 20);
            HeadlessWindowSystem.resize(window, 30, 40);
            HeadlessWindowSystem.key(window, Key.A, KeyAction.PRESS);
            HeadlessWindowSystem.key(window, Key.A, KeyAction.REPEAT);
            HeadlessWindowSystem.key(second, Key.ESCAPE, KeyAction.PRESS);
            assertThat(heard).isEmpty();
            assertThat(window.isKeyDown(Key.A)).isFalse();
            window.pollEvents();
            assertThat(heard).containsExactly("30x40", "A PRESS", "A REPEAT", "second ESCAPE");
            assertThat(window.isKeyDown(Key.A)).isTrue();
            HeadlessWindowSystem.key(window, Key.A, KeyAction.RELEASE);
            window.pollEvents();
            assertThat(window.isKeyDown(Key.A)).isFalse();
            window.onKey(null);
            window.onResize(null);
            HeadlessWindowSystem.key(window, Key.A, KeyAction.PRESS);
            HeadlessWindowSystem.resize(window, 50, 60);
            window.pollEvents();
            assertThat(heard).hasSize(5).last().isEqualTo("A RELEASE");
        }
    }

    @Test
    void theMouseIsHeard() {
        try (Window window = open("w")) {
            List<String> heard = new ArrayList<>();
            window.onMouse(
                    new MouseListener() {
                        @Override
                        public void onMove(double x, double y) {
                            heard.add("at " + x + " " + y);
                        }

                        @Override
                        public void onButton(MouseButton button, boolean pressed) {
                            heard.add(button + " " + pressed);
                        }

                        @Override
                        public void onScroll(double x, double y) {
                            heard.add("by " + x + " " + y);
                        }
                    });
            HeadlessWindowSystem.moveMouse(window, 1.5, 2);
            HeadlessWindowSystem.button(window, MouseButton.LEFT, true);
            HeadlessWindowSystem.scroll(window, 0, -1);
            assertThat(window.mouseX()).isZero();
            assertThat(window.isButtonDown(MouseButton.LEFT)).isFalse();
            window.pollEvents();
            assertThat(heard).containsExactly("at 1.5 2.0", "LEFT true", "by 0.0 -1.0");
            assertThat(window.mouseX()).isEqualTo(1.5);
            assertThat(window.mouseY()).isEqualTo(2);
            assertThat(window.isButtonDown(MouseButton.LEFT)).isTrue();
            // What a listener does not override it ignores.
            window.onMouse(new MouseListener() {});
            HeadlessWindowSystem.moveMouse(window, 3, 4);
            HeadlessWindowSystem.button(window, MouseButton.LEFT, false);
            HeadlessWindowSystem.scroll(window, 1, 1);
            window.pollEvents();
            assertThat(window.isButtonDown(MouseButton.LEFT)).isFalse();
            window.onMouse(null);
            HeadlessWindowSystem.moveMouse(window, 5, 6);
            window.pollEvents();
            assertThat(window.mouseX()).isEqualTo(5);
            assertThat(heard).hasSize(3);
        }
    }

    @Test
    void droppedFilesAreHeard() {
        try (Window window = open("w")) {
            List<List<Path>> heard = new ArrayList<>();
            window.onDrop(heard::add);
            List<Path> files = List.of(Path.of("a.png"), Path.of("b.png"));
            HeadlessWindowSystem.drop(window, files);
            assertThat(heard).isEmpty();
            window.pollEvents();
            assertThat(heard).containsExactly(files);
            window.onDrop(null);
            HeadlessWindowSystem.drop(window, files);
            window.pollEvents();
            assertThat(heard).hasSize(1);
        }
    }

    @Test
    void clipboardScaleCursorAndFullScreen() {
        try (Window window = open("w");
                Window second = open("second")) {
            assertThat(window.clipboard()).isEmpty();
            window.setClipboard("copied");
            assertThat(second.clipboard()).isEqualTo("copied");
            assertThat(window.contentScale()).isEqualTo(1);
            HeadlessWindowSystem.scale(window, 1.5f);
            assertThat(window.contentScale()).isEqualTo(1.5f);
            assertThatThrownBy(() -> HeadlessWindowSystem.scale(window, 0))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Window 'w': scale=0.0 (expected above 0)");
            for (Cursor cursor : Cursor.values()) {
                window.setCursor(cursor);
            }
            assertThat(window.isFullScreen()).isFalse();
            window.setFullScreen(true);
            assertThat(window.isFullScreen()).isTrue();
            window.setFullScreen(false);
            assertThat(window.isFullScreen()).isFalse();
        }
    }

    @Test
    void aListenerMayPollAndCloseAndThrow() {
        List<String> heard = new ArrayList<>();
        try (Window window = open("w")) {
            Window other = open("other");
            window.onKey(
                    (key, action) -> {
                        heard.add(key.name());
                        window.pollEvents();
                        other.close();
                        throw new IllegalStateException("a listener's own fault");
                    });
            HeadlessWindowSystem.key(window, Key.A, KeyAction.PRESS);
            HeadlessWindowSystem.key(window, Key.B, KeyAction.PRESS);
            window.pollEvents();
        }
        assertThat(heard).containsExactly("A", "B");
    }

    @Test
    void otherThreadsAreRefused() {
        String owner = Thread.currentThread().getName();
        try (Window window = open("w")) {
            Throwable thrown = elsewhere(window::pollEvents);
            assertThat(thrown)
                    .isInstanceOf(ThreadConfinementException.class)
                    .hasMessage(
                            "pollEvents of Window 'w' was called on thread 'elsewhere'; the windows"
                                    + " of headless belong to thread '"
                                    + owner
                                    + "', which opened the first of them; call it there");
            List<Runnable> confined =
                    List.of(
                            () -> window.setTitle("x"),
                            () -> window.setSize(1, 1),
                            () -> window.onKey(null),
                            () -> window.onResize(null),
                            () -> window.isKeyDown(Key.A),
                            () -> window.isButtonDown(MouseButton.LEFT),
                            () -> window.mouseX(),
                            () -> window.mouseY(),
                            () -> window.onMouse(null),
                            () -> window.onDrop(null),
                            () -> window.clipboard(),
                            () -> window.setClipboard(""),
                            () -> window.setCursor(Cursor.HAND),
                            () -> window.setFullScreen(true),
                            () -> window.isFullScreen(),
                            () -> HeadlessWindowSystem.moveMouse(window, 1, 1),
                            () -> HeadlessWindowSystem.button(window, MouseButton.LEFT, true),
                            () -> HeadlessWindowSystem.scroll(window, 1, 1),
                            () -> HeadlessWindowSystem.drop(window, List.of()),
                            () -> HeadlessWindowSystem.scale(window, 1),
                            () -> system.pollEvents(),
                            () -> open("another"),
                            () -> HeadlessWindowSystem.resize(window, 1, 1),
                            window::close);
            for (Runnable each : confined) {
                assertThat(elsewhere(each)).isInstanceOf(ThreadConfinementException.class);
            }
            assertThat(window.isClosed()).isFalse();
            assertThat(system.windowCount()).isEqualTo(1);
        }
    }

    @Test
    void l16AWindowThatDiesElsewhereIsDestroyedByTheNextPoll() {
        Window window = open("w");
        // Holds on as a swapchain's surface does.
        WindowObject object = window.window();
        object.hold();
        window.close();
        assertThat(elsewhere(object::releaseWeak)).isNull();
        assertThat(object.isDestroyed()).isFalse();
        assertThat(instance.nativeObjects().open(NativeKind.WINDOW)).isEqualTo(1);
        assertThat(elsewhere(() -> object.lifetimes().collect())).isNull();
        assertThat(object.isDestroyed()).isFalse();
        system.pollEvents();
        assertThat(object.isDestroyed()).isTrue();
        assertThat(instance.nativeObjects().open(NativeKind.WINDOW)).isZero();
    }

    @Test
    void openingAWindowDestroysThoseThatWait() {
        Window window = open("w");
        WindowObject object = window.window();
        object.hold();
        window.close();
        assertThat(elsewhere(object::releaseWeak)).isNull();
        try (Window next = open("next")) {
            assertThat(object.isDestroyed()).isTrue();
            assertThat(next.isClosed()).isFalse();
        }
    }

    @Test
    void whenThePlatformsThreadHasEndedTheNextOneTakesItsPlace() {
        HeadlessWindowSystem shared = new HeadlessWindowSystem();
        AtomicReference<Window> opened = new AtomicReference<>();
        assertThat(
                        elsewhere(
                                () ->
                                        opened.set(
                                                instance.createWindow(
                                                        WindowInfo.of("w", 1, 1)
                                                                .withSystem(shared)))))
                .isNull();
        instance.createWindow(WindowInfo.of("v", 1, 1).withSystem(shared)).close();
        opened.get().close();
        assertThat(shared.windowCount()).isZero();
    }

    @Test
    void aClosedWindowSaysSo() {
        Window window = open("w");
        window.close();
        window.close();
        assertThatThrownBy(window::pollEvents)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("Window 'w' is closed");
        assertThatThrownBy(window::width).isInstanceOf(ClosedException.class);
    }

    @Test
    void aWindowKeepsItsInstance() {
        Window window = open("w");
        instance.close();
        window.close();
    }

    @Test
    void aSystemWithoutDisplayLeavesNothing() {
        WindowSystem none =
                new WindowSystem("none") {
                    @Override
                    protected void start() {
                        throw new NoDisplayException("no display: none at all", null);
                    }

                    @Override
                    protected NativeWindow open(WindowInfo info, WindowEvents events) {
                        throw new AssertionError();
                    }

                    @Override
                    protected void poll() {}
                };
        assertThatThrownBy(() -> instance.createWindow(WindowInfo.of("w", 1, 1).withSystem(none)))
                .isInstanceOf(NoDisplayException.class)
                .hasMessage("no display: none at all");
        assertThat(none.windowCount()).isZero();
        none.pollEvents();
    }

    @Test
    void anotherSystemsWindowHasNoHeadlessEvents() {
        WindowSystem other =
                new WindowSystem("other") {
                    @Override
                    protected void start() {}

                    @Override
                    protected NativeWindow open(WindowInfo info, WindowEvents events) {
                        events.resized(7, 8);
                        return new NoWindow();
                    }

                    @Override
                    protected void poll() {}
                };
        try (Window window = instance.createWindow(WindowInfo.of("w", 1, 1).withSystem(other))) {
            assertThat(window.width()).isEqualTo(7);
            assertThatThrownBy(() -> HeadlessWindowSystem.resize(window, 1, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Window 'w' is a window of other (expected one of a"
                                    + " HeadlessWindowSystem)");
        }
    }

    private static final class NoWindow implements NativeWindow {
        @Override
        public String clipboard() {
            return "";
        }

        @Override
        public void setClipboard(String text) {}

        @Override
        public void setCursor(Cursor cursor) {}

        @Override
        public void setFullScreen(boolean on) {}

        @Override
        public long createSurface(InstanceDriver driver, String name) {
            return 0;
        }

        @Override
        public void setTitle(String title) {}

        @Override
        public void setSize(int width, int height) {}

        @Override
        public long nativeHandle() {
            return 0;
        }

        @Override
        public void destroy() {}
    }

    @Test
    void noDisplaySaysWhatToDo() {
        assertThat(GlfwWindowSystem.noDisplayText(true, null, "", "?"))
                .isEqualTo(
                        "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; set DISPLAY or"
                                + " WAYLAND_DISPLAY, or run headless (HeadlessWindowSystem)");
        assertThat(GlfwWindowSystem.noDisplayText(true, ":9", null, "X11: no"))
                .isEqualTo(
                        "no display: DISPLAY=:9, WAYLAND_DISPLAY=(not set), and GLFW says: X11: no;"
                                + " set DISPLAY or WAYLAND_DISPLAY to a display that runs and lets"
                                + " this user in, or run headless (HeadlessWindowSystem)");
        assertThat(GlfwWindowSystem.noDisplayText(false, null, null, "WGL: no"))
                .isEqualTo("no display: WGL: no; run headless (HeadlessWindowSystem)");
    }

    @Test
    void keysHaveTheNumbersOfGlfw() {
        for (Key key : Key.values()) {
            assertThat(Key.ofGlfw(key.glfwNumber())).isEqualTo(key);
        }
        assertThat(Key.ofGlfw(-7)).isEqualTo(Key.UNKNOWN);
        assertThat(Key.ofGlfw(10_000)).isEqualTo(Key.UNKNOWN);
        assertThat(Key.ofGlfw(65)).isEqualTo(Key.A);
        assertThat(Key.ofGlfw(256)).isEqualTo(Key.ESCAPE);
    }
}
