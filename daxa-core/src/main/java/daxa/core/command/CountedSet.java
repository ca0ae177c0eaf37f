package daxa.core.command;

import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A set of objects by identity that is filled and emptied again and again without allocating, once
/// it is large enough.
final class CountedSet {
    private @Nullable Counted[] table = new @Nullable Counted[32];
    private Counted[] members = new Counted[16];
    private int size;

    /// Adds an object, unless it is there.
    void add(Counted object) {
        int index = find(object);
        if (index >= 0) {
            return;
        }
        table[~index] = object;
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        members[size++] = object;
        if (size * 2 > table.length) {
            grow();
        }
    }

    boolean contains(Counted object) {
        return find(object) >= 0;
    }

    // The object's place, or the complement of the place where it would be.
    private int find(Counted object) {
        int mask = table.length - 1;
        int index = System.identityHashCode(object) & mask;
        for (Counted seen = table[index]; seen != null; seen = table[index]) {
            if (seen.equals(object)) {
                return index;
            }
            index = (index + 1) & mask;
        }
        return ~index;
    }

    int size() {
        return size;
    }

    Counted get(int index) {
        return members[index];
    }

    void clear() {
        if (size != 0) {
            Arrays.fill(table, null);
            Arrays.fill(members, 0, size, null);
            size = 0;
        }
    }

    private void grow() {
        @Nullable Counted[] larger = new @Nullable Counted[table.length * 2];
        int mask = larger.length - 1;
        for (int i = 0; i < size; i++) {
            int index = System.identityHashCode(members[i]) & mask;
            while (larger[index] != null) {
                index = (index + 1) & mask;
            }
            larger[index] = members[i];
        }
        table = larger;
    }
}
