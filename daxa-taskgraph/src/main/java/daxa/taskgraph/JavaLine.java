package daxa.taskgraph;

import java.util.Set;

/// Finds the line of a program that calls a builder.
final class JavaLine {
    private static final Set<Class<?>> OWN =
            Set.of(
                    JavaLine.class,
                    GraphBuilder.class,
                    TaskBuilder.class,
                    ResourceList.class,
                    TaskConditions.class,
                    HeadList.class,
                    TransferTasks.class,
                    UseList.class);
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private JavaLine() {}

    /// The line of the program that is at work now, as a stack trace has it: about a microsecond.
    static String ofCaller() {
        return WALKER.walk(
                frames ->
                        frames.filter(frame -> !OWN.contains(frame.getDeclaringClass()))
                                .findFirst()
                                .map(frame -> frame.toStackTraceElement().toString())
                                .orElse(""));
    }
}
