package daxa.core.driver.simulated;

import daxa.core.driver.ImageRegion;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Does what transfer commands do, on the memory of buffers and images. The caller holds the lock.
///
/// Images keep their texels packed, mip level after mip level, in each level layer after layer.
/// Blits and renderings have no effect; nor have clears of formats other than those of
/// [#clearedBytes], and copies of one aspect of a format that has two.
final class Transfers {
    private Transfers() {}

    /// Runs a command, if it is a transfer.
    static void run(Op op) {
        long[] a = op.args();
        switch (op.call()) {
            case UPDATE_BUFFER -> update(op.buffer(0), a);
            case FILL_BUFFER -> fill(op.buffer(0), a[0], a[1], (int) a[2]);
            case COPY_BUFFER -> copyBuffer(op.buffer(0), a[0], op.buffer(1), a[1], a[2]);
            case COPY_BUFFER_TO_IMAGE -> copyBufferImage(op.buffer(0), op.image(1), a, true);
            case COPY_IMAGE_TO_BUFFER -> copyBufferImage(op.buffer(1), op.image(0), a, false);
            case COPY_IMAGE -> copyImage(op.image(0), op.image(1), a);
            case CLEAR_COLOR_IMAGE -> clear(op.image(0), a);
            default -> {}
        }
    }

    /// Writes a 64-bit value.
    static void write(SimObject.Buffer buffer, long offset, long value) {
        bytes(buffer).set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
    }

    private static void fill(SimObject.Buffer buffer, long offset, long size, int value) {
        MemorySegment bytes = bytes(buffer).asSlice(offset, size);
        for (long i = 0; i < size; i += Integer.BYTES) {
            bytes.set(ValueLayout.JAVA_INT_UNALIGNED, i, value);
        }
    }

    /// Arguments: offset, size, then the 32-bit words.
    private static void update(SimObject.Buffer buffer, long[] a) {
        for (int i = 2; i < a.length; i++) {
            bytes(buffer)
                    .set(
                            ValueLayout.JAVA_INT_UNALIGNED,
                            a[0] + (i - 2L) * Integer.BYTES,
                            (int) a[i]);
        }
    }

    private static void copyBuffer(
            SimObject.Buffer src, long srcOffset, SimObject.Buffer dst, long dstOffset, long size) {
        MemorySegment.copy(bytes(src), srcOffset, bytes(dst), dstOffset, size);
    }

    /// Arguments: aspect, mip, base layer, layers, x, y, z, width, height, depth, buffer offset,
    /// row length, image height.
    private static void copyBufferImage(
            SimObject.Buffer buffer, SimObject.Image image, long[] a, boolean toImage) {
        copyImageBytes(bytes(buffer), image, a, toImage);
    }

    /// Copies between host memory and an image.
    static void copyHost(long address, SimObject.Image image, ImageRegion r, boolean toImage) {
        long[] a = TransferCommands.bufferArgs(r);
        copyImageBytes(HostMemory.segment(address, size(image)), image, a, toImage);
    }

    private static void copyImageBytes(
            MemorySegment bufferBytes, SimObject.Image image, long[] a, boolean toImage) {
        if (a[0] != Formats.aspects(image.info.format())) {
            return;
        }
        int side = Formats.blockSide(image.info.format());
        long texel = Formats.blockBytes(image.info.format());
        long rowBlocks = blocks(a[11] == 0 ? a[7] : a[11], side);
        long sliceRows = blocks(a[12] == 0 ? a[8] : a[12], side);
        MemorySegment imageBytes = bytes(image);
        long run = blocks(a[7], side) * texel;
        for (int layer = 0; layer < a[3]; layer++) {
            for (int z = 0; z < a[9]; z++) {
                for (int row = 0; row < blocks(a[8], side); row++) {
                    long slice = layer * a[9] + z;
                    long inBuffer = a[10] + (slice * sliceRows + row) * rowBlocks * texel;
                    long inImage =
                            offset(
                                    image,
                                    (int) a[1],
                                    a[2] + layer,
                                    a[4],
                                    a[5] + (long) row * side,
                                    a[6] + z);
                    if (toImage) {
                        MemorySegment.copy(bufferBytes, inBuffer, imageBytes, inImage, run);
                    } else {
                        MemorySegment.copy(imageBytes, inImage, bufferBytes, inBuffer, run);
                    }
                }
            }
        }
    }

    /// Arguments: aspect, mip, base layer, layers, x, y, z, width, height, depth; then aspect, mip,
    /// base layer, x, y, z of the destination.
    private static void copyImage(SimObject.Image src, SimObject.Image dst, long[] a) {
        if (a[0] != Formats.aspects(src.info.format())
                || a[10] != Formats.aspects(dst.info.format())) {
            return;
        }
        int side = Formats.blockSide(src.info.format());
        int dstSide = Formats.blockSide(dst.info.format());
        long run = blocks(a[7], side) * Formats.blockBytes(src.info.format());
        for (int layer = 0; layer < a[3]; layer++) {
            for (int z = 0; z < a[9]; z++) {
                for (int row = 0; row < blocks(a[8], side); row++) {
                    long from =
                            offset(
                                    src,
                                    (int) a[1],
                                    a[2] + layer,
                                    a[4],
                                    a[5] + (long) row * side,
                                    a[6] + z);
                    long to =
                            offset(
                                    dst,
                                    (int) a[11],
                                    a[12] + layer,
                                    a[13],
                                    a[14] + (long) row * dstSide,
                                    a[15] + z);
                    MemorySegment.copy(bytes(src), from, bytes(dst), to, run);
                }
            }
        }
    }

    /// Arguments: base mip, mips, base layer, layers, four components.
    private static void clear(SimObject.Image image, long[] a) {
        byte[] texel = clearedBytes(image.info.format(), a);
        if (texel.length == 0) {
            return;
        }
        MemorySegment bytes = bytes(image);
        for (int mip = (int) a[0]; mip < a[0] + a[1]; mip++) {
            long start = offset(image, mip, a[2], 0, 0, 0);
            long texels = (long) image.width(mip) * image.height(mip) * image.depth(mip) * a[3];
            for (long i = 0; i < texels; i++) {
                MemorySegment.copy(
                        texel,
                        0,
                        bytes,
                        ValueLayout.JAVA_BYTE,
                        start + i * texel.length,
                        texel.length);
            }
        }
    }

    /// A texel of a cleared image: of `R8G8B8A8` and `B8G8R8A8` as UNORM, and of the formats of one
    /// to four 32-bit components.
    ///
    /// @return its bytes; none for another format
    private static byte[] clearedBytes(int format, long[] a) {
        if (format == 37 || format == 44) {
            byte r = unorm(a[4]);
            byte b = unorm(a[6]);
            boolean bgr = format == 44;
            return new byte[] {bgr ? b : r, unorm(a[5]), bgr ? r : b, unorm(a[7])};
        }
        if (format < 98 || format > 109) {
            return new byte[0];
        }
        byte[] texel = new byte[Formats.blockBytes(format)];
        MemorySegment words = MemorySegment.ofArray(texel);
        for (int i = 0; i < texel.length / Integer.BYTES; i++) {
            words.set(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES, (int) a[4 + i]);
        }
        return texel;
    }

    private static byte unorm(long bits) {
        float value = Math.clamp(Float.intBitsToFloat((int) bits), 0f, 1f);
        return (byte) Math.round(value * 255);
    }

    private static long blocks(long texels, int side) {
        return (texels + side - 1) / side;
    }

    /// Bytes of all texels of an image.
    static long size(SimObject.Image image) {
        return offset(image, image.info.mipLevels(), 0, 0, 0, 0);
    }

    private static long offset(SimObject.Image image, int mip, long layer, long x, long y, long z) {
        int side = Formats.blockSide(image.info.format());
        long texel = (long) Formats.blockBytes(image.info.format()) * image.info.samples();
        long start = 0;
        for (int i = 0; i < mip; i++) {
            start += layerBytes(image, i, side, texel) * image.info.arrayLayers();
        }
        if (mip == image.info.mipLevels()) {
            return start;
        }
        long rowBlocks = blocks(image.width(mip), side);
        long rows = blocks(image.height(mip), side);
        return start
                + layer * layerBytes(image, mip, side, texel)
                + ((z * rows + y / side) * rowBlocks + x / side) * texel;
    }

    private static long layerBytes(SimObject.Image image, int mip, int side, long texel) {
        return blocks(image.width(mip), side)
                * blocks(image.height(mip), side)
                * image.depth(mip)
                * texel;
    }

    static MemorySegment bytes(SimObject.Buffer buffer) {
        if (buffer.bytes == 0) {
            buffer.bytes =
                    buffer.parent instanceof SimObject.Memory block
                            ? bytes(block) + buffer.offset
                            : need(buffer.size, buffer);
        }
        return HostMemory.segment(buffer.bytes, buffer.size);
    }

    private static MemorySegment bytes(SimObject.Image image) {
        long size = size(image);
        if (image.bytes == 0) {
            image.bytes =
                    image.parent instanceof SimObject.Memory block
                            ? bytes(block) + image.offset
                            : need(size, image);
        }
        return HostMemory.segment(image.bytes, size);
    }

    private static long bytes(SimObject.Memory block) {
        if (block.bytes == 0) {
            block.bytes = need(block.size, block);
        }
        return block.bytes;
    }

    private static long need(long size, SimObject owner) {
        long address = HostMemory.allocate(size);
        if (address == 0) {
            throw new IllegalStateException(
                    "the host has no " + size + " bytes to simulate " + owner.text());
        }
        return address;
    }
}
