package daxa.core.shader;

import daxa.core.error.DaxaException;
import daxa.core.pipeline.ShaderStage;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.shaderc.Shaderc;
import org.lwjgl.util.shaderc.ShadercIncludeResolve;
import org.lwjgl.util.shaderc.ShadercIncludeResult;
import org.lwjgl.util.shaderc.ShadercIncludeResultRelease;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The native GLSL compiler, shaderc.
///
/// The compiler object and the two callbacks are made once and live as long as the process: the
/// compiler's tables take long to build, and so do callbacks.
final class NativeCompiler {
    /// What the compiler is told about an include that failed, followed by the number of the
    /// message.
    static final String FAILURE = "daxa-include-failure-";

    private static final long COMPILER = Shaderc.shaderc_compiler_initialize();
    private static final AtomicLong NEXT_KEY = new AtomicLong(1);
    private static final Map<Long, Running> RUNNING = new ConcurrentHashMap<>();
    private static final ShadercIncludeResolve RESOLVE =
            ShadercIncludeResolve.create(NativeCompiler::resolve);
    private static final ShadercIncludeResultRelease RELEASE =
            ShadercIncludeResultRelease.create((userData, result) -> {});

    private NativeCompiler() {}

    /// What came of a compile.
    ///
    /// @param spirv the module, in the arena of the call; null if there were errors
    /// @param log the compiler's errors and warnings, a line each
    record Result(@Nullable MemorySegment spirv, String log) {}

    /// One compile. What native code reads of it lives in its arena.
    private static final class Running {
        final IncludeResolver includes;
        final Arena arena;
        @Nullable Throwable thrown;

        Running(IncludeResolver includes, Arena arena) {
            this.includes = includes;
            this.arena = arena;
        }
    }

    /// Compiles. To be called on a thread with a deep stack.
    static Result compile(
            IncludeResolver includes, ShaderStage stage, ShaderOptions options, Arena arena) {
        Running running = new Running(includes, arena);
        long key = NEXT_KEY.getAndIncrement();
        RUNNING.put(key, running);
        long nativeOptions = nativeOptions(includes.main(), stage, options, key, arena);
        try {
            long result =
                    Shaderc.shaderc_compile_into_spv(
                            COMPILER,
                            utf8(includes.main().text, arena),
                            kind(stage),
                            utf8(includes.main().name + "\0", arena),
                            utf8("main\0", arena),
                            nativeOptions);
            try {
                if (running.thrown != null) {
                    throw new DaxaException(
                            "shader '" + includes.main().name + "': looking for an include failed",
                            running.thrown);
                }
                return result(result, arena);
            } finally {
                Shaderc.shaderc_result_release(result);
            }
        } finally {
            Shaderc.shaderc_compile_options_release(nativeOptions);
            RUNNING.remove(key);
        }
    }

    private static Result result(long result, Arena arena) {
        String log = Shaderc.shaderc_result_get_error_message(result);
        if (Shaderc.shaderc_result_get_compilation_status(result)
                != Shaderc.shaderc_compilation_status_success) {
            return new Result(null, log == null ? "" : log);
        }
        long size = Shaderc.shaderc_result_get_length(result);
        MemorySegment bytes =
                MemorySegment.ofAddress(Shaderc.nshaderc_result_get_bytes(result))
                        .reinterpret(size);
        return new Result(arena.allocate(size, 8).copyFrom(bytes), log == null ? "" : log);
    }

    private static long nativeOptions(
            SourceUnit main, ShaderStage stage, ShaderOptions options, long key, Arena arena) {
        long handle = Shaderc.shaderc_compile_options_initialize();
        Shaderc.shaderc_compile_options_set_target_env(
                handle, Shaderc.shaderc_target_env_vulkan, Shaderc.shaderc_env_version_vulkan_1_3);
        Shaderc.shaderc_compile_options_set_target_spirv(handle, Shaderc.shaderc_spirv_version_1_6);
        if (!main.hasVersion()) {
            Shaderc.shaderc_compile_options_set_forced_version_profile(
                    handle, 460, Shaderc.shaderc_profile_none);
        }
        if (options.debugInfo()) {
            Shaderc.shaderc_compile_options_set_generate_debug_info(handle);
        }
        define(handle, "DAXA_STAGE_" + stage.name(), "1", arena);
        options.defines().forEach((name, value) -> define(handle, name, value, arena));
        Shaderc.shaderc_compile_options_set_include_callbacks(handle, RESOLVE, RELEASE, key);
        return handle;
    }

    private static void define(long options, String name, String value, Arena arena) {
        Shaderc.shaderc_compile_options_add_macro_definition(
                options, utf8(name, arena), utf8(value, arena));
    }

    private static int kind(ShaderStage stage) {
        return switch (stage) {
            case VERTEX -> Shaderc.shaderc_vertex_shader;
            case TESSELLATION_CONTROL -> Shaderc.shaderc_tess_control_shader;
            case TESSELLATION_EVALUATION -> Shaderc.shaderc_tess_evaluation_shader;
            case FRAGMENT -> Shaderc.shaderc_fragment_shader;
            case COMPUTE -> Shaderc.shaderc_compute_shader;
            case TASK -> Shaderc.shaderc_task_shader;
            case MESH -> Shaderc.shaderc_mesh_shader;
            case RAYGEN -> Shaderc.shaderc_raygen_shader;
            case ANY_HIT -> Shaderc.shaderc_anyhit_shader;
            case CLOSEST_HIT -> Shaderc.shaderc_closesthit_shader;
            case MISS -> Shaderc.shaderc_miss_shader;
            case INTERSECTION -> Shaderc.shaderc_intersection_shader;
            case CALLABLE -> Shaderc.shaderc_callable_shader;
        };
    }

    // Called by native code, where an exception would end the process.
    private static long resolve(long key, long requested, int type, long requesting, long depth) {
        Running running = RUNNING.get(key);
        if (running == null) {
            // Not possible: the entry stays until the compile has returned.
            return MemoryUtil.NULL;
        }
        try {
            IncludeResolver.Answer answer =
                    running.includes.resolve(
                            MemoryUtil.memUTF8(requesting),
                            MemoryUtil.memUTF8(requested),
                            type == Shaderc.shaderc_include_type_relative);
            return switch (answer) {
                case IncludeResolver.Included(SourceUnit unit, String text) ->
                        answer(unit.name, text, running.arena);
                case IncludeResolver.Failed(int number) ->
                        answer("", FAILURE + number, running.arena);
            };
        } catch (Throwable e) {
            running.thrown = e;
            return answer("", "", running.arena);
        }
    }

    // No name means that the include failed; the text is then a message.
    private static long answer(String name, String text, Arena arena) {
        MemorySegment memory =
                arena.allocate(ShadercIncludeResult.SIZEOF, ShadercIncludeResult.ALIGNOF);
        ShadercIncludeResult.create(memory.address())
                .source_name(utf8(name, arena))
                .content(utf8(text, arena));
        return memory.address();
    }

    private static ByteBuffer utf8(String text, Arena arena) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment memory = arena.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory.asByteBuffer();
    }
}
