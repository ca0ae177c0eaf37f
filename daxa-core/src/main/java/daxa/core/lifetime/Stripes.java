package daxa.core.lifetime;

/// How structures that many threads change at once are split.
final class Stripes {
    /// How many stripes there are, a power of two.
    static final int COUNT =
            Math.clamp(
                    Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4L, 4, 64);

    private Stripes() {}

    /// The stripe of the current thread. Threads started one after another get different ones.
    ///
    /// @return from 0 to [#COUNT] - 1
    static int current() {
        return (int) Thread.currentThread().threadId() & (COUNT - 1);
    }
}
