package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The schedule that docs/taskgraph.md shows is the one that its code makes.
class GuideTest {
    @Test
    void theGuideShowsWhatItsGraphBecomes() throws IOException {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskImageInfo size = TaskImageInfo.of2D(Format.R16G16B16A16_SFLOAT, 1280, 720);
        TaskBuffer particles = graph.persistentBuffer("particles", 1 << 20);
        TaskImage color = graph.transientImage("color", size);
        TaskImage history = graph.doubleBufferedImage("history", size);
        TaskImage screen = graph.swapchainImage("screen", size);
        graph.compute("simulate").on(TaskQueue.COMPUTE_0).readsWrites(particles);
        graph.raster("particles")
                .reads(TaskStage.VERTEX, particles)
                .writes(TaskStage.COLOR_ATTACHMENT, color);
        graph.compute("accumulate").samples(color, history.previous()).writes(history);
        graph.raster("tone mapping")
                .samples(TaskStage.FRAGMENT, history)
                .writes(TaskStage.COLOR_ATTACHMENT, screen);
        graph.present(screen);
        Schedule schedule = Schedule.of(graph.build());
        Path drawing = Path.of("..", "docs", "images", "taskgraph.svg");
        if (Boolean.getBoolean("daxa.updateSchedules")) {
            Files.writeString(drawing, schedule.toSvg());
        }
        assertThat(Files.readString(Path.of("..", "docs", "taskgraph.md")))
                .contains("\n" + schedule + "\n")
                .contains("\n" + schedule.explain() + "\n");
        assertThat(drawing).content().isEqualTo(schedule.toSvg());
    }
}
