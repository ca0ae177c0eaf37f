package daxa.core.transfer;

import daxa.core.command.ImageArea;
import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;

import java.util.ArrayList;
import java.util.List;

/// Splits an area of an image into parts that are not too large: slices, else rows of blocks, else
/// pieces of a row.
final class ImageParts {
    /// A part.
    ///
    /// @param area its texels
    /// @param bytes how many there are, tightly packed as those of the whole area
    record Part(ImageArea area, long bytes) {}

    private final ImageArea all;
    private final Format format;
    private final long max;
    private final List<Part> parts = new ArrayList<>();

    private ImageParts(ImageArea all, Format format, long max) {
        this.all = all;
        this.format = format;
        this.max = max;
    }

    /// The parts in the order in which their bytes follow each other.
    ///
    /// @param max the most bytes of a part, not below those of a block
    static List<Part> of(ImageInfo info, ImageArea area, long max) {
        ImageParts split = new ImageParts(area, info.format(), max);
        if (area.bytes(info) <= max) {
            split.parts.add(new Part(area, area.bytes(info)));
        } else {
            split.slices();
        }
        return split.parts;
    }

    private void slices() {
        for (int layer = 0; layer < all.layerCount(); layer++) {
            for (int z = 0; z < all.depth(); z++) {
                rows(all.baseLayer() + layer, all.z() + z);
            }
        }
    }

    private void rows(int layer, int z) {
        long rowBytes = rowBytes(all.width());
        int rows = Math.clamp(max / rowBytes, 0, all.height()) * format.blockHeight();
        if (rows == 0) {
            for (int y = 0; y < all.height(); y += format.blockHeight()) {
                pieces(layer, z, y, Math.min(format.blockHeight(), all.height() - y));
            }
            return;
        }
        for (int y = 0; y < all.height(); y += rows) {
            add(layer, z, 0, y, all.width(), Math.min(rows, all.height() - y));
        }
    }

    private void pieces(int layer, int z, int y, int height) {
        int width = (int) (max / format.blockBytes()) * format.blockWidth();
        for (int x = 0; x < all.width(); x += width) {
            add(layer, z, x, y, Math.min(width, all.width() - x), height);
        }
    }

    private void add(int layer, int z, int x, int y, int width, int height) {
        parts.add(
                new Part(
                        new ImageArea(
                                all.mip(), layer, 1, all.x() + x, all.y() + y, z, width, height, 1),
                        rowBytes(width) * Math.ceilDiv(height, format.blockHeight())));
    }

    private long rowBytes(int width) {
        return (long) Math.ceilDiv(width, format.blockWidth()) * format.blockBytes();
    }
}
