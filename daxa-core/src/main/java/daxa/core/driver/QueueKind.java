package daxa.core.driver;

/// What a queue is for. Every device has one main queue, four compute queues and two transfer
/// queues, numbered in this order; where the hardware has fewer, several of them share one.
public enum QueueKind {
    /// Graphics, compute and transfer, and presentation.
    MAIN("main", 0, 1),
    /// Compute and transfer.
    COMPUTE("compute", 1, 4),
    /// Copies and fills.
    TRANSFER("transfer", 5, 2);

    /// The queues of a device, all kinds together.
    public static final int TOTAL = 7;

    private static final QueueKind[] KINDS = values();

    private final String text;
    private final int first;
    private final int count;

    QueueKind(String text, int first, int count) {
        this.text = text;
        this.first = first;
        this.count = count;
    }

    /// The number of the first queue of the kind.
    ///
    /// @return from 0 to [#TOTAL] - 1
    public int first() {
        return first;
    }

    /// How many queues of the kind a device has.
    ///
    /// @return at least 1
    public int count() {
        return count;
    }

    /// All queues of the kind, as a set.
    ///
    /// @return bit i for queue i
    public int mask() {
        return ((1 << count) - 1) << first;
    }

    /// Whether queues of this kind can do what those of another can.
    ///
    /// @param other the other kind
    /// @return true for the same kind, and for those that can do less
    public boolean includes(QueueKind other) {
        return first <= other.first;
    }

    /// The kind of a queue.
    ///
    /// @param queue its number, from 0 to [#TOTAL] - 1
    /// @return the kind
    public static QueueKind of(int queue) {
        int kind = KINDS.length - 1;
        while (queue < KINDS[kind].first) {
            kind--;
        }
        return KINDS[kind];
    }

    /// What a queue is called.
    ///
    /// @param queue its number, from 0 to [#TOTAL] - 1
    /// @return such as `main` or `compute 2`
    public static String name(int queue) {
        QueueKind kind = of(queue);
        return kind.count == 1 ? kind.text : kind.text + " " + (queue - kind.first);
    }

    /// All queues of several kinds, as a set.
    ///
    /// @param kinds the kinds
    /// @return bit i for queue i
    public static int mask(QueueKind... kinds) {
        int mask = 0;
        for (QueueKind kind : kinds) {
            mask |= kind.mask();
        }
        return mask;
    }

    /// What the queues of a set are called.
    ///
    /// @param mask bit i for queue i
    /// @return such as `main, compute 0`
    public static String names(int mask) {
        StringBuilder names = new StringBuilder();
        for (int queue = 0; queue < TOTAL; queue++) {
            if ((mask & 1 << queue) != 0) {
                names.append(names.isEmpty() ? "" : ", ").append(name(queue));
            }
        }
        return names.isEmpty() ? "no queue" : names.toString();
    }
}
