package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

/// What is wrong with descriptions, by the text.
class GraphBuilderTest {
    private static final TaskImageInfo IMAGE = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64);

    private final GraphBuilder graph = new GraphBuilder("frame");

    private void assertProblems(String expected) {
        assertThatThrownBy(() -> Schedule.of(graph.build()))
                .isInstanceOf(GraphException.class)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo(expected.stripTrailing());
    }

    @Test
    void allProblemsComeAtOnce() {
        TaskImage other = new GraphBuilder("other").externalImage("image", IMAGE);
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.externalBuffer("buffer", 64);
        graph.compute("blur").reads(other).writes(TaskStage.COLOR_ATTACHMENT, buffer);
        assertProblems(
                """
                TaskGraph 'frame' has 4 problems:
                  DUPLICATE_NAME: two resources have the name 'buffer'; give each its own
                  FOREIGN_VIEW: task 'blur' reads IMAGE 'image', which belongs to another graph; \
                add it to this one
                  WRONG_STAGE_FOR_KIND: task 'blur' writes BUFFER 'buffer' at COLOR_ATTACHMENT, but \
                it is COMPUTE (expected of INDIRECT, COMPUTE); use another stage, or a general task
                  WRONG_STAGE_FOR_RESOURCE: task 'blur' writes BUFFER 'buffer' at COLOR_ATTACHMENT \
                (expected of VERTEX, TESSELLATION, TASK, MESH, FRAGMENT, COMPUTE, RAY_TRACING, BUILD,\
                 TRANSFER, HOST)
                """);
    }

    @Test
    void stagesBelongToTheirQueues() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("copy").reads(buffer).on(TaskQueue.TRANSFER_1);
        assertProblems(
                """
                TaskGraph 'frame' has 1 problem:
                  WRONG_STAGE_FOR_QUEUE: task 'copy' reads BUFFER 'buffer' at COMPUTE, which queue \
                TRANSFER_1 has not (expected of TRANSFER, HOST); choose another queue
                """);
    }

    @Test
    void usesOfATaskDoNotOverlap() {
        TaskImage image = graph.externalImage("image", IMAGE.withMips(7));
        graph.compute("mips").reads(image.mips(0, 2)).writes(image.mips(1, 2));
        assertProblems(
                """
                TaskGraph 'frame' has 1 problem:
                  OVERLAPPING_USES: task 'mips' reads IMAGE 'image' mips 0 to 2 and writes IMAGE \
                'image' mips 1 to 3, which overlap; declare one use, such as readsWrites, or views \
                that do not overlap
                """);
    }

    @Test
    void transientsAreWrittenFirst() {
        TaskImage image = graph.transientImage("image", IMAGE);
        graph.compute("blur").samples(image).sideEffect();
        assertProblems(
                """
                TaskGraph 'frame' has 1 problem:
                  READ_BEFORE_WRITE: task 'blur' samples IMAGE 'image', which is transient and not \
                written before; write it first, or make it persistent
                """);
    }

    @Test
    void thePreviousOneIsNotWritten() {
        TaskImage image = graph.doubleBufferedImage("history", IMAGE);
        graph.compute("accumulate").writes(image.previous());
        assertProblems(
                """
                TaskGraph 'frame' has 1 problem:
                  WRITE_TO_PREVIOUS: task 'accumulate' writes IMAGE 'history (previous)', which is \
                what the execution before has left; write the one of this execution
                """);
    }

    @Test
    void onlySwapchainImagesArePresentedAndOnce() {
        TaskImage screen = graph.swapchainImage("screen", IMAGE);
        graph.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, screen);
        graph.present(graph.externalImage("image", IMAGE)).present(screen).present(screen);
        assertProblems(
                """
                TaskGraph 'frame' has 2 problems:
                  WRONG_PRESENT: present of IMAGE 'image' (expected the image that swapchainImage of \
                this graph returned)
                  WRONG_PRESENT: present of IMAGE 'screen': the graph presents IMAGE 'screen' \
                already; present once
                """);
    }

    @Test
    void tasksAreDescribedOneAfterTheOther() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        TaskBuilder first = graph.compute("first");
        graph.compute("second");
        assertThatThrownBy(() -> first.reads(buffer))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'first' of TaskGraph 'frame' is complete, since task 'second' was"
                                + " added; declare all uses of a task before the next");
    }

    @Test
    void viewsLieInsideOfTheirResource() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        TaskImage image = graph.externalImage("image", IMAGE.withMips(3).withLayers(2));
        assertThatThrownBy(() -> buffer.range(32, 33))
                .hasMessage(
                        "range of BUFFER 'buffer': offset=32, size=33 (expected at least 1 byte"
                                + " inside of its 64)");
        assertThatThrownBy(() -> image.mips(2, 2))
                .hasMessage(
                        "mips of IMAGE 'image': first=2, count=2 (expected at least 1 inside of its"
                                + " 3)");
        assertThatThrownBy(() -> image.mips(1, 2).layers(2, 1))
                .hasMessage(
                        "layers of IMAGE 'image' mips 1 to 3: first=2, count=1 (expected at least 1"
                                + " inside of its 2)");
        assertThatThrownBy(buffer::previous)
                .hasMessage(
                        "previous() of BUFFER 'buffer': lifetime=EXTERNAL (expected"
                                + " DOUBLE_BUFFERED, of this frame)");
        assertThatThrownBy(() -> graph.transientBuffer("none", 0))
                .hasMessage("buffer 'none': size=0 (expected above 0)");
    }

    @Test
    void equalDescriptionsAreEqual() {
        assertThat(describe(64)).isEqualTo(describe(64)).hasSameHashCodeAs(describe(64));
        assertThat(describe(64)).isNotEqualTo(describe(65));
        assertThat(Schedule.of(describe(64))).hasToString(Schedule.of(describe(64)).toString());
    }

    private static GraphDescription describe(int size) {
        GraphBuilder builder = new GraphBuilder("graph");
        TaskBuffer buffer = builder.externalBuffer("buffer", size);
        builder.compute("write").writes(buffer);
        builder.compute("read").reads(buffer.range(0, 16)).sideEffect();
        return builder.build();
    }
}
