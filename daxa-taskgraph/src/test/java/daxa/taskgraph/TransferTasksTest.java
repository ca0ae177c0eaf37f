package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;

/// What clears, fills and copies declare, and what they refuse.
class TransferTasksTest {
    private static final TaskImageInfo COLOR =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 32).withMips(3);
    private static final TaskImageInfo DEPTH = TaskImageInfo.of2D(Format.D32_SFLOAT, 64, 32);

    private final GraphBuilder graph = new GraphBuilder("frame");
    private final TaskBuffer buffer = graph.externalBuffer("buffer", 8192);
    private final TaskBuffer other = graph.externalBuffer("other", 8192);
    private final TaskImage image = graph.externalImage("image", COLOR);
    private final TaskImage target = graph.externalImage("target", COLOR);
    private final TaskImage depth = graph.externalImage("depth", DEPTH);

    private void assertProblem(String expected) {
        assertThatThrownBy(graph::build)
                .extracting(thrown -> thrown.getMessage().replaceAll("\n    at .*", ""))
                .isEqualTo("TaskGraph 'frame' has 1 problem:\n  " + expected);
    }

    @Test
    void tasksDeclareWhatTheyDo() {
        graph.clear("1", image, 0, 0, 0, 1);
        graph.clearBits("2", image.mips(0, 1), 0, 0, 0, 1);
        graph.clearDepthStencil("3", depth, 1, 0);
        graph.fill("4", buffer.range(4, 8), 7);
        graph.copy("5", buffer, other);
        graph.copy("6", image, target);
        graph.copy("7", buffer, image.mips(0, 1));
        graph.copy("8", image.mips(0, 1), buffer);
        graph.blit("9", image.mips(0, 1), target.mips(1, 1), Filter.LINEAR);
        graph.generateMips("10", image);
        graph.upload("11", buffer, (memory, offset) -> {});
        graph.upload("12", target.mips(2, 1), (memory, offset) -> {});
        graph.readback("13", buffer, other);
        graph.readback("14", image.mips(0, 1), other);
        GraphDescription description = graph.build();
        StringBuilder text = new StringBuilder();
        for (int task = 0; task < description.taskCount; task++) {
            text.append(description.taskName(task));
            for (int use = description.firstUse[task];
                    use < description.firstUse[task + 1];
                    use++) {
                assertThat(description.useStages[use]).isEqualTo(TaskStage.TRANSFER.bit());
                text.append(" ")
                        .append(UseType.text(description.useTypes[use]))
                        .append(" ")
                        .append(description.useViews[use]);
            }
            text.append("\n");
        }
        assertThat(text)
                .hasToString(
                        """
                        1 writes IMAGE 'image'
                        2 writes IMAGE 'image' mips 0 to 1
                        3 writes IMAGE 'depth'
                        4 writes BUFFER 'buffer' bytes 4 to 12
                        5 reads BUFFER 'buffer' writes BUFFER 'other'
                        6 reads IMAGE 'image' writes IMAGE 'target'
                        7 reads BUFFER 'buffer' writes IMAGE 'image' mips 0 to 1
                        8 reads IMAGE 'image' mips 0 to 1 writes BUFFER 'buffer'
                        9 reads IMAGE 'image' mips 0 to 1 writes IMAGE 'target' mips 1 to 2
                        10 readsWrites IMAGE 'image'
                        11 writes BUFFER 'buffer'
                        12 writes IMAGE 'target' mips 2 to 3
                        13 reads BUFFER 'buffer' writes BUFFER 'other'
                        14 reads IMAGE 'image' mips 0 to 1 writes BUFFER 'other'
                        """);
    }

    @Test
    void theyRunOnAnyQueueThatCan() {
        graph.fill("1", buffer, 7).on(TaskQueue.TRANSFER_0);
        graph.copy("2", buffer, image.mips(0, 1)).on(TaskQueue.TRANSFER_1);
        graph.clear("3", image, 0, 0, 0, 1).on(TaskQueue.COMPUTE_3);
        graph.build();
        graph.clear("4", image, 0, 0, 0, 1).on(TaskQueue.TRANSFER_0);
        graph.generateMips("5", image).on(TaskQueue.COMPUTE_0);
        assertThatThrownBy(graph::build)
                .hasMessage(
                        """
                        TaskGraph 'frame' has 2 problems:
                          WRONG_QUEUE: task '4' runs on TRANSFER_0, which cannot do it (expected \
                        MAIN or a compute queue)
                          WRONG_QUEUE: task '5' runs on COMPUTE_0, which cannot do it (expected \
                        MAIN)\
                        """);
    }

    @Test
    void theyHaveTheirWorkAlready() {
        TaskBuilder task = graph.fill("fill", buffer, 7);
        assertThatThrownBy(() -> task.executes(context -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("task 'fill' of TaskGraph 'frame' executes something");
    }

    @Test
    void clearsNeedTheirKindOfFormat() {
        graph.clear("clear", depth, 0, 0, 0, 1);
        assertProblem(
                "WRONG_TRANSFER: task 'clear': IMAGE 'depth': format=D32_SFLOAT (expected a colour"
                        + " without blocks)");
    }

    @Test
    void clearsOfDepthNeedDepth() {
        graph.clearDepthStencil("clear", image, 1, 0);
        assertProblem(
                "WRONG_TRANSFER: task 'clear': IMAGE 'image': format=R8G8B8A8_UNORM (expected depth"
                        + " or stencil)");
    }

    @Test
    void fillsAreOfWholeWords() {
        graph.fill("fill", buffer.range(4, 10), 7);
        assertProblem(
                "WRONG_TRANSFER: task 'fill': BUFFER 'buffer' bytes 4 to 14: offset=4, size=10"
                        + " (expected multiples of 4)");
    }

    @Test
    void copiedBytesAreAsMany() {
        graph.copy("copy", buffer.range(0, 64), other.range(0, 65));
        assertProblem(
                "WRONG_TRANSFER: task 'copy': 64 bytes of BUFFER 'buffer' bytes 0 to 64 do not fit"
                        + " 65 bytes of BUFFER 'other' bytes 0 to 65; choose ranges of equal size");
    }

    @Test
    void copiedImagesAreAlike() {
        graph.copy("copy", image.mips(0, 2), target.mips(1, 2));
        assertProblem(
                "WRONG_TRANSFER: task 'copy': IMAGE 'image' mips 0 to 2 of 2 mip levels from 64 x"
                    + " 32 x 1, layers=1, samples=1, format=R8G8B8A8_UNORM and IMAGE 'target' mips"
                    + " 1 to 3 of 2 mip levels from 32 x 16 x 1, layers=1, samples=1,"
                    + " format=R8G8B8A8_UNORM (expected equal mip levels, layers, extents, samples"
                    + " and block sizes)");
    }

    @Test
    void texelsHaveTheirBytes() {
        graph.copy("copy", buffer.range(0, 64), image.mips(1, 1));
        assertProblem(
                "WRONG_TRANSFER: task 'copy': BUFFER 'buffer' bytes 0 to 64 has 64 bytes (expected"
                        + " 2048, those of IMAGE 'image' mips 1 to 2)");
    }

    @Test
    void texelsLieAtMultiplesOfTheirSize() {
        graph.copy("copy", image.mips(1, 1), buffer.range(2, 2048));
        assertProblem(
                "WRONG_TRANSFER: task 'copy': BUFFER 'buffer' bytes 2 to 2050: offset=2 (expected a"
                        + " multiple of 4, for format=R8G8B8A8_UNORM)");
    }

    @Test
    void texelsOfOneMipLevelAreCopied() {
        graph.upload("upload", image, (memory, offset) -> {});
        assertProblem(
                "WRONG_TRANSFER: task 'upload': IMAGE 'image' of 3 mip levels from 64 x 32 x 1,"
                        + " layers=1, samples=1, format=R8G8B8A8_UNORM (expected 1 mip level, 1"
                        + " sample, not depth with stencil)");
    }

    @Test
    void blitsScaleColorsAlone() {
        graph.blit("blit", depth, graph.externalImage("small", DEPTH), Filter.LINEAR);
        assertProblem(
                "WRONG_TRANSFER: task 'blit': IMAGE 'depth' of 1 mip levels from 64 x 32 x 1,"
                    + " layers=1, samples=1, format=D32_SFLOAT and IMAGE 'small' of 1 mip levels"
                    + " from 64 x 32 x 1, layers=1, samples=1, format=D32_SFLOAT (expected 1 mip"
                    + " level, equal layers, 1 sample, formats of one kind; NEAREST but for"
                    + " floating-point and normalised colours), filter=LINEAR");
    }

    @Test
    void resolvesNeedSamples() {
        graph.resolve("resolve", image.mips(0, 1), target.mips(0, 1));
        assertProblem(
                "WRONG_TRANSFER: task 'resolve': IMAGE 'image' mips 0 to 1 of 1 mip levels from 64"
                    + " x 32 x 1, layers=1, samples=1, format=R8G8B8A8_UNORM and IMAGE 'target'"
                    + " mips 0 to 1 of 1 mip levels from 64 x 32 x 1, layers=1, samples=1,"
                    + " format=R8G8B8A8_UNORM (expected samples above 1 and 1, equal extents and"
                    + " layers, equal floating-point or normalised colour formats)");
    }

    @Test
    void mipsAreMadeOfTheWholeImage() {
        graph.generateMips("mips", image.mips(0, 2));
        assertProblem(
                "WRONG_TRANSFER: task 'mips': IMAGE 'image' mips 0 to 2 of 2 mip levels from 64 x"
                    + " 32 x 1, layers=1, samples=1, format=R8G8B8A8_UNORM (expected the whole"
                    + " image, 1 sample, a floating-point or normalised colour without blocks)");
    }

    @Test
    void readbacksGoToTheProgram() {
        graph.readback("readback", buffer, graph.persistentBuffer("own", 8192));
        assertProblem(
                "WRONG_TRANSFER: task 'readback': BUFFER 'own': lifetime=PERSISTENT (expected"
                        + " EXTERNAL, a buffer in memory that the host reads)");
    }

    @Test
    void theyAreOfOneResource() {
        graph.copy("copy", graph.externalBuffers("set", 8192, 2), other);
        assertProblem(
                "WRONG_TRANSFER: task 'copy': BUFFER 'set' is 2 resources (expected one; record it"
                        + " by executes)");
    }

    @Test
    void nothingCannotBeCopied() {
        graph.copy("copy", TaskImage.NONE, target);
        assertProblem("WRONG_TRANSFER: task 'copy': its resource is NONE (expected a view)");
    }
}
