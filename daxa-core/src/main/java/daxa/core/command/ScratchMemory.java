package daxa.core.command;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Scratch memory for the builds of one recording.
///
/// A recording is recorded anew when the GPU has finished it, so its scratch memory is free again
/// then. Within the recording each build gets a part of its own, until [#KEPT_BYTES] are used up;
/// from then on parts are used again, with a barrier before.
@ExternallySynchronized
final class ScratchMemory {
    /// Bytes from which on memory is rather used again than made larger.
    static final long KEPT_BYTES = 16L << 20;

    private static final long SMALLEST_BYTES = 64L << 10;

    private final DeviceContext context;
    private final String name;
    private final List<NativeBuffer> outgrown = new ArrayList<>();
    private @Nullable NativeBuffer buffer;
    private long base;
    private long size;
    private long used;

    ScratchMemory(DeviceContext context, String recorder) {
        this.context = context;
        this.name = recorder + " scratch";
    }

    /// Whether the bytes for some builds overlap those of earlier ones in the recording, so that a
    /// barrier has to stand between them.
    boolean needsBarrier(long bytes) {
        return size - used < bytes && fitsAgain(bytes);
    }

    private boolean fitsAgain(long bytes) {
        return size >= KEPT_BYTES && bytes <= size;
    }

    /// Takes memory, after a barrier if [#needsBarrier(long)] asks for one.
    ///
    /// @param bytes a multiple of the scratch alignment
    /// @return its device address
    long take(long bytes) {
        if (size - used < bytes) {
            if (!fitsAgain(bytes)) {
                grow(bytes);
            }
            used = 0;
        }
        long address = base + used;
        used += bytes;
        return address;
    }

    private void grow(long bytes) {
        long alignment = context.limits().rayTracing().scratchAlignment();
        long larger = Math.max(bytes, Math.clamp(size * 2, SMALLEST_BYTES, KEPT_BYTES));
        NativeBuffer made =
                context.driver().createBuffer(name, larger + alignment, MemoryKind.DEVICE);
        if (buffer != null) {
            outgrown.add(buffer);
        }
        buffer = made;
        size = larger;
        base = Math.ceilDiv(made.deviceAddress(), alignment) * alignment;
    }

    /// Begins anew: the GPU is done with all of it.
    void reuse() {
        used = 0;
        for (int i = 0; i < outgrown.size(); i++) {
            destroy(outgrown.get(i));
        }
        outgrown.clear();
    }

    /// Gives the memory back.
    void free() {
        reuse();
        if (buffer != null) {
            destroy(buffer);
            buffer = null;
            size = 0;
        }
    }

    private void destroy(NativeBuffer each) {
        context.driver().destroyBuffer(each.handle(), each.allocation());
    }
}
