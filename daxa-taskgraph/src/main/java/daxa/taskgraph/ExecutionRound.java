package daxa.taskgraph;

import daxa.core.command.SubmitToken;

import java.util.Arrays;
import java.util.List;

/// Executions that repeat, one round of them after the other. They are not in the history; no
/// execution of a round computes anything, or allocates.
final class ExecutionRound {
    private static final int QUEUES = Before.QUEUES;

    private final ExecutionStep[] steps;
    private final Moves[] moves;

    // Of each step, where the submission of each level and queue before it stands in the state
    // before it.
    private final int[][] places;

    // How many executions there were, and what the last two rounds submitted.
    private long executed;
    private final SubmitToken[][] ring;

    // Of each level and queue of the state before the coming execution its submission; and room.
    private SubmitToken[] before;
    private SubmitToken[] behind;

    /// Where the submissions of a state come from.
    static final class Moves {
        // From 0, a place in the state before; below 0, as ~n, the n-th submission of the execution
        // between.
        private final int[] from;

        // Places in the state.
        private final int[] to;

        private Moves(int[] from, int[] to) {
            this.from = from;
            this.to = to;
        }

        static Moves between(History.State one, History.State next, SubmitToken[] submitted) {
            int[] from = new int[next.levels().size() * QUEUES];
            int[] to = new int[from.length];
            int count = 0;
            for (int i = 0; i < from.length; i++) {
                Object token = next.submission(i);
                if (token == null) {
                    continue;
                }
                to[count] = i;
                from[count] = one.indexOf(next.levels().get(i / QUEUES)) * QUEUES + i % QUEUES;
                for (int k = 0; k < submitted.length; k++) {
                    from[count] = submitted[k].equals(token) ? ~k : from[count];
                }
                count++;
            }
            return new Moves(Arrays.copyOf(from, count), Arrays.copyOf(to, count));
        }
    }

    /// @param steps the executions
    /// @param states the state before each, and behind the last
    /// @param moves from each state to the next
    ExecutionRound(List<ExecutionStep> steps, List<History.State> states, List<Moves> moves) {
        this.steps = steps.toArray(ExecutionStep[]::new);
        this.moves = moves.toArray(Moves[]::new);
        places = new int[this.steps.length][];
        int most = 0;
        for (int i = 0; i < places.length; i++) {
            History.State state = states.get(i);
            List<Long> levels = this.steps[i].entry.levels();
            places[i] = new int[levels.size()];
            Arrays.setAll(places[i], level -> state.indexOf(levels.get(level)));
            most = Math.max(most, states.get(i + 1).levels().size() * QUEUES);
        }
        ring = new SubmitToken[2 * this.steps.length][];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = tokens(this.steps[i % this.steps.length].run.submissions);
        }
        before = tokens(most);
        behind = tokens(most);
        History.State last = states.getLast();
        for (int i = 0; i < last.levels().size() * QUEUES; i++) {
            if (last.submission(i) instanceof SubmitToken token) {
                token.copyTo(before[i]);
            }
        }
    }

    private static SubmitToken[] tokens(int count) {
        SubmitToken[] all = new SubmitToken[count];
        Arrays.setAll(all, i -> new SubmitToken());
        return all;
    }

    private int at() {
        return (int) (executed % steps.length);
    }

    /// The execution that comes next.
    ExecutionStep next() {
        return steps[at()];
    }

    /// As [ExecutionSequence#earlier].
    SubmitToken earlier(int place) {
        return before[places[at()][place / QUEUES] * QUEUES + place % QUEUES];
    }

    /// Remembers that the next execution was submitted.
    void leave() {
        ExecutionStep step = next();
        SubmitToken[] submitted = ring[(int) (executed % ring.length)];
        for (int i = 0; i < submitted.length; i++) {
            step.run.tokens[i].copyTo(submitted[i]);
        }
        Moves own = moves[at()];
        for (int i = 0; i < own.to.length; i++) {
            int from = own.from[i];
            (from >= 0 ? before[from] : submitted[~from]).copyTo(behind[own.to[i]]);
        }
        SubmitToken[] kept = before;
        before = behind;
        behind = kept;
        executed++;
    }

    /// Adds to the history what it lacks.
    void flush(History history) {
        long missing = executed;
        if (executed > ring.length) {
            missing = steps.length + executed % steps.length;
        }
        for (long i = executed - missing; i < executed; i++) {
            ExecutionStep step = steps[(int) (i % steps.length)];
            History.Entry entry =
                    history.enter(step.graph.description(), step.identities, step.graph.heap());
            if (!entry.before().equals(step.entry.before())) {
                throw new AssertionError(step.graph.description().label() + " did not repeat");
            }
            step.leave(history, entry, ring[(int) (i % ring.length)]);
        }
    }
}
