package daxa.core.driver.vulkan;

import static org.lwjgl.vulkan.VK10.VK_QUEUE_COMPUTE_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_GRAPHICS_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_SPARSE_BINDING_BIT;
import static org.lwjgl.vulkan.VK10.VK_QUEUE_TRANSFER_BIT;
import static org.lwjgl.vulkan.VK11.VK_QUEUE_PROTECTED_BIT;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.QueueKind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which native queue stands behind each queue of a device.
///
/// Each queue gets a native one of its own while there are any: compute queues rather in a family
/// without graphics, transfer queues in one that can do nothing else. The others share.
///
/// @param natives the native queues that are used, the main queue's first
/// @param ofQueue for each queue of a device the index of its native queue; empty where the device
///   has no main queue
@Immutable
record QueuePlan(List<Native> natives, List<Integer> ofQueue) {
    private static final int GRAPHICS_COMPUTE = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
    private static final int HARMLESS =
            VK_QUEUE_TRANSFER_BIT | VK_QUEUE_SPARSE_BINDING_BIT | VK_QUEUE_PROTECTED_BIT;

    QueuePlan {
        natives = List.copyOf(natives);
        ofQueue = List.copyOf(ofQueue);
    }

    /// A family of native queues.
    ///
    /// @param flags `VkQueueFlags`
    /// @param count how many queues it has
    /// @param anyRegion whether it copies any region of an image
    record Family(int flags, int count, boolean anyRegion) {
        boolean has(int wanted) {
            return (flags & wanted) == wanted;
        }

        boolean isAsynchronousCompute() {
            return has(VK_QUEUE_COMPUTE_BIT) && !has(VK_QUEUE_GRAPHICS_BIT) && anyRegion;
        }

        boolean isTransferOnly() {
            return has(VK_QUEUE_TRANSFER_BIT) && (flags & ~HARMLESS) == 0 && anyRegion;
        }
    }

    /// A native queue.
    ///
    /// @param family its family
    /// @param index its number in the family
    record Native(int family, int index) {}

    /// Whether the device has a main queue.
    boolean hasMain() {
        return !natives.isEmpty();
    }

    /// The family of the main queue.
    int mainFamily() {
        return natives.getFirst().family();
    }

    /// The families of all queues.
    int[] families() {
        return natives.stream().mapToInt(Native::family).distinct().sorted().toArray();
    }

    /// How many queues of a family are used.
    int count(int family) {
        return (int) natives.stream().filter(each -> each.family() == family).count();
    }

    /// Deals the queues of a device out.
    static QueuePlan of(List<Family> families) {
        int main = 0;
        while (main < families.size() && !families.get(main).has(GRAPHICS_COMPUTE)) {
            main++;
        }
        return main == families.size()
                ? new QueuePlan(List.of(), List.of())
                : new Dealer(families, main).deal();
    }

    /// The state of dealing.
    private static final class Dealer {
        private final List<Family> families;
        private final int main;
        private final int[] used;
        private final List<Native> natives = new ArrayList<>();
        private final Integer[] ofQueue = new Integer[QueueKind.TOTAL];

        Dealer(List<Family> families, int main) {
            this.families = families;
            this.main = main;
            this.used = new int[families.size()];
        }

        QueuePlan deal() {
            ofQueue[0] = take(main);
            List<Integer> compute = new ArrayList<>();
            List<Integer> transfer = new ArrayList<>();
            for (int i = 0; i < families.size(); i++) {
                if (families.get(i).isAsynchronousCompute()) {
                    compute.add(i);
                } else if (families.get(i).isTransferOnly()) {
                    transfer.add(i);
                }
            }
            transfer.addAll(compute);
            compute.add(main);
            transfer.add(main);
            // What a kind shares when nothing is left: its own queues, else what came before.
            List<Integer> shared = deal(QueueKind.COMPUTE, compute, List.of(0));
            deal(QueueKind.TRANSFER, transfer, shared.reversed());
            return new QueuePlan(natives, Arrays.asList(ofQueue));
        }

        private List<Integer> deal(QueueKind kind, List<Integer> wanted, List<Integer> otherwise) {
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < kind.count(); i++) {
                int taken = -1;
                for (int j = 0; j < wanted.size() && taken < 0; j++) {
                    taken = take(wanted.get(j));
                }
                if (taken >= 0) {
                    own.add(taken);
                }
                List<Integer> pool = own.isEmpty() ? otherwise : own;
                ofQueue[kind.first() + i] = taken >= 0 ? taken : pool.get(i % pool.size());
            }
            return own.isEmpty() ? otherwise : own;
        }

        private int take(int family) {
            if (used[family] == families.get(family).count()) {
                return -1;
            }
            natives.add(new Native(family, used[family]++));
            return natives.size() - 1;
        }
    }
}
