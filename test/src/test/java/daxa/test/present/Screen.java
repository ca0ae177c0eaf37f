package daxa.test.present;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import daxa.core.present.Window;

import org.lwjgl.glfw.GLFWNativeX11;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// Reads what an X server shows, with a connection of its own.
final class Screen implements AutoCloseable {
    private static final long ALL_PLANES = -1;
    private static final int Z_PIXMAP = 2;

    private final Arena arena = Arena.ofConfined();
    private final SymbolLookup x11 = SymbolLookup.libraryLookup("libX11.so.6", arena);
    private final MethodHandle getImage =
            handle(
                    "XGetImage",
                    ADDRESS,
                    ADDRESS,
                    JAVA_LONG,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_INT);
    private final MethodHandle getPixel =
            handle("XGetPixel", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle destroyImage = handle("XDestroyImage", JAVA_INT, ADDRESS);
    private final MethodHandle warpPointer =
            handle(
                    "XWarpPointer",
                    JAVA_INT,
                    ADDRESS,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT);
    private final MethodHandle sync = handle("XSync", JAVA_INT, ADDRESS, JAVA_INT);
    private final MethodHandle close = handle("XCloseDisplay", JAVA_INT, ADDRESS);
    private final MemorySegment display;

    Screen() {
        try {
            display =
                    (MemorySegment)
                            handle("XOpenDisplay", ADDRESS, ADDRESS)
                                    .invokeExact(MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (display.address() == 0) {
            throw new AssertionError("the display cannot be opened");
        }
    }

    private MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        x11.find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
    }

    /// The colours that a window shows.
    ///
    /// @return one value 0xRRGGBB for each texel, row by row from the top
    int[] contents(Window window, int width, int height) {
        long drawable = GLFWNativeX11.glfwGetX11Window(window.nativeHandle());
        try {
            MemorySegment image =
                    (MemorySegment)
                            getImage.invokeExact(
                                    display, drawable, 0, 0, width, height, ALL_PLANES, Z_PIXMAP);
            if (image.address() == 0) {
                throw new AssertionError("the window cannot be read");
            }
            int[] texels = new int[width * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    texels[y * width + x] =
                            (int) (long) getPixel.invokeExact(image, x, y) & 0xFFFFFF;
                }
            }
            int ignored = (int) destroyImage.invokeExact(image);
            return texels;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Moves the mouse over a window.
    void moveMouse(Window window, int x, int y) {
        long drawable = GLFWNativeX11.glfwGetX11Window(window.nativeHandle());
        try {
            int ignored = (int) warpPointer.invokeExact(display, 0L, drawable, 0, 0, 0, 0, x, y);
            ignored = (int) sync.invokeExact(display, 0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) close.invokeExact(display);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        arena.close();
    }
}
