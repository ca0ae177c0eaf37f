package daxa.core.driver.simulated;

import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/// A surface. The driver's lock guards its fields.
final class SimSurface extends SimObject {
    private static final int ANY_USAGE = 0x1F;

    final SimulatedInstance instance;
    final ArrayDeque<PresentStatus> acquireScript = new ArrayDeque<>();
    final ArrayDeque<PresentStatus> presentScript = new ArrayDeque<>();
    SurfaceInfo info;
    PresentStatus mismatch = PresentStatus.OUT_OF_DATE;
    boolean presentable = true;
    boolean lost;

    /// The swapchain that is not retired.
    @Nullable SimSwapchain current;

    SimSurface(long handle, String name, SimulatedInstance instance, int width, int height) {
        super(handle, NativeKind.SURFACE, name, null, null);
        this.instance = instance;
        this.info =
                new SurfaceInfo(
                        2,
                        8,
                        width,
                        height,
                        1,
                        1,
                        16384,
                        16384,
                        ANY_USAGE,
                        List.of(
                                new SurfaceInfo.SurfaceFormat(44, 0),
                                new SurfaceInfo.SurfaceFormat(50, 0),
                                new SurfaceInfo.SurfaceFormat(37, 0),
                                new SurfaceInfo.SurfaceFormat(43, 0)),
                        List.of(0, 1, 2, 3));
    }

    void resize(int width, int height) {
        info =
                new SurfaceInfo(
                        info.minImageCount(),
                        info.maxImageCount(),
                        width,
                        height,
                        info.minWidth(),
                        info.minHeight(),
                        info.maxWidth(),
                        info.maxHeight(),
                        info.usage(),
                        info.formats(),
                        info.presentModes());
    }
}
