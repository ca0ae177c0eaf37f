package daxa.core.lifetime;

/// How structures that many threads change at once are split.
final class Stripes {
    /// How many stripes a kernel has unless it was made with another number, a power of two.
    static final int COUNT =
            Math.clamp(
                    Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4L, 4, 64);

    private Stripes() {}

    /// The stripe of the current thread. Threads started one after another get different ones.
    ///
    /// @param count how many stripes there are, a power of two
    /// @return from 0 to `count` - 1
    static int current(int count) {
        return (int) Thread.currentThread().threadId() & (count - 1);
    }
}
