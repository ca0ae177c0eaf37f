package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.struct.Struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a shader binding table shall be: which shaders run for rays, with what data.
///
/// ```java
/// ShaderBindingTableInfo.empty("scene", pipeline)
///         .with("camera")
///         .with("sky")
///         .with("mesh", MATERIAL, new Material(red))
///         .with("mesh", MATERIAL, new Material(blue));
/// ```
///
/// Each record stands in the part that its group is for, behind those of the part that were named
/// before it. Shaders and trace commands count the records of each part from 0.
///
/// @param name its name, for messages and tools
/// @param pipeline the pipeline whose groups it names
/// @param records the records of all parts
@Immutable
public record ShaderBindingTableInfo(
        String name, RayTracingPipeline pipeline, List<ShaderRecord> records) {
    /// Checks the records.
    ///
    /// @throws UsageException if the pipeline has no such group, or a record has less data than the
    ///   group's shaders read
    /// @throws daxa.core.error.ClosedException if there are records and the pipeline is closed
    public ShaderBindingTableInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(pipeline, "pipeline");
        records = List.copyOf(Objects.requireNonNull(records, "records"));
        for (int i = 0; i < records.size(); i++) {
            check(name, group(pipeline, records.get(i).group()), i, records.get(i));
        }
    }

    private static ShaderGroup group(RayTracingPipeline pipeline, String name) {
        return pipeline.groups().get(pipeline.groupIndex(name));
    }

    private static void check(String table, ShaderGroup group, int index, ShaderRecord record) {
        for (ShaderBinary shader : group.shaders()) {
            int needed = shader.declared().rayTracing().shaderRecordSize();
            if (record.data().byteSize() < needed) {
                throw new UsageException(
                        "ShaderBindingTable '"
                                + table
                                + "': record "
                                + index
                                + ", of group '"
                                + group.name()
                                + "', has "
                                + record.data().byteSize()
                                + " bytes of data (expected at least "
                                + needed
                                + ", which shader '"
                                + shader.name()
                                + "' reads)");
            }
        }
    }

    /// A table with one record for each group, without data, in the order of the groups.
    ///
    /// @param name its name, for messages and tools
    /// @param pipeline the pipeline
    /// @return the info
    /// @throws UsageException if a shader reads data of its record
    /// @throws daxa.core.error.ClosedException if the pipeline is closed
    public static ShaderBindingTableInfo of(String name, RayTracingPipeline pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        return new ShaderBindingTableInfo(
                name,
                pipeline,
                pipeline.groups().stream()
                        .map(group -> new ShaderRecord(group.name(), MemorySegment.NULL))
                        .toList());
    }

    /// A table that has no records yet.
    ///
    /// @param name its name, for messages and tools
    /// @param pipeline the pipeline
    /// @return the info
    public static ShaderBindingTableInfo empty(String name, RayTracingPipeline pipeline) {
        return new ShaderBindingTableInfo(name, pipeline, List.of());
    }

    /// The same with one more record, without data.
    ///
    /// @param group the name of its group
    /// @return a changed copy
    /// @throws UsageException if there is no such group, or its shaders read data
    /// @throws daxa.core.error.ClosedException if the pipeline is closed
    public ShaderBindingTableInfo with(String group) {
        return with(group, MemorySegment.NULL);
    }

    /// The same with one more record.
    ///
    /// @param group the name of its group
    /// @param data at least what its shaders read; copied before the call returns
    /// @return a changed copy
    /// @throws UsageException if there is no such group, or there is too little data
    /// @throws daxa.core.error.ClosedException if the pipeline is closed
    /// @throws IllegalStateException if the data's memory is freed, or another thread's
    public ShaderBindingTableInfo with(String group, MemorySegment data) {
        List<ShaderRecord> more = new ArrayList<>(records);
        more.add(new ShaderRecord(group, data));
        return new ShaderBindingTableInfo(name, pipeline, more);
    }

    /// The same with one more record.
    ///
    /// @param <T> the type of its data
    /// @param group the name of its group
    /// @param struct the struct of its data
    /// @param value its data
    /// @return a changed copy
    /// @throws UsageException if there is no such group, a shader of it reads something else than
    ///   the struct, or an array in the value has another length than the struct says
    /// @throws NullPointerException if something in the value is null; the message names it
    /// @throws daxa.core.error.ClosedException if the pipeline is closed
    public <T extends Record> ShaderBindingTableInfo with(String group, Struct<T> struct, T value) {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(struct, "struct");
        Objects.requireNonNull(value, "value");
        checkStruct(name, group(pipeline, group), struct);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(struct.size(), struct.alignment());
            struct.write(data, 0, value);
            return with(group, data);
        }
    }

    /// Refuses a struct that is not what the shaders of a group read from their record.
    static void checkStruct(String table, ShaderGroup group, Struct<?> struct) {
        List<String> wrong = new ArrayList<>();
        for (ShaderBinary shader : group.shaders()) {
            BlockFields.compare(
                    shader.name(), shader.declared().rayTracing().shaderRecord(), struct, wrong);
        }
        if (!wrong.isEmpty()) {
            throw new UsageException(
                    "ShaderBindingTable '"
                            + table
                            + "': the data of group '"
                            + group.name()
                            + "' is not "
                            + struct
                            + ": "
                            + String.join("; ", wrong)
                            + ". Let the shader include <"
                            + struct.name()
                            + ">.");
        }
    }
}
