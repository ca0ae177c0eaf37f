package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;

import org.junit.jupiter.api.Test;

class TaskKindTest {
    @Test
    void eachKindHasItsOwnStages() {
        assertThat(TaskKind.COMPUTE.writes()).isEqualTo(Access.COMPUTE_WRITE);
        assertThat(TaskKind.RASTER.reads().stages())
                .isEqualTo(Access.VERTEX_READ.stages() | Access.FRAGMENT_READ.stages());
        assertThat(TaskKind.TRANSFER.reads()).isEqualTo(Access.TRANSFER_READ);
        assertThat(TaskKind.GENERAL.reads().and(TaskKind.GENERAL.writes())).isEqualTo(Access.ALL);
    }
}
