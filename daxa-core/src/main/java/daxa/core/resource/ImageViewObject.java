package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.ImageViewDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;

import org.jspecify.annotations.Nullable;

/// The counted object behind [ImageView] references.
@ThreadSafe
final class ImageViewObject extends Counted {
    private static final int DEPTH = Format.D32_SFLOAT.vulkanAspects();

    private final BindlessTable table;
    final ImageViewInfo info;
    final ImageObject image;
    final long view;
    // Shaders see depth, where a format has both depth and stencil; attachments need both.
    private final long shaderView;
    final long id;

    ImageViewObject(BindlessTable table, ImageViewInfo info, ImageObject image) {
        super(
                table.context().lifetimes(),
                info.name(),
                Lifetimes.ALL_QUEUES,
                image,
                table.context().device());
        this.table = table;
        this.info = info;
        this.image = image;
        boolean sampled = image.info.usage().contains(ImageUsage.SAMPLED);
        boolean storage = image.info.usage().contains(ImageUsage.STORAGE);
        DeviceDriver driver = table.context().driver();
        long slot = 0;
        long made = 0;
        try {
            check(info, image.info);
            slot = table.allocateImageView(this);
            made = driver.createImageView(describe(info, image, info.format().vulkanAspects()));
            shaderView =
                    hasDepthAndStencil(info) && (sampled || storage)
                            ? driver.createImageView(describe(info, image, DEPTH))
                            : made;
        } catch (RuntimeException e) {
            if (made != 0) {
                driver.destroyImageView(made);
            }
            if (slot != 0) {
                table.forgetImageView(slot);
            }
            abandon();
            throw e;
        }
        view = made;
        id = slot;
        if (sampled || storage) {
            table.setImageView(slot, shaderView, sampled, storage);
        }
    }

    private static boolean hasDepthAndStencil(ImageViewInfo info) {
        return info.format().hasDepth() && info.format().hasStencil();
    }

    private static ImageViewDescription describe(
            ImageViewInfo info, ImageObject image, int aspects) {
        return new ImageViewDescription(
                info.name(),
                image.handle,
                info.type().vulkanValue(),
                info.format().vulkanValue(),
                aspects,
                info.baseMip(),
                info.mipCount(),
                info.baseLayer(),
                info.layerCount(),
                ImageUsage.vulkanBits(image.info.usage()));
    }

    private static void check(ImageViewInfo view, ImageInfo image) {
        range(view, "mips", view.baseMip(), view.mipCount(), image.mipLevels());
        range(view, "layers", view.baseLayer(), view.layerCount(), image.arrayLayers());
        if (view.type().dimensions() != image.dimensions()) {
            throw new UsageException(
                    "ImageView '"
                            + view.name()
                            + "': type="
                            + view.type()
                            + " does not fit Image '"
                            + image.name()
                            + "' with dimensions="
                            + image.dimensions());
        }
        if (view.format() != image.format()) {
            throw new UsageException(
                    "ImageView '"
                            + view.name()
                            + "': format="
                            + view.format()
                            + " (expected "
                            + image.format()
                            + ", the format of Image '"
                            + image.name()
                            + "')");
        }
        boolean fits =
                switch (view.type()) {
                    case ONE, TWO, THREE -> view.layerCount() == 1;
                    case CUBE -> view.layerCount() == 6;
                    case CUBE_ARRAY -> view.layerCount() % 6 == 0;
                    case ONE_ARRAY, TWO_ARRAY -> true;
                };
        boolean square =
                (view.type() != ImageViewType.CUBE && view.type() != ImageViewType.CUBE_ARRAY)
                        || image.width() == image.height();
        if (!fits || !square) {
            throw new UsageException(
                    "ImageView '"
                            + view.name()
                            + "': type="
                            + view.type()
                            + " does not fit layerCount="
                            + view.layerCount()
                            + ", width="
                            + image.width()
                            + ", height="
                            + image.height());
        }
    }

    private static void range(ImageViewInfo view, String what, int base, int count, int max) {
        if (base < 0 || count <= 0 || count > max - base) {
            throw new UsageException(
                    "ImageView '"
                            + view.name()
                            + "': "
                            + what
                            + "="
                            + base
                            + " and "
                            + count
                            + " more (expected within the "
                            + max
                            + " of Image '"
                            + view.image().name()
                            + "')");
        }
    }

    @Override
    protected boolean destroy() {
        table.releaseImageView(id);
        DeviceDriver driver = table.context().driver();
        if (shaderView != view) {
            driver.destroyImageView(shaderView);
        }
        driver.destroyImageView(view);
        return true;
    }

    @Override
    public @Nullable Counted usedWith() {
        return image.isBorrowed() ? image : null;
    }

    @Override
    protected boolean isTabled() {
        return true;
    }

    @Override
    public String typeName() {
        return "ImageView";
    }
}
