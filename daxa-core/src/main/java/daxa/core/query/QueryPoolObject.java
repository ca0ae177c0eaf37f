package daxa.core.query;

import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DependencyDescription;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.QueueKind;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.sync.OrderedObject;
import daxa.core.sync.StateChange;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;

/// The counted object behind [QueryPool] references.
///
/// The device's semaphore lock guards what changes.
@ThreadSafe
final class QueryPoolObject extends OrderedObject {
    // Bits of a query's state: whether it is written, whether the plan uses it, whether the plan
    // writes it, and above them the queue that writes it.
    private static final int WRITTEN = 1;
    private static final int PLANNED = 2;
    private static final int PLANNED_WRITE = 4;
    private static final int QUEUE_SHIFT = 3;

    final QueryPoolInfo info;
    final long handle;
    private final int values;
    private final Ticks ticks;

    private final byte[] states;
    private final byte[] planned;
    private int planStart = Integer.MAX_VALUE;
    private int planEnd;

    // For each query the newest submission to each queue that uses it, and the one that writes it.
    private final long[] lastUses;
    private final long[] writers;
    private final long[] found;

    QueryPoolObject(DeviceContext context, QueryPoolInfo info) {
        super(context, info.name());
        this.info = info;
        this.values = info.valuesPerQuery();
        this.ticks = new Ticks(context.limits().timestampPeriod());
        this.states = new byte[info.count()];
        this.planned = new byte[info.count()];
        this.lastUses = new long[info.count() * QueueKind.TOTAL];
        this.writers = new long[info.count()];
        this.found = new long[(values + 1) * info.count()];
        try {
            handle =
                    context.driver()
                            .createQueryPool(
                                    info.name(),
                                    info.kind().vulkanValue(),
                                    info.count(),
                                    statisticBits(info));
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        context.driver().resetQueryPool(handle, 0, info.count());
    }

    private static int statisticBits(QueryPoolInfo info) {
        int bits = 0;
        for (PipelineStatistic statistic : info.statistics()) {
            bits |= statistic.vulkanBit();
        }
        return bits;
    }

    // ---------------------------------------------------------------- what submissions do

    @Override
    public void plan(
            Counted user,
            int queue,
            StateChange change,
            int first,
            int count,
            @Nullable DependencyDescription with) {
        planStart = Math.min(planStart, first);
        planEnd = Math.max(planEnd, first + count);
        for (int query = first; query < first + count; query++) {
            boolean written = (planned[query] & WRITTEN) != 0;
            if (change == StateChange.SET && written) {
                throw new UsageException(
                        user.label()
                                + " cannot be submitted: query "
                                + query
                                + " of "
                                + label()
                                + " is written a second time; reset it in between");
            }
            if (change == StateChange.USE && !written) {
                throw new UsageException(
                        user.label()
                                + " cannot be submitted: query "
                                + query
                                + " of "
                                + label()
                                + " is copied, and no accepted submission writes it since its"
                                + " reset; submit what writes it first");
            }
            planned[query] =
                    (byte)
                            switch (change) {
                                case RESET -> PLANNED;
                                case SET ->
                                        queue << QUEUE_SHIFT | WRITTEN | PLANNED | PLANNED_WRITE;
                                case USE -> planned[query] | PLANNED;
                            };
        }
    }

    @Override
    public void commit(int queue, long number) {
        for (int query = planStart; query < planEnd; query++) {
            if ((planned[query] & PLANNED) != 0) {
                if ((planned[query] & PLANNED_WRITE) != 0) {
                    writers[query] = number;
                }
                planned[query] &= ~(PLANNED | PLANNED_WRITE);
                states[query] = planned[query];
                lastUses[query * QueueKind.TOTAL + queue] = number;
            }
        }
        endPlan();
    }

    @Override
    public void rollBack() {
        if (planStart < planEnd) {
            System.arraycopy(states, planStart, planned, planStart, planEnd - planStart);
        }
        endPlan();
    }

    private void endPlan() {
        planStart = Integer.MAX_VALUE;
        planEnd = 0;
    }

    // ---------------------------------------------------------------- what the host does

    void reset(int first, int count) {
        info.requireRange("reset", first, count);
        context.semaphoreLock().lock();
        try {
            for (int use = first * QueueKind.TOTAL;
                    use < (first + count) * QueueKind.TOTAL;
                    use++) {
                int queue = use % QueueKind.TOTAL;
                if (lastUses[use] != 0 && context.gate().completedValue(queue) < lastUses[use]) {
                    throw new UsageException(
                            "reset of "
                                    + label()
                                    + ": query "
                                    + use / QueueKind.TOTAL
                                    + " is used by submission "
                                    + lastUses[use]
                                    + " to queue '"
                                    + QueueKind.name(queue)
                                    + "', which is not finished; await it first, or reset with a"
                                    + " command");
                }
                lastUses[use] = 0;
            }
            context.driver().resetQueryPool(handle, first, count);
            for (int query = first; query < first + count; query++) {
                states[query] = 0;
                planned[query] = 0;
            }
        } finally {
            context.semaphoreLock().unlock();
        }
    }

    int results(String call, int first, int count, long[] into) {
        info.requireRange(call, first, count);
        if (into.length < (long) count * values) {
            throw new UsageException(
                    call
                            + " of "
                            + label()
                            + ": into has length "
                            + into.length
                            + " (expected at least "
                            + (long) count * values
                            + ")");
        }
        context.semaphoreLock().lock();
        try {
            requireWritten(call, first, count);
            context.driver().queryResults(handle, first, count, values, found);
            return info.kind() == QueryKind.TIMESTAMP
                    ? tellTimes(first, count, into)
                    : tell(count, into);
        } finally {
            context.semaphoreLock().unlock();
        }
    }

    private void requireWritten(String call, int first, int count) {
        for (int query = first; query < first + count; query++) {
            if ((states[query] & WRITTEN) == 0) {
                throw new UsageException(
                        call
                                + " of "
                                + label()
                                + ": no accepted submission writes query "
                                + query
                                + " since its reset; submit what writes it first");
            }
        }
    }

    private int tell(int count, long[] into) {
        int available = 0;
        for (int i = 0; i < count; i++) {
            int at = i * (values + 1);
            if (found[at + values] == 0) {
                Arrays.fill(into, i * values, (i + 1) * values, QueryPool.UNAVAILABLE);
            } else {
                System.arraycopy(found, at, into, i * values, values);
                available++;
            }
        }
        return available;
    }

    // On one scale, so that differences are right where the clock begins anew between two of them.
    private int tellTimes(int first, int count, long[] into) {
        int bits = Long.SIZE;
        for (int i = 0; i < count; i++) {
            int queue = states[first + i] >> QUEUE_SHIFT;
            bits = Math.min(bits, context.driver().timestampBits(queue));
        }
        long mask = -1L >>> (Long.SIZE - bits);
        int available = 0;
        long start = 0;
        for (int i = 0; i < count; i++) {
            if (found[2 * i + 1] == 0) {
                into[i] = QueryPool.UNAVAILABLE;
                continue;
            }
            long value = found[2 * i] & mask;
            start = available == 0 ? value : start;
            available++;
            into[i] = ticks.nanos(start) + ticks.signedNanos(Ticks.between(start, value, bits));
        }
        return available;
    }

    void await(int first, int count, long[] into, Duration deadline, Runnable checkOpen) {
        long start = System.nanoTime();
        long nanos = Nanos.of(deadline);
        while (results("await", first, count, into) < count) {
            int missing = first;
            while (into[(missing - first) * values] != QueryPool.UNAVAILABLE) {
                missing++;
            }
            long left = nanos - (System.nanoTime() - start);
            awaitWriter(missing, Nanos.slice(left));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedWaitException(
                        "the wait for query " + missing + " of " + label() + " was interrupted");
            }
            checkOpen.run();
            if (left <= 0) {
                throw new DeadlineException(
                        "query "
                                + missing
                                + " of "
                                + label()
                                + " was not available within "
                                + deadline);
            }
        }
    }

    private void awaitWriter(int query, long nanos) {
        int queue;
        long number;
        context.semaphoreLock().lock();
        try {
            queue = states[query] >> QUEUE_SHIFT;
            number = writers[query];
        } finally {
            context.semaphoreLock().unlock();
        }
        if (context.gate().waitForValue(queue, number, nanos)) {
            context.gate().requireReached(queue, number);
        }
    }

    @Override
    protected boolean destroy() {
        context.driver().destroyQueryPool(handle);
        return true;
    }

    @Override
    public String typeName() {
        return "QueryPool";
    }
}
