package daxa.bench;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import org.lwjgl.util.shaderc.Shaderc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// The shaders of the benchmarks.
final class Shaders {
    /// Bytes of push constants that all of them have.
    static final int PUSH_CONSTANT_BYTES = 16;

    private static final String PUSH =
            """
            #version 460
            layout(push_constant) uniform Push { uvec4 value; } push;
            """;

    private static final String COMPUTE =
            """
            layout(local_size_x = 1) in;
            void main() {
                if (push.value.x == 1) {
                    barrier();
                }
            }
            """;

    private static final String VERTEX =
            """
            void main() {
                vec2 corner = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1);
                gl_Position = vec4(corner * 1.5 - 0.75, push.value.x, 1);
            }
            """;

    private static final String MESH =
            """
            #extension GL_EXT_mesh_shader : require
            layout(local_size_x = 1) in;
            layout(triangles, max_vertices = 3, max_primitives = 1) out;
            void main() {
                SetMeshOutputsEXT(push.value.x == 1 ? 3 : 0, 0);
            }
            """;

    private static final String RAYGEN =
            """
            #extension GL_EXT_ray_tracing : require
            layout(shaderRecordEXT) buffer Data { uvec4 data; };
            layout(location = 0) callableDataEXT uint called;
            void main() {
                if (push.value.x == 1) {
                    called = data.x;
                }
            }
            """;

    private static final String FRAGMENT =
            """
            layout(location = 0) out vec4 color;
            void main() {
                color = vec4(0.2, 0.5, push.value.y, 1);
            }
            """;

    private Shaders() {}

    static ShaderBinary compute() {
        return compile(ShaderStage.COMPUTE, Shaderc.shaderc_glsl_compute_shader, COMPUTE);
    }

    static ShaderBinary vertex() {
        return compile(ShaderStage.VERTEX, Shaderc.shaderc_glsl_vertex_shader, VERTEX);
    }

    static ShaderBinary mesh() {
        return compile(ShaderStage.MESH, Shaderc.shaderc_mesh_shader, MESH);
    }

    static ShaderBinary raygen() {
        return compile(ShaderStage.RAYGEN, Shaderc.shaderc_raygen_shader, RAYGEN);
    }

    static ShaderBinary fragment() {
        return compile(ShaderStage.FRAGMENT, Shaderc.shaderc_glsl_fragment_shader, FRAGMENT);
    }

    private static ShaderBinary compile(ShaderStage stage, int kind, String source) {
        long compiler = Shaderc.shaderc_compiler_initialize();
        long options = Shaderc.shaderc_compile_options_initialize();
        Shaderc.shaderc_compile_options_set_target_env(
                options, Shaderc.shaderc_target_env_vulkan, Shaderc.shaderc_env_version_vulkan_1_3);
        long result =
                Shaderc.shaderc_compile_into_spv(
                        compiler, PUSH + source, kind, stage.name(), "main", options);
        try {
            if (Shaderc.shaderc_result_get_compilation_status(result)
                    != Shaderc.shaderc_compilation_status_success) {
                throw new IllegalStateException(Shaderc.shaderc_result_get_error_message(result));
            }
            MemorySegment code =
                    MemorySegment.ofBuffer(
                            Objects.requireNonNull(Shaderc.shaderc_result_get_bytes(result)));
            MemorySegment spirv = Arena.ofAuto().allocate(code.byteSize(), 4).copyFrom(code);
            return ShaderBinary.of(stage.name(), stage, "main", spirv);
        } finally {
            Shaderc.shaderc_result_release(result);
            Shaderc.shaderc_compile_options_release(options);
            Shaderc.shaderc_compiler_release(compiler);
        }
    }
}
