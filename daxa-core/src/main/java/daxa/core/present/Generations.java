package daxa.core.present;

import daxa.core.command.Queue;
import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SwapchainDescription;
import daxa.core.error.DaxaException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/// The generations of a swapchain's images, one after the other, as its window changes.
@ExternallySynchronized
final class Generations {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.present");

    // Without present fences, generations wait for a newer one's images to be shown. While a window
    // is dragged none of those is; more than these are not kept.
    private static final int MAX_UNPROVEN = 4;

    private final SwapchainInfo info;
    private final BindlessTable table;
    private final DeviceContext context;
    private final DeviceDriver driver;
    private final Queue queue;
    private final SurfaceObject surface;
    private final SwapchainObject swapchain;
    private final WindowObject window;
    private final TimeLeft time;
    private final boolean fenced;

    private final List<Generation> ending = new ArrayList<>();
    private final List<Generation> unproven = new ArrayList<>();
    private List<PresentMode> presentModes;
    private SurfaceChoice choice;
    private @Nullable Generation current;
    private int made;
    private long windowSize;

    // Why the images have to be made anew.
    private boolean outOfDate;
    private boolean suboptimal;
    private boolean modesChanged;
    private boolean surfaceLost;

    /// Whether the surface calls images suboptimal that were just made for it.
    private boolean suboptimalForEver;

    /// Surfaces lost since an image was last acquired.
    private int losses;

    /// Chooses what the images will be, and makes none.
    ///
    /// @param time how long the creation or the acquire at work may wait
    Generations(
            SwapchainInfo info,
            BindlessTable table,
            Queue queue,
            SurfaceObject surface,
            SwapchainObject swapchain,
            WindowObject window,
            SurfaceChoice choice,
            TimeLeft time) {
        this.info = info;
        this.table = table;
        this.context = table.context();
        this.driver = context.driver();
        this.queue = queue;
        this.surface = surface;
        this.swapchain = swapchain;
        this.window = window;
        this.choice = choice;
        this.time = time;
        this.fenced = context.has(Feature.SWAPCHAIN_MAINTENANCE);
        this.presentModes = info.presentModes();
    }

    // ---------------------------------------------------------------- what there is

    /// The newest one, or null while there is none.
    @Nullable Generation current() {
        return current;
    }

    SurfaceChoice choice() {
        return choice;
    }

    /// Whether the images have to be made anew before one can be acquired.
    boolean isOutOfDate() {
        return outOfDate;
    }

    boolean isSurfaceLost() {
        return surfaceLost;
    }

    // ---------------------------------------------------------------- what happens to them

    /// Wants other present modes from the next [#refresh()] on.
    void setPresentModes(List<PresentMode> modes) {
        presentModes = modes;
        modesChanged = true;
    }

    /// Takes notice of what the driver said of the newest images.
    void note(PresentStatus status) {
        switch (status) {
            case SUBOPTIMAL -> suboptimal = !suboptimalForEver;
            case OUT_OF_DATE -> outOfDate = true;
            case SURFACE_LOST -> surfaceLost = true;
            case OPTIMAL, TIMEOUT -> {}
        }
    }

    /// Notes that an image was acquired.
    void acquired(Generation.PerImage image) {
        losses = 0;
        if (image.presented && !unproven.isEmpty()) {
            // Presents happen in order: this one is over, so are those of older generations.
            allProven();
        }
    }

    /// Notes that the surface is lost.
    ///
    /// @throws VulkanException if another one was lost since the last image
    void surfaceLost(String call) {
        surfaceLost = true;
        losses++;
        if (losses > 1) {
            throw VulkanException.of(call, VulkanResult.SURFACE_LOST, surface.label());
        }
    }

    private void allProven() {
        for (Generation each : unproven) {
            each.presentsOver = true;
        }
        unproven.clear();
    }

    // ---------------------------------------------------------------- following the window

    /// Makes the images anew where that is needed.
    ///
    /// @return the generation to acquire from, or null while the window is minimised
    @Nullable Generation refresh() {
        endOldOnes();
        long size = window.size();
        if (window.width() == 0 || window.height() == 0) {
            return null;
        }
        Generation generation = current;
        if (generation != null
                && size == windowSize
                && !outOfDate
                && !suboptimal
                && !modesChanged
                && !surfaceLost) {
            return generation;
        }
        while (true) {
            try {
                return renew(size);
            } catch (VulkanException e) {
                if (e.result() != VulkanResult.SURFACE_LOST || losses > 0) {
                    throw e;
                }
                surfaceLost(e.call());
            }
        }
    }

    // In strict mode a view that another thread made in the last moment can keep one from ending.
    private void endOldOnes() {
        while (!ending.isEmpty()) {
            ending.getLast().end();
            ending.removeLast();
        }
    }

    private @Nullable Generation renew(long size) {
        if (surfaceLost) {
            renewSurface();
        }
        SurfaceInfo offered = driver.surfaceInfo(surface.handle());
        int width =
                extent(
                        offered.currentWidth(),
                        (int) (size >>> Integer.SIZE),
                        offered.minWidth(),
                        offered.maxWidth());
        int height =
                extent(
                        offered.currentHeight(),
                        (int) size,
                        offered.minHeight(),
                        offered.maxHeight());
        if (width == 0 || height == 0) {
            return null;
        }
        Generation old = current;
        boolean sameSize = old != null && old.width == width && old.height == height;
        if (sameSize && !outOfDate && !suboptimal && !modesChanged) {
            windowSize = size;
            return old;
        }
        requireNoViews(old);
        Generation renewed = replace(offered, width, height, old);
        // If the rest fails, the next attempt begins with this one, since Vulkan has retired the
        // other.
        current = renewed;
        boolean sameReason = suboptimal && !outOfDate && !modesChanged;
        outOfDate = true;
        renewed.fill(table);
        suboptimalForEver = sameSize && sameReason;
        outOfDate = false;
        suboptimal = false;
        modesChanged = false;
        windowSize = size;
        choice = renewed.choice;
        endOldOnes();
        return renewed;
    }

    private static int extent(int fixed, int wanted, int min, int max) {
        return fixed >= 0 ? fixed : Math.clamp(wanted, min, Math.max(min, max));
    }

    private void requireNoViews(@Nullable Generation generation) {
        if (generation != null
                && context.lifetimes().mode() == LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN) {
            generation.requireNoViews();
        }
    }

    private Generation replace(
            SurfaceInfo offered, int width, int height, @Nullable Generation old) {
        SurfaceChoice chosen =
                SurfaceChoice.of(info, presentModes, choice.format(), offered, driver);
        int usage = 0;
        for (ImageUsage each : chosen.usage()) {
            usage |= each.vulkanBit();
        }
        SwapchainDescription description =
                new SwapchainDescription(
                        info.name(),
                        surface.handle(),
                        chosen.minImages(),
                        chosen.format().vulkanValue(),
                        chosen.colorSpace().vulkanValue(),
                        width,
                        height,
                        usage,
                        chosen.presentMode().vulkanValue(),
                        old == null ? 0 : old.handle);
        // Even where the creation fails, Vulkan retires the old one. It is ended afterwards, since
        // until then its handle is needed.
        giveUpCurrent();
        long handle = createNative(description);
        return Generation.create(context, queue, swapchain, made++, chosen, width, height, handle);
    }

    // A swapchain that was closed before may still be on the window until the GPU is done with it.
    private long createNative(SwapchainDescription description) {
        try {
            return driver.createSwapchain(description);
        } catch (VulkanException e) {
            if (e.result() != VulkanResult.NATIVE_WINDOW_IN_USE
                    || description.oldSwapchain() != 0) {
                throw e;
            }
        }
        queue.awaitIdle(time.duration());
        context.lifetimes().collect();
        return driver.createSwapchain(description);
    }

    /// Puts the images among those that are to be ended.
    private void giveUpCurrent() {
        Generation old = current;
        if (old == null) {
            return;
        }
        if (!fenced && old.presented) {
            if (unproven.size() >= MAX_UNPROVEN) {
                queue.waitIdle(time.duration());
                allProven();
            }
            unproven.add(old);
        }
        submitBehindPresents(old);
        ending.add(old);
        current = null;
    }

    // What is ended now waits for the newest submission; an empty one puts the wait of the last
    // present for its semaphore before that.
    private void submitBehindPresents(Generation generation) {
        if (!generation.presented) {
            return;
        }
        try {
            queue.submit(null, null, null, null);
        } catch (DaxaException e) {
            LOGGER.log(Level.DEBUG, () -> generation.text() + " ends without a last submission", e);
        }
    }

    // The old images have to go first: a window carries one swapchain at a time, and this one can
    // have no successor. So this waits for the GPU.
    private void renewSurface() {
        requireNoViews(current);
        giveUpCurrent();
        endOldOnes();
        queue.waitIdle(time.duration());
        allProven();
        context.lifetimes().collect();
        surface.renewNative();
        surfaceLost = false;
    }

    // ---------------------------------------------------------------- the end

    /// Refuses in strict mode while programs have views of any images. Nothing has changed then.
    void requireNoViews() {
        requireNoViews(current);
        for (Generation each : ending) {
            requireNoViews(each);
        }
    }

    /// Ends all of them.
    void end() {
        Generation last = current;
        if (last != null) {
            submitBehindPresents(last);
            ending.add(last);
            current = null;
        }
        endOldOnes();
    }
}
