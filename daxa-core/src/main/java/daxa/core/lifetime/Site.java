package daxa.core.lifetime;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.List;

/// A place in the user's code: the newest frames outside of the framework.
@Internal
@Immutable
public final class Site {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final int PARANOID_FRAMES = 16;

    private final List<StackWalker.StackFrame> frames;

    private Site(List<StackWalker.StackFrame> frames) {
        this.frames = frames;
    }

    /// The place from which the framework was called.
    ///
    /// @param wholeStack whether to remember the callers too
    /// @return the place
    static Site capture(boolean wholeStack) {
        return new Site(
                WALKER.walk(
                        frames ->
                                frames.dropWhile(Site::isFramework)
                                        .limit(wholeStack ? PARANOID_FRAMES : 1)
                                        .toList()));
    }

    private static boolean isFramework(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return type.startsWith("daxa.core.") || type.startsWith("daxa.taskgraph.");
    }

    /// The place for people.
    ///
    /// @return such as `demo.Main.main(Main.java:12)`, callers on lines of their own
    @Override
    public String toString() {
        if (frames.isEmpty()) {
            return "an unknown place";
        }
        StringBuilder text = new StringBuilder(frames.getFirst().toStackTraceElement().toString());
        for (StackWalker.StackFrame frame : frames.subList(1, frames.size())) {
            text.append("\n      at ").append(frame.toStackTraceElement());
        }
        return text.toString();
    }
}
