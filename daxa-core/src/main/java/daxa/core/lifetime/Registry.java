package daxa.core.lifetime;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Padded;
import daxa.core.concurrent.RankedLock;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// All objects that are not destroyed, for reports and for the texts of errors.
///
/// Most stand in an [ObjectTable] of their own anyway, and are found there. The others are linked
/// through the objects themselves, in stripes, so that entering and leaving allocates nothing and
/// threads do not meet.
final class Registry {
    static final LockRank RANK = new LockRank("registry");

    /// The most objects of one device: what the counts in a word can hold, with room for the
    /// threads that are past the check.
    static final int MAX_OBJECTS = 900_000;

    /// The stripe of an object that is not in the books.
    static final int ABSENT = -1;

    /// The stripe of an object that is found in its table.
    static final int IN_TABLE = -2;

    private final Stripe[] stripes;
    private final List<ObjectTable> tables = new CopyOnWriteArrayList<>();

    /// Creates an empty registry.
    ///
    /// @param count how many stripes there are, a power of two
    Registry(int count) {
        stripes = new Stripe[count];
        Arrays.setAll(stripes, i -> new Stripe());
    }

    /// Finds the objects of a table there from now on.
    ///
    /// @param table the table
    void add(ObjectTable table) {
        tables.add(table);
    }

    /// How many objects there are.
    ///
    /// @return the count, which may be off by a few while threads change it
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size;
        }
        for (int i = 0; i < tables.size(); i++) {
            size += tables.get(i).size();
        }
        return size;
    }

    /// Enters an object, unless it is in the books already.
    ///
    /// @param object the object
    void add(Counted object) {
        if (object.isTabled()) {
            object.registryStripe = IN_TABLE;
        }
        if (object.registryStripe != ABSENT) {
            return;
        }
        int index = Stripes.current(stripes.length);
        Stripe stripe = stripes[index];
        stripe.lock.lock();
        try {
            object.registryStripe = index;
            Counted next = stripe.first;
            object.registryNext = next;
            object.registryPrevious = null;
            if (next != null) {
                next.registryPrevious = object;
            }
            stripe.first = object;
            stripe.size++;
        } finally {
            stripe.lock.unlock();
        }
    }

    void remove(Counted object) {
        if (object.registryStripe == IN_TABLE) {
            object.registryStripe = ABSENT;
            return;
        }
        Stripe stripe = stripes[object.registryStripe];
        stripe.lock.lock();
        try {
            Counted previous = object.registryPrevious;
            Counted next = object.registryNext;
            if (previous == null) {
                stripe.first = next;
            } else {
                previous.registryNext = next;
            }
            if (next != null) {
                next.registryPrevious = previous;
            }
            object.registryPrevious = null;
            object.registryNext = null;
            object.registryStripe = ABSENT;
            stripe.size--;
        } finally {
            stripe.lock.unlock();
        }
    }

    /// The objects at this moment.
    ///
    /// @return a copy, in no particular order
    List<Counted> snapshot() {
        List<Counted> objects = new ArrayList<>();
        for (ObjectTable table : tables) {
            table.forEach(
                    object -> {
                        if (object.registryStripe == IN_TABLE) {
                            objects.add(object);
                        }
                    });
        }
        for (Stripe stripe : stripes) {
            stripe.lock.lock();
            try {
                for (Counted o = stripe.first; o != null; o = o.registryNext) {
                    objects.add(o);
                }
            } finally {
                stripe.lock.unlock();
            }
        }
        return objects;
    }

    private static final class Stripe extends Padded {
        final RankedLock lock = RankedLock.brief(RANK);
        private @Nullable Counted first;
        // Read without the lock above.
        private int size;
    }
}
