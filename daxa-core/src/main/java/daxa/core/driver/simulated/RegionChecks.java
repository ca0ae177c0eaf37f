package daxa.core.driver.simulated;

import daxa.core.driver.ImageRegion;

/// Refuses ranges of buffers and regions of images that Vulkan forbids in commands.
final class RegionChecks {
    private static final int TRANSFER_DST = 0x2;

    private final SimRecording recording;

    RegionChecks(SimRecording recording) {
        this.recording = recording;
    }

    static String range(long offset, long size) {
        return "[" + offset + ", " + (offset + size) + ")";
    }

    void checkRange(DriverCall call, SimObject.Buffer buffer, long offset, long size) {
        if (offset < 0 || size <= 0 || size > buffer.size || offset > buffer.size - size) {
            throw recording.fault(
                    call,
                    "bytes "
                            + range(offset, size)
                            + " of "
                            + buffer.text()
                            + " of "
                            + buffer.size
                            + " bytes");
        }
    }

    void checkBufferRegion(
            DriverCall call,
            SimObject.Buffer buffer,
            SimObject.Image image,
            ImageRegion r,
            int usage) {
        checkSource(call, image, r, usage);
        checkSingleSampled(call, image);
        if (Integer.bitCount(r.aspects) != 1) {
            throw recording.fault(
                    call, "aspects " + r.aspects + " of " + image.text() + " (expected one)");
        }
        if ((r.bufferRowLength != 0 && r.bufferRowLength < r.width)
                || (r.bufferImageHeight != 0 && r.bufferImageHeight < r.height)) {
            throw recording.fault(
                    call,
                    "buffer rows of "
                            + r.bufferRowLength
                            + " texels and slices of "
                            + r.bufferImageHeight
                            + " rows for "
                            + r.width
                            + "x"
                            + r.height
                            + " texels");
        }
        int format = image.info.format();
        int side = Formats.blockSide(format);
        long block = Formats.blockBytes(format, r.aspects);
        long unit = r.aspects == Formats.ASPECT_COLOR ? block : 4;
        if (r.bufferOffset % unit != 0) {
            throw recording.fault(
                    call,
                    "buffer offset " + r.bufferOffset + " (expected a multiple of " + unit + ")");
        }
        long rowBlocks = blocks(r.bufferRowLength == 0 ? r.width : r.bufferRowLength, side);
        long rows = blocks(r.bufferImageHeight == 0 ? r.height : r.bufferImageHeight, side);
        long slices = (long) r.layerCount * r.depth;
        long size =
                (((slices - 1) * rows + blocks(r.height, side) - 1) * rowBlocks
                                + blocks(r.width, side))
                        * block;
        checkRange(call, buffer, r.bufferOffset, size);
    }

    private static long blocks(int texels, int side) {
        return ((long) texels + side - 1) / side;
    }

    void checkSingleSampled(DriverCall call, SimObject.Image image) {
        if (image.info.samples() != 1) {
            throw recording.fault(call, image.text() + " has " + image.info.samples() + " samples");
        }
    }

    void checkSource(DriverCall call, SimObject.Image image, ImageRegion r, int usage) {
        checkUsage(call, image.text(), image.info.usage(), usage);
        checkAspects(call, image, r.aspects);
        checkSubresource(call, image, r.mip, 1, r.baseLayer, r.layerCount);
        checkBox(call, image, r.mip, r.x, r.y, r.z, r.width, r.height, r.depth);
    }

    void checkDestination(
            DriverCall call,
            SimObject.Image image,
            ImageRegion r,
            int width,
            int height,
            int depth) {
        checkUsage(call, image.text(), image.info.usage(), TRANSFER_DST);
        checkAspects(call, image, r.dstAspects);
        checkSubresource(call, image, r.dstMip, 1, r.dstBaseLayer, r.layerCount);
        checkBox(call, image, r.dstMip, r.dstX, r.dstY, r.dstZ, width, height, depth);
    }

    void checkUsage(DriverCall call, String object, int usage, int needed) {
        if ((usage & needed) == 0) {
            throw recording.fault(
                    call,
                    object
                            + " has usage 0x"
                            + Integer.toHexString(usage)
                            + " (expected with 0x"
                            + Integer.toHexString(needed)
                            + ")");
        }
    }

    void checkAspects(DriverCall call, SimObject.Image image, int aspects) {
        int all = Formats.aspects(image.info.format());
        if (aspects == 0 || (aspects & ~all) != 0) {
            throw recording.fault(
                    call,
                    "aspects " + aspects + " of " + image.text() + " (expected of " + all + ")");
        }
    }

    void checkSubresource(
            DriverCall call,
            SimObject.Image image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount) {
        int mips = image.info.mipLevels();
        if (baseMip < 0 || mipCount < 1 || baseMip > mips - mipCount) {
            throw recording.fault(
                    call,
                    "mip levels "
                            + range(baseMip, mipCount)
                            + " of "
                            + image.text()
                            + " of "
                            + mips);
        }
        int layers = image.info.arrayLayers();
        if (baseLayer < 0 || layerCount < 1 || baseLayer > layers - layerCount) {
            throw recording.fault(
                    call,
                    "layers "
                            + range(baseLayer, layerCount)
                            + " of "
                            + image.text()
                            + " of "
                            + layers);
        }
    }

    private void checkBox(
            DriverCall call,
            SimObject.Image image,
            int mip,
            int x,
            int y,
            int z,
            int width,
            int height,
            int depth) {
        boolean inside =
                in(x, width, image.width(mip))
                        && in(y, height, image.height(mip))
                        && in(z, depth, image.depth(mip));
        if (!inside) {
            throw recording.fault(
                    call,
                    "texels "
                            + range(x, width)
                            + range(y, height)
                            + range(z, depth)
                            + " of mip level "
                            + mip
                            + " of "
                            + image.text()
                            + " of "
                            + image.width(mip)
                            + "x"
                            + image.height(mip)
                            + "x"
                            + image.depth(mip));
        }
    }

    private static boolean in(int start, int size, int whole) {
        return start >= 0 && size >= 1 && size <= whole && start <= whole - size;
    }

    /// Refuses arguments of several draws that the GPU cannot read.
    ///
    /// @return the buffer
    SimObject.Buffer checkDraws(
            DriverCall call, long buffer, long offset, int drawCount, int stride, int bytes) {
        SimObject.Buffer found = recording.buffer(call, buffer);
        if (drawCount < 0 || (drawCount > 1 && (stride < bytes || stride % 4 != 0))) {
            throw recording.fault(
                    call,
                    drawCount
                            + " draws of stride "
                            + stride
                            + " (expected at least 0, and multiples of 4 of at least "
                            + bytes
                            + ")");
        }
        long most = recording.device.limits().maxDrawIndirectCount();
        if (drawCount > most) {
            throw recording.fault(call, drawCount + " draws (expected up to " + most + ")");
        }
        if (drawCount > 0) {
            checkArguments(call, found, offset, (drawCount - 1L) * stride + bytes);
        }
        return found;
    }

    /// Refuses arguments that the GPU cannot read.
    void checkArguments(DriverCall call, SimObject.Buffer buffer, long offset, long size) {
        checkRange(call, buffer, offset, size);
        if (offset % 4 != 0) {
            throw recording.fault(
                    call,
                    "arguments at "
                            + offset
                            + " of "
                            + buffer.text()
                            + " (expected a multiple of 4)");
        }
    }
}
