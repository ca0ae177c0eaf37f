package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.lifetime.Counted;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.ImageViewType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// An image of a graph or of the program, with the views of it that tasks have asked for.
final class BoundImage extends BoundResource {
    final Image image;
    private final Device device;
    private final boolean owned;
    private final Counted identity;
    private final List<PartView> views = new ArrayList<>(2);

    /// A view of some mip levels and layers.
    private record PartView(
            int mip,
            int mips,
            int layer,
            int layers,
            @Nullable ImageViewType type,
            ImageView view,
            ImageViewId id) {}

    BoundImage(Device device, Image image, boolean owned) {
        this.device = device;
        this.image = image;
        identity = image.object();
        this.owned = owned;
    }

    ImageView view(TaskImage part, int mip, int mips) {
        return find(part, mip, mips).view;
    }

    ImageViewId id(TaskImage part, int mip, int mips) {
        return find(part, mip, mips).id;
    }

    private PartView find(TaskImage part, int mip, int mips) {
        ImageViewType type = part.properties.type();
        int layers = part.y1 - part.y0;
        for (int i = 0; i < views.size(); i++) {
            PartView each = views.get(i);
            if (each.mip == mip
                    && each.mips == mips
                    && each.layer == part.y0
                    && each.layers == layers
                    && each.type == type) {
                return each;
            }
        }
        ImageView view = device.createImageView(info(mip, mips, part.y0, layers, type));
        PartView made = new PartView(mip, mips, part.y0, layers, type, view, view.id());
        views.add(made);
        return made;
    }

    private ImageViewInfo info(
            int mip, int mips, int layer, int layers, @Nullable ImageViewType type) {
        ImageInfo info = image.info();
        ImageViewInfo whole = ImageViewInfo.of(image).withMips(mip, mips);
        if (info.dimensions() == 3 && type == ImageViewType.TWO_ARRAY) {
            return whole.withType(type).withLayers(0, Math.max(1, info.depth() >> mip));
        }
        ImageViewInfo view = whole.withLayers(layer, layers);
        if (type != null) {
            return view.withType(type);
        }
        if (layers == 1 && info.arrayLayers() > 1) {
            return view.withType(info.dimensions() == 1 ? ImageViewType.ONE : ImageViewType.TWO);
        }
        return view;
    }

    @Override
    Object identity() {
        return identity;
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
