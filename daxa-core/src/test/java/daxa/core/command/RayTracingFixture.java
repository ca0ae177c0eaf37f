package daxa.core.command;

import daxa.core.driver.Feature;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.testing.GpuSetup;
import daxa.testing.Shaders;

import org.joml.Vector3f;

/// What tests of ray tracing pipelines on the simulated driver share.
@GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
abstract class RayTracingFixture extends CommandFixture {
    @GpuStruct
    record Material(Vector3f color, int number) {}

    static final Struct<Material> MATERIAL = Structs.of(Material.class);

    /// Reads its record.
    static final ShaderBinary PAINTED =
            compile(
                    "painted.rchit",
                    ShaderStage.CLOSEST_HIT,
                    """
                    #include <Material>
                    DAXA_SHADER_RECORD(Material, material)
                    layout(location = 0) rayPayloadInEXT vec3 color;
                    void main() { color = material.color * material.number; }
                    """);

    static ShaderBinary shader(ShaderStage stage) {
        return Shaders.pretended(stage, stage == ShaderStage.RAYGEN ? 8 : 0);
    }

    static ShaderBinary compile(String name, ShaderStage stage, String glsl) {
        return new GlslCompiler()
                .compile(
                        ShaderSource.text(name, "#include <daxa/daxa.glsl>\n" + glsl),
                        stage,
                        ShaderOptions.DEFAULT.withStructs(Material.class));
    }

    /// Two groups of each kind.
    static RayTracingPipelineInfo info() {
        return RayTracingPipelineInfo.of(
                "rays",
                ShaderGroup.triangles("nothing"),
                ShaderGroup.raygen("camera", shader(ShaderStage.RAYGEN)),
                ShaderGroup.miss("sky", shader(ShaderStage.MISS)),
                ShaderGroup.callable("lamp", shader(ShaderStage.CALLABLE)),
                ShaderGroup.triangles("mesh").with(PAINTED).with(shader(ShaderStage.ANY_HIT)),
                ShaderGroup.raygen("probe", shader(ShaderStage.RAYGEN)),
                ShaderGroup.miss("shadow", shader(ShaderStage.MISS)),
                ShaderGroup.procedural("sphere", shader(ShaderStage.INTERSECTION))
                        .with(shader(ShaderStage.CLOSEST_HIT)),
                ShaderGroup.callable("sun", shader(ShaderStage.CALLABLE)));
    }

    static Material material(int number) {
        return new Material(new Vector3f(1, 0.5f, 0), number);
    }

    RayTracingPipeline pipeline(RayTracingPipelineInfo info) {
        return gpu.own(gpu.device().createRayTracingPipeline(info));
    }

    ShaderBindingTable table(ShaderBindingTableInfo info) {
        return gpu.own(gpu.device().createShaderBindingTable(info));
    }

    /// Two raygen records, two misses, three hits with data, one callable.
    static ShaderBindingTableInfo tableInfo(RayTracingPipeline pipeline) {
        return ShaderBindingTableInfo.empty("table", pipeline)
                .with("mesh", MATERIAL, material(1))
                .with("camera")
                .with("sky")
                .with("probe")
                .with("mesh", MATERIAL, material(2))
                .with("shadow")
                .with("sphere")
                .with("sun");
    }

    ShaderBindingTable table(RayTracingPipeline pipeline) {
        return table(tableInfo(pipeline));
    }
}
