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
    /// Of a use: whether its object and dependency are others than those of the use before.
    private static final long OTHER = 1;

    private static final int CHANGE_SHIFT = 1;
    private static final int CHANGE_MASK = 3;
    private static final int COUNT_SHIFT = 3;
    private static final int COUNT_MASK = (1 << 29) - 1;
    private static final int FIRST_SHIFT = 32;

    /// From the lowest bit: [#OTHER], 2 bits of change, 29 of count, 32 of first.
    private long[] uses = new long[8];

    private int size;

    private OrderedObject[] objects = new OrderedObject[8];
    private @Nullable DependencyDescription[] withs = new @Nullable DependencyDescription[8];
    private int others;

    // The newest of them, which is asked for by each use.
    private @Nullable OrderedObject last;
    private @Nullable DependencyDescription lastWith;

    void add(
            OrderedObject object,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with) {
        long use =
                (long) first << FIRST_SHIFT
                        | (long) count << COUNT_SHIFT
                        | (long) code(change) << CHANGE_SHIFT;
        if (others == 0 || !object.equals(last) || !Objects.equals(with, lastWith)) {
            other(object, with);
            use |= OTHER;
        }
        if (size == uses.length) {
            uses = Arrays.copyOf(uses, size * 2);
        }
        uses[size++] = use;
    }

    private void other(OrderedObject object, @Nullable DependencyDescription with) {
        if (others == objects.length) {
            objects = Arrays.copyOf(objects, others * 2);
            withs = Arrays.copyOf(withs, others * 2);
        }
        if (!object.equals(objects[others])) {
            objects[others] = object;
        }
        if (!Objects.equals(with, withs[others])) {
            withs[others] = with;
        }
        others++;
        last = object;
        lastWith = with;
    }

    private static int code(StateChange change) {
        return switch (change) {
            case RESET -> 0;
            case SET -> 1;
            case USE -> 2;
        };
    }

    private static StateChange change(int code) {
        return switch (code) {
            case 0 -> StateChange.RESET;
            case 1 -> StateChange.SET;
            default -> StateChange.USE;
        };
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
        others = 0;
    }

    void plan(Counted user, int queue) {
        int current = -1;
        for (int i = 0; i < size; i++) {
            long use = uses[i];
            current += (int) (use & OTHER);
            objects[current].plan(
                    user,
                    queue,
                    change((int) (use >> CHANGE_SHIFT) & CHANGE_MASK),
                    (int) (use >> FIRST_SHIFT),
                    (int) (use >> COUNT_SHIFT) & COUNT_MASK,
                    withs[current]);
        }
    }

    void commit(int queue, long number) {
        for (int i = 0; i < others; i++) {
            objects[i].commit(queue, number);
        }
    }

    void rollBack() {
        for (int i = 0; i < others; i++) {
            objects[i].rollBack();
        }
    }
}
