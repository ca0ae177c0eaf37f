package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.resource.BufferId;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewType;
import daxa.core.resource.TlasId;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Length;
import daxa.core.struct.RWBufferPtr;

import org.junit.jupiter.api.Test;

/// Heads give a task the uses of the struct that its shader has.
@SuppressWarnings("ArrayRecordComponent")
class HeadTest {
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64).withMips(5);

    @GpuStruct
    record Blur(
            @Use(TaskAccess.SAMPLES) ImageViewId source,
            @Use(TaskAccess.WRITES) ImageViewId target,
            float radius) {}

    @GpuStruct
    record Light(float intensity) {}

    @GpuStruct
    record Everything(
            int frame,
            @Use(value = TaskAccess.SAMPLES, as = ImageViewType.TWO_ARRAY) ImageViewId array,
            @Use(TaskAccess.WRITES) @Length(6) ImageViewId[] mips,
            @Use(TaskAccess.READS) BufferPtr<Light> lights,
            @Use(TaskAccess.READS_WRITES_CONCURRENTLY) RWBufferPtr<Light> counters,
            @Use(TaskAccess.READS) BufferId bytes,
            @Use(value = TaskAccess.READS, stage = TaskStage.INDIRECT) long arguments,
            @Use(TaskAccess.READS) TlasId scene,
            ImageViewId chosenByTheTask) {}

    private final GraphBuilder graph = new GraphBuilder("frame");
    private final TaskImage color = graph.externalImage("color", IMAGE);
    private final TaskBuffer buffer = graph.externalBuffer("buffer", 64);

    private void assertProblem(String expected) {
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo("TaskGraph 'frame' has 1 problem:\n  HEAD_MISMATCH: " + expected);
    }

    @Test
    void componentsAreUses() {
        graph.compute("blur").head(Blur.class, color, graph.externalImage("target", IMAGE));
        GraphDescription description = graph.build();
        assertThat(uses(description, 0))
                .isEqualTo(
                        """
                        samples IMAGE 'color' as 'source' at COMPUTE offset 0
                        writes IMAGE 'target' as 'target' at COMPUTE offset 8
                        """);
    }

    @Test
    void allComponentsCanBeUses() {
        TaskBuffer counters = graph.externalBuffer("counters", 64);
        TaskBuffer arguments = graph.externalBuffer("arguments", 64);
        TaskImage pyramid = graph.externalImage("pyramid", IMAGE);
        graph.compute("first").reads(buffer);
        graph.compute("all")
                .reads(graph.externalBuffer("other", 64))
                .head(
                        Everything.class,
                        color,
                        pyramid.eachMip(),
                        buffer.range(0, 16),
                        counters,
                        TaskBuffer.NONE,
                        arguments,
                        graph.externalTlas("scene"));
        GraphDescription description = graph.build();
        assertThat(description.head(0)).isNull();
        assertThat(uses(description, 1))
                .isEqualTo(
                        """
                        samples IMAGE 'color' seen as TWO_ARRAY as 'array' at COMPUTE offset 4
                        writes IMAGE 'pyramid' by mip level as 'mips' at COMPUTE offset 12 6 times 8
                        reads BUFFER 'buffer' bytes 0 to 16 as 'lights' at COMPUTE offset 64
                        readsWritesConcurrently BUFFER 'counters' as 'counters' at COMPUTE offset 72
                        nothing offset 80
                        reads BUFFER 'arguments' as 'arguments' at INDIRECT offset 88
                        reads TLAS 'scene' as 'scene' at COMPUTE offset 96
                        """);
        assertThat(description.isAbsent(1, "bytes")).isTrue();
    }

    private static String uses(GraphDescription description, int task) {
        HeadBinding head = description.head(task);
        assertThat(head).isNotNull();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < head.uses().size(); i++) {
            int use = head.uses().get(i);
            HeadSlot slot = head.layout().slots.get(i);
            if (use < 0) {
                text.append("nothing");
            } else {
                text.append(UseType.text(description.useTypes[use]))
                        .append(" ")
                        .append(description.useViews[use])
                        .append(" at ")
                        .append(TaskStage.text(description.useStages[use]));
            }
            text.append(" offset ").append(slot.offset());
            if (slot.length() > 0) {
                text.append(" ").append(slot.length()).append(" times ").append(slot.stride());
            }
            text.append("\n");
        }
        return text.toString();
    }

    @Test
    void theNumberOfViewsIsThatOfTheUses() {
        graph.compute("blur").head(Blur.class, color);
        assertProblem("task 'blur': head 'Blur' is given 1 view (expected 2: source, target)");
    }

    @Test
    void kindsOfViewsAreThoseOfTheComponents() {
        graph.compute("blur").head(Blur.class, color, buffer);
        assertProblem(
                "task 'blur': head 'Blur' component 'target' is given BUFFER 'buffer' (expected an"
                        + " image)");
    }

    @Test
    void kindsOfNothingAreThoseOfTheComponents() {
        graph.compute("blur").head(Blur.class, TaskBuffer.NONE, color);
        assertProblem(
                "task 'blur': head 'Blur' component 'source' is given nothing (expected an image)");
    }

    @Test
    void arraysAreForArrays() {
        graph.compute("blur")
                .head(Blur.class, color.mips(1, 4).eachMip(), graph.externalImage("target", IMAGE));
        assertProblem(
                "task 'blur': head 'Blur' component 'source' is given IMAGE 'color' mips 1 to 5 by"
                        + " mip level, which is 4 views (expected a single one; make it an array)");
    }

    @GpuStruct
    record Textures(@Use(TaskAccess.SAMPLES) @Length(3) ImageViewId[] images) {}

    @Test
    void setsFitIntoTheirArrays() {
        graph.compute("fits").head(Textures.class, graph.externalImages("three", IMAGE, 3));
        graph.compute("draw").head(Textures.class, graph.externalImages("four", IMAGE, 4));
        assertProblem(
                "task 'draw': head 'Textures' component 'images' is given IMAGE 'four',"
                        + " which is 4 views (expected up to 3)");
    }

    @Test
    void aTaskHasOneHead() {
        TaskBuilder task = graph.compute("blur").head(Blur.class, color, TaskImage.NONE);
        assertThatThrownBy(() -> task.head(Textures.class, color))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'blur' has head 'Blur' already and cannot have head 'Textures' too;"
                                + " declare other uses by verbs");
    }

    @GpuStruct
    record NoUse(float radius) {}

    @GpuStruct
    record WrongType(@Use(TaskAccess.READS) float radius) {}

    @GpuStruct
    record ReadOnly(@Use(TaskAccess.WRITES) BufferPtr<Light> lights) {}

    @GpuStruct
    record Sampled(@Use(TaskAccess.SAMPLES) BufferId bytes) {}

    @Test
    void wrongHeadsAreRefused() {
        TaskBuilder task = graph.compute("blur");
        assertThatThrownBy(() -> task.head(NoUse.class))
                .isInstanceOf(UsageException.class)
                .hasMessage("head 'NoUse' has no component with @Use; annotate what the task uses");
        assertThatThrownBy(() -> task.head(WrongType.class, buffer))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "head 'WrongType': component 'radius' is float (expected ImageViewId,"
                                + " BufferId, BufferPtr, RWBufferPtr, TlasId or long with @Use)");
        assertThatThrownBy(() -> task.head(ReadOnly.class, buffer))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "head 'ReadOnly': component 'lights' writes through BufferPtr, which only"
                                + " reads; make it RWBufferPtr");
        assertThatThrownBy(() -> task.head(Sampled.class, buffer))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "head 'Sampled': component 'bytes' is sampled or has a view type, but is"
                                + " BufferId (expected ImageViewId)");
    }

    @Test
    void headsArePartOfADescription() {
        assertThat(describe(true)).isEqualTo(describe(true));
        assertThat(describe(true)).isNotEqualTo(describe(false));
    }

    private static GraphDescription describe(boolean withHead) {
        GraphBuilder builder = new GraphBuilder("graph");
        TaskImage image = builder.externalImage("image", IMAGE);
        TaskBuilder task = builder.compute("task");
        if (withHead) {
            task.head(Blur.class, image, TaskImage.NONE);
        } else {
            task.samples(image.named("source"), TaskImage.NONE.named("target"));
        }
        return builder.build();
    }
}
