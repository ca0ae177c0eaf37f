package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RecordedBarriersTest {
    private static final long TRANSFER = Access.TRANSFER_READ.stages();
    private static final long HOST = Access.HOST_READ.stages();
    private static final long WRITES = Access.ALL_WRITE.accesses();

    private final List<Access> before = new ArrayList<>();
    private final List<Access> after = new ArrayList<>();

    private void collect(Schedule schedule) {
        RecordedBarriers barriers = new RecordedBarriers(schedule);
        for (Schedule.Submission each : schedule.submissions()) {
            each.batches().forEach(batch -> barriers.add(each.queue(), batch, before, after));
        }
    }

    @Test
    void whoWritesBehindReadsOfTheHostComesBehindWhatWasBeforeThese() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer buffer = builder.externalBuffer("buffer", 64);
        builder.transfer("write").writes(buffer);
        builder.transfer("host").reads(TaskStage.HOST, buffer).sideEffect();
        builder.transfer("write again").writes(buffer);
        collect(Schedule.of(builder.build()));
        assertThat(before).containsExactly(Access.TRANSFER_WRITE, new Access(HOST | TRANSFER, 0));
        assertThat(after)
                .containsExactly(
                        new Access(HOST, Access.HOST_READ.accesses() | WRITES),
                        new Access(TRANSFER, WRITES));
    }

    @Test
    void inTheNextExecutionToo() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer buffer = builder.externalBuffer("buffer", 64);
        builder.transfer("write").writes(buffer);
        builder.transfer("host").reads(TaskStage.HOST, buffer).sideEffect();
        Executions executions = new Executions();
        executions.run(builder.build(), 2);
        collect(executions.schedules.getLast());
        assertThat(before).containsExactly(new Access(HOST | TRANSFER, 0), Access.TRANSFER_WRITE);
    }

    @Test
    void whoTestsDepthReadsIt() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImageInfo info = TaskImageInfo.of2D(Format.D32_SFLOAT, 8, 8);
        TaskImage depth = builder.externalImage("depth", info);
        builder.raster("draw").writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth);
        builder.raster("test").reads(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth).sideEffect();
        builder.compute("look").samples(depth).sideEffect();
        builder.raster("test and look")
                .reads(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .samples(TaskStage.FRAGMENT, depth)
                .sideEffect();
        builder.transfer("clear").writes(depth);
        collect(Schedule.of(builder.build()));
        Access readers =
                Access.DEPTH_STENCIL_ATTACHMENT_READ
                        .and(Access.COMPUTE_READ)
                        .and(Access.FRAGMENT_READ);
        assertThat(before)
                .containsExactly(Access.DEPTH_STENCIL_ATTACHMENT, new Access(readers.stages(), 0));
        assertThat(after)
                .containsExactly(
                        new Access(readers.stages(), readers.accesses() | WRITES),
                        new Access(TRANSFER, WRITES));
    }

    @Test
    void imagesThatComeIntoBeingOrderTheRestToo() {
        TaskImageInfo info = TaskImageInfo.of2D(Format.R32_UINT, 8, 8);
        GraphBuilder builder = new GraphBuilder("frame");
        TaskImage one = builder.transientImage("one", info);
        TaskImage two = builder.transientImage("two", info);
        TaskBuffer buffer = builder.externalBuffer("buffer", 1024);
        builder.transfer("clear one").writes(one);
        builder.transfer("show one").reads(one).writes(buffer);
        builder.transfer("clear two").reads(buffer).writes(two);
        builder.compute("show two").reads(two).writes(buffer);
        Schedule schedule = Schedule.of(builder.build());
        collect(schedule);
        for (Schedule.Submission each : schedule.submissions()) {
            for (Schedule.Batch batch : each.batches()) {
                for (Schedule.Discard discard : batch.discards()) {
                    assertThat(before)
                            .anyMatch(
                                    access ->
                                            access.stages()
                                                    == RecordedBarriers.before(discard).stages());
                }
            }
        }
        assertThat(schedule.submissions().getFirst().batches())
                .anyMatch(batch -> !batch.discards().isEmpty());
        assertThat(after).allMatch(access -> (access.accesses() & WRITES) != 0);
    }
}
