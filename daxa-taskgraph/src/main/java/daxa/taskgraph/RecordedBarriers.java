package daxa.taskgraph;

import daxa.core.command.Access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The barriers of a schedule as they are recorded: a little wider than they are.
///
/// What the host reads is read by no command, so that drivers need not order commands behind a
/// barrier with the host before it after those before a barrier with the host behind it. Here they
/// do: the first stands behind the stages of the second too.
///
/// A write behind readers has to come after them, and what was written before them has to be in
/// memory, which it is. Where the readers read less than they declare, synchronization validation
/// wants it to be visible to the write too. So barriers make visible to writes what they make
/// visible to reads.
///
/// And it sees what the barrier of an image orders for that image alone, while Vulkan orders all
/// commands of these stages. So a barrier without an image says it again.
final class RecordedBarriers {
    private static final long HOST = Access.HOST_READ.stages();

    // Few differ, and executions, which find them out of the cache, look at each.
    private final Map<Access, Access> known = new HashMap<>();

    // Of each queue, the stages that have come before reads of the host.
    private final long[] beforeHost = new long[Before.QUEUES];

    RecordedBarriers(Schedule schedule) {
        int host = Integer.numberOfTrailingZeros(TaskStage.HOST.bit());
        int[] tables = schedule.hazards().before.tables;
        for (int queue = 0; queue < Before.QUEUES; queue++) {
            int stages = 0;
            for (int stage = 0; stage < host; stage++) {
                int at = queue * 4 * Before.TABLE + stage * TaskStage.COUNT + host;
                stages |= tables[at] == 0 ? 0 : 1 << stage;
            }
            if (stages != 0) {
                // With the host these may be all stages, which is another scope.
                beforeHost[queue] = TaskStage.scope(stages | 1 << host, 0, 0).stages() & ~HOST;
            }
        }
        for (Schedule.Submission submission : schedule.submissions()) {
            for (Schedule.Batch batch : submission.batches()) {
                for (Schedule.Barrier each : batch.barriers()) {
                    if ((each.dst().stages() & HOST) != 0) {
                        beforeHost[submission.queue().index()] |= each.src().stages() & ~HOST;
                    }
                }
            }
        }
    }

    /// Adds those of a batch.
    void add(TaskQueue queue, Schedule.Batch batch, List<Access> allBefore, List<Access> allAfter) {
        int first = allBefore.size();
        for (Schedule.Barrier each : batch.barriers()) {
            long src = each.src().stages();
            long earlier = (src & HOST) == 0 ? 0 : beforeHost[queue.index()];
            allBefore.add(one(new Access(src | earlier, each.src().accesses())));
            allAfter.add(one(withWrites(each.dst())));
        }
        for (Schedule.Discard each : batch.discards()) {
            Access src = new Access(before(each).stages(), 0);
            Access dst = withWrites(new Access(each.dst().stages(), 0));
            boolean isThere = false;
            for (int i = first; i < allBefore.size() && !isThere; i++) {
                isThere =
                        contains(allBefore.get(i), src.stages())
                                && contains(allAfter.get(i), dst.stages());
            }
            if (!isThere) {
                allBefore.add(one(src));
                allAfter.add(one(dst));
            }
        }
    }

    private Access one(Access access) {
        Access first = known.putIfAbsent(access, access);
        return first == null ? access : first;
    }

    private static Access withWrites(Access dst) {
        return new Access(dst.stages(), dst.accesses() | Access.ALL_WRITE.accesses());
    }

    private static boolean contains(Access access, long stages) {
        return (access.stages() & stages) == stages;
    }

    /// What an image comes behind that comes into being: its change of layout writes it, so that
    /// whatever was written there before has to be in memory.
    static Access before(Schedule.Discard discard) {
        Access src = discard.src();
        return src.stages() == 0
                ? Access.ALL_WRITE
                : new Access(src.stages(), src.accesses() | Access.ALL_WRITE.accesses());
    }
}
