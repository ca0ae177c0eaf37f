package daxa.core.command;

import java.util.ArrayDeque;

/// How deep a thread is in code of completions: code that waits for another completion runs that
/// one's code within, up to a depth; what comes deeper runs when the outermost is over.
final class Nesting {
    private static final int MOST = 16;
    private static final ThreadLocal<Nesting> OF_THREAD = ThreadLocal.withInitial(Nesting::new);

    private final ArrayDeque<Completion> later = new ArrayDeque<>();
    private int depth;

    private Nesting() {}

    /// Whether the current thread runs code of a completion.
    static boolean isInside() {
        return OF_THREAD.get().depth != 0;
    }

    /// Runs the code of a completion, now or, where it is nested too deep, soon.
    static void tell(Completion completion) {
        Nesting current = OF_THREAD.get();
        if (current.depth == MOST) {
            current.later.add(completion);
            return;
        }
        current.run(completion);
        while (current.depth == 0 && !current.later.isEmpty()) {
            current.run(current.later.remove());
        }
    }

    private void run(Completion completion) {
        depth++;
        try {
            completion.tell();
        } finally {
            depth--;
        }
    }
}
