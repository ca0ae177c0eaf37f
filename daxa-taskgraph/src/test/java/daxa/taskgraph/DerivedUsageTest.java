package daxa.taskgraph;

import static daxa.core.resource.ImageUsage.COLOR_ATTACHMENT;
import static daxa.core.resource.ImageUsage.DEPTH_STENCIL_ATTACHMENT;
import static daxa.core.resource.ImageUsage.HOST_TRANSFER;
import static daxa.core.resource.ImageUsage.SAMPLED;
import static daxa.core.resource.ImageUsage.STORAGE;
import static daxa.core.resource.ImageUsage.TRANSFER_DST;
import static daxa.core.resource.ImageUsage.TRANSFER_SRC;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageViewType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// What images are created for follows from the tasks, exactly.
class DerivedUsageTest {
    private static final TaskImageInfo COLOR = TaskImageInfo.of2D(Format.R8G8B8A8_SRGB, 64, 64);
    private static final TaskImageInfo DEPTH = TaskImageInfo.of2D(Format.D32_SFLOAT, 64, 64);

    /// A use, and what comes of it.
    record Row(
            String name,
            TaskImageInfo info,
            BiConsumer<GraphBuilder, TaskImage> uses,
            Set<ImageUsage> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(
            String name, BiConsumer<GraphBuilder, TaskImage> uses, ImageUsage... expected) {
        return new Row(name, COLOR, uses, Set.of(expected));
    }

    private static Row depth(
            String name, BiConsumer<GraphBuilder, TaskImage> uses, ImageUsage... expected) {
        return new Row(name, DEPTH, uses, Set.of(expected));
    }

    static List<Row> rows() {
        return List.of(
                row("unused", (g, i) -> {}),
                row("sampled only", (g, i) -> g.compute("t").samples(i), SAMPLED),
                row("storage read", (g, i) -> g.compute("t").reads(i), STORAGE),
                row("storage write", (g, i) -> g.compute("t").writes(i), STORAGE),
                row("storage both", (g, i) -> g.rayTracing("t").readsWrites(i), STORAGE),
                row("sampled write", (g, i) -> g.compute("t").samplesWrites(i), SAMPLED, STORAGE),
                row(
                        "concurrent sampled write",
                        (g, i) -> g.compute("t").samplesWritesConcurrently(i),
                        SAMPLED,
                        STORAGE),
                row(
                        "vertex and fragment shaders together",
                        (g, i) -> g.raster("t").samples(i),
                        SAMPLED),
                row("both shaders write", (g, i) -> g.raster("t").writes(i), STORAGE),
                row("transfer read", (g, i) -> g.transfer("t").reads(i), TRANSFER_SRC),
                row("transfer write", (g, i) -> g.transfer("t").writes(i), TRANSFER_DST),
                row(
                        "transfer both",
                        (g, i) -> g.transfer("t").readsWrites(i),
                        TRANSFER_SRC,
                        TRANSFER_DST),
                row("host", (g, i) -> g.transfer("t").writes(TaskStage.HOST, i), HOST_TRANSFER),
                row(
                        "colour attachment",
                        (g, i) -> g.raster("t").writes(TaskStage.COLOR_ATTACHMENT, i),
                        COLOR_ATTACHMENT),
                row(
                        "several tasks",
                        (g, i) -> {
                            g.raster("1").writes(TaskStage.COLOR_ATTACHMENT, i);
                            g.compute("2").samples(i);
                            g.transfer("3").reads(i);
                        },
                        COLOR_ATTACHMENT,
                        SAMPLED,
                        TRANSFER_SRC),
                row(
                        "general with a stage",
                        (g, i) -> g.general("t").reads(TaskStage.TRANSFER, i),
                        TRANSFER_SRC),
                depth(
                        "depth attachment",
                        (g, i) -> g.raster("t").writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, i),
                        DEPTH_STENCIL_ATTACHMENT),
                depth(
                        "depth test alone",
                        (g, i) -> g.raster("t").reads(TaskStage.DEPTH_STENCIL_ATTACHMENT, i),
                        DEPTH_STENCIL_ATTACHMENT),
                depth(
                        "sampled depth",
                        (g, i) -> g.raster("t").samples(TaskStage.FRAGMENT, i),
                        SAMPLED),
                new Row(
                        "additional",
                        COLOR.withUsage(TRANSFER_SRC),
                        (g, i) -> g.compute("t").samples(i),
                        Set.of(SAMPLED, TRANSFER_SRC)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void usageFollowsFromTheTasks(Row row) {
        GraphBuilder graph = new GraphBuilder("graph");
        row.uses.accept(graph, graph.externalImage("image", row.info));
        DerivedUsage derived = DerivedUsage.of(graph.build());
        assertThat(derived.needed(0)).isEqualTo(row.expected);
        assertThat(derived.wanted(0)).isEmpty();
        assertThat(derived.hasSliceViews(0)).isFalse();
    }

    @Test
    void generalTasksTakeWhatTheFormatCanDo() {
        GraphBuilder graph = new GraphBuilder("graph");
        graph.general("color").readsWrites(graph.persistentImage("color", COLOR));
        graph.general("depth").writes(graph.persistentImage("depth", DEPTH));
        graph.general("texture").samples(graph.persistentImage("texture", COLOR));
        DerivedUsage derived = DerivedUsage.of(graph.build());
        assertThat(derived.needed(0)).isEmpty();
        assertThat(derived.wanted(0))
                .containsExactlyInAnyOrder(
                        TRANSFER_SRC, TRANSFER_DST, SAMPLED, STORAGE, COLOR_ATTACHMENT);
        assertThat(derived.info(0, EnumSet.of(SAMPLED, TRANSFER_SRC, HOST_TRANSFER)).usage())
                .containsExactlyInAnyOrder(SAMPLED, TRANSFER_SRC);
        assertThat(derived.wanted(1))
                .containsExactlyInAnyOrder(TRANSFER_DST, STORAGE, DEPTH_STENCIL_ATTACHMENT);
        assertThat(derived.needed(2)).containsExactly(SAMPLED);
        assertThat(derived.wanted(2)).isEmpty();
    }

    @Test
    void bothOfAPairAreUsedForTheSame() {
        GraphBuilder graph = new GraphBuilder("graph");
        TaskImage history = graph.doubleBufferedImage("history", COLOR);
        graph.compute("accumulate").samples(history.previous()).writes(history);
        DerivedUsage derived = DerivedUsage.of(graph.build());
        assertThat(derived.needed(0)).containsExactly(SAMPLED, STORAGE);
        assertThat(derived.needed(1)).containsExactly(SAMPLED, STORAGE);
    }

    @Test
    void flatViewsOfVolumesNeedTheirFlag() {
        GraphBuilder graph = new GraphBuilder("graph");
        TaskImageInfo info = TaskImageInfo.of3D(Format.R8G8B8A8_UNORM, 8, 8, 8);
        TaskImage[] volumes = new TaskImage[4];
        Arrays.setAll(volumes, i -> graph.persistentImage("volume " + i, info));
        graph.raster("t")
                .samples(volumes[0].as(ImageViewType.THREE))
                .writes(TaskStage.COLOR_ATTACHMENT, volumes[1].as(ImageViewType.TWO_ARRAY))
                .writes(TaskStage.COLOR_ATTACHMENT, volumes[2])
                .samples(volumes[3]);
        DerivedUsage derived = DerivedUsage.of(graph.build());
        assertThat(List.of(0, 1, 2, 3))
                .extracting(derived::hasSliceViews)
                .containsExactly(false, true, true, false);
        assertThat(derived.info(1, Set.of()).sliceViews()).isTrue();
    }

    @Test
    void imagesAreCreatedAsDescribed() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskImageInfo cube = TaskImageInfo.ofCube(Format.R16_SFLOAT, 32).withMips(3);
        graph.compute("t").samples(graph.transientImage("sky", cube).as(ImageViewType.CUBE));
        graph.compute("u")
                .writes(graph.transientImage("line", TaskImageInfo.of1D(Format.R8_UNORM, 7)));
        DerivedUsage derived = DerivedUsage.of(graph.build());
        assertThat(derived.info(0, Set.of()))
                .isEqualTo(
                        ImageInfo.ofCube("frame.sky", Format.R16_SFLOAT, 32, SAMPLED)
                                .withMipLevels(3));
        assertThat(derived.info(1, Set.of()))
                .isEqualTo(ImageInfo.of1D("frame.line", Format.R8_UNORM, 7, STORAGE));
    }
}
