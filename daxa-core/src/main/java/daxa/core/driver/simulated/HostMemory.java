package daxa.core.driver.simulated;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;

/// Memory of the host that behaves badly when it is used badly: fresh memory holds [#FRESH], freed
/// memory [#FREED], and small blocks stay aside for a while, so that writing to one after it was
/// freed is found out. The driver's lock guards it.
///
/// An arena for each buffer would cost microseconds to close; this costs what the C library takes.
final class HostMemory {
    /// What fresh memory holds.
    static final byte FRESH = (byte) 0xCD;

    /// What freed memory holds.
    static final byte FREED = (byte) 0xDD;

    /// Only so many bytes of a large block are filled.
    private static final long MOST_FILLED = 1 << 20;

    private static final long LARGEST_KEPT = 1 << 16;
    private static final int MOST_KEPT = 256;

    private static final MemorySegment ALL_FREED =
            Arena.global().allocate(LARGEST_KEPT).fill(FREED);

    private static final MethodHandle MALLOC =
            handle("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE =
            handle("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

    private final ArrayDeque<Kept> kept = new ArrayDeque<>();

    /// A freed block that is watched.
    private record Kept(long address, long size, String owner) {}

    /// Told when a freed block was written to.
    @FunctionalInterface
    interface Watcher {
        /// Takes the news.
        ///
        /// @param owner what the block belonged to
        /// @param offset the first byte that changed
        void writtenAfterFree(String owner, long offset);
    }

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /// Allocates a block.
    ///
    /// @return its address, or 0 if there is no memory
    static long allocate(long size) {
        long address;
        try {
            address = (long) MALLOC.invokeExact(size);
        } catch (Throwable e) {
            throw new AssertionError("malloc cannot be called", e);
        }
        if (address != 0) {
            segment(address, Math.min(size, MOST_FILLED)).fill(FRESH);
        }
        return address;
    }

    /// Gives a block back.
    void free(long address, long size, String owner, Watcher watcher) {
        segment(address, Math.min(size, MOST_FILLED)).fill(FREED);
        if (size > LARGEST_KEPT) {
            release(address);
            return;
        }
        kept.addLast(new Kept(address, size, owner));
        while (kept.size() > MOST_KEPT) {
            releaseOldest(watcher);
        }
    }

    /// Gives the blocks that are kept aside back.
    void releaseAll(Watcher watcher) {
        while (!kept.isEmpty()) {
            releaseOldest(watcher);
        }
    }

    private void releaseOldest(Watcher watcher) {
        Kept oldest = kept.removeFirst();
        MemorySegment block = segment(oldest.address, oldest.size);
        long changed = block.mismatch(ALL_FREED.asSlice(0, oldest.size));
        release(oldest.address);
        if (changed >= 0) {
            watcher.writtenAfterFree(oldest.owner, changed);
        }
    }

    private static void release(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError("free cannot be called", e);
        }
    }

    /// The bytes at an address.
    static MemorySegment segment(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }
}
