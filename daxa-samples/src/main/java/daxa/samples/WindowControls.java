package daxa.samples;

import daxa.core.present.Cursor;
import daxa.core.present.Key;
import daxa.core.present.KeyAction;
import daxa.core.present.PresentMode;
import daxa.core.present.Swapchain;
import daxa.core.present.Window;

import java.nio.file.Path;
import java.util.List;

/// What a user can do to a window of a sample, and the title that tells what has become of it.
final class WindowControls {
    static final String KEYS =
            "keys: escape closes the window, space pauses, F fills the screen, M takes the next"
                    + " present mode, P the next pointer, C copies the title, V shows the"
                    + " clipboard; what is dropped is shown too";

    private static final List<PresentMode> MODES = List.of(PresentMode.values());
    private static final Cursor[] CURSORS = {
        Cursor.ARROW, Cursor.TEXT, Cursor.CROSSHAIR, Cursor.HAND, Cursor.HIDDEN
    };

    private final Window window;
    private final Swapchain swapchain;
    private final Runnable togglePause;
    private final String name;
    private int cursor;
    private String note = "";

    // What the title tells.
    private PresentMode mode;
    private int width;
    private int height;
    private boolean changed = true;

    WindowControls(String name, Window window, Swapchain swapchain, Runnable togglePause) {
        this.name = name;
        this.window = window;
        this.swapchain = swapchain;
        this.togglePause = togglePause;
        this.mode = swapchain.presentMode();
        window.onKey(this::key);
        window.onDrop(this::dropped);
    }

    private void key(Key key, KeyAction action) {
        if (action != KeyAction.PRESS) {
            return;
        }
        switch (key) {
            case ESCAPE -> window.requestClose();
            case SPACE -> togglePause.run();
            case F -> window.setFullScreen(!window.isFullScreen());
            case M -> swapchain.setPresentModes(nextMode());
            case P -> {
                cursor = (cursor + 1) % CURSORS.length;
                window.setCursor(CURSORS[cursor]);
                tell("pointer " + CURSORS[cursor]);
            }
            case C -> window.setClipboard(title());
            case V -> tell("clipboard: " + window.clipboard());
            default -> {}
        }
    }

    // Modes that the window does not offer become others, so they are passed over in turn.
    private PresentMode[] nextMode() {
        int next = MODES.indexOf(swapchain.presentMode()) + 1;
        PresentMode[] wanted = new PresentMode[MODES.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = MODES.get((next + i) % wanted.length);
        }
        return wanted;
    }

    private void dropped(List<Path> files) {
        tell("dropped: " + files);
    }

    private void tell(String news) {
        note = news;
        changed = true;
    }

    /// Keeps the title true; called for each frame.
    void update() {
        if (changed
                || mode != swapchain.presentMode()
                || width != swapchain.width()
                || height != swapchain.height()) {
            changed = false;
            mode = swapchain.presentMode();
            width = swapchain.width();
            height = swapchain.height();
            window.setTitle(title());
        }
    }

    /// What the title says: name, size, present mode, and the last news.
    String title() {
        return name
                + ", "
                + width
                + "x"
                + height
                + ", "
                + mode
                + (note.isEmpty() ? "" : ", " + note);
    }
}
