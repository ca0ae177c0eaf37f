package daxa.core.resource;

/// The bits of shader-visible ids: kind 3, device 5, generation 24, slot 32.
final class Ids {
    static final int MAX_GENERATION = (1 << 24) - 1;
    static final int DEVICES = 1 << 5;

    private Ids() {}

    static long of(int kind, int device, int generation, int slot) {
        return ((long) kind << 61)
                | ((long) device << 56)
                | ((long) generation << 32)
                | Integer.toUnsignedLong(slot);
    }

    static int kind(long bits) {
        return (int) (bits >>> 61);
    }

    static int device(long bits) {
        return (int) (bits >>> 56) & (DEVICES - 1);
    }

    static int generation(long bits) {
        return (int) (bits >>> 32) & MAX_GENERATION;
    }

    static int slot(long bits) {
        return (int) bits;
    }

    static String text(long bits) {
        if (bits == 0) {
            return "null id";
        }
        return ResourceKind.nameOf(kind(bits))
                + "(slot="
                + Integer.toUnsignedString(slot(bits))
                + ", generation="
                + generation(bits)
                + ")";
    }
}
