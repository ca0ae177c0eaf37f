package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.TraceRegions;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.struct.Struct;

import java.util.List;
import java.util.Objects;

/// Which shaders of a ray tracing pipeline run for rays, with what data, in memory of its own. A
/// child of its pipeline; recordings that name it hold on to it. Made with
/// `Device.createShaderBindingTable`.
@ThreadSafe
public final class ShaderBindingTable extends Reference {
    // The object's own, which commands ask for again and again.
    private final ShaderBindingTableInfo info;
    private final TraceRegions regions;
    private final long pipeline;
    private final TableLayout layout;
    private final long buffer;

    private ShaderBindingTable(ShaderBindingTableObject object) {
        super(object);
        info = object.info;
        regions = object.regions;
        pipeline = object.pipeline.pipeline;
        layout = object.layout;
        buffer = object.buffer.handle();
    }

    private ShaderBindingTable(ShaderBindingTable other) {
        super(other);
        info = other.info;
        regions = other.regions;
        pipeline = other.pipeline;
        layout = other.layout;
        buffer = other.buffer;
    }

    /// Creates a table; programs call `Device.createShaderBindingTable`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static ShaderBindingTable create(DeviceContext context, ShaderBindingTableInfo info) {
        return first(new ShaderBindingTable(ShaderBindingTableObject.create(context, info)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ShaderBindingTable retain() {
        return another(new ShaderBindingTable(this));
    }

    /// What the table was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public ShaderBindingTableInfo info() {
        object();
        return info;
    }

    private TableLayout layout() {
        object();
        return layout;
    }

    /// How many records a part has.
    ///
    /// @param part the part
    /// @return the number, for [TablePart#RAYGEN] above 0
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int count(TablePart part) {
        Objects.requireNonNull(part, "part");
        return layout().part(part).records().size();
    }

    /// Bytes of data that each record of a part can hold.
    ///
    /// @param part the part
    /// @return bytes; 0 where the part has no records
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int dataSize(TablePart part) {
        Objects.requireNonNull(part, "part");
        TableLayout layout = layout();
        return layout.dataSize(layout.part(part));
    }

    /// The number of a group's first record, within its part.
    ///
    /// @param group the name of the group
    /// @return the index, from 0
    /// @throws UsageException if no record is of that group
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int indexOf(String group) {
        Objects.requireNonNull(group, "group");
        TableLayout layout = layout();
        for (TablePart part : TablePart.values()) {
            List<ShaderRecord> records = layout.part(part).records();
            for (int i = 0; i < records.size(); i++) {
                if (records.get(i).group().equals(group)) {
                    return i;
                }
            }
        }
        throw new UsageException(
                this
                        + " has no record of group '"
                        + group
                        + "' (expected one of "
                        + info.records().stream().map(ShaderRecord::group).distinct().toList()
                        + ")");
    }

    /// Where the data of a record begins, for the framework's own commands.
    ///
    /// @param part the part
    /// @param index the record's number
    /// @param size bytes that it is to hold
    /// @return bytes from the beginning of [#nativeBuffer()]
    /// @throws UsageException if there is no such record, or it cannot hold so much
    /// @throws daxa.core.error.ClosedException if this reference is closed
    @Internal
    public long dataOffset(TablePart part, int index, long size) {
        Objects.requireNonNull(part, "part");
        ShaderBindingTableObject object = (ShaderBindingTableObject) object();
        TableLayout.Part of = object.layout.part(part);
        checkData(object, of, part, index, size);
        return object.start + object.layout.dataOffset(of, index);
    }

    /// As [#dataOffset(TablePart, int, long)], for data that the record's shaders read as a struct.
    ///
    /// @param part the part
    /// @param index the record's number
    /// @param size bytes that it is to hold
    /// @param struct the struct
    /// @return bytes from the beginning of [#nativeBuffer()]
    /// @throws UsageException if there is no such record, it cannot hold so much, or a field of the
    ///   struct has another name, place or size
    /// @throws daxa.core.error.ClosedException if this reference is closed
    @Internal
    public long dataOffset(TablePart part, int index, long size, Struct<?> struct) {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(struct, "struct");
        ShaderBindingTableObject object = (ShaderBindingTableObject) object();
        TableLayout.Part of = object.layout.part(part);
        checkData(object, of, part, index, size);
        object.checkStruct(of, index, struct);
        return object.start + object.layout.dataOffset(of, index);
    }

    private void checkData(
            ShaderBindingTableObject object,
            TableLayout.Part of,
            TablePart part,
            int index,
            long size) {
        checkIndex(of, part, index);
        int most = object.layout.dataSize(of);
        if (size > most) {
            throw new UsageException(
                    this
                            + ": record "
                            + index
                            + " of part="
                            + part
                            + " is to hold "
                            + size
                            + " bytes of data (expected up to "
                            + most
                            + ", what the largest record of the part was made with)");
        }
    }

    private void checkIndex(TableLayout.Part of, TablePart part, int index) {
        int count = of.records().size();
        if (index < 0 || index >= count) {
            throw new UsageException(
                    this
                            + ": record "
                            + index
                            + " of part="
                            + part
                            + " (expected 0 to "
                            + (count - 1)
                            + ")");
        }
    }

    /// Where trace commands find the records, for the framework's own commands.
    ///
    /// @return the regions
    /// @throws daxa.core.error.ClosedException if this reference is closed
    @Internal
    public TraceRegions regions() {
        object();
        return regions;
    }

    /// The native pipeline whose groups it names.
    ///
    /// @return the `VkPipeline`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativePipeline() {
        object();
        return pipeline;
    }

    /// The native buffer that holds the records, for foreign code.
    ///
    /// @return the `VkBuffer`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeBuffer() {
        object();
        return buffer;
    }
}
