package daxa.taskgraph;

import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import java.util.Set;

/// What clears, fills and copies demand of views: each answer is what is wrong, empty for nothing.
final class TransferChecks {
    /// What an image is of which nothing is known.
    static final TaskImageInfo NOTHING =
            new TaskImageInfo(2, Format.R8G8B8A8_UNORM, 1, 1, 1, 1, 1, 1, Set.<ImageUsage>of());

    private static final String RIGHT = "";

    private TransferChecks() {}

    static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    private static TaskImageInfo info(TaskImage image) {
        TaskImageInfo info = image.entry.image();
        return info == null ? NOTHING : info;
    }

    private static long size(TaskBuffer buffer) {
        return buffer.x1 - buffer.x0;
    }

    private static long mips(TaskImage image) {
        return image.x1 - image.x0;
    }

    private static int layers(TaskImage image) {
        return image.y1 - image.y0;
    }

    /// One resource, and not nothing.
    static String single(TaskView view) {
        if (view.isNone()) {
            return "its resource is NONE (expected a view)";
        }
        return view.entry.count() == 1
                ? RIGHT
                : view
                        + " is "
                        + view.entry.count()
                        + " resources (expected one; record it by executes)";
    }

    private static String both(TaskView one, TaskView other) {
        return first(single(one), single(other));
    }

    static String external(TaskBuffer to) {
        return to.entry.lifetime() == ResourceLifetime.EXTERNAL
                ? RIGHT
                : to
                        + ": lifetime="
                        + to.entry.lifetime()
                        + " (expected EXTERNAL, a buffer in memory that the host reads)";
    }

    // ---------------------------------------------------------------- clears and fills

    static String clear(TaskImage image, boolean color) {
        String wrong = single(image);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        Format format = info(image).format();
        boolean fits = format.isColor() == color && !format.isCompressed();
        return fits
                ? RIGHT
                : image
                        + ": format="
                        + format
                        + " (expected "
                        + (color ? "a colour without blocks" : "depth or stencil")
                        + ")";
    }

    static String fill(TaskBuffer buffer) {
        String wrong = single(buffer);
        if (!wrong.isEmpty() || ((buffer.x0 | buffer.x1) & 3) == 0) {
            return wrong;
        }
        return buffer
                + ": offset="
                + buffer.x0
                + ", size="
                + size(buffer)
                + " (expected multiples of 4)";
    }

    // ---------------------------------------------------------------- copies

    static String sizes(TaskBuffer from, TaskBuffer to) {
        String wrong = both(from, to);
        if (!wrong.isEmpty() || size(from) == size(to)) {
            return wrong;
        }
        return size(from)
                + " bytes of "
                + from
                + " do not fit "
                + size(to)
                + " bytes of "
                + to
                + "; choose ranges of equal size";
    }

    static String images(TaskImage from, TaskImage to) {
        String wrong = both(from, to);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        TaskImageInfo source = info(from);
        TaskImageInfo target = info(to);
        boolean formatsFit =
                source.format() == target.format()
                        || (source.format().isColor()
                                && target.format().isColor()
                                && source.format().blockBytes() == target.format().blockBytes()
                                && source.format().isCompressed()
                                        == target.format().isCompressed());
        return formatsFit
                        && mips(from) == mips(to)
                        && isSameExtent(from, to)
                        && source.samples() == target.samples()
                ? RIGHT
                : differ(from, to, "equal mip levels, layers, extents, samples and block sizes");
    }

    private static boolean isSameExtent(TaskImage from, TaskImage to) {
        return layers(from) == layers(to)
                && info(from).mipWidth((int) from.x0) == info(to).mipWidth((int) to.x0)
                && info(from).mipHeight((int) from.x0) == info(to).mipHeight((int) to.x0)
                && info(from).mipDepth((int) from.x0) == info(to).mipDepth((int) to.x0);
    }

    static String blit(TaskImage from, TaskImage to, Filter filter) {
        String wrong = both(from, to);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        Format source = info(from).format();
        Format target = info(to).format();
        boolean formatsFit =
                source == target || (source.isColor() && source.kind() == target.kind());
        boolean fits =
                formatsFit
                        && (filter == Filter.NEAREST || source.kind() == Format.Kind.FLOAT)
                        && mips(from) == 1
                        && mips(to) == 1
                        && layers(from) == layers(to)
                        && info(from).samples() == 1
                        && info(to).samples() == 1;
        return fits
                ? RIGHT
                : differ(
                                from,
                                to,
                                "1 mip level, equal layers, 1 sample, formats of one kind; NEAREST"
                                        + " but for floating-point and normalised colours")
                        + ", filter="
                        + filter;
    }

    static String resolve(TaskImage from, TaskImage to) {
        String wrong = both(from, to);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        Format format = info(from).format();
        boolean fits =
                format == info(to).format()
                        && format.kind() == Format.Kind.FLOAT
                        && info(from).samples() > 1
                        && info(to).samples() == 1
                        && mips(to) == 1
                        && isSameExtent(from, to);
        return fits
                ? RIGHT
                : differ(
                        from,
                        to,
                        "samples above 1 and 1, equal extents and layers, equal floating-point or"
                                + " normalised colour formats");
    }

    static String generateMips(TaskImage image) {
        String wrong = single(image);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        Format format = info(image).format();
        return image.isWhole
                        && format.kind() == Format.Kind.FLOAT
                        && !format.isCompressed()
                        && info(image).samples() == 1
                ? RIGHT
                : text(image)
                        + " (expected the whole image, 1 sample, a floating-point or normalised"
                        + " colour without blocks)";
    }

    private static String differ(TaskImage from, TaskImage to, String expected) {
        return text(from) + " and " + text(to) + " (expected " + expected + ")";
    }

    private static String text(TaskImage image) {
        TaskImageInfo info = info(image);
        int mip = (int) image.x0;
        return image
                + " of "
                + mips(image)
                + " mip levels from "
                + info.mipWidth(mip)
                + " x "
                + info.mipHeight(mip)
                + " x "
                + info.mipDepth(mip)
                + ", layers="
                + layers(image)
                + ", samples="
                + info.samples()
                + ", format="
                + info.format();
    }

    // ---------------------------------------------------------------- texels as bytes

    /// The bytes of the first mip level of a view, tightly packed.
    static long bytesOf(TaskImage image) {
        TaskImageInfo info = info(image);
        int mip = (int) image.x0;
        return (long) Math.ceilDiv(info.mipWidth(mip), info.format().blockWidth())
                * Math.ceilDiv(info.mipHeight(mip), info.format().blockHeight())
                * info.mipDepth(mip)
                * layers(image)
                * info.format().blockBytes();
    }

    /// What the offset of texels in a buffer is a multiple of.
    static long alignment(TaskImage image) {
        int block = info(image).format().blockBytes();
        return (block & 3) == 0 ? block : 4L * block;
    }

    /// Whether its texels can be bytes of a buffer.
    static String packed(TaskImage image) {
        String wrong = single(image);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        Format format = info(image).format();
        boolean fits =
                mips(image) == 1
                        && info(image).samples() == 1
                        && !(format.hasDepth() && format.hasStencil());
        return fits
                ? RIGHT
                : text(image) + " (expected 1 mip level, 1 sample, not depth with stencil)";
    }

    static String bytes(TaskBuffer buffer, TaskImage image) {
        String wrong = first(single(buffer), packed(image));
        if (!wrong.isEmpty()) {
            return wrong;
        }
        if (size(buffer) != bytesOf(image)) {
            return buffer
                    + " has "
                    + size(buffer)
                    + " bytes (expected "
                    + bytesOf(image)
                    + ", those of "
                    + image
                    + ")";
        }
        return buffer.x0 % alignment(image) == 0
                ? RIGHT
                : buffer
                        + ": offset="
                        + buffer.x0
                        + " (expected a multiple of "
                        + alignment(image)
                        + ", for format="
                        + info(image).format()
                        + ")";
    }
}
