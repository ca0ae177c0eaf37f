package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TaskConditionTest {
    private final GraphBuilder graph = new GraphBuilder("frame");
    private final TaskCondition shadows = graph.condition("shadows");
    private final TaskCondition paused = graph.condition("paused");

    @Test
    void aTaskRunsIfAllItsConditionsHold() {
        graph.compute("always");
        graph.compute("both").when(shadows).unless(paused);
        graph.compute("paused").when(paused);
        GraphDescription description = graph.build();
        assertThat(description.conditionCount).isEqualTo(2);
        assertThat(description.conditionNames).containsExactly("shadows", "paused");
        assertThat(on(description, 0)).isEqualTo("always");
        assertThat(on(description, 1)).isEqualTo("always both");
        assertThat(on(description, 2)).isEqualTo("always paused");
        assertThat(on(description, 3)).isEqualTo("always paused");
    }

    @Test
    void groupsCanBeInGroups() {
        graph.when(
                shadows,
                () -> {
                    graph.compute("first");
                    graph.unless(paused, () -> graph.compute("second"));
                    graph.compute("third");
                });
        graph.unless(shadows, () -> graph.compute("fourth").when(paused));
        graph.compute("fifth");
        GraphDescription description = graph.build();
        assertThat(on(description, 0)).isEqualTo("fifth");
        assertThat(on(description, 1)).isEqualTo("first second third fifth");
        assertThat(on(description, 2)).isEqualTo("fourth fifth");
        assertThat(on(description, 3)).isEqualTo("first third fifth");
    }

    @Test
    void aGroupThatThrowsIsLeft() {
        assertThatThrownBy(
                        () ->
                                graph.when(
                                        shadows,
                                        () -> {
                                            throw new IllegalStateException("no model");
                                        }))
                .hasMessage("no model");
        graph.compute("always");
        assertThat(on(graph.build(), 0)).isEqualTo("always");
    }

    @Test
    void the64thConditionIsTheLast() {
        for (int i = 2; i < 64; i++) {
            graph.condition("condition " + i);
        }
        graph.compute("last").when(graph.condition("too many"));
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo(
                        "TaskGraph 'frame' has 1 problem:\n  TOO_MANY_CONDITIONS: condition 'too"
                                + " many' is one more than 64; let tasks share conditions, or make"
                                + " another graph");
    }

    @Test
    void conditionsAreOfTheGraphAndDoNotExcludeEachOther() {
        TaskCondition foreign = new GraphBuilder("other").condition("foreign");
        graph.condition("paused");
        graph.compute("first").when(foreign);
        graph.when(shadows, () -> graph.compute("second").unless(shadows));
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo(
                        """
                        TaskGraph 'frame' has 3 problems:
                          DUPLICATE_NAME: two conditions have the name 'paused'; give each its own
                          FOREIGN_CONDITION: condition 'foreign' belongs to another graph; add it to \
                        this one
                          NEVER_ON: task 'second' runs only with condition 'shadows' both on and \
                        off, which is never; take one of the two away\
                        """);
    }

    @Test
    void conditionsArePartOfADescription() {
        assertThat(describe(true)).isEqualTo(describe(true)).hasSameHashCodeAs(describe(true));
        assertThat(describe(true)).isNotEqualTo(describe(false));
    }

    private static GraphDescription describe(boolean on) {
        GraphBuilder builder = new GraphBuilder("graph");
        TaskCondition condition = builder.condition("condition");
        if (on) {
            builder.compute("task").when(condition);
        } else {
            builder.compute("task").unless(condition);
        }
        return builder.build();
    }

    private static String on(GraphDescription description, long conditions) {
        StringBuilder names = new StringBuilder();
        for (int task = 0; task < description.taskCount; task++) {
            if (description.isOn(task, conditions)) {
                names.append(names.isEmpty() ? "" : " ").append(description.taskName(task));
            }
        }
        return names.toString();
    }
}
