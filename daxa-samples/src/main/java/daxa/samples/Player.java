package daxa.samples;

import daxa.core.Device;
import daxa.core.command.SubmitToken;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskCondition;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// Executes the graph that a sample describes, for whatever size there is.
final class Player implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FRAMES_IN_FLIGHT = 2;

    private final Device device;
    private final Format format;
    private final Sample sample;
    private final SubmitToken[] tokens = {new SubmitToken(), new SubmitToken()};
    private @Nullable Described described;
    private @Nullable TaskGraph graph;
    private @Nullable Screenshot screenshot;
    private int frames;

    /// What the newest description is for.
    private record Described(GraphBuilder graph, Sample.Screen screen, TaskCondition pictured) {
        boolean isFor(int width, int height) {
            return screen.width() == width && screen.height() == height;
        }
    }

    Player(Device device, Format format, Sample.Factory factory) {
        this.device = device;
        this.format = format;
        sample = factory.create(device, format);
    }

    /// Shows a frame in a window, if it has an image.
    ///
    /// @param seconds the time that it shows
    /// @param pictured whether a picture of it is taken
    /// @return whether there was an image
    boolean frame(Swapchain swapchain, float seconds, boolean pictured) {
        // First, since what is described shall have the size of this image.
        Optional<SwapchainFrame> acquired = swapchain.acquired();
        if (acquired.isEmpty()) {
            acquired = swapchain.acquire(DEADLINE);
        }
        if (acquired.isEmpty()) {
            return false;
        }
        int width = acquired.get().width();
        int height = acquired.get().height();
        Described now = described;
        if (now == null || !now.isFor(width, height)) {
            now = describe(width, height, true);
            execution().bind(now.screen.image(), swapchain);
            sample.bind(execution());
        }
        prepare(now, seconds, pictured);
        return execution().execute(DEADLINE);
    }

    /// Draws a frame into an image.
    ///
    /// @param seconds the time that it shows
    /// @param pictured whether a picture of it is taken
    void frame(Image image, float seconds, boolean pictured) {
        Described now = described;
        if (now == null) {
            now = describe(image.info().width(), image.info().height(), false);
            execution().bind(now.screen.image(), image);
            sample.bind(execution());
        }
        SubmitToken token = tokens[frames++ % FRAMES_IN_FLIGHT];
        if (frames > FRAMES_IN_FLIGHT) {
            token.await(DEADLINE);
        }
        prepare(now, seconds, pictured);
        execution().execute();
        execution().token(TaskQueue.MAIN).copyTo(token);
    }

    private void prepare(Described now, float seconds, boolean pictured) {
        execution().set(now.pictured, pictured);
        sample.prepare(execution(), seconds);
    }

    private Described describe(int width, int height, boolean presented) {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImageInfo info = TaskImageInfo.of2D(format, width, height);
        TaskImage image =
                presented
                        ? builder.swapchainImage("screen", info)
                        : builder.externalImage("screen", info);
        Described next =
                new Described(
                        builder,
                        new Sample.Screen(image, width, height),
                        builder.condition("picture"));
        sample.describe(builder, next.screen);
        builder.transfer("picture")
                .reads(image)
                .when(next.pictured)
                .sideEffect()
                .executes(
                        task -> {
                            closePicture();
                            screenshot =
                                    Screenshot.record(device, task.commands(), task.image(image));
                        });
        if (presented) {
            builder.present(image);
        }
        if (graph == null) {
            graph = TaskGraph.create(device, builder.build());
        } else {
            graph.update(builder.build());
        }
        described = next;
        return next;
    }

    private TaskGraph execution() {
        return Objects.requireNonNull(graph);
    }

    /// The newest picture, to be closed.
    ///
    /// @return the picture; null if none was taken since the last call
    @Nullable Screenshot picture() {
        Screenshot taken = screenshot;
        screenshot = null;
        return taken;
    }

    private void closePicture() {
        if (screenshot != null) {
            screenshot.close();
            screenshot = null;
        }
    }

    @Override
    public void close() {
        closePicture();
        if (graph != null) {
            graph.close();
        }
        sample.close();
    }
}
