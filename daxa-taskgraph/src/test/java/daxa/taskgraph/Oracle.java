package daxa.taskgraph;

import daxa.core.command.Access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Says whether submissions order each pair of tasks that use the same bytes or texels, one of them
/// writing, and whether what the first wrote is visible to the second; in one execution or in
/// several, of one graph or of several that share resources; whether transient resources that share
/// memory are ordered too, and images come into being before they are used; whether the image of a
/// swapchain is acquired in front of all uses and presented behind them; and whether those tasks
/// run that have to, on their queues, and no others.
///
/// It knows nothing of how schedules are made. For each task it walks through everything that is
/// submitted behind it, and keeps for each queue and stage whether a command there would come after
/// the task, and see what it wrote.
final class Oracle {
    private static final int QUEUES = TaskQueue.values().length;
    private static final TaskStage[] STAGES = TaskStage.values();

    // Those at which something can be written.
    private static final int WRITERS = writers();

    // Stands for the transition of an image, in place of a stage.
    private static final int TRANSITION = STAGES.length;

    /// One execution.
    ///
    /// @param graph what is executed
    /// @param conditions those that are on, as bits
    /// @param submissions what is submitted for it
    /// @param earlierWaits of each submission, the submissions of earlier executions that it waits
    ///   for, counted from the first of the first execution
    /// @param resources of each resource of the graph what stands for it; equal for the same one in
    ///   several executions
    /// @param memory of each transient resource where it is; null for others
    record Run(
            GraphDescription graph,
            long conditions,
            List<Schedule.Submission> submissions,
            List<List<Long>> earlierWaits,
            List<Object> resources,
            List<Bytes> memory) {}

    /// Bytes of a heap.
    record Bytes(Object heap, long begin, long end) {
        boolean overlaps(Bytes other) {
            return heap.equals(other.heap) && begin < other.end && other.begin < end;
        }
    }

    /// A transient resource of one execution.
    private record Transient(int run, int resource) {}

    private static final class Use {
        int task;
        Object what = "";
        int resource;
        int run;
        long x0;
        long x1;
        long y0;
        long y1;
        int type;
        int stages;

        boolean reads() {
            return (type & 1) != 0;
        }

        boolean writes() {
            return (type & 2) != 0;
        }

        boolean writesAt(int stage) {
            return writes() && (WRITERS & STAGES[stage].bit()) != 0;
        }

        boolean overlaps(Use other) {
            return x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1;
        }

        boolean overlapsBoth(Use one, Use other) {
            return Math.max(x0, Math.max(one.x0, other.x0))
                            < Math.min(x1, Math.min(one.x1, other.x1))
                    && Math.max(y0, Math.max(one.y0, other.y0))
                            < Math.min(y1, Math.min(one.y1, other.y1));
        }

        boolean isAt(long x, long y) {
            return x0 <= x && x < x1 && y0 <= y && y < y1;
        }

        boolean conflicts(Use other) {
            return overlaps(other) && !together(other);
        }

        private boolean together(Use other) {
            boolean concurrent = (type & other.type & 4) != 0;
            return concurrent && (type & 3) == (other.type & 3);
        }
    }

    private final List<Run> runs;
    private final List<String> violations = new ArrayList<>();

    // All submissions of all runs.
    private final List<Schedule.Submission> submissions = new ArrayList<>();
    private final List<List<Integer>> waits = new ArrayList<>();
    private final List<Integer> runOf = new ArrayList<>();

    // Tasks of all runs are counted in one.
    private final List<Integer> firstTask = new ArrayList<>();
    private final List<List<Use>> uses = new ArrayList<>();
    private final List<Integer> submissionOf = new ArrayList<>();
    private final List<Integer> batchOf = new ArrayList<>();
    private final Map<Object, List<Use>> usesOf = new HashMap<>();

    // Where each transient resource of each run first appears.
    private final Map<Transient, Integer> appears = new HashMap<>();
    private final Map<Transient, List<Use>> usesOfTransient = new HashMap<>();
    private final Map<Transient, Integer> discarded = new HashMap<>();

    // Of each image of a swapchain, the submissions that acquire it and that present it.
    private final Map<Transient, Integer> acquired = new HashMap<>();
    private final Map<Transient, Integer> presented = new HashMap<>();

    private Oracle(List<Run> runs) {
        this.runs = runs;
    }

    private static int writers() {
        int stages = 0;
        for (TaskStage stage : STAGES) {
            stages |= stage.writes().accesses() != 0 ? stage.bit() : 0;
        }
        return stages;
    }

    /// What is wrong with the first execution of a graph.
    static List<String> judge(Schedule schedule) {
        return judge(List.of(run(schedule, schedule.submissions())));
    }

    /// The first execution of a graph, with all conditions off.
    static Run run(Schedule schedule, List<Schedule.Submission> submissions) {
        List<Object> resources = new ArrayList<>();
        List<Bytes> memory = new ArrayList<>();
        for (int i = 0; i < schedule.description().resources.length; i++) {
            resources.add(i);
            memory.add(bytes(schedule, i, "heap"));
        }
        List<List<Long>> none = submissions.stream().map(each -> List.<Long>of()).toList();
        return new Run(schedule.description(), 0, submissions, none, resources, memory);
    }

    /// Where a resource is; somewhere of its own if it is not transient, or not used.
    static Bytes bytes(Schedule schedule, int resource, Object heap) {
        HeapLayout layout = schedule.layout();
        if (!layout.has(resource)) {
            return new Bytes("none", 0, 0);
        }
        return new Bytes(
                List.of(heap, layout.heap(resource)),
                layout.offset(resource),
                layout.offset(resource) + layout.bytes(resource));
    }

    /// What is wrong.
    static List<String> judge(List<Run> runs) {
        Oracle oracle = new Oracle(runs);
        oracle.collect();
        oracle.judge();
        return oracle.violations;
    }

    // ---------------------------------------------------------------- what there is

    private void collect() {
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            int base = submissions.size();
            int tasks = uses.size();
            firstTask.add(tasks);
            for (int task = 0; task < run.graph.taskCount; task++) {
                uses.add(new ArrayList<>());
                submissionOf.add(-1);
                batchOf.add(-1);
            }
            for (int k = 0; k < run.submissions.size(); k++) {
                Schedule.Submission submission = run.submissions.get(k);
                submissions.add(submission);
                runOf.add(i);
                List<Integer> all = new ArrayList<>();
                for (int wait : submission.waits()) {
                    all.add(base + wait);
                }
                run.earlierWaits.get(k).forEach(wait -> all.add(wait.intValue()));
                for (int wait : all) {
                    if (wait >= base + k) {
                        violations.add("submission " + (base + k) + " waits for a later one");
                    }
                }
                waits.add(all);
                collect(i, submission, base + k, tasks);
            }
            judgeLife(run, tasks);
        }
    }

    // A task runs if the conditions let it, and it has a side effect, or writes what lasts, or what
    // a task behind it uses that runs.
    private void judgeLife(Run run, int first) {
        GraphDescription graph = run.graph;
        List<Use> needed = new ArrayList<>();
        for (int task = graph.taskCount - 1; task >= 0; task--) {
            boolean isOn =
                    graph.conditionCount == 0
                            || ((graph.requiredOn[task] & ~run.conditions)
                                            | (graph.requiredOff[task] & run.conditions))
                                    == 0;
            List<Use> declared = new ArrayList<>();
            boolean runs = graph.sideEffects[task];
            for (int i = graph.firstUse[task]; i < graph.firstUse[task + 1]; i++) {
                Use use = use(graph, i);
                declared.add(use);
                boolean lasts =
                        graph.resources[use.resource].lifetime() != ResourceLifetime.TRANSIENT;
                runs |=
                        use.writes()
                                && (lasts
                                        || needed.stream()
                                                .anyMatch(
                                                        each ->
                                                                each.resource == use.resource
                                                                        && each.overlaps(use)));
            }
            if (isOn && runs) {
                needed.addAll(declared);
            }
            if ((isOn && runs) != (submissionOf.get(first + task) >= 0)) {
                violations.add(graph.taskNames[task] + (isOn && runs ? " has to run" : " runs"));
            }
        }
    }

    private void collect(int run, Schedule.Submission submission, int number, int tasks) {
        for (int resource : submission.acquires()) {
            if (acquired.put(new Transient(run, resource), number) != null) {
                violations.add("resource " + resource + " is acquired twice");
            }
        }
        submission
                .present()
                .ifPresent(
                        present -> {
                            Transient what = new Transient(run, present.resource());
                            if (presented.put(what, number) != null) {
                                violations.add("resource " + what.resource + " is presented twice");
                            }
                        });
        for (int batch = 0; batch < submission.batches().size(); batch++) {
            for (Schedule.Discard discard : submission.batches().get(batch).discards()) {
                Transient what = new Transient(run, discard.resource());
                if (discarded.put(what, number * 1_000 + batch) != null) {
                    violations.add("resource " + discard.resource() + " is discarded twice");
                }
            }
            for (int task : submission.batches().get(batch).tasks()) {
                if (runs.get(run).graph.taskQueues[task] != submission.queue().index()) {
                    violations.add("task " + task + " runs on another queue than its own");
                }
                if (submissionOf.get(tasks + task) >= 0) {
                    violations.add("task " + task + " runs twice");
                }
                submissionOf.set(tasks + task, number);
                batchOf.set(tasks + task, batch);
                collectUses(run, tasks, task);
            }
        }
    }

    private void collectUses(int run, int tasks, int task) {
        GraphDescription graph = runs.get(run).graph;
        for (int i = graph.firstUse[task]; i < graph.firstUse[task + 1]; i++) {
            Use use = use(graph, i);
            use.task = tasks + task;
            use.run = run;
            ResourceEntry entry = graph.resources[use.resource];
            boolean isTransient = entry.lifetime() == ResourceLifetime.TRANSIENT;
            Transient own = new Transient(run, use.resource);
            use.what = isTransient ? own : runs.get(run).resources.get(use.resource);
            uses.get(use.task).add(use);
            usesOf.computeIfAbsent(use.what, key -> new ArrayList<>()).add(use);
            if (isTransient || entry.presented()) {
                appears.putIfAbsent(own, appears.size());
                usesOfTransient.computeIfAbsent(own, key -> new ArrayList<>()).add(use);
            }
        }
    }

    private static Use use(GraphDescription graph, int i) {
        Use use = new Use();
        use.resource = graph.useResource[i];
        ResourceEntry entry = graph.resources[use.resource];
        int slice = graph.slice(i);
        use.x0 = slice == 0 ? 0 : graph.slices[slice];
        use.x1 = slice == 0 ? entry.width() : graph.slices[slice + 1];
        use.y0 = slice == 0 ? 0 : graph.slices[slice + 2];
        use.y1 = slice == 0 ? entry.height() : graph.slices[slice + 3];
        use.type = graph.useTypes[i];
        use.stages = graph.useStages[i];
        return use;
    }

    private Bytes bytes(Transient what) {
        return runs.get(what.run).memory.get(what.resource);
    }

    private ResourceEntry entry(Transient what) {
        return runs.get(what.run).graph.resources[what.resource];
    }

    private void judge() {
        for (int task = 0; task < uses.size(); task++) {
            if (submissionOf.get(task) >= 0) {
                follow(task);
            }
        }
        for (Transient each : usesOfTransient.keySet()) {
            judgeImage(each);
            if (entry(each).presented()) {
                judgeSwapchainImage(each);
            }
        }
        acquired.keySet().stream()
                .filter(each -> !usesOfTransient.containsKey(each))
                .forEach(each -> violations.add(entry(each) + " is acquired for nobody"));
    }

    // It is acquired by the submission in which it comes into being, and presented by the last one
    // that uses it.
    private void judgeSwapchainImage(Transient image) {
        int first = discarded.getOrDefault(image, -1) / 1_000;
        if (acquired.getOrDefault(image, -1) != first) {
            violations.add(entry(image) + " is not acquired where it is used first");
        }
        boolean shows = runs.get(image.run).graph.presented == image.resource;
        if (shows != presented.containsKey(image)) {
            violations.add(entry(image) + (shows ? " is not presented" : " is presented"));
        }
        for (Use use : usesOfTransient.get(image)) {
            if (submissionOf.get(use.task) > presented.getOrDefault(image, Integer.MAX_VALUE)) {
                violations.add(name(use) + " comes behind its present");
            }
        }
    }

    // The last execution before that of an image which has used it, in the same bytes; 0 for none.
    private int lastRun(Transient image) {
        int last = 0;
        for (Transient other : usesOfTransient.keySet()) {
            if (other.run < image.run
                    && other.resource == image.resource
                    && bytes(other).equals(bytes(image))) {
                last = Math.max(last, other.run);
            }
        }
        return last;
    }

    // An image comes into being once, in the first execution or where another resource had its
    // memory meanwhile, or it had another part of that itself.
    private void judgeImage(Transient image) {
        if (discarded.containsKey(image)) {
            followDiscard(image);
        } else if (entry(image).presented()) {
            violations.add(entry(image) + " is acquired and does not come into being");
        } else if (entry(image).kind() == ResourceKind.IMAGE) {
            int since = lastRun(image);
            for (Transient other : usesOfTransient.keySet()) {
                if (other.run >= since
                        && other.run <= image.run
                        && (other.resource != image.resource || !bytes(other).equals(bytes(image)))
                        && bytes(image).overlaps(bytes(other))) {
                    violations.add(entry(image) + " keeps what another has left in its memory");
                }
            }
        }
    }

    // ---------------------------------------------------------------- one task

    // What a command at a stage of a queue would find: that all the task's stages came before; and
    // of each of these stages, that its writes are available, and visible to reads and writes.
    private static final class Queue {
        boolean isBehind;
        boolean isComplete;
        final int[] ordered = new int[STAGES.length + 1];
        final int[] available = new int[STAGES.length + 1];
        final int[] readable = new int[STAGES.length + 1];
        final int[] writable = new int[STAGES.length + 1];
    }

    private static Queue[] queues() {
        Queue[] queues = new Queue[QUEUES];
        for (int i = 0; i < QUEUES; i++) {
            queues[i] = new Queue();
        }
        return queues;
    }

    private void follow(int task) {
        List<Use> behind = new ArrayList<>();
        List<Use> memory = new ArrayList<>();
        List<Transient> images = new ArrayList<>();
        for (Use use : uses.get(task)) {
            for (Use other : usesOf.get(use.what)) {
                if (other.task > task && (use.conflicts(other) || isSeparated(use, other))) {
                    behind.add(other);
                }
            }
            if (use.what instanceof Transient own && usesOfTransient.containsKey(own)) {
                collectMemory(own, memory, images);
            }
        }
        List<Use> shown =
                uses.get(task).stream()
                        .filter(use -> presented.containsKey(new Transient(use.run, use.resource)))
                        .toList();
        if (behind.isEmpty() && memory.isEmpty() && images.isEmpty() && shown.isEmpty()) {
            return;
        }
        int last = 0;
        for (Use use : shown) {
            last = Math.max(last, presentOf(use));
        }
        for (Use to : behind) {
            last = Math.max(last, submissionOf.get(to.task));
        }
        for (Use to : memory) {
            last = Math.max(last, submissionOf.get(to.task));
        }
        for (Transient image : images) {
            last = Math.max(last, discarded.get(image) / 1_000);
        }
        int stages = 0;
        for (Use use : uses.get(task)) {
            stages |= use.stages;
        }
        Queue[] queues = queues();
        int own = submissionOf.get(task);
        boolean[] complete = new boolean[submissions.size()];
        for (int i = 0; i <= last; i++) {
            Schedule.Submission submission = submissions.get(i);
            Queue queue = queues[submission.queue().index()];
            for (int wait : waits.get(i)) {
                queue.isComplete |= wait < i && complete[wait];
            }
            for (int batch = 0; batch < submission.batches().size(); batch++) {
                Schedule.Batch each = submission.batches().get(batch);
                for (Transient image : images) {
                    if (discarded.get(image) == i * 1_000 + batch) {
                        checkDiscard(task, image, queue);
                    }
                }
                if (queue.isBehind) {
                    pass(queue, each, stages);
                }
                for (Use to : behind) {
                    if (submissionOf.get(to.task) == i && batchOf.get(to.task) == batch) {
                        check(task, to, queue);
                    }
                }
                for (Use to : memory) {
                    if (submissionOf.get(to.task) == i && batchOf.get(to.task) == batch) {
                        checkMemory(task, to, queue);
                    }
                }
                queue.isBehind |= i == own && batchOf.get(task) == batch;
            }
            for (Use use : shown) {
                if (presentOf(use) == i && queue.isBehind && !queue.isComplete) {
                    checkPresent(use, submission.present().orElseThrow().src(), queue);
                }
            }
            // A signal comes after all that was submitted to its queue before.
            complete[i] =
                    queue.isComplete
                            || (i >= own && submission.queue() == submissions.get(own).queue());
        }
    }

    // Uses of what has the memory of a transient resource later, and images that come into being
    // in it.
    private void collectMemory(Transient own, List<Use> uses, List<Transient> images) {
        for (Map.Entry<Transient, List<Use>> each : usesOfTransient.entrySet()) {
            Transient other = each.getKey();
            if (isLater(own, other) && bytes(own).overlaps(bytes(other))) {
                if (discarded.containsKey(other)) {
                    images.add(other);
                } else {
                    uses.addAll(each.getValue());
                }
            }
        }
    }

    private boolean isLater(Transient own, Transient other) {
        return other.run > own.run
                || (other.run == own.run && appears.get(other) > appears.get(own));
    }

    private void followDiscard(Transient image) {
        Queue[] queues = queues();
        int own = discarded.get(image) / 1_000;
        int ownBatch = discarded.get(image) % 1_000;
        boolean[] complete = new boolean[submissions.size()];
        for (int i = 0; i < submissions.size(); i++) {
            Schedule.Submission submission = submissions.get(i);
            Queue queue = queues[submission.queue().index()];
            for (int wait : waits.get(i)) {
                queue.isComplete |= wait < i && complete[wait];
            }
            for (int batch = 0; batch < submission.batches().size(); batch++) {
                Schedule.Batch each = submission.batches().get(batch);
                if (queue.isBehind) {
                    pass(queue, each, 1 << TRANSITION);
                }
                if (i == own && batch == ownBatch) {
                    queue.isBehind = true;
                    begin(queue, image, each.discards());
                }
                for (Use to : usesOfTransient.get(image)) {
                    if (submissionOf.get(to.task) == i && batchOf.get(to.task) == batch) {
                        checkImage(image, to, queue);
                    }
                }
            }
            complete[i] =
                    queue.isComplete
                            || (i >= own && submission.queue() == submissions.get(own).queue());
        }
    }

    private static void begin(Queue queue, Transient image, List<Schedule.Discard> discards) {
        for (Schedule.Discard each : discards) {
            if (each.resource() == image.resource) {
                int behind = behind(each.dst());
                queue.ordered[TRANSITION] = behind;
                queue.available[TRANSITION] = behind;
                see(queue, each.dst(), TRANSITION, behind);
            }
        }
    }

    // Barriers of one command do not chain: the state before it counts for all of them. Those of
    // images order execution, and flush nothing but the image.
    private static void pass(Queue queue, Schedule.Batch batch, int stages) {
        for (int left = stages; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            int ordered = queue.ordered[s];
            int available = queue.available[s];
            for (Schedule.Barrier each : batch.barriers()) {
                pass(queue, each.src(), each.dst(), s, ordered, available, true);
            }
            for (Schedule.Discard each : batch.discards()) {
                pass(queue, each.src(), each.dst(), s, ordered, available, false);
            }
        }
    }

    private static void pass(
            Queue queue, Access src, Access dst, int s, int ordered, int available, boolean all) {
        int behind = behind(dst);
        boolean direct = s != TRANSITION && covers(src, STAGES[s].reads().stages());
        boolean flushed = direct && has(src, STAGES[s].writes().accesses(), false);
        if (direct || chains(src, ordered)) {
            queue.ordered[s] |= behind;
        }
        if ((all && flushed) || chains(src, available)) {
            queue.available[s] |= behind;
            if (all) {
                see(queue, dst, s, behind);
            }
        }
    }

    // Whether a barrier comes after one of some stages.
    private static boolean chains(Access src, int stages) {
        for (int left = stages; left != 0; left &= left - 1) {
            if (covers(src, STAGES[Integer.numberOfTrailingZeros(left)].reads().stages())) {
                return true;
            }
        }
        return false;
    }

    private static void see(Queue queue, Access dst, int s, int behind) {
        for (int left = behind; left != 0; left &= left - 1) {
            int d = Integer.numberOfTrailingZeros(left);
            queue.readable[s] |= has(dst, STAGES[d].reads().accesses(), true) ? 1 << d : 0;
            queue.writable[s] |= has(dst, STAGES[d].writes().accesses(), false) ? 1 << d : 0;
        }
    }

    private static int behind(Access dst) {
        int stages = 0;
        for (int d = 0; d < STAGES.length; d++) {
            stages |= covers(dst, STAGES[d].reads().stages()) ? 1 << d : 0;
        }
        return stages;
    }

    private static boolean covers(Access scope, long stages) {
        return (scope.stages() & Access.ALL.stages()) != 0 || (scope.stages() & stages) == stages;
    }

    // Of a scope of all stages its reads are those of each stage, and its writes.
    private static boolean has(Access scope, long accesses, boolean reads) {
        if (accesses != 0 && (scope.stages() & Access.ALL.stages()) != 0) {
            Access all = reads ? Access.ALL_READ : Access.ALL_WRITE;
            return (scope.accesses() & all.accesses()) != 0;
        }
        return accesses != 0 && (scope.accesses() & accesses) == accesses;
    }

    // ---------------------------------------------------------------- what each pair needs

    private void check(int task, Use to, Queue queue) {
        for (Use use : uses.get(task)) {
            if (queue.isComplete || !use.what.equals(to.what)) {
                continue;
            }
            if (use.conflicts(to) || isSeparated(use, to)) {
                check(use, to, queue, () -> use.conflicts(to) && isNext(use, to), () -> true);
            }
        }
    }

    // Whether both use a part together, one seeing what the other wrote, since a third one that
    // does not stands between them.
    private boolean isSeparated(Use use, Use to) {
        return use.writes()
                && to.reads()
                && use.overlaps(to)
                && use.together(to)
                && usesOf.get(use.what).stream()
                        .anyMatch(
                                each ->
                                        each.task > use.task
                                                && each.task < to.task
                                                && !each.together(use)
                                                && each.overlapsBoth(use, to));
    }

    private void check(
            Use use, Use to, Queue queue, BooleanSupplier isNext, BooleanSupplier isNeighbour) {
        for (int s = 0; s < STAGES.length; s++) {
            if ((use.stages & STAGES[s].bit()) == 0) {
                continue;
            }
            String wrong = null;
            if (!queue.isBehind || (queue.ordered[s] & to.stages) != to.stages) {
                wrong = "is not ordered before";
            } else if (use.writesAt(s)
                    && (queue.available[s] & to.stages) != to.stages
                    && isNeighbour.getAsBoolean()) {
                wrong = "is not available to";
            } else if (use.writesAt(s)
                    && to.reads()
                    && use.what.equals(to.what)
                    && (queue.readable[s] & to.stages) != to.stages) {
                wrong = "is not visible to";
            } else if (use.writesAt(s)
                    && to.writes()
                    && (queue.writable[s] & to.stages & WRITERS) != (to.stages & WRITERS)
                    && isNext.getAsBoolean()) {
                wrong = "is not visible to the writes of";
            }
            if (wrong != null) {
                violations.add(name(use) + " at " + STAGES[s] + " " + wrong + " " + name(to));
                return;
            }
        }
    }

    private String name(Use use) {
        GraphDescription graph = runs.get(use.run).graph;
        return graph.taskNames[use.task - firstTask.get(use.run)]
                + " of run "
                + use.run
                + " with "
                + graph.resources[use.resource];
    }

    // Whether somewhere in what both use no other task stands between them. One that does makes it
    // enough that the first write is in memory before the second. Somewhere: the corner where
    // slices begin or end stands for the part up to the next one.
    private boolean isNext(Use use, Use to) {
        List<Use> between = new ArrayList<>(List.of(use, to));
        for (Use each : usesOf.get(use.what)) {
            if (each.task > use.task
                    && each.task < to.task
                    && use.conflicts(each)
                    && each.conflicts(to)) {
                between.add(each);
            }
        }
        if (between.size() == 2) {
            return true;
        }
        for (Use a : between) {
            for (Use b : between) {
                for (int corner = 0; corner < 4; corner++) {
                    long x = (corner & 1) == 0 ? a.x0 : a.x1;
                    long y = corner < 2 ? b.y0 : b.y1;
                    if (use.isAt(x, y)
                            && to.isAt(x, y)
                            && between.stream().skip(2).noneMatch(each -> each.isAt(x, y))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    // ---------------------------------------------------------------- memory

    private void checkMemory(int task, Use to, Queue queue) {
        Transient later = (Transient) to.what;
        for (Use use : uses.get(task)) {
            if (!queue.isComplete
                    && use.what instanceof Transient own
                    && usesOfTransient.containsKey(own)
                    && isLater(own, later)
                    && bytes(own).overlaps(bytes(later))) {
                check(
                        use,
                        to,
                        queue,
                        () -> isLast(use) && isFirst(to) && areNeighbours(own, later),
                        () -> areNeighbours(own, later));
            }
        }
    }

    // Whether nobody uses some part of it behind.
    private boolean isLast(Use use) {
        List<Use> behind =
                usesOf.get(use.what).stream()
                        .filter(each -> each.task > use.task && use.conflicts(each))
                        .toList();
        List<Use> corners = new ArrayList<>(behind);
        corners.add(use);
        for (Use a : corners) {
            for (Use b : corners) {
                for (int corner = 0; corner < 4; corner++) {
                    long x = (corner & 1) == 0 ? a.x0 : a.x1;
                    long y = corner < 2 ? b.y0 : b.y1;
                    if (use.isAt(x, y) && behind.stream().noneMatch(each -> each.isAt(x, y))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isFirst(Use use) {
        return usesOf.get(use.what).stream()
                .noneMatch(each -> each.task < use.task && use.conflicts(each));
    }

    // Whether some byte goes from one to the other directly.
    private boolean areNeighbours(Transient own, Transient later) {
        List<Bytes> between = new ArrayList<>();
        List<Long> begins = new ArrayList<>(List.of(bytes(own).begin, bytes(later).begin));
        for (Transient each : usesOfTransient.keySet()) {
            if (isLater(own, each) && isLater(each, later)) {
                between.add(bytes(each));
                begins.add(bytes(each).end);
            }
        }
        for (long at : begins) {
            Bytes one = new Bytes(bytes(own).heap, at, at + 1);
            if (one.overlaps(bytes(own))
                    && one.overlaps(bytes(later))
                    && between.stream().noneMatch(one::overlaps)) {
                return true;
            }
        }
        return false;
    }

    private void checkDiscard(int task, Transient image, Queue queue) {
        if (queue.isComplete) {
            return;
        }
        Schedule.Discard discard =
                submissions
                        .get(discarded.get(image) / 1_000)
                        .batches()
                        .get(discarded.get(image) % 1_000)
                        .discards()
                        .stream()
                        .filter(each -> each.resource() == image.resource)
                        .findFirst()
                        .orElseThrow();
        for (Use use : uses.get(task)) {
            if (!(use.what instanceof Transient own)
                    || !usesOfTransient.containsKey(own)
                    || !isLater(own, image)
                    || !bytes(own).overlaps(bytes(image))) {
                continue;
            }
            for (int s = 0; s < STAGES.length; s++) {
                if ((use.stages & STAGES[s].bit()) == 0) {
                    continue;
                }
                boolean direct = covers(discard.src(), STAGES[s].reads().stages());
                boolean flushed =
                        direct && has(discard.src(), STAGES[s].writes().accesses(), false);
                if (!queue.isBehind || !(direct || chains(discard.src(), queue.ordered[s]))) {
                    violations.add(name(use) + " is not ordered before " + entry(image));
                } else if (use.writesAt(s)
                        && areNeighbours(own, image)
                        && !(flushed || chains(discard.src(), queue.available[s]))) {
                    violations.add(name(use) + " is not available to " + entry(image));
                }
            }
        }
    }

    private int presentOf(Use use) {
        return presented.getOrDefault(new Transient(use.run, use.resource), -1);
    }

    // What is written has to be in memory when the layout changes, and what is read to be read.
    private void checkPresent(Use use, Access src, Queue queue) {
        for (int s = 0; s < STAGES.length; s++) {
            boolean direct = covers(src, STAGES[s].reads().stages());
            boolean flushed = direct && has(src, STAGES[s].writes().accesses(), false);
            if ((use.stages & STAGES[s].bit()) == 0) {
                continue;
            }
            if (!direct && !chains(src, queue.ordered[s])) {
                violations.add(name(use) + " is not ordered before its present");
            } else if (use.writesAt(s) && !flushed && !chains(src, queue.available[s])) {
                violations.add(name(use) + " is not available to its present");
            }
        }
    }

    private void checkImage(Transient image, Use to, Queue queue) {
        if (queue.isComplete) {
            return;
        }
        boolean isFirst = isFirst(to);
        if (!queue.isBehind || (queue.ordered[TRANSITION] & to.stages) != to.stages) {
            violations.add(name(to) + " may come before " + entry(image) + " is there");
        } else if (isFirst
                && ((to.reads() && (queue.readable[TRANSITION] & to.stages) != to.stages)
                        || (to.writes()
                                && (queue.writable[TRANSITION] & to.stages & WRITERS)
                                        != (to.stages & WRITERS)))) {
            violations.add(name(to) + " may not see that " + entry(image) + " is there");
        }
    }
}
