package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.driver.MemoryRequirements;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The memory of the transient resources of a graph, as much as the plan needs that needs most; and
/// the resources in it, where the plans have placed them.
///
/// It is made anew with all that lies in it when another plan comes in: an image that came into
/// being while others in the same bytes were in use would spoil these.
final class TransientMemory implements AutoCloseable {
    /// What stands for the memory in the history of executions.
    final Object heap = new Object();

    /// Where images have come into being, whether they were used since or not.
    final List<Before.Memory> created = new ArrayList<>();

    /// What stands for the objects in it, of all plans.
    final Set<Object> identities = new HashSet<>();

    private final @Nullable MemoryBlock[] blocks;
    private final Map<Place, BoundResource> resources = new HashMap<>();

    private record Place(int resource, int heap, long offset) {}

    // Of each plan its resources; null for those that are not transient or not used.
    private final Map<Plan, @Nullable BoundResource[]> ofPlan = new HashMap<>();

    private TransientMemory(int heaps) {
        blocks = new @Nullable MemoryBlock[heaps];
    }

    /// How the resources of a graph have to lie on a device.
    static final class Needs {
        final Sizes sizes;
        final ResourceInfos infos;
        final PlanOptions options;

        // Of each heap, what its memory has to be like.
        private final List<MemoryRequirements> heaps = new ArrayList<>();

        /// @param poison whether transient images are filled before their first use
        Needs(Device device, GraphDescription graph, boolean poison) {
            infos = new ResourceInfos(device, graph, poison);
            options = new PlanOptions(/* aliases= */ !poison);
            int count = graph.resources.length;
            sizes = new Sizes(new long[count], new long[count], new int[count]);
            Map<List<Object>, Integer> known = new HashMap<>();
            boolean[] isUsed = new boolean[count];
            for (int use : graph.useResource) {
                isUsed[use] = true;
            }
            for (int i = 0; i < count; i++) {
                ResourceEntry entry = graph.resources[i];
                sizes.bytes[i] = 1;
                sizes.alignments[i] = 1;
                if (isUsed[i] && entry.lifetime() == ResourceLifetime.TRANSIENT) {
                    MemoryRequirements needs = infos.requirements(entry);
                    sizes.bytes[i] = needs.size();
                    sizes.alignments[i] = needs.alignment();
                    sizes.heaps[i] =
                            known.computeIfAbsent(
                                    key(entry, needs),
                                    key -> {
                                        heaps.add(needs);
                                        return heaps.size() - 1;
                                    });
                }
            }
        }

        // Images are not beside buffers, and what needs an allocation of its own is alone.
        private static List<Object> key(ResourceEntry entry, MemoryRequirements needs) {
            return List.of(
                    needs.memoryTypes(),
                    entry.kind() == ResourceKind.IMAGE,
                    needs.dedicatedOnly() ? entry.index() : -1);
        }

        boolean isAlone(int heap) {
            return heaps.get(heap).dedicatedOnly();
        }

        /// The heap's memory, so large that all plans have room.
        private MemoryRequirements block(int heap, Collection<RunPlans> plans) {
            long bytes = 0;
            long alignment = 1;
            for (RunPlans each : plans) {
                HeapLayout layout = each.plan.layout();
                if (heap < layout.total().length) {
                    bytes = Math.max(bytes, layout.total()[heap]);
                    alignment = Math.max(alignment, layout.alignment()[heap]);
                }
            }
            return new MemoryRequirements(bytes, alignment, heaps.get(heap).memoryTypes(), false);
        }
    }

    /// Makes it. If that fails, nothing is left behind.
    ///
    /// @param plans all that are executed with it
    static TransientMemory of(Device device, Needs needs, Collection<RunPlans> plans) {
        TransientMemory memory = new TransientMemory(needs.heaps.size());
        boolean done = false;
        try {
            for (int heap = 0; heap < memory.blocks.length; heap++) {
                MemoryRequirements block = needs.block(heap, plans);
                if (block.size() > 0 && !needs.isAlone(heap)) {
                    memory.blocks[heap] =
                            device.createMemoryBlock(
                                    MemoryBlockInfo.of(
                                            needs.infos.graph.name + ".transients " + heap, block));
                }
            }
            plans.forEach(each -> memory.fill(needs, each.plan));
            done = true;
            return memory;
        } finally {
            if (!done) {
                memory.close();
            }
        }
    }

    private void fill(Needs needs, Plan plan) {
        HeapLayout layout = plan.layout();
        @Nullable BoundResource[] placed =
                new @Nullable BoundResource[needs.infos.graph.resources.length];
        ofPlan.put(plan, placed);
        for (int i = 0; i < placed.length; i++) {
            if (layout.has(i)) {
                Place place = new Place(i, layout.heap(i), layout.offset(i));
                placed[i] =
                        resources.computeIfAbsent(
                                place, key -> create(needs, key, layout.bytes(key.resource)));
            }
        }
    }

    private BoundResource create(Needs needs, Place place, long bytes) {
        ResourceEntry entry = needs.infos.graph.resources[place.resource];
        MemoryBlock block = place.heap < 0 ? null : blocks[place.heap];
        BoundResource made = needs.infos.create(entry, block, place.offset);
        identities.add(made.identity());
        if (entry.kind() == ResourceKind.IMAGE && block != null) {
            created.add(
                    new Before.Memory(
                            Hazards.NONE,
                            place.heap,
                            place.offset,
                            place.offset + bytes,
                            new Before.Group(UseType.WRITE, List.of())));
        }
        return made;
    }

    /// Puts the resources of a plan behind those of the graph.
    void bind(Plan plan, @Nullable BoundResource[] bound) {
        @Nullable BoundResource[] placed = Objects.requireNonNull(ofPlan.get(plan));
        for (int i = 0; i < bound.length; i++) {
            if (plan.description.resources[i].lifetime() == ResourceLifetime.TRANSIENT) {
                bound[i] = placed[i];
            }
        }
    }

    /// Closes all of it; it is destroyed when the GPU is done with it.
    @Override
    public void close() {
        resources.values().forEach(BoundResource::close);
        resources.clear();
        ofPlan.clear();
        for (MemoryBlock block : blocks) {
            if (block != null) {
                block.close();
            }
        }
        Arrays.fill(blocks, null);
    }
}
