package daxa.taskgraph;

import daxa.core.command.ImageArea;
import daxa.core.resource.ImageInfo;

/// The part of an image that a task copies: as described, but all of an image of a swapchain, which
/// may have another extent.
final class BoundArea {
    private final TaskImage view;
    private ImageArea area;

    BoundArea(TaskImage view, ImageArea described) {
        this.view = view;
        area = described;
    }

    ImageArea of(TaskContext task) {
        if (view.entry.presented()) {
            ImageInfo info = task.image(view).info();
            if (info.width() != area.width() || info.height() != area.height()) {
                area = ImageArea.of(info, 0);
            }
        }
        return area;
    }
}
