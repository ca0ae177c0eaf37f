package daxa.bench;

import daxa.core.Device;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;

import java.lang.foreign.MemorySegment;

/// What traces need, of the framework.
final class TraceScene implements AutoCloseable {
    /// Bytes of data of the ray generation record.
    static final int DATA_BYTES = 16;

    final RayTracingPipeline pipeline;
    final ShaderBindingTable table;

    TraceScene(Device device) {
        pipeline =
                device.createRayTracingPipeline(
                        RayTracingPipelineInfo.of(
                                        "trace", ShaderGroup.raygen("raygen", Shaders.raygen()))
                                .withDynamicStackSize());
        table =
                device.createShaderBindingTable(
                        ShaderBindingTableInfo.empty("table", pipeline)
                                .with("raygen", MemorySegment.ofArray(new byte[DATA_BYTES])));
    }

    @Override
    public void close() {
        table.close();
        pipeline.close();
    }
}
