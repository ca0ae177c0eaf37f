package daxa.samples;

import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;

/// The smallest frame: one task that clears the image to a colour that changes with time.
final class ClearSample implements Sample {
    private float seconds;

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        graph.transfer("clear")
                .writes(screen.image())
                .executes(
                        task -> {
                            float red = 0.5f + 0.5f * (float) Math.sin(seconds);
                            float green = 0.5f + 0.5f * (float) Math.sin(seconds + 2.1f);
                            float blue = 0.5f + 0.5f * (float) Math.sin(seconds + 4.2f);
                            task.commands()
                                    .clearImage(task.image(screen.image()), red, green, blue, 1);
                        });
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        seconds = now;
    }

    @Override
    public void close() {}
}
