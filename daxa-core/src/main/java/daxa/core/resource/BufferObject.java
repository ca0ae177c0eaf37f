package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;

/// The counted object behind [Buffer] references.
@ThreadSafe
final class BufferObject extends Counted implements InMemory {
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
    private final @Nullable MemoryBlockObject block;
    private final long offset;
    private final @Nullable ForeignBuffer foreign;
    final long id;
    final NativeBuffer buffer;
    private volatile @Nullable Mapping mapping;

    /// The host's view of the memory.
    ///
    /// @param arena whose close ends all access, or null once that has happened
    private record Mapping(@Nullable Arena arena, MemorySegment segment) {
        static final Mapping CLOSED = new Mapping(null, MemorySegment.NULL);
    }

    BufferObject(
            BindlessTable table, BufferInfo info, @Nullable MemoryBlockObject block, long offset) {
        this(table, info, block, offset, null);
    }

    /// A buffer made elsewhere.
    BufferObject(BindlessTable table, BufferInfo info, ForeignBuffer foreign) {
        this(table, info, null, 0, foreign);
    }

    private BufferObject(
            BindlessTable table,
            BufferInfo info,
            @Nullable MemoryBlockObject block,
            long offset,
            @Nullable ForeignBuffer foreign) {
        super(
                table.context().lifetimes(),
                info.name(),
                info.queueMask(),
                MemoryBlockObject.parents(table, block));
        this.table = table;
        this.info = info;
        this.block = block;
        this.offset = offset;
        this.foreign = foreign;
        long slot = 0;
        try {
            checkSize(table.context().limits(), info);
            slot = table.allocateBuffer(this);
            buffer =
                    foreign == null
                            ? create(table.context().driver(), info, block, offset)
                            : adopt(table.context().driver(), info, foreign);
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

    private static void checkSize(DeviceLimits limits, BufferInfo info) {
        if (info.size() > limits.maxBufferSize()) {
            throw new UsageException(
                    "Buffer '"
                            + info.name()
                            + "': size="
                            + info.size()
                            + " (expected up to "
                            + limits.maxBufferSize()
                            + " on this device)");
        }
    }

    private NativeBuffer adopt(DeviceDriver driver, BufferInfo info, ForeignBuffer adopted) {
        MemoryBlockObject.checkForeign(this, info.options());
        if (info.memory() != MemoryKind.DEVICE) {
            throw new UsageException(
                    label()
                            + " was made elsewhere: memory="
                            + info.memory()
                            + " (expected DEVICE, since whoever mapped its memory has it)");
        }
        return driver.adoptBuffer(info.name(), info.size(), adopted.handle());
    }

    private NativeBuffer create(
            DeviceDriver driver, BufferInfo info, @Nullable MemoryBlockObject block, long offset) {
        Set<MemoryOption> options = info.options();
        if (block == null) {
            if (options.isEmpty()) {
                return driver.createBuffer(info.name(), info.size(), info.memory());
            }
            MemoryBlockObject.checkOwnMemory(this, options);
            return driver.createBuffer(
                    info.name(),
                    info.size(),
                    info.memory(),
                    options.contains(MemoryOption.DEDICATED),
                    !options.contains(MemoryOption.NON_COHERENT));
        }
        block.checkKind(label(), info.memory(), options);
        block.place(this, driver.bufferRequirements(info.size()), offset, options);
        try {
            return driver.placeBuffer(info.name(), info.size(), block.memory, offset);
        } catch (RuntimeException e) {
            block.vacate(this);
            throw e;
        }
    }

    /// Lets the device see what the host wrote.
    void flush(long first, long size) {
        checkRange("flush", first, size);
        table.context().driver().flushMemory(name(), allocation(), offset + first, size);
    }

    /// Lets the host see what the device wrote.
    void invalidate(long first, long size) {
        checkRange("invalidate", first, size);
        table.context().driver().invalidateMemory(name(), allocation(), offset + first, size);
    }

    private void checkRange(String what, long first, long size) {
        requireHostVisible();
        if (first < 0 || size <= 0 || first > info.size() - size) {
            throw new UsageException(
                    what
                            + " of "
                            + label()
                            + ": offset="
                            + first
                            + ", size="
                            + size
                            + " (expected within its "
                            + info.size()
                            + " bytes, size above 0)");
        }
    }

    private long allocation() {
        return block == null ? buffer.allocation() : block.memory.allocation();
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

    private void requireHostVisible() {
        if (buffer.hostAddress() == 0) {
            throw new UsageException(
                    label()
                            + " is not host-visible: memory="
                            + info.memory()
                            + " (expected UPLOAD or READBACK); create it with BufferInfo.upload()"
                            + " or readback()");
        }
    }

    private Mapping map() {
        requireHostVisible();
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
        if (foreign != null) {
            table.context().driver().releaseBuffer(buffer.handle(), foreign.owned());
            released(foreign.onRelease());
            return true;
        }
        table.context().driver().destroyBuffer(buffer.handle(), buffer.allocation());
        if (block != null) {
            block.vacate(this);
        }
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

    @Override
    public int heap() {
        return buffer.heap();
    }
}
