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

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// An image of a graph or of the program, with the views of it that tasks have asked for.
final class BoundImage extends BoundResource {
    final Image image;
    private final Device device;
    private final boolean owned;
    private final Counted identity;

    // Several threads may ask for views at once; who makes one sets a longer array.
    private final AtomicReference<PartView[]> views = new AtomicReference<>(new PartView[0]);

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

    private PartView[] views() {
        return Objects.requireNonNull(views.get());
    }

    private PartView find(TaskImage part, int mip, int mips) {
        ImageViewType type = part.properties.type();
        int layers = part.y1 - part.y0;
        PartView[] known = views();
        for (PartView each : known) {
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
        PartView[] longer = Arrays.copyOf(known, known.length + 1);
        longer[known.length] = made;
        if (views.compareAndSet(known, longer)) {
            return made;
        }
        view.close();
        return find(part, mip, mips);
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
        for (PartView[] open = views(); open.length > 0; open = views()) {
            open[open.length - 1].view.close();
            views.set(Arrays.copyOf(open, open.length - 1));
        }
        if (owned) {
            image.close();
        }
    }
}
