package daxa.core.driver.simulated;

import daxa.core.driver.ImageRegion;
import daxa.core.driver.simulated.SimRecording.Where;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Copies, blits and clears of a [SimulatedCommands].
final class TransferCommands {
    private static final int TRANSFER_SRC = 0x1;
    private static final int TRANSFER_DST = 0x2;

    private final SimRecording recording;
    private final RegionChecks checks;

    TransferCommands(SimRecording recording) {
        this.recording = recording;
        this.checks = new RegionChecks(recording);
    }

    void copyBuffer(long src, long srcOffset, long dst, long dstOffset, long size) {
        DriverCall call = DriverCall.COPY_BUFFER;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer from = recording.buffer(call, src);
            SimObject.Buffer to = recording.buffer(call, dst);
            checks.checkRange(call, from, srcOffset, size);
            checks.checkRange(call, to, dstOffset, size);
            if (from == to && srcOffset < dstOffset + size && dstOffset < srcOffset + size) {
                throw recording.fault(
                        call,
                        "source "
                                + RegionChecks.range(srcOffset, size)
                                + " and destination "
                                + RegionChecks.range(dstOffset, size)
                                + " of "
                                + from.text()
                                + " overlap");
            }
            recording.transfers = true;
            recording.add(Op.of(call, from, to, srcOffset, dstOffset, size));
        } finally {
            recording.exit();
        }
    }

    void fillBuffer(long dst, long offset, long size, int value) {
        DriverCall call = DriverCall.FILL_BUFFER;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer to = recording.buffer(call, dst);
            checks.checkRange(call, to, offset, size);
            if (offset % 4 != 0 || size % 4 != 0) {
                throw recording.fault(
                        call,
                        "bytes "
                                + RegionChecks.range(offset, size)
                                + " of "
                                + to.text()
                                + " (expected multiples of 4)");
            }
            recording.transfers = true;
            recording.add(Op.of(call, to, offset, size, value));
        } finally {
            recording.exit();
        }
    }

    void copyBufferToImage(long buffer, long image, ImageRegion region) {
        DriverCall call = DriverCall.COPY_BUFFER_TO_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer from = recording.buffer(call, buffer);
            SimObject.Image to = recording.image(call, image);
            checks.checkBufferRegion(call, from, to, region, TRANSFER_DST);
            recording.checkAspectWrite(call, to, region.aspects);
            recording.transfers = true;
            recording.addImageOp(Op.of(call, from, to, bufferArgs(region)));
        } finally {
            recording.exit();
        }
    }

    void copyImageToBuffer(long image, long buffer, ImageRegion region) {
        DriverCall call = DriverCall.COPY_IMAGE_TO_BUFFER;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = recording.image(call, image);
            SimObject.Buffer to = recording.buffer(call, buffer);
            checks.checkBufferRegion(call, to, from, region, TRANSFER_SRC);
            recording.transfers = true;
            recording.addImageOp(Op.of(call, from, to, bufferArgs(region)));
        } finally {
            recording.exit();
        }
    }

    static long[] bufferArgs(ImageRegion r) {
        return new long[] {
            r.aspects,
            r.mip,
            r.baseLayer,
            r.layerCount,
            r.x,
            r.y,
            r.z,
            r.width,
            r.height,
            r.depth,
            r.bufferOffset,
            r.bufferRowLength,
            r.bufferImageHeight
        };
    }

    void copyImage(long src, long dst, ImageRegion region) {
        DriverCall call = DriverCall.COPY_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = recording.image(call, src);
            SimObject.Image to = recording.image(call, dst);
            checks.checkSource(call, from, region, TRANSFER_SRC);
            checks.checkDestination(call, to, region, region.width, region.height, region.depth);
            int fromBytes = Formats.blockBytes(from.info.format());
            int toBytes = Formats.blockBytes(to.info.format());
            if (fromBytes != toBytes) {
                throw recording.fault(
                        call,
                        from.text()
                                + " has texels of "
                                + fromBytes
                                + " bytes and "
                                + to.text()
                                + " of "
                                + toBytes);
            }
            if (from.info.samples() != to.info.samples()) {
                throw recording.fault(
                        call,
                        from.text()
                                + " has "
                                + from.info.samples()
                                + " samples and "
                                + to.text()
                                + " has "
                                + to.info.samples());
            }
            recording.transfers = true;
            addImageToImage(call, from, to, region);
        } finally {
            recording.exit();
        }
    }

    private void addImageToImage(
            DriverCall call, SimObject.Image from, SimObject.Image to, ImageRegion region) {
        recording.addImageOp(
                Op.of(
                        call,
                        from,
                        to,
                        region.aspects,
                        region.mip,
                        region.baseLayer,
                        region.layerCount,
                        region.x,
                        region.y,
                        region.z,
                        region.width,
                        region.height,
                        region.depth,
                        region.dstAspects,
                        region.dstMip,
                        region.dstBaseLayer,
                        region.dstX,
                        region.dstY,
                        region.dstZ));
    }

    void blitImage(long src, long dst, ImageRegion region, int filter) {
        DriverCall call = DriverCall.BLIT_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = recording.image(call, src);
            SimObject.Image to = recording.image(call, dst);
            checks.checkSource(call, from, region, TRANSFER_SRC);
            checks.checkDestination(
                    call, to, region, region.dstWidth, region.dstHeight, region.dstDepth);
            checks.checkSingleSampled(call, from);
            checks.checkSingleSampled(call, to);
            boolean color = region.aspects == Formats.ASPECT_COLOR;
            if (filter != 0 && (filter != 1 || !color)) {
                throw recording.fault(
                        call,
                        "filter " + filter + (color ? " (expected 0 or 1)" : " (expected 0)"));
            }
            recording.addImageOp(
                    Op.of(
                            call,
                            from,
                            to,
                            region.aspects,
                            region.mip,
                            region.baseLayer,
                            region.layerCount,
                            region.x,
                            region.y,
                            region.z,
                            region.width,
                            region.height,
                            region.depth,
                            region.dstAspects,
                            region.dstMip,
                            region.dstBaseLayer,
                            region.dstX,
                            region.dstY,
                            region.dstZ,
                            region.dstWidth,
                            region.dstHeight,
                            region.dstDepth,
                            filter));
        } finally {
            recording.exit();
        }
    }

    void clearColorImage(
            long image,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            int c0,
            int c1,
            int c2,
            int c3) {
        DriverCall call = DriverCall.CLEAR_COLOR_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image to = recording.image(call, image);
            checks.checkAspects(call, to, Formats.ASPECT_COLOR);
            checks.checkUsage(call, to.text(), to.info.usage(), TRANSFER_DST);
            checks.checkSubresource(call, to, baseMip, mipCount, baseLayer, layerCount);
            recording.transfers = true;
            recording.addImageOp(
                    Op.of(call, to, baseMip, mipCount, baseLayer, layerCount, c0, c1, c2, c3));
        } finally {
            recording.exit();
        }
    }

    void clearDepthStencilImage(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            float depth,
            int stencil) {
        DriverCall call = DriverCall.CLEAR_DEPTH_STENCIL_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image to = recording.image(call, image);
            if ((aspects & Formats.ASPECT_COLOR) != 0) {
                throw recording.fault(call, "aspects " + aspects + " (expected depth or stencil)");
            }
            checks.checkAspects(call, to, aspects);
            checks.checkUsage(call, to.text(), to.info.usage(), TRANSFER_DST);
            checks.checkSubresource(call, to, baseMip, mipCount, baseLayer, layerCount);
            if (!(depth >= 0 && depth <= 1)) {
                throw recording.fault(call, "depth " + depth + " (expected 0 to 1)");
            }
            recording.addImageOp(
                    Op.of(
                            call,
                            to,
                            aspects,
                            baseMip,
                            mipCount,
                            baseLayer,
                            layerCount,
                            Float.floatToRawIntBits(depth),
                            stencil));
        } finally {
            recording.exit();
        }
    }

    void updateBuffer(long dst, long offset, long address, int size) {
        DriverCall call = DriverCall.UPDATE_BUFFER;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Buffer to = recording.buffer(call, dst);
            checks.checkRange(call, to, offset, size);
            if (offset % 4 != 0 || size % 4 != 0 || size > 65_536) {
                throw recording.fault(
                        call,
                        "bytes "
                                + RegionChecks.range(offset, size)
                                + " of "
                                + to.text()
                                + " (expected multiples of 4, at most 65536)");
            }
            long[] args = new long[2 + size / Integer.BYTES];
            args[0] = offset;
            args[1] = size;
            MemorySegment bytes = HostMemory.segment(address, size);
            for (int i = 0; i < size / Integer.BYTES; i++) {
                args[2 + i] = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
            }
            recording.transfers = true;
            recording.add(Op.of(call, to, args));
        } finally {
            recording.exit();
        }
    }

    void resolveImage(long src, long dst, ImageRegion region) {
        DriverCall call = DriverCall.RESOLVE_IMAGE;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image from = recording.image(call, src);
            SimObject.Image to = recording.image(call, dst);
            checks.checkSource(call, from, region, TRANSFER_SRC);
            checks.checkDestination(call, to, region, region.width, region.height, region.depth);
            if (from.info.samples() == 1
                    || to.info.samples() != 1
                    || from.info.format() != to.info.format()) {
                throw recording.fault(
                        call,
                        from.text()
                                + " has "
                                + from.info.samples()
                                + " samples and "
                                + to.text()
                                + " has "
                                + to.info.samples()
                                + " (expected more than 1, 1, and equal formats)");
            }
            addImageToImage(call, from, to, region);
        } finally {
            recording.exit();
        }
    }
}
