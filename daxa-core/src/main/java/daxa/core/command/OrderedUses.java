package daxa.core.command;

import daxa.core.driver.DependencyDescription;
import daxa.core.lifetime.Counted;
import daxa.core.sync.OrderedObject;
import daxa.core.sync.StateChange;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/// What the commands of a recording do to queries and events, in their order. Filled and emptied
/// again and again without allocating, once it is large enough.
///
/// Emptied, it keeps what it held: the next recording often does the same, and to look whether a
/// reference is there costs less than to store it.
final class OrderedUses {
    private OrderedObject[] objects = new OrderedObject[8];
    private StateChange[] changes = new StateChange[8];
    private int[] firsts = new int[8];
    private int[] counts = new int[8];
    private @Nullable DependencyDescription[] withs = new @Nullable DependencyDescription[8];
    private int size;

    void add(
            OrderedObject object,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
            changes = Arrays.copyOf(changes, size * 2);
            firsts = Arrays.copyOf(firsts, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            withs = Arrays.copyOf(withs, size * 2);
        }
        if (!object.equals(objects[size])) {
            objects[size] = object;
        }
        if (changes[size] != change) {
            changes[size] = change;
        }
        if (!Objects.equals(withs[size], with)) {
            withs[size] = with;
        }
        firsts[size] = first;
        counts[size] = count;
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    void plan(Counted user, int queue) {
        for (int i = 0; i < size; i++) {
            objects[i].plan(user, queue, changes[i], firsts[i], counts[i], withs[i]);
        }
    }

    void commit(int queue, long number) {
        for (int i = 0; i < size; i++) {
            objects[i].commit(queue, number);
        }
    }

    void rollBack() {
        for (int i = 0; i < size; i++) {
            objects[i].rollBack();
        }
    }
}
