package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.ImageViewType;

import java.util.ArrayList;
import java.util.List;

/// An image of a graph or of the program, with the views of it that tasks have asked for.
final class BoundImage extends BoundResource {
    final Image image;
    private final Device device;
    private final boolean owned;
    private final List<PartView> views = new ArrayList<>(2);

    /// A view of some mip levels and layers.
    private record PartView(TaskImage part, ImageView view, ImageViewId id) {}

    BoundImage(Device device, Image image, boolean owned) {
        this.device = device;
        this.image = image;
        this.owned = owned;
    }

    ImageView view(TaskImage part) {
        return find(part).view;
    }

    ImageViewId id(TaskImage part) {
        return find(part).id;
    }

    private PartView find(TaskImage part) {
        for (int i = 0; i < views.size(); i++) {
            PartView each = views.get(i);
            if (each.part.isSamePart(part)) {
                return each;
            }
        }
        ImageView view = device.createImageView(info(part));
        PartView made = new PartView(part, view, view.id());
        views.add(made);
        return made;
    }

    private ImageViewInfo info(TaskImage part) {
        ImageViewInfo whole = ImageViewInfo.of(image);
        ImageInfo info = image.info();
        int layers = part.y1 - part.y0;
        ImageViewInfo view =
                whole.withMips((int) part.x0, (int) (part.x1 - part.x0))
                        .withLayers(part.y0, layers);
        if (layers == 1 && info.arrayLayers() > 1) {
            return view.withType(info.dimensions() == 1 ? ImageViewType.ONE : ImageViewType.TWO);
        }
        return view;
    }

    @Override
    String problem() {
        return problem(image);
    }

    @Override
    void close() {
        while (!views.isEmpty()) {
            views.getLast().view.close();
            views.removeLast();
        }
        if (owned) {
            image.close();
        }
    }
}
