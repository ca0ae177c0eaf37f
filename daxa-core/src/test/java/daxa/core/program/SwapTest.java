package daxa.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.ShaderException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ShaderInterface.Workgroup;
import daxa.core.shader.ShaderOptions;
import daxa.testing.Gpu;
import daxa.testing.Latches;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// Pipelines that share a changed text change together.
@OnDriver(Gpu.Kind.SIMULATED)
class SwapTest extends ProgramFixture {
    private static final String AXES = "xyz";

    private PipelineManager manager;

    private static String size(int x) {
        return "layout(local_size_x = " + x + ") in;\n";
    }

    private static String including(String rest) {
        return "#include \"size.glsl\"\n" + rest;
    }

    private static int x(ManagedPipeline<ComputePipeline> pipeline) {
        return pipeline.get().info().shader().workgroup().x();
    }

    private void reload() {
        manager.reload();
        manager.awaitIdle(Gpu.LONG);
    }

    private static PipelineUpdate replaced(String... names) {
        return new PipelineUpdate(List.of(names), List.of());
    }

    @Test
    void theFirstThatIsBuiltWaitsForTheOthers(Gpu gpu) throws IOException {
        CountDownLatch slow = new CountDownLatch(1);
        List<CountDownLatch> gate = new ArrayList<>();
        manager = manager(gpu, INFO.withThreads(2));
        write("size.glsl", size(2));
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        ManagedPipeline<ComputePipeline> b =
                manager.compute(
                        "b",
                        file("b.comp", including(GOOD)),
                        stages -> {
                            gate.forEach(Latches::await);
                            return ComputePipelineInfo.of("b", stages.compute());
                        });
        ManagedPipeline<ComputePipeline> other = manager.compute("other", file("o.comp", GOOD));
        manager.awaitAll(Gpu.LONG);
        gate.add(slow);

        write("size.glsl", size(4));
        write("o.comp", size(8) + GOOD);
        manager.reload();
        while (manager.statistics().pipelines() < 5) {
            Thread.onSpinWait();
        }
        // What shares nothing with the slow one does not wait for it.
        assertThat(manager.update()).isEqualTo(replaced("other"));
        assertThat(List.of(x(a), x(b), x(other))).containsExactly(2, 2, 8);
        slow.countDown();
        manager.awaitIdle(Gpu.LONG);
        assertThat(manager.update()).isEqualTo(replaced("a", "b"));
        assertThat(List.of(x(a), x(b))).containsExactly(4, 4);
    }

    @Test
    void allStayWhereOneCannotBeBuilt(Gpu gpu) throws IOException {
        manager = manager(gpu, INFO);
        write("size.glsl", size(2) + "const int old_name = 1;");
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        ManagedPipeline<ComputePipeline> b =
                manager.compute(
                        "b", file("b.comp", including("int f() { return old_name; }" + GOOD)));
        manager.awaitAll(Gpu.LONG);

        write("size.glsl", size(4) + "const int new_name = 1;");
        reload();
        PipelineUpdate update = manager.update();
        assertThat(update.replaced()).isEmpty();
        String waits =
                "pipeline 'a' is built, and waits for pipeline 'b', which could not be: what shares"
                        + " a changed text changes together, here '"
                        + folder.resolve("size.glsl")
                        + "'";
        assertThat(update.errors()).hasSize(2).last().isEqualTo(waits);
        assertThat(update.errors().getFirst()).contains("'old_name' : undeclared identifier");
        assertThat(manager.errors()).isEqualTo(update.errors());
        assertThat(failure(manager)).startsWith("PipelineManager 'manager': 1 of 2 pipelines");
        assertThat(List.of(x(a), x(b))).containsExactly(2, 2);

        // A change of its own does not free it.
        write("a.comp", including("// changed\n" + GOOD));
        reload();
        assertThat(manager.update().replaced()).isEmpty();
        assertThat(manager.errors().getLast()).isEqualTo(waits);

        write("b.comp", including("int f() { return new_name; }" + GOOD));
        reload();
        assertThat(manager.update()).isEqualTo(replaced("a", "b"));
        assertThat(manager.errors()).isEmpty();
        assertThat(List.of(x(a), x(b))).containsExactly(4, 4);
    }

    @Test
    void whatWaitsForAClosedPipelineIsFree(Gpu gpu) throws IOException {
        manager = manager(gpu, INFO);
        write("size.glsl", size(2) + "const int old_name = 1;");
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        ManagedPipeline<ComputePipeline> b =
                manager.compute(
                        "b", file("b.comp", including("int f() { return old_name; }" + GOOD)));
        manager.awaitAll(Gpu.LONG);
        write("size.glsl", size(4));
        reload();
        assertThat(manager.update().replaced()).isEmpty();
        b.close();
        assertThat(manager.update()).isEqualTo(replaced("a"));
        assertThat(x(a)).isEqualTo(4);
    }

    @Test
    void onlyWhatSharesAChangedTextWaits(Gpu gpu) throws IOException {
        manager = manager(gpu, INFO);
        write("size.glsl", size(2));
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        manager.compute("b", file("b.comp", including(GOOD)));
        manager.awaitAll(Gpu.LONG);
        // Both use the same text, which is as it was.
        write("b.comp", including("broken"));
        write("a.comp", including("// changed\n" + GOOD));
        reload();
        PipelineUpdate update = manager.update();
        assertThat(update.replaced()).containsExactly("a");
        assertThat(update.errors()).hasSize(1);
        assertThat(x(a)).isEqualTo(2);
    }

    @Test
    void oneThatNeverWasGoodHoldsNothingUp(Gpu gpu) throws IOException {
        manager = manager(gpu, INFO);
        write("size.glsl", size(2));
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        manager.compute("b", file("b.comp", including("broken")));
        failure(manager);
        write("size.glsl", size(4));
        reload();
        assertThat(manager.update().replaced()).containsExactly("a");
        assertThat(x(a)).isEqualTo(4);
    }

    @Test
    void aNewPipelineBringsTheOthersUpToDate(Gpu gpu) throws IOException {
        manager = manager(gpu, INFO);
        write("size.glsl", size(2));
        ManagedPipeline<ComputePipeline> a = manager.compute("a", file("a.comp", including(GOOD)));
        manager.awaitAll(Gpu.LONG);
        write("size.glsl", size(4));
        ManagedPipeline<ComputePipeline> late =
                manager.compute("late", file("late.comp", including(GOOD)));
        manager.awaitAll(Gpu.LONG);
        assertThat(List.of(x(a), x(late))).containsExactly(4, 4);

        // And where they cannot be, it waits.
        write("a.comp", including("broken"));
        write("size.glsl", size(8));
        ManagedPipeline<ComputePipeline> waiting =
                manager.compute("waiting", file("waiting.comp", including(GOOD)));
        reload();
        manager.update();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ShaderException.class)
                .hasMessageStartingWith(
                        "pipeline 'waiting' is built, and waits for pipeline 'a', which could not"
                                + " be");
        assertThat(List.of(x(a), x(late))).containsExactly(4, 4);
    }

    @Test
    void virtualFilesChangeTogetherToo(Gpu gpu) {
        manager =
                manager(gpu, INFO.withOptions(ShaderOptions.DEFAULT.withVirtualFile("V", size(2))));
        ManagedPipeline<ComputePipeline> a = manager.compute("a", compute("#include <V>\n" + GOOD));
        manager.compute("b", compute("#include <V>\n#if LATER\nbroken\n#endif\n" + GOOD));
        manager.awaitAll(Gpu.LONG);
        manager.setVirtualFile("V", size(4) + "#define LATER 1\n");
        manager.awaitIdle(Gpu.LONG);
        PipelineUpdate update = manager.update();
        assertThat(update.replaced()).isEmpty();
        assertThat(update.errors().getLast()).endsWith("changes together, here 'V'");
        assertThat(x(a)).isEqualTo(2);
        manager.setVirtualFile("V", size(8));
        manager.awaitIdle(Gpu.LONG);
        assertThat(manager.update()).isEqualTo(replaced("a", "b"));
        assertThat(x(a)).isEqualTo(8);
    }

    // ---------------------------------------------------------------- random edits

    /// Of three texts, each sets one axis of the workgroup; so the size tells which versions of
    /// which texts a pipeline was built from.
    @Test
    void neverAreTwoInUseOfDifferentVersions(Gpu gpu) throws IOException {
        long seed = Long.getLong("daxa.test.seed", System.nanoTime());
        System.out.println("pipelines that share texts: seed " + seed);
        Random random = new Random(seed);
        manager = manager(gpu, INFO.withThreads(3));
        int[] newest = new int[AXES.length()];
        for (int axis = 0; axis < newest.length; axis++) {
            edit(axis, newest, random);
        }
        Map<ManagedPipeline<ComputePipeline>, Integer> used = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            int axes = random.nextInt(8);
            used.put(manager.compute("p" + i, file("p" + i + ".comp", main(axes, 0, false))), axes);
        }
        manager.awaitAll(Gpu.LONG);
        for (int step = 1; step < 150; step++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                edit(random.nextInt(newest.length), newest, random);
            }
            for (Map.Entry<ManagedPipeline<ComputePipeline>, Integer> each : used.entrySet()) {
                if (random.nextInt(6) == 0) {
                    write(
                            each.getKey().name() + ".comp",
                            main(each.getValue(), step, random.nextInt(3) == 0));
                }
            }
            manager.reload();
            if (random.nextBoolean()) {
                manager.awaitIdle(Gpu.LONG);
            }
            manager.update();
            checkVersions(used, seed);
        }
        for (Map.Entry<ManagedPipeline<ComputePipeline>, Integer> each : used.entrySet()) {
            write(each.getKey().name() + ".comp", main(each.getValue(), 0, false));
        }
        manager.reload();
        manager.awaitAll(Gpu.LONG);
        used.forEach(
                (pipeline, axes) -> {
                    for (int axis = 0; axis < newest.length; axis++) {
                        if ((axes >> axis & 1) != 0) {
                            assertThat(size(pipeline)[axis])
                                    .as("seed %d, %s", seed, pipeline)
                                    .isEqualTo(newest[axis]);
                        }
                    }
                });
    }

    private void edit(int axis, int[] newest, Random random) throws IOException {
        newest[axis] = 1 + random.nextInt(6);
        char letter = AXES.charAt(axis);
        write(letter + ".glsl", "layout(local_size_" + letter + " = " + newest[axis] + ") in;");
    }

    private static String main(int axes, int step, boolean broken) {
        StringBuilder text = new StringBuilder("// " + step + "\n");
        for (int axis = 0; axis < AXES.length(); axis++) {
            if ((axes >> axis & 1) != 0) {
                text.append("#include \"").append(AXES.charAt(axis)).append(".glsl\"\n");
            }
        }
        return text.append(broken ? "broken" : GOOD).toString();
    }

    private static int[] size(ManagedPipeline<ComputePipeline> pipeline) {
        Workgroup size = pipeline.get().info().shader().workgroup();
        return new int[] {size.x(), size.y(), size.z()};
    }

    private static void checkVersions(
            Map<ManagedPipeline<ComputePipeline>, Integer> used, long seed) {
        for (int axis = 0; axis < AXES.length(); axis++) {
            int bit = 1 << axis;
            int at = axis;
            assertThat(
                            used.entrySet().stream()
                                    .filter(each -> (each.getValue() & bit) != 0)
                                    .map(each -> size(each.getKey())[at])
                                    .distinct())
                    .as("seed %d, axis %s", seed, AXES.charAt(axis))
                    .hasSizeLessThan(2);
        }
    }
}
