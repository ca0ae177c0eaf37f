package daxa.samples;

import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;

import java.lang.foreign.MemorySegment;

/// A small picture that the CPU paints anew for each frame, scaled to the size of the window: waves
/// that run over a mosaic. It needs no shader.
final class MosaicSample implements Sample {
    private final Filter filter;
    private final int side;
    private final int[] texels;
    private float seconds;

    /// @param side how many tiles there are in each direction, at most 128
    /// @param filter whether tiles have edges or run into each other
    MosaicSample(int side, Filter filter) {
        this.filter = filter;
        this.side = side;
        texels = new int[side * side];
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskBuffer tiles = graph.transientBuffer("tiles", (long) Integer.BYTES * texels.length);
        TaskImage mosaic =
                graph.transientImage(
                        "mosaic", TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, side, side));
        graph.transfer("paint")
                .writes(tiles)
                .executes(
                        task -> {
                            paint(seconds);
                            task.commands()
                                    .updateBuffer(
                                            task.buffer(tiles), 0, MemorySegment.ofArray(texels));
                        });
        graph.copy("lay", tiles, mosaic);
        graph.blit("show", mosaic, screen.image(), filter);
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        seconds = now;
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
    public void close() {}
}
