package daxa.taskgraph;

/// What memory the resources of a graph need, as a device tells it. Those that are not transient
/// have places in here that nobody reads.
///
/// @param bytes of each resource, above 0
/// @param alignments of each resource, above 0
/// @param heaps the memory of each resource, from 0: those of different heaps never share bytes
record Sizes(long[] bytes, long[] alignments, int[] heaps) {
    /// Sizes where no device tells them.
    static Sizes estimate(GraphDescription graph) {
        int count = graph.resources.length;
        long[] bytes = new long[count];
        long[] alignments = new long[count];
        int[] heaps = new int[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = graph.resources[i].width();
            alignments[i] = 256;
            heaps[i] = graph.resources[i].kind() == ResourceKind.IMAGE ? 1 : 0;
        }
        return new Sizes(bytes, alignments, heaps);
    }
}
