package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.MemoryHeap;
import daxa.core.lifetime.Counted;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Who holds a device's memory at one moment: by heap, by type, by name. What lies in a memory
/// block is counted with the block.
///
/// @param heaps one entry for each memory heap, by index
/// @param types one entry for each type that holds memory, most bytes first
/// @param names one entry for each type, name and heap that hold memory, most bytes first
/// @param frameworkBytes what the framework itself holds: the bindless tables and null resources
@Immutable
public record MemoryReport(
        List<HeapUse> heaps, List<TypeUse> types, List<NameUse> names, long frameworkBytes) {

    /// Copies the lists.
    public MemoryReport {
        Objects.requireNonNull(heaps, "heaps");
        Objects.requireNonNull(types, "types");
        Objects.requireNonNull(names, "names");
        heaps = List.copyOf(heaps);
        types = List.copyOf(types);
        names = List.copyOf(names);
    }

    /// The use of one heap.
    ///
    /// @param heap the heap, with its budget
    /// @param bytes what the device's objects hold there
    @Immutable
    public record HeapUse(MemoryHeap heap, long bytes) {
        /// Checks the values.
        public HeapUse {
            Objects.requireNonNull(heap, "heap");
        }
    }

    /// The memory of one type of objects.
    ///
    /// @param type the type
    /// @param objects how many hold memory
    /// @param bytes bytes of all of them
    @Immutable
    public record TypeUse(String type, int objects, long bytes) {
        /// Checks the values.
        public TypeUse {
            Objects.requireNonNull(type, "type");
        }
    }

    /// The memory of objects of one type and name in one heap.
    ///
    /// @param type the type
    /// @param name the name
    /// @param heap the heap's index
    /// @param objects how many hold memory
    /// @param bytes bytes of all of them
    @Immutable
    public record NameUse(String type, String name, int heap, int objects, long bytes) {
        /// Checks the values.
        public NameUse {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(name, "name");
        }
    }

    private record Key(String type, String name, int heap) {}

    /// Takes a report; programs call `Device.memoryReport`.
    ///
    /// @param context the device
    /// @return the report
    @Internal
    public static MemoryReport of(DeviceContext context) {
        Map<Key, NameUse> names = new HashMap<>();
        Map<String, TypeUse> types = new HashMap<>();
        Map<Integer, Long> heaps = new HashMap<>();
        long sum = 0;
        for (Counted object : context.lifetimes().snapshot()) {
            long bytes = object.bytes();
            if (bytes != 0 && object instanceof InMemory resource) {
                int heap = resource.heap();
                String type = object.typeName();
                sum += bytes;
                heaps.merge(heap, bytes, Long::sum);
                types.merge(
                        type,
                        new TypeUse(type, 1, bytes),
                        (a, b) -> new TypeUse(type, a.objects + 1, a.bytes + b.bytes));
                String name = object.name();
                names.merge(
                        new Key(type, name, heap),
                        new NameUse(type, name, heap, 1, bytes),
                        (a, b) -> new NameUse(type, name, heap, a.objects + 1, a.bytes + b.bytes));
            }
        }
        long allocated = context.driver().allocatedBytes();
        List<HeapUse> heapUses = new ArrayList<>();
        for (MemoryHeap heap : context.driver().memoryHeaps()) {
            heapUses.add(new HeapUse(heap, heaps.getOrDefault(heap.index(), 0L)));
        }
        return new MemoryReport(
                heapUses,
                sorted(
                        types,
                        Comparator.comparingLong(TypeUse::bytes)
                                .reversed()
                                .thenComparing(TypeUse::type)),
                sorted(
                        names,
                        Comparator.comparingLong(NameUse::bytes)
                                .reversed()
                                .thenComparing(NameUse::type)
                                .thenComparing(NameUse::name)
                                .thenComparingInt(NameUse::heap)),
                Math.max(0, allocated - sum));
    }

    private static <T> List<T> sorted(Map<?, T> uses, Comparator<T> order) {
        return uses.values().stream().sorted(order).toList();
    }

    /// The report for people: a line for each heap, type and name.
    ///
    /// @return the text
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("memory in bytes");
        for (HeapUse use : heaps) {
            MemoryHeap heap = use.heap;
            text.append("\n  heap ").append(heap.index());
            text.append(heap.deviceLocal() ? " (device): " : " (host): ").append(use.bytes);
            text.append(" by objects, used ").append(heap.used());
            text.append(" of budget ").append(heap.budget());
            text.append(", size ").append(heap.size());
        }
        text.append("\n  framework: ").append(frameworkBytes);
        for (TypeUse use : types) {
            text.append("\n  ").append(use.type).append(": ").append(use.bytes);
            text.append(" in ").append(use.objects);
        }
        for (NameUse use : names) {
            text.append("\n    ").append(use.type).append(" '").append(use.name).append("': ");
            text.append(use.bytes).append(" in ").append(use.objects);
            text.append(", heap ").append(use.heap);
        }
        return text.toString();
    }
}
