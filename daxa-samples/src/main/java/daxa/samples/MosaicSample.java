package daxa.samples;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;

import java.lang.foreign.MemorySegment;

/// A small picture that the CPU paints anew for each frame, scaled to the size of the window: waves
/// that run over a mosaic. It needs no shader.
final class MosaicSample implements Sample {
    private final Filter filter;
    private final int side;
    private final int[] texels;
    private final Buffer buffer;
    private final Image picture;

    /// @param side how many tiles there are in each direction, at most 128
    /// @param filter whether tiles have edges or run into each other
    MosaicSample(Device device, int side, Filter filter) {
        this.filter = filter;
        this.side = side;
        texels = new int[side * side];
        buffer = device.createBuffer(BufferInfo.of("tiles", 4L * texels.length));
        picture =
                device.createImage(
                        ImageInfo.of2D(
                                "mosaic",
                                Format.R8G8B8A8_UNORM,
                                side,
                                side,
                                ImageUsage.TRANSFER_SRC,
                                ImageUsage.TRANSFER_DST));
    }

    @Override
    public void record(CommandRecorder recorder, Target target, float seconds) {
        paint(seconds);
        recorder.barrier(Access.TRANSFER_READ, Access.TRANSFER_WRITE);
        recorder.updateBuffer(buffer, 0, MemorySegment.ofArray(texels));
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
        recorder.copyBufferToImage(buffer, 0, picture, ImageArea.of(picture.info(), 0));
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
        recorder.blitImage(
                picture,
                ImageArea.of(picture.info(), 0),
                target.image(),
                ImageArea.of(target.image().info(), 0),
                filter);
    }

    private void paint(float seconds) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double across = (x + 0.5) / side * 2 - 1;
                double down = (y + 0.5) / side * 2 - 1;
                double wave = Math.sin(9 * Math.hypot(across, down) - 3 * seconds);
                int red = channel(0.5 + 0.5 * wave);
                int green = channel(0.5 + 0.5 * across * wave);
                int blue = channel(0.6 + 0.4 * down);
                texels[y * side + x] = 0xFF << 24 | blue << 16 | green << 8 | red;
            }
        }
    }

    private static int channel(double value) {
        return (int) Math.round(255 * Math.clamp(value, 0, 1));
    }

    @Override
    public void close() {
        picture.close();
        buffer.close();
    }
}
