package daxa.taskgraph;

/// How a task uses what it declares, as bits.
final class UseType {
    static final int READ = 1;
    static final int WRITE = 2;

    /// Tasks of one group may do it in any order, at the same time.
    static final int CONCURRENT = 4;

    /// Through a sampler.
    static final int SAMPLED = 8;

    private UseType() {}

    static boolean reads(int type) {
        return (type & READ) != 0;
    }

    static boolean writes(int type) {
        return (type & WRITE) != 0;
    }

    /// Whether two uses need no order between them.
    static boolean together(int type, int other) {
        return (type & other & CONCURRENT) != 0 && ((type ^ other) & ~SAMPLED) == 0;
    }

    static String text(int type) {
        String text =
                switch (type & (READ | WRITE)) {
                    case READ -> (type & SAMPLED) != 0 ? "samples" : "reads";
                    case WRITE -> "writes";
                    default -> (type & SAMPLED) != 0 ? "samplesWrites" : "readsWrites";
                };
        return writes(type) && (type & CONCURRENT) != 0 ? text + "Concurrently" : text;
    }
}
