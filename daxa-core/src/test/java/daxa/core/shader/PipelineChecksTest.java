package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.VertexAttribute;
import daxa.core.pipeline.VertexBinding;
import daxa.core.pipeline.VertexInput;
import daxa.core.pipeline.VertexRate;
import daxa.core.resource.Format;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/// What a pipeline refuses when its shaders do not fit each other, its state or its device.
@OnDriver(Gpu.Kind.SIMULATED)
class PipelineChecksTest {
    private static final GlslCompiler COMPILER = new GlslCompiler();
    private static final String POSITION = "void main() { gl_Position = vec4(0); }";
    private static final String WHITE =
            "layout(location = 0) out vec4 color; void main() { color = vec4(1); }";

    private Device device;

    @BeforeEach
    void begin(Gpu gpu) {
        device = gpu.device();
    }

    private static SimulatedDriver driver(SimulatedAdapter adapter) {
        return new SimulatedDriver().adapters(adapter);
    }

    private static ShaderBinary compile(ShaderStage stage, String glsl) {
        return COMPILER.compile(
                ShaderSource.text(stage.name().toLowerCase(java.util.Locale.ROOT), glsl), stage);
    }

    private static ShaderBinary compute(String glsl) {
        return compile(ShaderStage.COMPUTE, glsl);
    }

    private static RasterPipelineInfo raster(String vertex, String fragment, Format... targets) {
        ColorTarget[] colors = new ColorTarget[targets.length];
        for (int i = 0; i < targets.length; i++) {
            colors[i] = ColorTarget.of(targets[i]);
        }
        return RasterPipelineInfo.of(
                "p",
                compile(ShaderStage.VERTEX, vertex),
                compile(ShaderStage.FRAGMENT, fragment),
                colors);
    }

    private void refused(RasterPipelineInfo info, String text) {
        assertThatThrownBy(() -> device.createRasterPipeline(info))
                .isInstanceOf(UsageException.class)
                .hasMessage(text);
    }

    private void refused(Device where, ShaderBinary shader, String text) {
        assertThatThrownBy(() -> where.createComputePipeline(ComputePipelineInfo.of("p", shader)))
                .isInstanceOf(UsageException.class)
                .hasMessage(text);
    }

    @Test
    void bindingsOutsideTheBindlessSet() {
        refused(
                device,
                compute(
                        """
                        layout(set = 1, binding = 7) uniform sampler2D picture;
                        layout(set = 0, binding = 1) buffer Data { float x; } data;
                        void main() { data.x = texture(picture, vec2(0)).x; }
                        """),
                """
                pipeline 'p' has 2 problems:
                  shader 'compute' uses 'data', a STORAGE_BUFFER at set=0, binding=1, which is not\
                 in the bindless set; reach images and samplers by id and buffers by address, with\
                 <daxa/daxa.glsl>
                  shader 'compute' uses 'picture', a COMBINED_IMAGE_SAMPLER at set=1, binding=7,\
                 which is not in the bindless set; reach images and samplers by id and buffers by\
                 address, with <daxa/daxa.glsl>\
                """);
    }

    @Test
    void inputsWithoutOutputsAndOfOtherTypes() {
        refused(
                raster(
                        """
                        layout(location = 0) out vec3 normal;
                        layout(location = 1) flat out uint row;
                        void main() { gl_Position = vec4(0); normal = vec3(0); row = 1; }
                        """,
                        """
                        layout(location = 0) in vec4 normal;
                        layout(location = 1) flat in int row;
                        layout(location = 2) in vec2 uv;
                        layout(location = 0) out vec4 color;
                        void main() { color = normal * row + uv.x; }
                        """,
                        Format.R8G8B8A8_UNORM),
                """
                pipeline 'p' has 3 problems:
                  input 'normal' of shader 'fragment', location=0, type vec4, is output 'normal' of\
                 type vec3 in shader 'vertex' (expected equal types)
                  input 'row' of shader 'fragment', location=1, type int, is output 'row' of type\
                 uint in shader 'vertex' (expected equal types)
                  input 'uv' of shader 'fragment', location=2, type vec2, is no output of shader\
                 'vertex' (expected one of the locations [0, 1])\
                """);
    }

    @Test
    void targetsWithoutOutputsAndOfOtherKinds() {
        refused(
                raster(POSITION, WHITE, Format.R8G8B8A8_UNORM, Format.R16G16_SFLOAT),
                "pipeline 'p': shader 'fragment' has no output at location=1 for the colour target"
                        + " of format=R16G16_SFLOAT (expected one of the locations [0]); write it,"
                        + " or give the target writeMask=0");
        refused(
                raster(POSITION, WHITE, Format.R32_UINT),
                "pipeline 'p': output 'color' of shader 'fragment', location=0, type vec4, does not"
                        + " fit the colour target's format=R32_UINT (expected unsigned integers)");
        refused(
                raster(
                        POSITION,
                        "layout(location = 0) out uint row; void main() { row = 1; }",
                        Format.R32_SINT),
                "pipeline 'p': output 'row' of shader 'fragment', location=0, type uint, does not"
                        + " fit the colour target's format=R32_SINT (expected signed integers)");
        // An output without a target is dropped, and a target that is not written needs none.
        device.createRasterPipeline(raster(POSITION, WHITE)).close();
        device.createRasterPipeline(
                        RasterPipelineInfo.of(
                                "p",
                                compile(ShaderStage.VERTEX, POSITION),
                                compile(ShaderStage.FRAGMENT, "void main() {}"),
                                new ColorTarget(Format.R8G8B8A8_UNORM, null, 0)))
                .close();
    }

    @Test
    void vertexInputsWithoutAttributes() {
        VertexInput input =
                new VertexInput(
                        List.of(new VertexBinding(16, VertexRate.VERTEX)),
                        List.of(
                                new VertexAttribute(0, 0, Format.R32G32B32_SFLOAT, 0),
                                new VertexAttribute(1, 0, Format.R32_UINT, 12)));
        refused(
                raster(
                                """
                                layout(location = 0) in vec3 position;
                                layout(location = 1) in float weight;
                                layout(location = 3) in vec2 uv;
                                void main() { gl_Position = vec4(position * weight, uv.x); }
                                """,
                                WHITE,
                                Format.R8G8B8A8_UNORM)
                        .withVertexInput(input),
                """
                pipeline 'p' has 2 problems:
                  input 'weight' of shader 'vertex', location=1, type float, does not fit the vertex\
                 attribute's format=R32_UINT (expected unsigned integers)
                  input 'uv' of shader 'vertex', location=3, type vec2, has no attribute in the\
                 vertex input (expected one of the locations [0, 1])\
                """);
    }

    @Test
    void workgroupsAndSharedMemoryBeyondTheLimits() {
        refused(
                device,
                compute("layout(local_size_z_id = 1) in; void main() {}").withConstant(1, 65),
                "pipeline 'p': workgroup=1x1x65 (expected 1x1x1 to 1024x1024x64 on this device)");
        refused(
                device,
                compute("layout(local_size_x_id = 1) in; void main() {}").withConstant(1, 0),
                "pipeline 'p': workgroup=0x1x1 (expected 1x1x1 to 1024x1024x64 on this device)");
        refused(
                device,
                compute("layout(local_size_x = 64, local_size_y = 64) in; void main() {}"),
                "pipeline 'p': workgroup=64x64x1 has 4096 invocations (expected up to 1024 on this"
                        + " device)");
        refused(
                device,
                compute("shared vec4 data[5000]; void main() { data[1] = vec4(0); }"),
                "pipeline 'p': shared memory of shader 'compute' has 80000 bytes (expected up to"
                        + " 32768 on this device)");
    }

    @Test
    void featuresThatTheDeviceLacks() {
        ShaderBinary shader =
                compute(
                        """
                        #include <daxa/float64.glsl>
                        #include <daxa/atomics.glsl>
                        #include <daxa/cube_arrays.glsl>
                        #include <daxa/daxa.glsl>
                        struct Push {
                            daxa_RWBufferPtr(double) sum;
                            daxa_RWBufferPtr(uint64_t) n;
                            daxa_ImageViewId image;
                            daxa_SamplerId smp;
                        };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() {
                            daxa_deref(push.sum) *=
                                textureLod(daxa_samplerCubeArray(push.image, push.smp), vec4(0), 0).r;
                            atomicAdd(daxa_deref(push.n), 1ul);
                        }
                        """);
        SimulatedAdapter poor =
                new SimulatedAdapter("poor")
                        .without(
                                Feature.SHADER_FLOAT64,
                                Feature.IMAGE_CUBE_ARRAY,
                                Feature.SHADER_BUFFER_INT64_ATOMICS,
                                Feature.SHADER_SHARED_INT64_ATOMICS);
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver(poor));
                Device without = instance.createDevice(DeviceInfo.of("poor"))) {
            refused(
                    without,
                    shader,
                    "pipeline 'p': shader 'compute' needs IMAGE_CUBE_ARRAY (imageCubeArray),"
                        + " SHADER_BUFFER_INT64_ATOMICS (shaderBufferInt64Atomics) or"
                        + " SHADER_SHARED_INT64_ATOMICS (shaderSharedInt64Atomics), SHADER_FLOAT64"
                        + " (shaderFloat64), which device 'poor' was created without;"
                        + " DeviceInfo.require chooses a device that has it");
            assertThatThrownBy(
                            () ->
                                    instance.createDevice(
                                            DeviceInfo.of("d").require(Feature.SHADER_FLOAT64)))
                    .hasMessageContaining("lacks shaderFloat64");
        }
        device.createComputePipeline(ComputePipelineInfo.of("p", shader)).close();
    }

    @Test
    void whatIsNotUsedNeedsNothing() {
        SimulatedAdapter least =
                new SimulatedAdapter("least")
                        .without(
                                java.util.Arrays.stream(Feature.values())
                                        .filter(feature -> !feature.required())
                                        .toArray(Feature[]::new));
        try (Instance instance = Instance.create(InstanceInfo.of("test"), driver(least));
                Device bare = instance.createDevice(DeviceInfo.of("bare"))) {
            ShaderBinary shader =
                    compute(
                            """
                            #include <daxa/daxa.glsl>
                            #include <daxa/atomic_images.glsl>
                            #include <daxa/atomics.glsl>
                            #include <daxa/float64.glsl>
                            #include <daxa/small_types.glsl>
                            #include <daxa/cube_arrays.glsl>
                            #include <daxa/multisampled_images.glsl>
                            #include <daxa/int64_images.glsl>
                            struct Push { daxa_RWBufferPtr(uint64_t) n; daxa_ImageViewId image; };
                            DAXA_PUSH_CONSTANTS(Push, push)
                            double unused(double x) { return x * 2; }
                            void unusedToo() { atomicAdd(daxa_deref(push.n), 1ul); }
                            const double third = 1.0LF / 3;
                            void main() {
                                double wide = third;
                            }
                            """);
            assertThat(shader.declared().capabilities()).doesNotContain(10, 12, 34, 45, 27, 5016);
            assertThat(SpirvTools.disassemble(shader.spirv()))
                    .doesNotContain("SPV_EXT_shader_image_int64");
            SpirvTools.assertValid(shader);
            bare.createComputePipeline(ComputePipelineInfo.of("p", shader)).close();
            assertThatThrownBy(
                            () ->
                                    bare.createRasterPipeline(
                                            raster(
                                                    POSITION,
                                                    """
                                                    #include <daxa/daxa.glsl>
                                                    struct Push { daxa_ImageViewId image; };
                                                    DAXA_PUSH_CONSTANTS(Push, push)
                                                    void main()
                                                    {
                                                        imageStore(daxa_image2D(push.image),
                                                                ivec2(0), vec4(0));
                                                    }
                                                    """)))
                    .hasMessage(
                            "pipeline 'p': shader 'fragment' needs FRAGMENT_STORES_AND_ATOMICS"
                                    + " (fragmentStoresAndAtomics), which device 'bare' was created"
                                    + " without; DeviceInfo.require chooses a device that has it");
            assertThat(bare.features()).doesNotContain(Feature.FRAGMENT_STORES_AND_ATOMICS);
        }
    }
}
