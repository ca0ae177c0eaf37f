package daxa.core.lifetime;

import daxa.core.concurrent.ThreadSafe;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A place in the user's code: the newest frames outside of the framework.
///
/// The virtual machine fills a throwable's stack itself, in a microsecond even where it is asked so
/// seldom that nothing was compiled for it; a [StackWalker] takes many times longer then. The
/// frames are looked at when somebody wants to read them.
@ThreadSafe
final class Site {
    private static final int PARANOID_FRAMES = 16;

    private final Throwable stack = new Throwable();
    private final int frames;

    private Site(int frames) {
        this.frames = frames;
    }

    /// The place from which the framework was called.
    ///
    /// @param wholeStack whether to show the callers too
    /// @return the place
    static Site capture(boolean wholeStack) {
        return new Site(wholeStack ? PARANOID_FRAMES : 1);
    }

    private static boolean isFramework(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("daxa.core.") || type.startsWith("daxa.taskgraph.");
    }

    /// The place for people.
    ///
    /// @return such as `demo.Main.main(Main.java:12)`, callers on lines of their own
    @Override
    public String toString() {
        String text =
                Arrays.stream(stack.getStackTrace())
                        .dropWhile(Site::isFramework)
                        .limit(frames)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n      at "));
        return text.isEmpty() ? "an unknown place" : text;
    }
}
