package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.RayTracingLimits;
import daxa.core.driver.TraceRegions;
import daxa.core.lifetime.Counted;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The counted object behind [ShaderBindingTable]. Only recordings can use it, and they hold on to
/// it; so it waits for them and not for the GPU (L7, L12).
@ThreadSafe
final class ShaderBindingTableObject extends Counted {
    private final DeviceContext context;
    final ShaderBindingTableInfo info;
    final RayTracingObject pipeline;
    final TableLayout layout;
    final NativeBuffer buffer;

    /// Where the table begins in the buffer.
    final long start;

    final TraceRegions regions;

    /// The struct that the data of each record was compared with last. Threads may compare twice.
    private final @Nullable Struct<?>[] compared;

    private ShaderBindingTableObject(
            DeviceContext context, ShaderBindingTableInfo info, RayTracingObject pipeline) {
        super(context.lifetimes(), info.name(), 0, pipeline, context.device());
        this.context = context;
        this.pipeline = pipeline;
        this.info = info;
        DeviceDriver driver = context.driver();
        RayTracingLimits limits = context.limits().rayTracing();
        NativeBuffer made = null;
        try (Arena arena = Arena.ofConfined()) {
            layout = new TableLayout(info, pipeline, limits);
            int count = pipeline.groups.size();
            MemorySegment handles =
                    arena.allocate((long) count * limits.shaderGroupHandleSize(), 16);
            driver.shaderGroupHandles(
                    info.name(),
                    pipeline.pipeline,
                    count,
                    handles.address(),
                    (int) handles.byteSize());
            int alignment = limits.shaderGroupBaseAlignment();
            made = driver.createBuffer(info.name(), layout.size + alignment, MemoryKind.UPLOAD);
            long address = TableLayout.roundUp(made.deviceAddress(), alignment);
            start = address - made.deviceAddress();
            regions = regions(address);
            write(
                    MemorySegment.ofAddress(made.hostAddress() + start).reinterpret(layout.size),
                    handles,
                    limits.shaderGroupHandleSize());
        } catch (RuntimeException e) {
            if (made != null) {
                driver.destroyBuffer(made.handle(), made.allocation());
            }
            abandon();
            throw e;
        }
        buffer = made;
        compared = new @Nullable Struct<?>[info.records().size()];
    }

    static ShaderBindingTableObject create(DeviceContext context, ShaderBindingTableInfo info) {
        return new ShaderBindingTableObject(
                context, info, (RayTracingObject) context.own(info.pipeline()));
    }

    private TraceRegions regions(long address) {
        TableLayout.Part raygen = layout.part(TablePart.RAYGEN);
        TraceRegions made = new TraceRegions(raygen.records().size());
        for (int i = 0; i < raygen.records().size(); i++) {
            long at = address + raygen.offset() + i * raygen.stride();
            made.set(TraceRegions.RAYGEN + i, at, raygen.stride(), raygen.stride());
        }
        set(made, TraceRegions.MISS, address, layout.part(TablePart.MISS));
        set(made, TraceRegions.HIT, address, layout.part(TablePart.HIT));
        set(made, TraceRegions.CALLABLE, address, layout.part(TablePart.CALLABLE));
        return made;
    }

    private static void set(TraceRegions to, int region, long address, TableLayout.Part part) {
        if (!part.records().isEmpty()) {
            to.set(region, address + part.offset(), part.stride(), part.size());
        }
    }

    private void write(MemorySegment to, MemorySegment handles, int handleSize) {
        to.fill((byte) 0);
        for (TablePart each : TablePart.values()) {
            TableLayout.Part part = layout.part(each);
            for (int i = 0; i < part.records().size(); i++) {
                ShaderRecord record = part.records().get(i);
                long at = part.offset() + i * part.stride();
                long group = pipeline.groupIndex(record.group());
                MemorySegment.copy(handles, group * handleSize, to, at, handleSize);
                MemorySegment.copy(record.data(), 0, to, at + handleSize, record.data().byteSize());
            }
        }
    }

    /// Refuses a struct that is not what the shaders of a record read. One that was compared just
    /// before costs one comparison of references.
    void checkStruct(TableLayout.Part part, int index, Struct<?> struct) {
        int record = part.before() + index;
        if (!struct.equals(compared[record])) {
            String group = part.records().get(index).group();
            ShaderBindingTableInfo.checkStruct(info.name(), pipeline.group(group), struct);
            compared[record] = struct;
        }
    }

    @Override
    protected boolean destroy() {
        context.driver().destroyBuffer(buffer.handle(), buffer.allocation());
        return true;
    }

    @Override
    public String typeName() {
        return "ShaderBindingTable";
    }

    @Override
    public long bytes() {
        return buffer.allocatedBytes();
    }
}
