package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.NativeBuffer;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The counted object behind [Buffer] references.
@ThreadSafe
final class BufferObject extends Counted {
    private static final VarHandle MAPPING;

    static {
        try {
            MAPPING =
                    MethodHandles.lookup()
                            .findVarHandle(BufferObject.class, "mapping", Mapping.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BindlessTable table;
    final BufferInfo info;
    final long id;
    final NativeBuffer buffer;
    private volatile @Nullable Mapping mapping;

    /// The host's view of the memory.
    ///
    /// @param arena whose close ends all access, or null once that has happened
    private record Mapping(@Nullable Arena arena, MemorySegment segment) {
        static final Mapping CLOSED = new Mapping(null, MemorySegment.NULL);
    }

    BufferObject(BindlessTable table, BufferInfo info) {
        super(
                table.context().lifetimes(),
                info.name(),
                info.queueMask(),
                table.context().deviceAsParent());
        this.table = table;
        this.info = info;
        long slot = 0;
        try {
            slot = table.allocateBuffer(this);
            buffer = table.context().driver().createBuffer(info.name(), info.size(), info.memory());
        } catch (RuntimeException e) {
            if (slot != 0) {
                table.releaseBuffer(slot);
            }
            abandon();
            throw e;
        }
        id = slot;
        table.setBuffer(slot, buffer.deviceAddress());
    }

    /// The memory, with a scope that ends with the last close (L14).
    MemorySegment mapped() {
        Mapping seen = mapping;
        if (seen == null) {
            seen = map();
        }
        if (seen.arena == null) {
            throw ClosedException.of(typeName(), name(), null, null);
        }
        return seen.segment;
    }

    private Mapping map() {
        if (buffer.hostAddress() == 0) {
            throw new UsageException(
                    label()
                            + " is not host-visible: memory="
                            + info.memory()
                            + " (expected UPLOAD or READBACK); create it with BufferInfo.upload()"
                            + " or readback()");
        }
        Arena arena = Arena.ofShared();
        MemorySegment segment =
                MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(info.size(), arena, null);
        Mapping made = new Mapping(arena, segment);
        Mapping other = (Mapping) MAPPING.compareAndExchange(this, null, made);
        if (other == null) {
            return made;
        }
        arena.close();
        return other;
    }

    @Override
    protected void onLastClose() {
        if (buffer.hostAddress() == 0) {
            return;
        }
        Mapping last = (Mapping) MAPPING.getAndSet(this, Mapping.CLOSED);
        if (last != null && last.arena != null && !closed(last.arena)) {
            mapping = last;
        }
    }

    // A native call that reads or writes the memory at this moment keeps the arena open.
    private static boolean closed(Arena arena) {
        try {
            arena.close();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    protected boolean destroy() {
        Mapping last = mapping;
        if (last != null && last.arena != null) {
            if (!closed(last.arena)) {
                return false;
            }
            mapping = Mapping.CLOSED;
        }
        table.releaseBuffer(id);
        table.context().driver().destroyBuffer(buffer.handle(), buffer.allocation());
        return true;
    }

    @Override
    protected boolean isTabled() {
        return true;
    }

    @Override
    public String typeName() {
        return "Buffer";
    }

    @Override
    public long bytes() {
        return buffer.allocatedBytes();
    }
}
