package daxa.taskgraph;

import daxa.core.command.SubmitToken;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Executions of one graph, one after the other. As soon as they repeat, nothing is computed and
/// nothing allocated any more.
///
/// Why that is right. What comes before an execution, as [Before] says it, follows from what came
/// before the one before and from its schedule, as long as no other graph executes and the objects
/// that stand for resources stay the same set: of all levels these know only the order; those that
/// a schedule adds are above all others, and those it leaves were ranked before. So once the same
/// Before comes again with the same resources in the same places, all executions since then repeat,
/// as long as they are asked for in that order. Only the submissions to wait for are others each
/// time, and where each comes from repeats too.
///
/// The history needs these executions when another graph executes. Of whole rounds all but the last
/// can be left out: that one has raised everything that a round raises, to levels above all that
/// were there before the first, which is all that matters to what this graph does not use; what it
/// uses stands as it stood a round before, but for the submissions, which come from the last round.
final class ExecutionSequence {
    private static final int QUEUES = TaskQueue.values().length;

    // No round is longer.
    private static final int MOST = 16;

    private final ExecutionOrder order;
    private final GraphDescription graph;
    private final Object heap;
    private final List<Before.Memory> created;

    // Executions that are in the history, without a gap, up to the newest; and what that submitted.
    private final List<ExecutionStep> steps = new ArrayList<>();
    private SubmitToken[] newest = new SubmitToken[0];

    // Where executions repeat: the steps from first on, again and again.
    private boolean repeats;
    private int first;
    private int period;

    // Executions of rounds, which are not in the history; and what the last two rounds submitted.
    private long pending;
    private SubmitToken[][] ring = new SubmitToken[0][];

    // Of each level and queue before an execution the submission; for the newest, and for the next.
    private SubmitToken[] before = new SubmitToken[0];
    private SubmitToken[] next = new SubmitToken[0];

    /// @param heap what stands for the memory of transient resources
    /// @param created images that came into being there
    ExecutionSequence(
            ExecutionOrder order,
            GraphDescription graph,
            Object heap,
            List<Before.Memory> created) {
        this.order = order;
        this.graph = graph;
        this.heap = heap;
        this.created = created;
    }

    // ---------------------------------------------------------------- before an execution

    /// What the next execution has before it.
    ///
    /// @param plans the plan, with what was made of it
    /// @param bound what stands behind the resources
    ExecutionStep enter(RunPlans plans, @Nullable BoundResource[] bound) {
        if (repeats && order.isNewest(this)) {
            ExecutionStep expected = steps.get(first + (int) (pending % period));
            if (expected.isFor(plans.plan, bound)) {
                moveTokens(expected);
                return expected;
            }
        }
        if (!order.isNewest(this)) {
            clear();
        } else if (repeats) {
            flush(order.history(this));
        }
        return compute(plans, bound);
    }

    /// The submission that an execution waits for.
    ///
    /// @param place level and queue, as in [RunPlan#earlier]
    SubmitToken earlier(int place) {
        return next[place];
    }

    private void moveTokens(ExecutionStep to) {
        for (int i = 0; i < to.from.length; i++) {
            int from = to.from[i];
            if (from != ExecutionStep.NOWHERE) {
                (from >= 0 ? before[from] : newest[~from]).copyTo(next[i]);
            }
        }
    }

    private ExecutionStep compute(RunPlans plans, @Nullable BoundResource[] bound) {
        List<Object> identities = identities(bound);
        boolean fence = false;
        for (int i = 0; i < bound.length; i++) {
            if (graph.resources[i].lifetime() == ResourceLifetime.EXTERNAL) {
                fence |= isNew(identities.get(i));
            }
        }
        History.Entry entry = enter(identities);
        RunPlan run = plans.run(entry.before());
        if (run == null) {
            // What comes before cuts the submission that uses the image of a swapchain.
            order.lose();
            clear();
            entry = enter(identities);
            run = Objects.requireNonNull(plans.run(entry.before()));
        }
        for (TaskQueue queue : run.queues) {
            fence |= order.isLost(queue);
        }
        next = tokens(entry);
        return new ExecutionStep(run, entry, bound.clone(), identities, fence, from(entry));
    }

    private History.Entry enter(List<Object> identities) {
        History history = order.history(this);
        if (!history.has(heap)) {
            history.create(heap, created);
        }
        return history.enter(graph, identities, heap);
    }

    private List<Object> identities(@Nullable BoundResource[] bound) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < bound.length; i++) {
            BoundResource each = bound[i];
            boolean isTransient = graph.resources[i].lifetime() == ResourceLifetime.TRANSIENT;
            all.add(each == null || isTransient ? graph.resources[i] : each.identity());
        }
        return all;
    }

    private boolean isNew(Object identity) {
        return identity instanceof List<?> several
                ? !several.stream().allMatch(order::hasSeen)
                : !order.hasSeen(identity);
    }

    private static SubmitToken[] tokens(History.Entry entry) {
        SubmitToken[] all = new SubmitToken[entry.levels().size() * QUEUES];
        for (int i = 0; i < all.length; i++) {
            Object token = entry.submissions().get(i / QUEUES).get(i % QUEUES);
            all[i] = token == null ? new SubmitToken() : (SubmitToken) token;
        }
        return all;
    }

    @SuppressWarnings("ReferenceEquality") // tokens are told apart by identity
    private int[] from(History.Entry entry) {
        int[] from = new int[next.length];
        Arrays.fill(from, ExecutionStep.NOWHERE);
        for (int i = 0; i < from.length && !steps.isEmpty(); i++) {
            Object token = entry.submissions().get(i / QUEUES).get(i % QUEUES);
            if (token == null) {
                continue;
            }
            for (int k = 0; k < newest.length; k++) {
                from[i] = newest[k] == token ? ~k : from[i];
            }
            if (from[i] == ExecutionStep.NOWHERE) {
                int level = steps.getLast().entry.indexOf(entry.levels().get(i / QUEUES));
                from[i] = level * QUEUES + i % QUEUES;
            }
        }
        return from;
    }

    // ---------------------------------------------------------------- behind an execution

    /// Remembers an execution that was submitted.
    void leave(ExecutionStep step) {
        if (repeats) {
            SubmitToken[] slot = ring[(int) (pending % ring.length)];
            for (int i = 0; i < step.run.submissions; i++) {
                step.run.tokens[i].copyTo(slot[i]);
            }
            newest = slot;
            pending++;
            SubmitToken[] kept = before;
            before = next;
            next = kept;
            return;
        }
        newest = new SubmitToken[step.run.submissions];
        Arrays.setAll(newest, i -> copy(step.run.tokens[i]));
        leave(order.history(this), step, step.entry, newest);
        for (Object each : step.identities) {
            if (each instanceof List<?> several) {
                several.forEach(order::see);
            } else {
                order.see(each);
            }
        }
        if (step.fence || !step.entry.isExact() || !hasSameResources(step)) {
            steps.clear();
        }
        steps.add(step);
        before = next;
        findRound(step);
        if (steps.size() > MOST) {
            steps.removeFirst();
        }
    }

    private void leave(
            History history, ExecutionStep step, History.Entry entry, SubmitToken[] submitted) {
        history.leave(entry, step.run.schedule, step.identities, heap, Arrays.asList(submitted));
    }

    private static SubmitToken copy(SubmitToken token) {
        SubmitToken copy = new SubmitToken();
        token.copyTo(copy);
        return copy;
    }

    private boolean hasSameResources(ExecutionStep step) {
        return steps.isEmpty() || resources(steps.getLast()).equals(resources(step));
    }

    private static Set<Object> resources(ExecutionStep step) {
        return new HashSet<>(step.identities);
    }

    @SuppressWarnings("ReferenceEquality") // a plan makes one schedule of each Before
    private void findRound(ExecutionStep step) {
        for (int i = steps.size() - 2; i >= 0; i--) {
            ExecutionStep earlier = steps.get(i);
            if (earlier.run == step.run && earlier.isFor(step.run.plan, step.bound)) {
                repeats = true;
                first = i + 1;
                period = steps.size() - first;
                pending = 0;
                makeRing();
                return;
            }
        }
    }

    private void makeRing() {
        int places = before.length;
        ring = new SubmitToken[2 * period][];
        for (int i = 0; i < ring.length; i++) {
            ExecutionStep step = steps.get(first + i % period);
            ring[i] = new SubmitToken[step.run.submissions];
            Arrays.setAll(ring[i], k -> new SubmitToken());
            places = Math.max(places, step.from.length);
        }
        // What the history has stays as it is.
        SubmitToken[] own = new SubmitToken[places];
        next = new SubmitToken[places];
        for (int i = 0; i < places; i++) {
            own[i] = i < before.length ? copy(before[i]) : new SubmitToken();
            next[i] = new SubmitToken();
        }
        before = own;
    }

    // ---------------------------------------------------------------- for others

    /// Adds to the history what it lacks, and forgets all.
    void flush(History history) {
        long missing = pending;
        if (pending > ring.length) {
            missing = period + pending % period;
        }
        for (long i = pending - missing; i < pending; i++) {
            ExecutionStep step = steps.get(first + (int) (i % period));
            History.Entry entry = history.enter(graph, step.identities, heap);
            if (!entry.before().equals(step.entry.before())) {
                throw new AssertionError("executions of " + graph.label() + " did not repeat");
            }
            leave(history, step, entry, ring[(int) (i % ring.length)]);
        }
        clear();
    }

    private void clear() {
        steps.clear();
        repeats = false;
        pending = 0;
        ring = new SubmitToken[0][];
        newest = new SubmitToken[0];
    }
}
