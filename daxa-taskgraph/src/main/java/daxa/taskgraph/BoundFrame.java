package daxa.taskgraph;

import daxa.core.lifetime.Counted;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The image of a swapchain, another one for each execution.
final class BoundFrame extends BoundResource {
    final Swapchain swapchain;

    /// The image of the execution at work, from the first task that uses it.
    @Nullable SwapchainFrame frame;

    /// The id of its view.
    ImageViewId id = ImageViewId.NULL;

    // By the number of the image, the view and its id.
    private @Nullable ImageView[] views = new @Nullable ImageView[4];
    private ImageViewId[] ids = new ImageViewId[4];

    BoundFrame(Swapchain swapchain) {
        this.swapchain = swapchain;
        Arrays.fill(ids, ImageViewId.NULL);
    }

    /// Acquires an image, unless one is acquired: by the program, or by an execution that failed.
    ///
    /// @return whether there is one
    boolean acquire(Duration deadline) {
        if (frame == null) {
            Optional<SwapchainFrame> acquired = swapchain.acquired();
            if (acquired.isEmpty()) {
                acquired = swapchain.acquire(deadline);
            }
            if (acquired.isEmpty()) {
                return false;
            }
            id = id(acquired.get());
            frame = acquired.get();
        }
        return true;
    }

    /// Ends an execution.
    void end() {
        frame = null;
    }

    @SuppressWarnings("ReferenceEquality") // the views of a generation stay the same objects
    private ImageViewId id(SwapchainFrame acquired) {
        int index = acquired.index();
        if (index >= ids.length) {
            int all = index + 1;
            int known = ids.length;
            views = Arrays.copyOf(views, all);
            ids = Arrays.copyOf(ids, all);
            Arrays.fill(ids, known, all, ImageViewId.NULL);
        }
        ImageView view = acquired.view();
        if (views[index] != view) {
            views[index] = view;
            ids[index] = view.id();
        }
        return ids[index];
    }

    @Override
    Object identity() {
        return this;
    }

    @Override
    boolean contains(Counted resource) {
        return frame != null && resource.equals(frame.image().object());
    }

    @Override
    String problem() {
        return problem(swapchain);
    }

    @Override
    void close() {}
}
