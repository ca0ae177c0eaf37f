package daxa.taskgraph;

/// Tells names that have come already, for most of them without a look at the others.
final class NameSet {
    private static final int SPREAD = 0x9E3779B9;

    // Open addressing by the hashes of the names; 0 where there is none.
    private int[] hashes;
    private int shift;
    private int count;

    /// @param room for how many names, above 0, without growing
    NameSet(int room) {
        // A power of two, of which at most half is filled.
        hashes = new int[4 * Integer.highestOneBit(room)];
        shift = 1 + Integer.numberOfLeadingZeros(hashes.length);
    }

    /// Adds the hash of a name.
    ///
    /// @return whether it was there before: then the name may be too
    boolean add(String name) {
        int hash = name.hashCode() * SPREAD;
        hash = hash == 0 ? 1 : hash;
        int mask = hashes.length - 1;
        int at = hash >>> shift;
        for (int other = hashes[at]; other != 0; other = hashes[at]) {
            if (other == hash) {
                return true;
            }
            at = at + 1 & mask;
        }
        hashes[at] = hash;
        if (2 * ++count > hashes.length) {
            grow();
        }
        return false;
    }

    private void grow() {
        int[] old = hashes;
        hashes = new int[old.length * 4];
        shift -= 2;
        int mask = hashes.length - 1;
        for (int hash : old) {
            if (hash != 0) {
                int at = hash >>> shift;
                while (hashes[at] != 0) {
                    at = at + 1 & mask;
                }
                hashes[at] = hash;
            }
        }
    }
}
