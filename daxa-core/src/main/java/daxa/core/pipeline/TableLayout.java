package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.RayTracingLimits;
import daxa.core.error.UsageException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Where the records of a shader binding table lie. Source: Vulkan 1.3 specification, "Shader
/// Binding Table" and valid usage of `vkCmdTraceRaysKHR`: parts begin at multiples of the base
/// alignment, records at multiples of the handle alignment; and since a trace command runs one ray
/// generation shader from a part that has just one record, each of these is a part of its own.
@Immutable
final class TableLayout {
    // What commands that write buffers demand.
    private static final int WORD = 4;

    private final Map<TablePart, Part> parts = new EnumMap<>(TablePart.class);
    private final int handleSize;

    /// Bytes of the whole table.
    final long size;

    /// A part.
    ///
    /// @param offset bytes from the beginning of the table
    /// @param stride bytes from one record to the next; 0 where there are none
    /// @param before how many records are in the parts before it
    /// @param records its records, in order
    record Part(long offset, long stride, int before, List<ShaderRecord> records) {
        long size() {
            return stride * records.size();
        }
    }

    TableLayout(ShaderBindingTableInfo info, RayTracingObject pipeline, RayTracingLimits limits) {
        handleSize = limits.shaderGroupHandleSize();
        Map<TablePart, List<ShaderRecord>> sorted = sort(info, pipeline);
        if (sorted.getOrDefault(TablePart.RAYGEN, List.of()).isEmpty()) {
            throw new UsageException(
                    "ShaderBindingTable '"
                            + info.name()
                            + "' has no record of a group of kind=RAYGEN (expected at least 1,"
                            + " from which rays start)");
        }
        long end = 0;
        int before = 0;
        for (TablePart part : TablePart.values()) {
            List<ShaderRecord> records = sorted.getOrDefault(part, List.of());
            long offset = roundUp(end, limits.shaderGroupBaseAlignment());
            long stride = stride(info.name(), part, records, limits);
            Part made = new Part(offset, stride, before, records);
            parts.put(part, made);
            end = offset + made.size();
            before += records.size();
        }
        size = end;
    }

    private static Map<TablePart, List<ShaderRecord>> sort(
            ShaderBindingTableInfo info, RayTracingObject pipeline) {
        Map<TablePart, List<ShaderRecord>> sorted = new EnumMap<>(TablePart.class);
        for (ShaderRecord each : info.records()) {
            TablePart part = pipeline.group(each.group()).kind().part();
            sorted.computeIfAbsent(part, p -> new ArrayList<>()).add(each);
        }
        return sorted;
    }

    private static long stride(
            String table, TablePart part, List<ShaderRecord> records, RayTracingLimits limits) {
        if (records.isEmpty()) {
            return 0;
        }
        long data = records.stream().mapToLong(each -> each.data().byteSize()).max().orElse(0);
        int alignment =
                part == TablePart.RAYGEN
                        ? limits.shaderGroupBaseAlignment()
                        : limits.shaderGroupHandleAlignment();
        long stride = roundUp(limits.shaderGroupHandleSize() + data, Math.max(WORD, alignment));
        if (stride > limits.maxShaderGroupStride()) {
            throw new UsageException(
                    "ShaderBindingTable '"
                            + table
                            + "': records of part="
                            + part
                            + " have "
                            + data
                            + " bytes of data, which makes "
                            + stride
                            + " with the handle (expected up to "
                            + limits.maxShaderGroupStride()
                            + " on this device)");
        }
        return stride;
    }

    static long roundUp(long value, long alignment) {
        return Math.ceilDiv(value, alignment) * alignment;
    }

    Part part(TablePart part) {
        Part found = parts.get(part);
        if (found == null) {
            throw new IllegalStateException(part + " of " + Arrays.toString(TablePart.values()));
        }
        return found;
    }

    /// Where the data of a record begins, from the beginning of the table.
    long dataOffset(Part of, int index) {
        return of.offset + index * of.stride + handleSize;
    }

    /// Bytes of data that each record of a part can hold.
    int dataSize(Part of) {
        return (int) Math.max(0, of.stride - handleSize);
    }
}
