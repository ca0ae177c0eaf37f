package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lwjgl.vulkan.KHRVideoDecodeQueue.VK_QUEUE_VIDEO_DECODE_BIT_KHR;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_COMPUTE_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_GRAPHICS_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_SPARSE_BINDING_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_TRANSFER_BIT;

import daxa.core.driver.QueueKind;
import daxa.core.driver.vulkan.QueuePlan.Family;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Which native queue each queue of a device gets, for the queue families that hardware has.
class QueuePlanTest {
    private static final int ALL =
            VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT | VK_QUEUE_TRANSFER_BIT;
    private static final int COMPUTE = VK_QUEUE_COMPUTE_BIT | VK_QUEUE_TRANSFER_BIT;
    private static final int SPARSE = VK_QUEUE_SPARSE_BINDING_BIT;

    private static Family family(int flags, int count) {
        return new Family(flags, count, true);
    }

    /// The native queue of each queue, as `family.index`.
    private static List<String> plan(Family... families) {
        QueuePlan plan = QueuePlan.of(List.of(families));
        check(plan, List.of(families));
        return plan.ofQueue().stream()
                .map(i -> plan.natives().get(i))
                .map(each -> each.family() + "." + each.index())
                .toList();
    }

    // What every plan keeps to.
    private static void check(QueuePlan plan, List<Family> families) {
        assertThat(plan.ofQueue()).hasSize(QueueKind.TOTAL);
        assertThat(plan.ofQueue().getFirst()).isZero();
        assertThat(plan.mainFamily()).isEqualTo(plan.natives().getFirst().family());
        assertThat(plan.natives()).doesNotHaveDuplicates();
        Set<Integer> used = new HashSet<>(plan.ofQueue());
        assertThat(used).hasSize(plan.natives().size());
        for (int queue = 0; queue < QueueKind.TOTAL; queue++) {
            QueuePlan.Native behind = plan.natives().get(plan.ofQueue().get(queue));
            Family family = families.get(behind.family());
            assertThat(behind.index()).isBetween(0, family.count() - 1);
            boolean able =
                    switch (QueueKind.of(queue)) {
                        case MAIN -> family.has(VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT);
                        case COMPUTE -> family.has(VK_QUEUE_COMPUTE_BIT);
                        // Graphics and compute imply transfer.
                        case TRANSFER -> (family.flags() & ALL) != 0;
                    };
            assertThat(able).as("queue " + queue + " in family " + family).isTrue();
            assertThat(family.anyRegion() || behind.family() == plan.mainFamily()).isTrue();
        }
        int all = 0;
        for (int family : plan.families()) {
            all += plan.count(family);
            assertThat(plan.count(family)).isBetween(1, families.get(family).count());
        }
        assertThat(all).isEqualTo(plan.natives().size());
        assertThat(plan.families()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void oneFamilyWithOneQueue() {
        assertThat(plan(family(ALL, 1)))
                .containsExactly("0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0");
    }

    @Test
    void oneFamilyWithManyQueues() {
        assertThat(plan(family(ALL, 16)))
                .containsExactly("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6");
        assertThat(plan(family(ALL, 7)))
                .containsExactly("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6");
    }

    @Test
    void oneFamilyWithFewQueues() {
        assertThat(plan(family(ALL, 2)))
                .containsExactly("0.0", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1");
        // The first transfer queue shares with the last compute queue, which is the least likely to
        // be in use.
        assertThat(plan(family(ALL, 3)))
                .containsExactly("0.0", "0.1", "0.2", "0.1", "0.2", "0.2", "0.1");
        assertThat(plan(family(ALL, 6)))
                .containsExactly("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.5");
    }

    @Test
    void graphicsAndAsynchronousCompute() {
        assertThat(plan(family(ALL, 1), family(COMPUTE, 1)))
                .containsExactly("0.0", "1.0", "1.0", "1.0", "1.0", "1.0", "1.0");
        // What the compute family has left goes to transfer.
        assertThat(plan(family(ALL, 1), family(COMPUTE, 8)))
                .containsExactly("0.0", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5");
        // Compute queues that do not fit there have the main family's.
        assertThat(plan(family(ALL, 4), family(COMPUTE, 2)))
                .containsExactly("0.0", "1.0", "1.1", "0.1", "0.2", "0.3", "0.3");
    }

    @Test
    void computeTransferAndVideoFamilies() {
        assertThat(
                        plan(
                                family(ALL | SPARSE, 16),
                                family(VK_QUEUE_TRANSFER_BIT | SPARSE, 2),
                                family(COMPUTE | SPARSE, 8),
                                family(VK_QUEUE_TRANSFER_BIT | VK_QUEUE_VIDEO_DECODE_BIT_KHR, 1)))
                .containsExactly("0.0", "2.0", "2.1", "2.2", "2.3", "1.0", "1.1");
    }

    @Test
    void computeFamilyIsMissing() {
        assertThat(plan(family(ALL, 1), family(VK_QUEUE_TRANSFER_BIT, 2)))
                .containsExactly("0.0", "0.0", "0.0", "0.0", "0.0", "1.0", "1.1");
        assertThat(plan(family(ALL, 1), family(VK_QUEUE_TRANSFER_BIT, 1)))
                .containsExactly("0.0", "0.0", "0.0", "0.0", "0.0", "1.0", "1.0");
    }

    @Test
    void transferAloneFirst() {
        assertThat(plan(family(VK_QUEUE_TRANSFER_BIT, 1), family(COMPUTE, 4), family(ALL, 1)))
                .containsExactly("2.0", "1.0", "1.1", "1.2", "1.3", "0.0", "0.0");
    }

    @Test
    void mainHasGraphicsAndCompute() {
        assertThat(
                        plan(
                                family(VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_TRANSFER_BIT, 4),
                                family(COMPUTE, 1),
                                family(VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT, 1)))
                .containsExactly("2.0", "1.0", "1.0", "1.0", "1.0", "1.0", "1.0");
    }

    @Test
    void familiesThatCopyWholeImagesOnlyStayUnused() {
        assertThat(
                        plan(
                                family(ALL, 2),
                                new Family(VK_QUEUE_TRANSFER_BIT, 2, false),
                                new Family(COMPUTE, 2, false)))
                .containsExactly("0.0", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1");
    }

    @Test
    void withoutGraphicsThereIsNoMainQueue() {
        for (List<Family> families :
                List.of(
                        List.<Family>of(),
                        List.of(family(COMPUTE, 4)),
                        List.of(
                                family(VK_QUEUE_GRAPHICS_BIT, 1),
                                family(COMPUTE, 4),
                                family(VK_QUEUE_TRANSFER_BIT, 1)))) {
            QueuePlan plan = QueuePlan.of(families);
            assertThat(plan.hasMain()).isFalse();
            assertThat(plan.ofQueue()).isEmpty();
            assertThat(plan.families()).isEmpty();
        }
    }

    @Test
    void anyFamilies() {
        long seed = Long.getLong("daxa.test.seed", System.nanoTime());
        System.out.println("queue plans: seed " + seed);
        Random random = new Random(seed);
        int main = 0;
        for (int round = 0; round < 10_000; round++) {
            List<Family> families = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                families.add(
                        new Family(
                                1 + random.nextInt(31),
                                1 + random.nextInt(10),
                                random.nextInt(4) != 0));
            }
            QueuePlan plan = QueuePlan.of(families);
            if (plan.hasMain()) {
                main++;
                check(plan, families);
            }
        }
        assertThat(main).isGreaterThan(1000);
    }
}
