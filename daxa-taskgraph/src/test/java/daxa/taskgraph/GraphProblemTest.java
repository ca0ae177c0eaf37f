package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Each line of the model's catalogue of errors that a description can have, and of its list of
/// what it does not find, by the text of the message. docs/taskgraph.md tells of the lines that
/// cannot come up.
class GraphProblemTest {
    private static final TaskImageInfo IMAGE = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64);

    private final GraphBuilder graph = new GraphBuilder("frame");

    private void assertProblem(String expected) {
        assertThatThrownBy(() -> Schedule.of(graph.build()))
                .isInstanceOf(GraphException.class)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo("TaskGraph 'frame' has 1 problem:\n  " + expected);
    }

    private void assertRefused(ThrowingCallable call, String expected) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(expected);
    }

    private void assertWarning(String expected) {
        assertThat(graph.build().warnings())
                .extracting(GraphProblem::toString)
                .containsExactly(expected);
    }

    // ---------------------------------------------------------------- the catalogue

    @Test
    void v01DescriptionsAreMadeAgainAndAgain() {
        graph.compute("first");
        GraphDescription before = graph.build();
        graph.compute("second");
        assertThat(graph.build().taskCount()).isEqualTo(2);
        assertThat(before.taskCount()).isEqualTo(1);
    }

    @Test
    void v02DuplicateNameOfResources() {
        graph.externalBuffer("lights", 64);
        graph.externalImage("lights", IMAGE);
        assertProblem("DUPLICATE_NAME: two resources have the name 'lights'; give each its own");
    }

    @Test
    void v04SecondSwapchainImage() {
        graph.swapchainImage("left", IMAGE);
        graph.swapchainImage("right", IMAGE);
        assertProblem(
                "SECOND_SWAPCHAIN_IMAGE: IMAGE 'right' would be the second image of a swapchain"
                        + " besides IMAGE 'left'; a graph draws to one window, so make a graph for"
                        + " each");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the error
    void v05EmptyView() {
        graph.compute("blur").reads(graph.externalBuffer("lights", 64), null);
        assertProblem(
                "NULL_VIEW: task 'blur' reads a view that is null; give it a view, or NONE of"
                        + " TaskImage, TaskBuffer or TaskStructure for nothing");
    }

    @Test
    void v06v07ForeignView() {
        TaskImage foreign = new GraphBuilder("other").externalImage("color", IMAGE);
        graph.compute("blur").samples(foreign.named("input"));
        assertProblem(
                "FOREIGN_VIEW: task 'blur' samples IMAGE 'color' as 'input', which belongs to"
                        + " another graph; add it to this one");
    }

    @Test
    void v08PreviousOfWhatIsNoPair() {
        TaskStructure scene = graph.persistentTlas("scene", 1024);
        assertRefused(
                scene::previous,
                "previous() of TLAS 'scene': lifetime=PERSISTENT (expected DOUBLE_BUFFERED, of this"
                        + " frame)");
    }

    @Test
    void v09StageOfAnotherKindOfTask() {
        graph.compute("blur").reads(TaskStage.FRAGMENT, graph.externalBuffer("b", 64).named("in"));
        assertProblem(
                "WRONG_STAGE_FOR_KIND: task 'blur' reads BUFFER 'b' as 'in' at FRAGMENT, but it is"
                    + " COMPUTE (expected of INDIRECT, COMPUTE); use another stage, or a general"
                    + " task");
    }

    @Test
    void v10StageThatTheQueueLacks() {
        graph.general("blur")
                .reads(TaskStage.FRAGMENT, graph.externalBuffer("b", 64))
                .on(TaskQueue.COMPUTE_2);
        assertProblem(
                "WRONG_STAGE_FOR_QUEUE: task 'blur' reads BUFFER 'b' at FRAGMENT, which queue"
                        + " COMPUTE_2 has not (expected of INDIRECT, COMPUTE, RAY_TRACING, BUILD,"
                        + " TRANSFER, HOST); choose another queue");
    }

    @Test
    void v12SecondPresent() {
        TaskImage screen = graph.swapchainImage("screen", IMAGE);
        graph.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, screen);
        graph.present(screen).present(screen);
        assertProblem(
                "WRONG_PRESENT: present of IMAGE 'screen': the graph presents IMAGE 'screen'"
                        + " already; present once");
    }

    @Test
    void v13PresentOfNoSwapchainImage() {
        graph.present(graph.persistentImage("color", IMAGE));
        assertProblem(
                "WRONG_PRESENT: present of IMAGE 'color' (expected the image that swapchainImage of"
                        + " this graph returned)");
    }

    @Test
    void v14SliceOutOfBounds() {
        TaskImage image = graph.externalImage("atlas", IMAGE.withMips(3).withLayers(2));
        assertRefused(
                () -> image.mips(1, 3),
                "mips of IMAGE 'atlas': first=1, count=3 (expected at least 1 inside of its 3)");
        assertRefused(
                () -> image.layers(0, Integer.MAX_VALUE),
                "layers of IMAGE 'atlas': first=0, count=2147483647 (expected at least 1 inside of"
                        + " its 2)");
    }

    @Test
    void v15TwoUsesOfTheSameTexels() {
        TaskImage image = graph.externalImage("atlas", IMAGE.withMips(3));
        graph.compute("apart").reads(image.mips(0, 1)).writes(image.mips(1, 1));
        graph.compute("down")
                .reads(image.mips(0, 2).named("from"))
                .writes(image.mips(1, 1).named("to"));
        assertProblem(
                "OVERLAPPING_USES: task 'down' reads IMAGE 'atlas' mips 0 to 2 as 'from' and writes"
                        + " IMAGE 'atlas' mips 1 to 2 as 'to', which overlap; declare one use, such"
                        + " as readsWrites, or views that do not overlap");
    }

    @Test
    void v16PresentOfWhatNobodyWrites() {
        graph.present(graph.swapchainImage("screen", IMAGE));
        assertProblem(
                "PRESENT_UNWRITTEN: present of IMAGE 'screen', which no task writes; write it");
    }

    // ---------------------------------------------------------------- what the model does not find

    @Test
    void readBeforeWrite() {
        TaskImage color = graph.transientImage("color", IMAGE);
        graph.compute("blur").samples(color.named("input")).sideEffect();
        graph.compute("draw").writes(color);
        assertProblem(
                "READ_BEFORE_WRITE: task 'blur' samples IMAGE 'color' as 'input', which is"
                    + " transient and not written before; write it first, or make it persistent");
    }

    @Test
    void readOfASwapchainImageBeforeItsWrite() {
        TaskImage screen = graph.swapchainImage("screen", IMAGE);
        graph.compute("invert").readsWrites(screen);
        graph.present(screen);
        assertProblem(
                "READ_BEFORE_WRITE: task 'invert' readsWrites IMAGE 'screen', which is of a"
                        + " swapchain and not written before; write it first");
    }

    @Test
    void readOfWhatOnlySomeExecutionsWrite() {
        TaskCondition sun = graph.condition("sun");
        TaskCondition moon = graph.condition("moon");
        TaskImage light = graph.transientImage("light", IMAGE);
        graph.compute("sun").when(sun).writes(light);
        graph.compute("moon").unless(sun).when(moon).writes(light);
        graph.compute("by day").when(sun).samples(light).sideEffect();
        graph.compute("by night").unless(sun).when(moon).samples(light).sideEffect();
        graph.compute("always").samples(light).sideEffect();
        assertProblem(
                "READ_BEFORE_WRITE: task 'always' samples IMAGE 'light', which is transient and not"
                        + " written before when condition 'sun' is off and condition 'moon' is off;"
                        + " write it first, or make it persistent");
    }

    @Test
    void writersMayTakeTurns() {
        TaskCondition sun = graph.condition("sun");
        TaskCondition moon = graph.condition("moon");
        TaskImage light = graph.transientImage("light", IMAGE);
        graph.compute("sun").when(sun).writes(light);
        graph.compute("moon").unless(sun).when(moon).writes(light);
        graph.compute("stars").unless(sun).unless(moon).writes(light);
        graph.compute("always").samples(light).sideEffect();
        assertThat(Schedule.of(graph.build())).isNotNull();
    }

    @Test
    void writeThatNobodyReads() {
        TaskImage color = graph.transientImage("color", IMAGE.withMips(3));
        TaskImage depth =
                graph.transientImage("depth", TaskImageInfo.of2D(Format.D32_SFLOAT, 64, 64));
        graph.raster("draw")
                .writes(TaskStage.COLOR_ATTACHMENT, color.mips(0, 1), color.mips(2, 1))
                .writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth);
        graph.compute("show").samples(color.mips(0, 2)).sideEffect();
        assertWarning(
                "UNREAD_WRITE: task 'draw' writes IMAGE 'color' mips 2 to 3, which is TRANSIENT and"
                        + " which no task reads behind it; take the use away, or make it"
                        + " persistent");
    }

    @Test
    void resourceThatNobodyUses() {
        graph.doubleBufferedImage("history", IMAGE);
        graph.compute("work").sideEffect();
        assertWarning(
                "UNUSED_RESOURCE: no task uses IMAGE 'history'; take it away, or declare who uses"
                        + " it");
    }

    @Test
    void readOfWhatNobodyEverWrites() {
        TaskImage history = graph.doubleBufferedImage("history", IMAGE);
        graph.compute("work").samples(history.previous()).sideEffect();
        assertWarning(
                "NEVER_WRITTEN: tasks read IMAGE 'history', which is DOUBLE_BUFFERED and which no"
                        + " task writes; write it, or make it external");
    }

    @Test
    void swapchainImageThatIsNotPresented() {
        TaskImage screen = graph.swapchainImage("screen", IMAGE);
        graph.raster("draw").writes(TaskStage.COLOR_ATTACHMENT, screen);
        assertWarning(
                "NOT_PRESENTED: IMAGE 'screen' is of a swapchain and not presented; call present");
    }

    @Test
    void emptyGraph() {
        assertWarning("EMPTY_GRAPH: TaskGraph 'frame' of 0 tasks does nothing; add tasks");
    }

    @Test
    void emptyTask() {
        graph.compute("idle");
        graph.compute("busy").sideEffect();
        assertWarning(
                "EMPTY_TASK: task 'idle' uses nothing, so it does not run; declare what it uses, or"
                        + " sideEffect()");
    }

    @Test
    void conditionThatNobodyNeeds() {
        graph.condition("shadows");
        graph.compute("busy").sideEffect();
        assertWarning(
                "UNUSED_CONDITION: no task needs condition 'shadows'; take it away, or give it to a"
                        + " task by when or unless");
    }

    @Test
    void formatThatCannotBeUsedSo() {
        TaskImage depth =
                graph.externalImage("depth", TaskImageInfo.of2D(Format.D32_SFLOAT, 64, 64));
        TaskImage block =
                graph.externalImage("block", TaskImageInfo.of2D(Format.BC7_UNORM_BLOCK, 64, 64));
        TaskImage color = graph.externalImage("color", IMAGE);
        graph.raster("right")
                .samples(depth.named("a"), block)
                .writes(TaskStage.COLOR_ATTACHMENT, color);
        graph.general("anything").readsWrites(depth, block, color);
        graph.build();
        graph.raster("wrong")
                .writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, color)
                .writes(TaskStage.COLOR_ATTACHMENT, depth)
                .writes(TaskStage.COLOR_ATTACHMENT, block);
        graph.compute("storage").reads(depth).samplesWrites(block);
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo(
                        """
                        TaskGraph 'frame' has 5 problems:
                          WRONG_FORMAT: task 'wrong' writes IMAGE 'color' at \
                        DEPTH_STENCIL_ATTACHMENT, which format=R8G8B8A8_UNORM does not allow; choose \
                        another format
                          WRONG_FORMAT: task 'wrong' writes IMAGE 'depth' at COLOR_ATTACHMENT, which \
                        format=D32_SFLOAT does not allow; choose another format
                          WRONG_FORMAT: task 'wrong' writes IMAGE 'block' at COLOR_ATTACHMENT, which \
                        format=BC7_UNORM_BLOCK does not allow; choose another format
                          WRONG_FORMAT: task 'storage' reads IMAGE 'depth' at COMPUTE, which \
                        format=D32_SFLOAT does not allow; choose another format, or samples for what \
                        shaders read
                          WRONG_FORMAT: task 'storage' samplesWrites IMAGE 'block' at COMPUTE, which \
                        format=BC7_UNORM_BLOCK does not allow; choose another format\
                        """);
    }

    @Test
    void viewTypeThatTheImageCannotHave() {
        graph.compute("sky")
                .samples(graph.externalImage("sky", IMAGE).as(ImageViewType.CUBE).named("sky"));
        assertProblem(
                "WRONG_VIEW_TYPE: task 'sky' samples IMAGE 'sky' seen as CUBE as 'sky': layers=1"
                        + " (expected 6); choose them by layers(first, count)");
    }

    @Test
    void stageThatCannotBeHadForTheResource() {
        graph.compute("cull").writes(TaskStage.INDIRECT, graph.externalBuffer("arguments", 64));
        assertProblem(
                "WRONG_STAGE_FOR_RESOURCE: task 'cull' writes BUFFER 'arguments' at INDIRECT"
                        + " (expected of VERTEX, TESSELLATION, TASK, MESH, FRAGMENT, COMPUTE,"
                        + " RAY_TRACING, BUILD, TRANSFER, HOST)");
    }

    // ---------------------------------------------------------------- where

    @Test
    void wrongCallsAreFoundByTheirLine() {
        graph.when(
                graph.condition("on"),
                () -> graph.compute("blur").reads(TaskStage.HOST, graph.externalBuffer("b", 64)));
        assertThatThrownBy(graph::build)
                .isInstanceOfSatisfying(
                        GraphException.class,
                        thrown ->
                                assertThat(thrown.problems().getFirst().line())
                                        .matches(
                                                ".*daxa\\.taskgraph\\.GraphProblemTest\\.lambda\\$.*"
                                                    + "\\(GraphProblemTest\\.java:\\d+\\)"))
                .hasMessageMatching("(?s).*\n    at .*GraphProblemTest.java:\\d+\\)");
    }

    @Test
    void tasksAreFoundByTheirLinesIfTheseAreKept() {
        graph.compute("unknown");
        graph.keepLines();
        graph.compute("blur").samples(graph.transientImage("color", IMAGE)).sideEffect();
        GraphDescription description = graph.build();
        assertThat(description.taskLine(0)).isEmpty();
        assertThat(description.taskLine(1)).contains("GraphProblemTest.java:");
        assertThatThrownBy(() -> Schedule.of(description))
                .hasMessageMatching("(?s).*READ_BEFORE_WRITE.*\n    at .*GraphProblemTest.*");
        assertThat(graph.build().warnings().getFirst().line()).isEmpty();
    }
}
