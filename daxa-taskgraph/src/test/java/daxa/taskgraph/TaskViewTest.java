package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.resource.Format;
import daxa.core.resource.ImageViewType;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/// What views carry besides their part: names, types, an array by mip level.
class TaskViewTest {
    private static final TaskImageInfo CUBE = TaskImageInfo.ofCube(Format.R8G8B8A8_UNORM, 64);
    private static final TaskImageInfo VOLUME =
            TaskImageInfo.of3D(Format.R8G8B8A8_UNORM, 8, 8, 8).withMips(4);

    private final GraphBuilder graph = new GraphBuilder("frame");

    @Test
    void descriptionsKeepTheViewsOfTasks() {
        TaskImage sky = graph.externalImage("sky", CUBE.withMips(3)).as(ImageViewType.CUBE);
        TaskBuffer lights = graph.externalBuffer("lights", 64).range(0, 16).named("sun");
        TaskStructure scene = graph.externalTlas("scene").named("world");
        graph.compute("light").samples(sky.eachMip()).reads(lights, scene).sideEffect();
        GraphDescription description = graph.build();
        assertThat(Arrays.copyOf(description.useViews, 3))
                .extracting(TaskView::toString)
                .containsExactly(
                        "IMAGE 'sky' seen as CUBE by mip level",
                        "BUFFER 'lights' bytes 0 to 16 as 'sun'",
                        "TLAS 'scene' as 'world'");
        assertThat(description.useProperties)
                .extracting(UseProperties::use)
                .containsExactly(0, 1, 2);
    }

    @Test
    void partsKeepWhatTheWholeHas() {
        TaskImage history = graph.doubleBufferedImage("history", CUBE).named("old");
        assertThat(history.layers(0, 1).previous())
                .hasToString("IMAGE 'history (previous)' layers 0 to 1 as 'old'");
        TaskBuffer buffer = graph.doubleBufferedBuffer("buffer", 64).named("bytes");
        assertThat(buffer.range(16, 16).previous())
                .hasToString("BUFFER 'buffer (previous)' bytes 16 to 32 as 'bytes'");
        TaskStructure structure = graph.doubleBufferedBlas("structure", 512).named("rock");
        assertThat(structure.previous()).hasToString("BLAS 'structure (previous)' as 'rock'");
    }

    @Test
    void aTaskHasEachNameOnce() {
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        graph.compute("first").reads(buffer.named("data"));
        graph.compute("second").reads(buffer.named("data"), TaskImage.NONE.named("data"));
        assertThatThrownBy(graph::build)
                .hasMessageStartingWith(
                        "TaskGraph 'frame' has 1 problem:\n  DUPLICATE_ATTACHMENT: task 'second'"
                                + " reads nothing as 'data', but uses another view by the name"
                                + " 'data' already; give each its own\n    at");
    }

    @Test
    void nothingCanHaveAName() {
        graph.compute("first").reads(TaskImage.NONE.named("occlusion"), TaskBuffer.NONE);
        graph.compute("second").reads(TaskBuffer.NONE.named("lights"));
        GraphDescription description = graph.build();
        assertThat(description.useResource).isEmpty();
        assertThat(description.isAbsent(0, "occlusion")).isTrue();
        assertThat(description.isAbsent(1, "lights")).isTrue();
        assertThat(description.isAbsent(1, "occlusion")).isFalse();
    }

    @Test
    void typesFitImagesAndParts() {
        TaskImage sky = graph.externalImage("sky", CUBE.withMips(3));
        TaskImage flat = graph.externalImage("flat", TaskImageInfo.of2D(Format.R8_UNORM, 64, 32));
        TaskImage volume = graph.externalImage("volume", VOLUME);
        graph.compute("right")
                .samples(
                        sky.mips(0, 1).as(ImageViewType.CUBE),
                        sky.mips(1, 1).as(ImageViewType.CUBE_ARRAY),
                        sky.mips(2, 1).layers(0, 1).as(ImageViewType.TWO),
                        flat.as(ImageViewType.TWO_ARRAY),
                        volume.mips(1, 1).as(ImageViewType.TWO_ARRAY),
                        volume.mips(2, 1).as(ImageViewType.THREE))
                .sideEffect();
        graph.build();
        graph.compute("wrong")
                .samples(
                        sky.as(ImageViewType.TWO),
                        sky.layers(0, 4).as(ImageViewType.CUBE),
                        flat.as(ImageViewType.CUBE),
                        flat.as(ImageViewType.ONE),
                        volume.as(ImageViewType.TWO_ARRAY),
                        volume.as(ImageViewType.CUBE));
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo(
                        """
                        TaskGraph 'frame' has 6 problems:
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'sky' seen as TWO: layers=6 \
                        (expected 1); choose them by layers(first, count)
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'sky' layers 0 to 4 seen as \
                        CUBE: layers=4 (expected 6); choose them by layers(first, count)
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'flat' seen as CUBE: width=64, \
                        height=32, samples=1 (expected square, 1 sample)
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'flat' seen as ONE, which has \
                        dimensions=2 (expected 1); choose another type
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'volume' seen as TWO_ARRAY: \
                        mips=4 of an image with dimensions=3 (expected TWO_ARRAY, of one mip level)
                          WRONG_VIEW_TYPE: task 'wrong' samples IMAGE 'volume' seen as CUBE, which \
                        has dimensions=3 (expected 2); choose another type\
                        """);
    }

    @Test
    void namesAndTypesArePartOfADescription() {
        assertThat(describe("a")).isEqualTo(describe("a"));
        assertThat(describe("a")).isNotEqualTo(describe("b"));
    }

    private static GraphDescription describe(String name) {
        GraphBuilder builder = new GraphBuilder("graph");
        builder.compute("task").samples(builder.externalImage("sky", CUBE).named(name));
        return builder.build();
    }

    @Test
    void setsStandForSeveralResources() {
        TaskImage textures = graph.externalImages("textures", CUBE, 3);
        TaskBuffer buffers = graph.externalBuffers("buffers", 64, 2);
        graph.compute("all").samples(textures).reads(buffers).sideEffect();
        GraphDescription description = graph.build();
        assertThat(description.resources).extracting(ResourceEntry::count).containsExactly(3, 2);
        assertThatThrownBy(() -> graph.externalBuffers("none", 64, 0))
                .hasMessage("buffer 'none': count=0 (expected above 0)");
        assertThatThrownBy(() -> graph.externalImages("none", CUBE, -1))
                .hasMessage("image 'none': count=-1 (expected above 0)");
    }

    @Test
    void structuresHaveAllLifetimes() {
        graph.transientTlas("1", 256);
        graph.transientBlas("2", 256);
        graph.persistentTlas("3", 256);
        graph.persistentBlas("4", 256);
        graph.doubleBufferedTlas("5", 256);
        graph.doubleBufferedBlas("6", 256);
        graph.externalBlas("7");
        assertThat(graph.build().resources)
                .extracting(each -> each + " " + each.lifetime() + " " + each.width())
                .containsExactly(
                        "TLAS '1' TRANSIENT 256",
                        "BLAS '2' TRANSIENT 256",
                        "TLAS '3' PERSISTENT 256",
                        "BLAS '4' PERSISTENT 256",
                        "TLAS '5' DOUBLE_BUFFERED 256",
                        "TLAS '5 (previous)' DOUBLE_BUFFERED 256",
                        "BLAS '6' DOUBLE_BUFFERED 256",
                        "BLAS '6 (previous)' DOUBLE_BUFFERED 256",
                        "BLAS '7' EXTERNAL 1");
        assertThatThrownBy(() -> graph.transientTlas("none", 0))
                .hasMessage("acceleration structure 'none': size=0 (expected above 0)");
    }
}
