package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Transients in memory: none overwrites another, and little is left unused.
class PlacementTest {
    /// What sets of resources look like.
    enum Shape {
        UNIFORM,
        POWERS_OF_TWO,
        FEW_HUGE,
        FRAME
    }

    /// Resources made by chance, of two classes.
    private static final class Sample {
        final int count;
        final long[] sizes;
        final long[] alignments;
        final int[] classes;
        final int[] first;
        final int[] last;

        Sample(int count) {
            this.count = count;
            sizes = new long[count];
            alignments = new long[count];
            classes = new int[count];
            first = new int[count];
            last = new int[count];
            Arrays.fill(alignments, 1);
        }

        Sample(Random random, Shape shape, int count, int classCount) {
            this(count);
            int levels = 2 + random.nextInt(count);
            for (int i = 0; i < count; i++) {
                classes[i] = random.nextInt(classCount);
                alignments[i] = shape == Shape.UNIFORM ? 1 : 256L << (2 * random.nextInt(3));
                sizes[i] = FreeRanges.align(size(random, shape), alignments[i]);
                int length = length(random, shape, levels);
                first[i] = random.nextInt(levels - length + 1);
                last[i] = first[i] + length - 1;
            }
        }

        private static long size(Random random, Shape shape) {
            return switch (shape) {
                case UNIFORM -> 1 + random.nextInt(1000);
                case POWERS_OF_TWO -> 1L << (8 + random.nextInt(14));
                case FEW_HUGE ->
                        random.nextInt(10) == 0
                                ? 1_000_000 + random.nextInt(30_000_000)
                                : 256 + random.nextInt(100_000);
                // Targets of one extent in several formats, halves of it, and small buffers.
                case FRAME ->
                        random.nextInt(4) == 0
                                ? 256 + random.nextInt(1 << 20)
                                : (2_073_600L << random.nextInt(4)) >> (2 * random.nextInt(4));
            };
        }

        private static int length(Random random, Shape shape, int levels) {
            boolean isLong = random.nextInt(shape == Shape.FRAME ? 8 : 4) == 0;
            return 1 + random.nextInt(isLong ? levels : Math.min(levels, 4));
        }

        Placement place() {
            return Placement.of(sizes, alignments, classes, first, last, null);
        }

        boolean overlap(int one, int other) {
            return first[one] <= last[other] && first[other] <= last[one];
        }
    }

    // ---------------------------------------------------------------- rules

    private static void check(Sample sample, Placement placement, Conflicts conflicts) {
        long[] top = new long[placement.total.length];
        for (int i = 0; i < sample.count; i++) {
            long offset = placement.offsets[i];
            if (sample.first[i] > sample.last[i]) {
                assertThat(offset).isEqualTo(-1);
                continue;
            }
            assertThat(offset).isNotNegative();
            assertThat(offset % sample.alignments[i]).isZero();
            int memory = sample.classes[i];
            assertThat(placement.alignment[memory] % sample.alignments[i]).isZero();
            top[memory] = Math.max(top[memory], offset + sample.sizes[i]);
            for (int k = 0; k < i; k++) {
                if (sharesBytes(sample, placement, i, k)) {
                    assertThat(conflicts.mayOverlap(i, k)).as("%s and %s", i, k).isFalse();
                }
            }
        }
        assertThat(placement.total).isEqualTo(top);
        for (int memory = 0; memory < top.length; memory++) {
            assertThat(placement.bound[memory]).isLessThanOrEqualTo(top[memory]);
        }
        checkBefore(sample, placement);
    }

    private static boolean sharesBytes(Sample sample, Placement placement, int one, int other) {
        long[] offsets = placement.offsets;
        return offsets[one] >= 0
                && offsets[other] >= 0
                && sample.classes[one] == sample.classes[other]
                && offsets[one] < offsets[other] + sample.sizes[other]
                && offsets[other] < offsets[one] + sample.sizes[one];
    }

    /// Byte for byte: where ranges begin, who had it, in order of time.
    private static void checkBefore(Sample sample, Placement placement) {
        for (int i = 0; i < sample.count; i++) {
            TreeSet<Integer> expected = new TreeSet<>();
            TreeSet<Long> corners = new TreeSet<>();
            for (int k = 0; k < sample.count; k++) {
                if (k != i && sharesBytes(sample, placement, i, k)) {
                    corners.add(Math.max(placement.offsets[i], placement.offsets[k]));
                    corners.add(
                            Math.max(placement.offsets[i], placement.offsets[k] + sample.sizes[k]));
                }
            }
            for (long corner : corners) {
                int latest = -1;
                for (int k = 0; k < sample.count; k++) {
                    if (k != i
                            && sharesBytes(sample, placement, i, k)
                            && sample.last[k] < sample.first[i]
                            && corner < placement.offsets[i] + sample.sizes[i]
                            && placement.offsets[k] <= corner
                            && corner < placement.offsets[k] + sample.sizes[k]
                            && (latest < 0 || sample.first[k] > sample.first[latest])) {
                        latest = k;
                    }
                }
                if (latest >= 0) {
                    expected.add(latest);
                }
            }
            int[] found =
                    Arrays.copyOfRange(
                            placement.before,
                            placement.firstBefore[i],
                            placement.firstBefore[i + 1]);
            assertThat(found).as("before %s", i).doesNotHaveDuplicates();
            assertThat(Arrays.stream(found).boxed()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void nothingThatIsInUseSharesBytes(Shape shape) {
        for (int seed = 0; seed < 400; seed++) {
            Sample sample = new Sample(new Random(seed), shape, 1 + seed % 60, 1 + seed % 3);
            sample.last[0] = seed % 5 == 0 ? -1 : sample.last[0];
            check(sample, sample.place(), sample::overlap);
        }
    }

    /// On several queues: an order that levels do not tell, but agree with.
    @Test
    void nothingSharesBytesWhereLevelsDoNotTell() {
        double sum = 0;
        double worst = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Sample sample = new Sample(random, Shape.FRAME, 2 + seed % 40, 1);
            boolean[][] before = orders(random, sample);
            Conflicts conflicts = (one, other) -> !before[one][other] && !before[other][one];
            Placement placement =
                    Placement.of(
                            sample.sizes,
                            sample.alignments,
                            sample.classes,
                            sample.first,
                            sample.last,
                            conflicts);
            check(sample, placement, conflicts);
            double ratio = (double) placement.total[0] / placement.bound[0];
            sum += ratio;
            worst = Math.max(worst, ratio);
        }
        report("general conflicts", sum / 400, worst);
        assertThat(sum / 400).isLessThan(1.1);
    }

    // Some of the pairs that levels order, and what follows from them.
    private static boolean[][] orders(Random random, Sample sample) {
        boolean[][] before = new boolean[sample.count][sample.count];
        for (int i = 0; i < sample.count; i++) {
            for (int k = 0; k < sample.count; k++) {
                before[i][k] = sample.last[i] < sample.first[k] && random.nextInt(3) == 0;
            }
        }
        for (int by = 0; by < sample.count; by++) {
            for (int i = 0; i < sample.count; i++) {
                for (int k = 0; k < sample.count; k++) {
                    before[i][k] |= before[i][by] && before[by][k];
                }
            }
        }
        return before;
    }

    @Test
    void aHoleOfTheRightSizeIsUsed() {
        Sample sample = new Sample(4);
        sample.sizes[0] = 64;
        sample.sizes[1] = 128;
        sample.sizes[2] = 64;
        sample.sizes[3] = 64;
        sample.last[1] = 2;
        sample.first[2] = 1;
        sample.last[2] = 1;
        sample.first[3] = 2;
        sample.last[3] = 2;
        Placement placement = sample.place();
        assertThat(placement.offsets).containsExactly(128, 0, 128, 128);
        assertThat(placement.total).containsExactly(192);
        assertThat(placement.bound).containsExactly(192);
        assertThat(placement.before).containsExactly(0, 2);
        assertThat(placement.firstBefore).containsExactly(0, 0, 0, 1, 2);
    }

    // ---------------------------------------------------------------- quality

    @ParameterizedTest
    @EnumSource(Shape.class)
    void littleIsLeftUnused(Shape shape) {
        double sum = 0;
        double worst = 0;
        int samples = 0;
        for (int seed = 0; seed < 300; seed++) {
            Sample sample = new Sample(new Random(seed), shape, 5 + seed % 120, 1);
            Placement placement = sample.place();
            assertThat(placement.total[0]).isLessThanOrEqualTo(firstFit(sample));
            double ratio = (double) placement.total[0] / placement.bound[0];
            sum += ratio;
            worst = Math.max(worst, ratio);
            samples++;
        }
        report(shape.toString(), sum / samples, worst);
        assertThat(sum / samples).isLessThanOrEqualTo(1.05);
    }

    private static void report(String what, double average, double worst) {
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "memory / bound, %s: %.4f on average, %.3f at worst",
                        what,
                        average,
                        worst));
    }

    /// The memory of whole schedules, that of its own of each image that several queues use first
    /// with it. In use at once is what is used at a level, or in front of it and behind it.
    @Test
    void graphsMadeByChanceTakeLittleMoreThanIsInUse() {
        int samples = 0;
        double sum = 0;
        double worst = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            int queues = 1 + seed % 7;
            GraphDescription graph =
                    new RandomGraphs(seed, queues, seed % 2 == 0).next(5 + seed / 7 % 56);
            Schedule schedule = Schedule.of(graph);
            for (int heap = 0; heap < 2; heap++) {
                Sample sample = sample(schedule, heap);
                long bound = mostInUse(sample);
                if (bound == 0) {
                    continue;
                }
                long total = total(schedule, heap);
                if (schedule.timeline().queues.length == 1) {
                    assertThat(total).as("seed %s", seed).isLessThanOrEqualTo(firstFit(sample));
                }
                samples++;
                sum += (double) total / bound;
                worst = Math.max(worst, (double) total / bound);
            }
        }
        report("graphs made by chance", sum / samples, worst);
        assertThat(sum / samples).isLessThanOrEqualTo(1.05);
    }

    // The buffers of a schedule, or its images.
    private static Sample sample(Schedule schedule, int heap) {
        GraphDescription graph = schedule.description();
        Sizes sizes = Sizes.estimate(graph);
        int[] used =
                IntStream.range(0, graph.resources.length)
                        .filter(each -> schedule.layout().has(each) && sizes.heaps[each] == heap)
                        .toArray();
        Sample sample = new Sample(used.length);
        for (int i = 0; i < used.length; i++) {
            sample.sizes[i] = sizes.bytes[used[i]];
            sample.alignments[i] = sizes.alignments[used[i]];
            sample.first[i] = Integer.MAX_VALUE;
            for (int use = 0; use < graph.useResource.length; use++) {
                int level = schedule.level(graph.taskOf(use));
                if (graph.useResource[use] == used[i] && level != Hazards.NONE) {
                    sample.first[i] = Math.min(sample.first[i], level);
                    sample.last[i] = Math.max(sample.last[i], level);
                }
            }
        }
        return sample;
    }

    private static long mostInUse(Sample sample) {
        long most = 0;
        for (int at = 0; at < sample.count; at++) {
            long live = 0;
            for (int i = 0; i < sample.count; i++) {
                boolean isLive =
                        sample.first[i] <= sample.first[at] && sample.first[at] <= sample.last[i];
                live += isLive ? sample.sizes[i] : 0;
            }
            most = Math.max(most, live);
        }
        return most;
    }

    private static long total(Schedule schedule, int heap) {
        HeapLayout layout = schedule.layout();
        long total = heap < layout.total().length ? layout.total()[heap] : 0;
        for (ResourceEntry each : schedule.description().resources) {
            boolean isOfHeap = (each.kind() == ResourceKind.IMAGE) == (heap == 1);
            if (isOfHeap && layout.has(each.index()) && layout.isApart(each.index())) {
                total += layout.bytes(each.index());
            }
        }
        return total;
    }

    // The model: longest first, each at the lowest offset that is free.
    private static long firstFit(Sample sample) {
        Integer[] order =
                IntStream.range(0, sample.count)
                        .boxed()
                        .sorted(
                                Comparator.comparingInt(
                                        each -> sample.first[each] - sample.last[each]))
                        .toArray(Integer[]::new);
        return place(sample, order, sample.count);
    }

    private static long place(Sample sample, Integer[] order, int count) {
        long[] offsets = new long[sample.count];
        long top = 0;
        for (int i = 0; i < count; i++) {
            int each = order[i];
            long offset = 0;
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int k = 0; k < i; k++) {
                    int other = order[k];
                    if (sample.overlap(each, other)
                            && offset < offsets[other] + sample.sizes[other]
                            && offsets[other] < offset + sample.sizes[each]) {
                        long end = offsets[other] + sample.sizes[other];
                        offset = FreeRanges.align(end, sample.alignments[each]);
                        moved = true;
                    }
                }
            }
            offsets[each] = offset;
            top = Math.max(top, offset + sample.sizes[each]);
        }
        return top;
    }

    /// Each best placement is one of first fit in some order.
    @Test
    void fewResourcesArePlacedAsWellAsCanBe() {
        int best = 0;
        double worst = 1;
        for (int seed = 0; seed < 300; seed++) {
            Shape shape = Shape.values()[seed % 4];
            Sample sample = new Sample(new Random(seed), shape, 2 + seed % 6, 1);
            long optimum = optimum(sample, new Integer[sample.count], 0, Long.MAX_VALUE);
            long total = sample.place().total[0];
            assertThat(total).isGreaterThanOrEqualTo(optimum);
            best += total == optimum ? 1 : 0;
            worst = Math.max(worst, (double) total / optimum);
        }
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "memory / optimum of up to 7 resources: %d of 300 are best, %.3f at worst",
                        best,
                        worst));
        assertThat(best).isGreaterThanOrEqualTo(240);
        assertThat(worst).isLessThanOrEqualTo(1.01);
    }

    private static long optimum(Sample sample, Integer[] order, int count, long limit) {
        long best = limit;
        if (count == sample.count) {
            return Math.min(limit, place(sample, order, count));
        }
        for (int each = 0; each < sample.count; each++) {
            if (!Arrays.asList(order).subList(0, count).contains(each)) {
                order[count] = each;
                best = Math.min(best, optimum(sample, order, count + 1, best));
            }
        }
        return best;
    }

    // ---------------------------------------------------------------- sizes

    @Test
    void sizesAreEstimatedFromWhatWasDeclared() {
        GraphBuilder graph = new GraphBuilder("sizes");
        TaskImageInfo color = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 32);
        TaskImageInfo block = TaskImageInfo.of2D(Format.BC1_RGB_UNORM_BLOCK, 65, 64);
        assertThat(Placement.bytes(graph.transientBuffer("buffer", 300).entry)).isEqualTo(512);
        assertThat(Placement.bytes(graph.transientImage("color", color).entry)).isEqualTo(8192);
        assertThat(Placement.bytes(graph.transientImage("mips", color.withMips(7)).entry))
                .isEqualTo(FreeRanges.align(4 * (2048 + 512 + 128 + 32 + 8 + 2 + 1), 256));
        assertThat(
                        Placement.bytes(
                                graph.transientImage("layers", color.withLayers(6).withSamples(4))
                                        .entry))
                .isEqualTo(8192 * 24);
        assertThat(Placement.bytes(graph.transientImage("block", block).entry))
                .isEqualTo(FreeRanges.align(17 * 16 * 8, 256));
    }

    // ---------------------------------------------------------------- effort

    private static Sample chain(int count) {
        Sample sample = new Sample(count);
        for (int i = 0; i < count; i++) {
            sample.sizes[i] = 65_536;
            sample.alignments[i] = 256;
            sample.first[i] = i;
            sample.last[i] = i + 1;
        }
        return sample;
    }

    @Test
    void aChainNeedsTwoOfItsResources() {
        for (int count : new int[] {1000, 100_000}) {
            Placement placement = chain(count).place();
            assertThat(placement.total).containsExactly(2 * 65_536);
            assertThat(placement.bound).containsExactly(2 * 65_536);
            assertThat(placement.before).hasSize(count - 2);
        }
    }

    @Test
    void equalInputsHaveEqualResults() {
        Sample sample = new Sample(new Random(3), Shape.FRAME, 100, 2);
        Placement one = sample.place();
        Placement other = sample.place();
        assertThat(one.offsets).isEqualTo(other.offsets);
        assertThat(one.before).isEqualTo(other.before);
    }

    /// Far from a limit of time: an effort that grows with the square would take minutes.
    @Test
    void manyResourcesArePlacedToo() {
        Random random = new Random(1);
        Sample sample = new Sample(100_000);
        for (int i = 0; i < sample.count; i++) {
            sample.sizes[i] = 256L * (1 + random.nextInt(1000));
            sample.alignments[i] = 256;
            sample.first[i] = random.nextInt(1000);
            sample.last[i] = sample.first[i] + random.nextInt(30);
        }
        Placement placement = sample.place();
        double ratio = (double) placement.total[0] / placement.bound[0];
        report("100,000 resources", ratio, ratio);
        assertThat(placement.total[0]).isLessThan(placement.bound[0] * 5 / 4);
    }
}
