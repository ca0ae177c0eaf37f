package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.ImageViewDescription;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// The counted object behind [ImageView] references.
@ThreadSafe
final class ImageViewObject extends Counted {
    private static final int DEPTH = Format.D32_SFLOAT.vulkanAspects();
    private static final int DEPTH_STENCIL = Format.D32_SFLOAT_S8_UINT.vulkanAspects();

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
                image.queueMask(),
                image,
                table.context().device());
        this.table = table;
        this.info = info;
        this.image = image;
        DeviceDriver driver = table.context().driver();
        long slot = 0;
        long made = 0;
        boolean sampled;
        boolean storage;
        try {
            ImageViewRules.check(table.context(), info, image.info);
            Set<ImageUsage> usage = ImageViewRules.usage(table, info, image.info);
            sampled = usage.contains(ImageUsage.SAMPLED);
            storage = usage.contains(ImageUsage.STORAGE);
            int usageBits = ImageUsage.vulkanBits(usage);
            int aspects = info.aspect().vulkanAspects(info.format());
            slot = table.allocateImageView(this);
            made = driver.createImageView(describe(info, image, aspects, usageBits));
            shaderView =
                    aspects == DEPTH_STENCIL && (sampled || storage)
                            ? driver.createImageView(describe(info, image, DEPTH, usageBits))
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
            table.setImageView(slot, shaderView, sampled, storage, isPlain());
        }
    }

    private static ImageViewDescription describe(
            ImageViewInfo info, ImageObject image, int aspects, int usage) {
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
                usage,
                info.swizzle().packed());
    }

    // Whether shaders see it as they see the null image.
    private boolean isPlain() {
        Format.Kind kind = info.format().kind();
        boolean floats =
                kind == Format.Kind.FLOAT
                        || kind == Format.Kind.DEPTH
                        || (kind == Format.Kind.DEPTH_STENCIL
                                && info.aspect() != ImageAspect.STENCIL);
        return floats && info.type() == ImageViewType.TWO && image.info.samples() == 1;
    }

    @Override
    protected boolean destroy() {
        table.releaseImageView(id, isPlain());
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
    public Counted resource() {
        return image;
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
