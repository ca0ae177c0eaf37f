package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.TablePart;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BuildOption;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderSource;

import java.lang.foreign.MemorySegment;

/// Scenes with acceleration structures and rays.
final class RayTracingScenes {
    private RayTracingScenes() {}

    static void structures(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (Buffer vertices = device.createBuffer(BufferInfo.of("vertices", 36 * 16).upload());
                Buffer instances = device.createBuffer(BufferInfo.of("instances", 64).upload());
                CommandRecorder recorder = device.createCommandRecorder("builder");
                QueryPool sizes =
                        device.createQueryPool(QueryPoolInfo.compactedSizes("sizes", 1))) {
            BlasInput input =
                    BlasInput.of(TriangleGeometry.of(vertices, 16))
                            .with(BuildOption.ALLOW_UPDATE)
                            .with(BuildOption.ALLOW_COMPACTION);
            long size = device.buildSizes(input).size();
            try (Blas blas = device.createBlas("blas", input);
                    Buffer below = device.createBuffer(BufferInfo.of("below", size));
                    Blas compact =
                            device.createBlas(
                                    AccelerationStructureInfo.of("compact", size), below, 0)) {
                BlasInstance.of(compact).write(instances.mapped(), 0);
                TlasInput top = TlasInput.of(instances, 1, compact);
                try (Tlas tlas = device.createTlas("tlas", top)) {
                    Scenes.run(
                            device.mainQueue(),
                            recorder,
                            r -> {
                                r.build(StructureBuild.of(blas, input));
                                r.barrier(
                                        Access.BUILD_WRITE,
                                        Access.BUILD_READ.and(Access.BUILD_WRITE));
                                r.build(StructureBuild.of(blas, input).updating());
                                r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                                r.writeCompactedSize(blas, sizes, 0);
                                r.compact(blas, compact);
                                r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                                r.build(StructureBuild.of(tlas, top));
                            });
                }
            }
            long[] compacted = new long[1];
            sizes.await(0, 1, compacted, Gpu.LONG);
            assertThat(compacted[0]).isPositive();
        }
    }

    // Compiled once, and not again for each call that fails.
    private static final class RayShaders {
        static final ShaderBinary RAYGEN =
                compile(
                        ShaderStage.RAYGEN,
                        "layout(location = 0) callableDataEXT uint called;"
                                + " void main() { called = 1; executeCallableEXT(0, 0); }");
        static final ShaderBinary MISS = compile(ShaderStage.MISS, "void main() {}");
        static final ShaderBinary CALLABLE =
                compile(
                        ShaderStage.CALLABLE,
                        "layout(location = 0) callableDataInEXT uint called;"
                                + " void main() { called = 2; }");

        private static ShaderBinary compile(ShaderStage stage, String glsl) {
            return new GlslCompiler()
                    .compile(
                            ShaderSource.text(stage.name(), "#include <daxa/daxa.glsl>\n" + glsl),
                            stage);
        }
    }

    static void rayTracing(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (RayTracingLibrary library =
                        device.createRayTracingLibrary(
                                RayTracingPipelineInfo.of(
                                        "library",
                                        ShaderGroup.callable("called", RayShaders.CALLABLE),
                                        ShaderGroup.miss("missed", RayShaders.MISS)));
                RayTracingPipeline pipeline =
                        device.createRayTracingPipeline(
                                RayTracingPipelineInfo.of(
                                                "rays",
                                                ShaderGroup.triangles("hit"),
                                                ShaderGroup.raygen("started", RayShaders.RAYGEN))
                                        .with(library));
                // Without libraries: the validation layer 1.3.239 does not count their groups where
                // a stack is asked for.
                RayTracingPipeline deep =
                        device.createRayTracingPipeline(
                                RayTracingPipelineInfo.of(
                                                "deep",
                                                ShaderGroup.raygen("started", RayShaders.RAYGEN))
                                        .withDynamicStackSize());
                Buffer arguments = device.createBuffer(BufferInfo.of("arguments", 64));
                CommandRecorder recorder = device.createCommandRecorder("traces")) {
            for (int frame = 0; frame < 2; frame++) {
                ShaderBindingTable table =
                        device.createShaderBindingTable(
                                ShaderBindingTableInfo.of("table", pipeline)
                                        .with("started", MemorySegment.ofArray(new int[4])));
                try (table) {
                    Scenes.submit(
                                    device.mainQueue(),
                                    recorder,
                                    r -> {
                                        r.barrier(Access.ALL, Access.ALL);
                                        r.fillBuffer(arguments, 0, 64, 1);
                                        r.updateRecord(
                                                table,
                                                TablePart.RAYGEN,
                                                1,
                                                MemorySegment.ofArray(new int[] {1, 2}));
                                        r.barrier(
                                                Access.TRANSFER_WRITE,
                                                Access.INDIRECT_READ.and(Access.RAY_TRACING_READ));
                                        r.setPipeline(pipeline);
                                        r.trace(table, 1, 4, 4, 1);
                                        r.traceIndirect(table, 0, arguments, 4);
                                        r.setPipeline(deep);
                                        r.setRayTracingStackSize((int) deep.stackSize() + 64);
                                        r.closeAfterSubmit(table.retain());
                                    })
                            .await(Gpu.LONG);
                }
            }
        }
    }
}
