package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// A graph that takes a description which differs in sizes alone goes on in the order that it had.
@OnDriver(Gpu.Kind.SIMULATED)
class GraphUpdateTest {
    private record Described(GraphDescription graph, TaskCondition sharp) {}

    private static Described describe(int size) {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskCondition sharp = graph.condition("sharp");
        TaskImageInfo info = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, size, size);
        TaskImage color = graph.transientImage("color", info);
        TaskImage blurred = graph.transientImage("blurred", info);
        TaskImage sum = graph.persistentImage("sum", info);
        graph.compute("draw").writes(color);
        graph.compute("blur").samples(color).writes(blurred);
        graph.compute("add").samples(blurred).readsWrites(sum);
        graph.compute("sharpen").when(sharp).readsWrites(sum);
        return new Described(graph.build(), sharp);
    }

    private static List<Schedule> executions(TaskGraph graph, TaskCondition sharp) {
        List<Schedule> all = new ArrayList<>();
        for (boolean isOn : new boolean[] {false, true}) {
            graph.set(sharp, isOn);
            for (int i = 0; i < 4; i++) {
                graph.execute();
                all.add(graph.schedule());
            }
        }
        graph.set(sharp, false);
        return all;
    }

    @Test
    void orderAndBarriersStayWhereSizesChange(Gpu gpu) {
        Described small = describe(64);
        TaskGraph graph = gpu.own(TaskGraph.create(gpu.device(), small.graph));
        List<Schedule> before = executions(graph, small.sharp);
        for (int size : new int[] {32, 128}) {
            Described other = describe(size);
            graph.update(other.graph);
            List<Schedule> behind = executions(graph, other.sharp);
            for (int i = 0; i < before.size(); i++) {
                assertThat(behind.get(i).description()).isSameAs(other.graph);
                assertThat(behind.get(i).timeline()).isSameAs(before.get(i).timeline());
                assertThat(behind.get(i).barriers()).isSameAs(before.get(i).barriers());
            }
        }
    }

    @Test
    void aScheduleIsThatOfTheNewestExecution(Gpu gpu) {
        Described described = describe(64);
        TaskGraph graph = gpu.own(TaskGraph.create(gpu.device(), described.graph));
        assertThat(graph.schedule().runs(3)).isFalse();
        graph.set(described.sharp, true);
        assertThat(graph.schedule().runs(3)).isFalse();
        graph.execute();
        assertThat(graph.schedule().runs(3)).isTrue();
    }
}
