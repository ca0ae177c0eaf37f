package daxa.core.lifetime;

import daxa.core.concurrent.Dispatcher;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A kernel whose queues are as far as the test says.
final class Kernel {
    final List<String> leaks = Collections.synchronizedList(new ArrayList<>());
    final Dispatcher dispatcher = new Dispatcher("kernel test");
    final long[] done = new long[4];
    final Lifetimes life;

    Kernel() {
        this(LifetimeMode.KEEP_PARENTS_ALIVE, LeakLevel.DISABLED);
    }

    Kernel(LifetimeMode mode, LeakLevel level) {
        life =
                new Lifetimes(
                        mode,
                        new LeakDetector(level, mode, dispatcher, leaks::add),
                        done.length,
                        queue -> done[queue]);
    }

    static Kernel strict() {
        return new Kernel(LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN, LeakLevel.DISABLED);
    }

    Thing thing(String name, Thing... parents) {
        return thing(name, Lifetimes.ALL_QUEUES, parents);
    }

    Thing thing(String name, int queueMask, Thing... parents) {
        return Thing.create(life, name, queueMask, parents);
    }

    long submit(int queue) {
        return life.timelines().begin(queue);
    }

    void finish(int queue, long number) {
        done[queue] = number;
    }
}
