package daxa.taskgraph;

/// What memory the resources of a graph need, as a device tells it. Those that are not transient
/// have places in here that nobody reads.
final class Sizes {
    /// Of each resource, above 0.
    final long[] bytes;

    /// Of each resource, above 0.
    final long[] alignments;

    /// Of each resource the memory, from 0: those of different heaps never share bytes.
    final int[] heaps;

    Sizes(long[] bytes, long[] alignments, int[] heaps) {
        this.bytes = bytes;
        this.alignments = alignments;
        this.heaps = heaps;
    }

    /// Sizes where no device tells them.
    static Sizes estimate(GraphDescription graph) {
        int count = graph.resources.length;
        Sizes sizes = new Sizes(new long[count], new long[count], new int[count]);
        for (int i = 0; i < count; i++) {
            sizes.bytes[i] = Placement.bytes(graph.resources[i]);
            sizes.alignments[i] = Placement.ESTIMATED_ALIGNMENT;
            sizes.heaps[i] = graph.resources[i].kind() == ResourceKind.IMAGE ? 1 : 0;
        }
        return sizes;
    }
}
