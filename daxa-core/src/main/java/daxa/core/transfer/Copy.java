package daxa.core.transfer;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.lifetime.Reference;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// A part of a transfer: one copy command between staging memory and a resource.
final class Copy {
    final Transfer transfer;
    final long size;
    final boolean last;
    private final Side side;

    /// Where the part goes to on the host, for readbacks.
    final @Nullable MemorySegment target;

    /// Where it lies in the staging memory.
    long staged;

    /// The side of the device.
    sealed interface Side {
        Reference resource();

        /// What offsets in the staging memory have to be multiples of.
        long alignment();

        boolean overlaps(Side other);
    }

    record BufferSide(Buffer resource, long offset, long size) implements Side {
        @Override
        public long alignment() {
            return ALIGNMENT;
        }

        @Override
        public boolean overlaps(Side other) {
            return other instanceof BufferSide that
                    && offset < that.offset + that.size
                    && that.offset < offset + size;
        }
    }

    record ImageSide(Image resource, ImageArea area, int blockBytes) implements Side {
        @Override
        public long alignment() {
            long multiple = ALIGNMENT;
            while (multiple % blockBytes != 0) {
                multiple += ALIGNMENT;
            }
            return multiple;
        }

        @Override
        public boolean overlaps(Side other) {
            return other instanceof ImageSide that
                    && area.mip() == that.area.mip()
                    && meet(
                            area.baseLayer(),
                            area.layerCount(),
                            that.area.baseLayer(),
                            that.area.layerCount())
                    && meet(area.x(), area.width(), that.area.x(), that.area.width())
                    && meet(area.y(), area.height(), that.area.y(), that.area.height())
                    && meet(area.z(), area.depth(), that.area.z(), that.area.depth());
        }

        private static boolean meet(int a, int aCount, int b, int bCount) {
            return a < b + bCount && b < a + aCount;
        }
    }

    private static final long ALIGNMENT = 16;

    Copy(Transfer transfer, Side side, long size, boolean last, @Nullable MemorySegment target) {
        this.transfer = transfer;
        this.side = side;
        this.size = size;
        this.last = last;
        this.target = target;
    }

    long alignment() {
        return side.alignment();
    }

    /// Whether the reference that the program passed is closed.
    boolean isClosed() {
        return side.resource().isClosed();
    }

    /// Whether both write the same bytes or texels.
    boolean overlaps(Copy other) {
        return side.overlaps(other.side) && isSameResource(other);
    }

    private boolean isSameResource(Copy other) {
        return side.resource().object().equals(other.side.resource().object());
    }

    /// Records the copy to the resource.
    void recordUpload(CommandRecorder recorder, Buffer staging) {
        switch (side) {
            case BufferSide to ->
                    recorder.copyBuffer(staging, staged, to.resource, to.offset, size);
            case ImageSide to -> recorder.copyBufferToImage(staging, staged, to.resource, to.area);
        }
    }

    /// Records the copy from the resource.
    void recordReadback(CommandRecorder recorder, Buffer staging) {
        switch (side) {
            case BufferSide from ->
                    recorder.copyBuffer(from.resource, from.offset, staging, staged, size);
            case ImageSide from ->
                    recorder.copyImageToBuffer(from.resource, from.area, staging, staged);
        }
    }
}
