package daxa.taskgraph;

import daxa.core.command.SubmitToken;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The executions of all graphs of a device, one after the other. As soon as they repeat, nothing
/// is computed and nothing allocated any more.
///
/// Why that is right. What the history says of some resources and heaps, see [History.State],
/// follows from what it said before an execution and from its schedule, if that uses no others: of
/// all levels it knows only the order; those that a schedule adds are above all others, and those
/// it leaves were ranked before. So once executions have come back to the state that they began
/// with, of all that they use, they repeat as long as they are asked for in that order. Only the
/// submissions to wait for are others each time, and where each comes from repeats too.
///
/// The history needs these executions when another one comes. Of whole rounds all but the last can
/// be left out: that one has raised everything that a round raises, to levels above all that were
/// there before the first, which is all that matters to what they do not use; what they use stands
/// as it stood a round before, but for the submissions, which come from the last round.
final class ExecutionSequence {
    // No round is longer.
    private static final int MOST = 16;

    private final ExecutionOrder order;

    // The newest executions that are in the history, without a gap, and what the last submitted.
    private final List<ExecutionStep> steps = new ArrayList<>();
    private SubmitToken[] newest = new SubmitToken[0];

    // Of each level and queue before the execution at work the submission.
    private SubmitToken[] before = new SubmitToken[0];

    // Where the newest steps are like those a period before: what they use, and the states since.
    private int period;
    private final Set<Object> objects = new LinkedHashSet<>();
    private final Set<Object> heaps = new LinkedHashSet<>();
    private final List<History.State> states = new ArrayList<>();
    private final List<ExecutionRound.Moves> moves = new ArrayList<>();

    // What entered last and did not leave yet, unless the history has changed since.
    private @Nullable ExecutionStep entered;

    // What repeats now.
    private @Nullable ExecutionRound round;
    private boolean isEnding;

    ExecutionSequence(ExecutionOrder order) {
        this.order = order;
    }

    // ---------------------------------------------------------------- before an execution

    /// What the next execution has before it. It may be asked again before [#leave].
    ///
    /// @param plans the plan, with what was made of it
    /// @param bound what stands behind the resources
    ExecutionStep enter(ExecutedGraph graph, RunPlans plans, @Nullable BoundResource[] bound) {
        ExecutionRound repeating = round;
        if (repeating != null) {
            ExecutionStep expected = repeating.next();
            if (!isEnding && expected.isFor(plans.plan, bound)) {
                return expected;
            }
            flush();
        }
        isEnding = false;
        ExecutionStep again = entered;
        if (again == null || !again.isFor(plans.plan, bound)) {
            again = compute(graph, plans, bound);
            entered = again;
        }
        return again;
    }

    /// The submission that the execution at work waits for.
    ///
    /// @param place level and queue, as in [RunPlan#earlier]
    SubmitToken earlier(int place) {
        return round == null ? before[place] : round.earlier(place);
    }

    private ExecutionStep compute(
            ExecutedGraph graph, RunPlans plans, @Nullable BoundResource[] bound) {
        List<Object> identities = identities(graph, bound);
        boolean fence = false;
        for (int i = 0; i < bound.length; i++) {
            if (graph.description().resources[i].lifetime() == ResourceLifetime.EXTERNAL) {
                fence |= isNew(identities.get(i));
            }
        }
        History.Entry entry = enter(graph, identities);
        RunPlan run = plans.run(entry.before());
        if (run == null) {
            // What comes before cuts the submission that uses the image of a swapchain.
            order.lose();
            entry = enter(graph, identities);
            run = Objects.requireNonNull(plans.run(entry.before()));
        }
        for (TaskQueue queue : run.queues) {
            fence |= order.isLost(queue);
        }
        before = tokens(entry);
        return new ExecutionStep(graph, run, entry, bound.clone(), identities, fence);
    }

    private History.Entry enter(ExecutedGraph graph, List<Object> identities) {
        History history = order.history();
        if (!history.has(graph.heap())) {
            history.create(graph.heap(), graph.created());
        }
        return history.enter(graph.description(), identities, graph.heap());
    }

    private static List<Object> identities(ExecutedGraph graph, @Nullable BoundResource[] bound) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < bound.length; i++) {
            BoundResource each = bound[i];
            ResourceEntry entry = graph.description().resources[i];
            boolean isTransient = entry.lifetime() == ResourceLifetime.TRANSIENT;
            all.add(each == null || isTransient ? entry : each.identity());
        }
        return all;
    }

    private boolean isNew(Object identity) {
        return !History.members(identity).stream().allMatch(order::hasSeen);
    }

    private static SubmitToken[] tokens(History.Entry entry) {
        SubmitToken[] all = new SubmitToken[entry.levels().size() * Before.QUEUES];
        for (int i = 0; i < all.length; i++) {
            Object token = entry.submission(i);
            all[i] = token == null ? new SubmitToken() : (SubmitToken) token;
        }
        return all;
    }

    /// Whether executions repeat now, so that nothing is computed of the newest.
    boolean isRepeating() {
        return round != null;
    }

    // ---------------------------------------------------------------- behind an execution

    /// Remembers an execution that was submitted.
    void leave(ExecutionStep step) {
        if (round != null) {
            round.leave();
            return;
        }
        entered = null;
        newest = new SubmitToken[step.run.submissions];
        for (int i = 0; i < newest.length; i++) {
            newest[i] = new SubmitToken();
            step.run.tokens[i].copyTo(newest[i]);
        }
        step.leave(order.history(), step.entry, newest);
        step.identities.forEach(each -> History.members(each).forEach(order::see));
        if (step.fence) {
            clear();
        }
        steps.add(step);
        findRound();
        if (steps.size() > 2 * MOST) {
            steps.removeFirst();
        }
    }

    private void findRound() {
        int last = steps.size() - 1;
        if (period > 0 && steps.get(last).isLike(steps.get(last - period))) {
            states.add(order.history().state(objects, heaps));
            moves.add(
                    ExecutionRound.Moves.between(
                            states.get(states.size() - 2), states.getLast(), newest));
            if (moves.size() == period) {
                endPeriod();
            }
            return;
        }
        period = 0;
        for (int length = 1; length <= Math.min(last, MOST) && period == 0; length++) {
            if (repeats(length)) {
                period = length;
                beginPeriod();
            }
        }
    }

    // Whether the newest steps are like those so many before, as far as these are known. To look at
    // the newest alone would find the shorter part of a period that has a step twice, ever again.
    private boolean repeats(int length) {
        int last = steps.size() - 1;
        for (int i = last; i > last - length && i >= length; i--) {
            if (!steps.get(i).isLike(steps.get(i - length))) {
                return false;
            }
        }
        return true;
    }

    private void beginPeriod() {
        objects.clear();
        heaps.clear();
        for (ExecutionStep each : steps.subList(steps.size() - period, steps.size())) {
            each.identities.forEach(identity -> objects.addAll(History.members(identity)));
            heaps.add(each.graph.heap());
        }
        states.clear();
        moves.clear();
        states.add(order.history().state(objects, heaps));
    }

    private void endPeriod() {
        if (states.getFirst().value().equals(states.getLast().value())) {
            round =
                    new ExecutionRound(
                            steps.subList(steps.size() - period, steps.size()), states, moves);
        } else {
            beginPeriod();
        }
    }

    // ---------------------------------------------------------------- for others

    /// Adds to the history what it lacks, and begins anew.
    void flush() {
        if (round != null) {
            round.flush(order.history());
        }
        clear();
    }

    /// As [#flush], in front of the next execution.
    void flushLater() {
        isEnding = true;
        entered = null;
    }

    /// Begins anew.
    void clear() {
        steps.clear();
        period = 0;
        objects.clear();
        heaps.clear();
        states.clear();
        moves.clear();
        round = null;
        entered = null;
        newest = new SubmitToken[0];
    }
}
