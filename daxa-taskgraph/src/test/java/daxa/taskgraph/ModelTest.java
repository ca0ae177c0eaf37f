package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.resource.Filter;
import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.stream.IntStream;

/// The tests of the model's graph, by their names there, with what each has to come to.
///
/// Others are elsewhere: sharing_persistent_buffer, sharing_persistent_image, initial_layout_access
/// and concurrent_read_write_buffer_cross_graphs are in [SharingTest], head_task_syntax is in
/// [HeadTest]. On a device, in `GraphContract` and `TaskHeadContract`: task callback store,
/// shader_integration_inl_use, and what optional_attachments gives a shader.
class ModelTest {
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64).withLayers(4);

    private final GraphBuilder graph = new GraphBuilder("graph");

    private void assertSchedule(String expected) {
        Schedule schedule = Schedule.of(graph.build());
        assertThat(schedule).hasToString(expected.stripTrailing());
        assertThat(Oracle.judge(schedule)).isEmpty();
    }

    @Test
    void execution() {
        graph.general("first").sideEffect();
        graph.general("second").sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 2 run
                submission 0 to MAIN
                  first, second
                """);
    }

    @Test
    void simplest() {
        assertSchedule("TaskGraph 'graph' of 0 tasks, of which 0 run");
    }

    @Test
    void writeReadImage() {
        TaskImage image = graph.transientImage("image", IMAGE);
        graph.compute("write").writes(image);
        graph.compute("read").reads(image).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 2 run
                submission 0 to MAIN
                  write
                  barrier COMPUTE writes -> COMPUTE reads
                  read
                """);
    }

    @Test
    void writeReadImageLayer() {
        TaskImage image = graph.externalImage("image", IMAGE);
        graph.compute("write").writes(image.layers(0, 1));
        graph.compute("read").reads(image.layers(1, 1)).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 2 run
                submission 0 to MAIN
                  write, read
                """);
    }

    @Test
    void createTransferReadBuffer() {
        TaskBuffer buffer = graph.transientBuffer("buffer", 64);
        graph.transfer("host").writes(TaskStage.HOST, buffer);
        graph.compute("read").reads(buffer).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 2 run
                submission 0 to MAIN
                  host
                  barrier HOST writes -> COMPUTE reads
                  read
                """);
    }

    /// Of a transient, what no task has written cannot be read.
    @Test
    void writeReadImageLayerOfATransient() {
        TaskImage image = graph.transientImage("image", IMAGE);
        graph.compute("write").writes(image.layers(0, 1));
        graph.compute("read").reads(image.layers(1, 1)).sideEffect();
        GraphDescription description = graph.build();
        assertThatThrownBy(() -> Schedule.of(description))
                .hasMessage(
                        "TaskGraph 'graph' has 1 problem:\n  READ_BEFORE_WRITE: task 'read' reads"
                                + " IMAGE 'image' layers 1 to 2, which is transient and not written"
                                + " before; write it first, or make it persistent");
    }

    /// A method that adds a task is what a task template is there.
    @Test
    void taskCopyAndMove() {
        GraphBuilder other = new GraphBuilder("graph");
        addTemplate(graph);
        addTemplate(other);
        GraphDescription one = graph.build();
        assertThat(one).isEqualTo(other.build());
        other.compute("more").sideEffect();
        assertThat(graph.build()).isEqualTo(one).isNotEqualTo(other.build());
    }

    private static void addTemplate(GraphBuilder to) {
        to.compute("template").writes(to.externalBuffer("buffer", 64)).executes(task -> {});
    }

    /// Buffers that live long, medium and short: none is where another one is in use.
    @Test
    void transientResources() {
        TaskBuffer longest = graph.transientBuffer("long", 1024);
        TaskBuffer medium = graph.transientBuffer("medium", 1024);
        TaskBuffer first = graph.transientBuffer("first", 1024);
        TaskBuffer second = graph.transientBuffer("second", 1024);
        graph.compute("write long").writes(longest, first);
        graph.compute("write medium").reads(first).writes(medium);
        graph.compute("write short").reads(medium).writes(second);
        graph.compute("check short").reads(second, longest).sideEffect();
        Schedule schedule = Schedule.of(graph.build());
        assertThat(Oracle.judge(schedule)).isEmpty();
        HeapLayout layout = schedule.layout();
        assertThat(layout.total()[0]).isEqualTo(3 * 1024);
        assertThat(layout.offset(3)).isEqualTo(layout.offset(2));
        assertThat(IntStream.of(0, 1, 2).mapToObj(layout::offset)).doesNotHaveDuplicates();
    }

    /// A brush paints the first level where a condition is on; each level is made from the one
    /// before.
    @Test
    void mipmapping() {
        TaskImage image = graph.persistentImage("image", IMAGE.withMips(3));
        TaskCondition mouse = graph.condition("mouse");
        graph.compute("paint").when(mouse).writes(image.mips(0, 1));
        for (int i = 1; i < 3; i++) {
            graph.blit("mip " + i, image.mips(i - 1, 1), image.mips(i, 1), Filter.LINEAR);
        }
        GraphDescription description = graph.build();
        String mips =
                """
                  mip 1
                  barrier TRANSFER writes -> TRANSFER reads
                  mip 2\
                """;
        assertThat(Schedule.of(description))
                .hasToString(
                        "TaskGraph 'graph' of 3 tasks, of which 2 run\nsubmission 0 to MAIN\n"
                                + mips);
        assertThat(Schedule.of(description, Set.of(mouse)))
                .hasToString(
                        "TaskGraph 'graph' of 3 tasks, of which 3 run\nsubmission 0 to MAIN\n"
                                + "  paint\n  barrier COMPUTE writes -> TRANSFER reads\n"
                                + mips);
    }

    /// Not among the model's tests, which it fails: readers on two queues in the first submission.
    @Test
    void readersOnTwoQueuesWaitForNothing() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("read").reads(buffer).sideEffect();
        graph.compute("read too").on(TaskQueue.COMPUTE_0).reads(buffer).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 2 run
                submission 0 to MAIN
                  read
                submission 1 to COMPUTE_0
                  read too
                """);
    }

    /// Nor is this: what was written two submissions earlier is waited for, and nothing since.
    @Test
    void anEarlierSubmissionIsWaitedForAndNoLaterOne() {
        TaskBuffer early = graph.externalBuffer("early", 64);
        TaskBuffer late = graph.externalBuffer("late", 64);
        TaskBuffer shown = graph.externalBuffer("shown", 64);
        graph.compute("make early").on(TaskQueue.COMPUTE_0).writes(early);
        graph.transfer("use early at once").on(TaskQueue.TRANSFER_0).reads(early).writes(shown);
        graph.compute("make late").on(TaskQueue.COMPUTE_0).readsWrites(late);
        graph.compute("make late again").on(TaskQueue.COMPUTE_0).readsWrites(late);
        graph.compute("use early").reads(early).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 5 tasks, of which 5 run
                submission 0 to COMPUTE_0
                  make early, make late
                submission 1 to MAIN waits for 0
                  use early
                submission 2 to COMPUTE_0
                  barrier COMPUTE writes -> COMPUTE reads writes
                  make late again
                submission 3 to TRANSFER_0 waits for 0
                  use early at once
                """);
    }

    @Test
    void trackedSliceBarrierCollapsing() {
        TaskImage image = graph.externalImage("image", IMAGE);
        graph.compute("read 1").reads(image.layers(1, 1)).sideEffect();
        graph.compute("write 3").writes(image.layers(3, 1));
        graph.compute("write 0 and 1").writes(image.layers(0, 2));
        graph.compute("read all").reads(image).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 4 tasks, of which 4 run
                submission 0 to MAIN
                  read 1, write 3
                  barrier COMPUTE -> COMPUTE
                  write 0 and 1
                  barrier COMPUTE writes -> COMPUTE reads
                  read all
                """);
    }

    @Test
    void correctReadBufferTaskOrdering() {
        TaskImage image = graph.transientImage("image", IMAGE);
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("task 1").writes(image);
        graph.compute("task 2").reads(image, buffer).sideEffect();
        graph.compute("task 3").reads(buffer).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 3 tasks, of which 3 run
                submission 0 to MAIN
                  task 1, task 3
                  barrier COMPUTE writes -> COMPUTE reads
                  task 2
                """);
    }

    @Test
    void concurrentReadWriteBuffer() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("write").writes(buffer);
        graph.compute("both 1").readsWritesConcurrently(buffer);
        graph.compute("both 2").readsWritesConcurrently(buffer);
        graph.compute("read").reads(buffer).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 4 tasks, of which 4 run
                submission 0 to MAIN
                  write
                  barrier COMPUTE writes -> COMPUTE reads writes
                  both 1, both 2
                  barrier COMPUTE writes -> COMPUTE reads
                  read
                """);
    }

    @Test
    void readOnReadWriteConcurrent() {
        TaskImage image = graph.transientImage("image", IMAGE);
        graph.compute("write").writes(image);
        graph.compute("both 1").readsWritesConcurrently(image);
        graph.compute("both 2").readsWritesConcurrently(image);
        graph.compute("read").reads(image).sideEffect();
        Schedule schedule = Schedule.of(graph.build());
        assertThat(Oracle.judge(schedule)).isEmpty();
        assertThat(IntStream.range(0, 4).map(schedule::level)).containsExactly(0, 1, 1, 2);
    }

    /// In the model, with aliasing switched on, B and C have one place too.
    @Test
    void transientWriteAliasing() {
        TaskImage a = graph.transientImage("A", IMAGE);
        TaskImage b = graph.transientImage("B", IMAGE);
        TaskImage c = graph.transientImage("C", IMAGE);
        graph.compute("write A and B").writes(a, b);
        graph.compute("check A and B").reads(a, b).sideEffect();
        graph.compute("write A and C").writes(a, c);
        graph.compute("check A and C").reads(a, c).sideEffect();
        Schedule schedule = Schedule.of(graph.build());
        assertThat(Oracle.judge(schedule)).isEmpty();
        HeapLayout layout = schedule.layout();
        assertThat(layout.heap(2)).isEqualTo(layout.heap(1));
        assertThat(layout.offset(2)).isEqualTo(layout.offset(1)).isNotEqualTo(layout.offset(0));
    }

    @Test
    void permutationAliasing() {
        TaskCondition condition = graph.condition("first");
        TaskImage first = graph.transientImage("first", IMAGE);
        TaskImage second = graph.transientImage("second", IMAGE);
        graph.compute("write first").when(condition).writes(first);
        graph.compute("read first").when(condition).reads(first).sideEffect();
        graph.compute("write second").unless(condition).writes(second);
        graph.compute("read second").unless(condition).reads(second).sideEffect();
        GraphDescription description = graph.build();
        HeapLayout isOn = Schedule.of(description, Set.of(condition)).layout();
        HeapLayout isOff = Schedule.of(description).layout();
        assertThat(isOn.has(1)).isFalse();
        assertThat(isOff.has(0)).isFalse();
        assertThat(isOff.heap(1)).isEqualTo(isOn.heap(0));
        assertThat(isOff.offset(1)).isEqualTo(isOn.offset(0));
    }

    @Test
    void concurrentReadWriteImage() {
        TaskImage image = graph.externalImage("image", IMAGE);
        graph.compute("read").reads(image).sideEffect();
        graph.compute("both 1").readsWritesConcurrently(image);
        graph.compute("both 2").readsWritesConcurrently(image);
        graph.compute("write").writes(image);
        assertSchedule(
                """
                TaskGraph 'graph' of 4 tasks, of which 4 run
                submission 0 to MAIN
                  read
                  barrier COMPUTE -> COMPUTE
                  both 1, both 2
                  barrier COMPUTE writes -> COMPUTE writes
                  write
                """);
    }

    @Test
    void concurrentReadOnRead() {
        TaskBuffer a = graph.externalBuffer("a", 64);
        TaskBuffer b = graph.externalBuffer("b", 64);
        graph.compute("write b").writes(b);
        graph.compute("write b again").writes(b);
        graph.compute("write a").writes(a);
        graph.compute("read a").reads(a).sideEffect();
        graph.compute("read both").reads(a, b).sideEffect();
        graph.compute("write a again").writes(a);
        assertSchedule(
                """
                TaskGraph 'graph' of 6 tasks, of which 6 run
                submission 0 to MAIN
                  write b, write a
                  barrier COMPUTE writes -> COMPUTE reads writes
                  write b again, read a
                  barrier COMPUTE writes -> COMPUTE reads
                  read both
                  barrier COMPUTE -> COMPUTE
                  write a again
                """);
    }

    @Test
    void optionalAttachments() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("task").reads(TaskBuffer.NONE, TaskImage.NONE, TaskStructure.NONE);
        graph.compute("write").writes(TaskBuffer.NONE, buffer);
        assertSchedule(
                """
                TaskGraph 'graph' of 2 tasks, of which 1 runs
                submission 0 to MAIN
                  write
                """);
    }

    /// The first readers of something share a level, which they do not in the model.
    @Test
    void firstReadersShareLevelZero() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        for (int i = 0; i < 3; i++) {
            graph.compute("reader " + i).reads(buffer).sideEffect();
        }
        assertSchedule(
                """
                TaskGraph 'graph' of 3 tasks, of which 3 run
                submission 0 to MAIN
                  reader 0, reader 1, reader 2
                """);
    }

    /// A chain over three queues: each waits for the one before, and only for that.
    @Test
    void queuesWaitForWhatTheyNeed() {
        TaskBuffer a = graph.externalBuffer("a", 64);
        TaskBuffer b = graph.externalBuffer("b", 64);
        TaskBuffer c = graph.externalBuffer("c", 64);
        graph.transfer("upload").on(TaskQueue.TRANSFER_0).writes(a);
        graph.compute("apart").writes(c);
        graph.compute("simulate").on(TaskQueue.COMPUTE_1).reads(a).writes(b);
        graph.raster("draw").reads(TaskStage.VERTEX, a, b).sideEffect();
        assertSchedule(
                """
                TaskGraph 'graph' of 4 tasks, of which 4 run
                submission 0 to MAIN
                  apart
                submission 1 to TRANSFER_0
                  upload
                submission 2 to COMPUTE_1 waits for 1
                  simulate
                submission 3 to MAIN waits for 2
                  draw
                """);
    }

    /// What nobody needs does not run, with all that only it needed.
    @Test
    void deadTasksDoNotRun() {
        TaskBuffer a = graph.transientBuffer("a", 64);
        TaskBuffer b = graph.transientBuffer("b", 64);
        graph.compute("write a").writes(a);
        graph.compute("write b").reads(a).writes(b);
        assertThat(Schedule.of(graph.build()).submissions()).isEmpty();
    }
}
