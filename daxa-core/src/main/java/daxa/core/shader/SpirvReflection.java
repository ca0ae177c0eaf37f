package daxa.core.shader;

import daxa.core.error.DaxaException;
import daxa.core.pipeline.ConstantType;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.SpecializationConstant;

import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.spvc.Spv;
import org.lwjgl.util.spvc.Spvc;
import org.lwjgl.util.spvc.SpvcEntryPoint;
import org.lwjgl.util.spvc.SpvcReflectedResource;
import org.lwjgl.util.spvc.SpvcSpecializationConstant;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a SPIR-V module says of itself, read by SPIRV-Cross.
///
/// @param entryPoints the names of the functions where it can start
/// @param pushConstantSize bytes of the push constant block; 0 if there is none
/// @param workgroupX invocations of a workgroup
/// @param workgroupY invocations of a workgroup
/// @param workgroupZ invocations of a workgroup
/// @param constants specialisation constants of 32 and 64 bits, in order of their id
record SpirvReflection(
        List<String> entryPoints,
        int pushConstantSize,
        int workgroupX,
        int workgroupY,
        int workgroupZ,
        List<SpecializationConstant> constants) {

    /// Reads a module with one entry point.
    static SpirvReflection of(MemorySegment spirv, ShaderStage stage) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer out = stack.mallocPointer(1);
            check(0, Spvc.spvc_context_create(out));
            long context = out.get(0);
            try {
                return read(context, spirv, stage, stack);
            } finally {
                Spvc.spvc_context_destroy(context);
            }
        }
    }

    private static SpirvReflection read(
            long context, MemorySegment spirv, ShaderStage stage, MemoryStack stack) {
        PointerBuffer out = stack.mallocPointer(1);
        IntBuffer words = spirv.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
        check(context, Spvc.spvc_context_parse_spirv(context, words, words.remaining(), out));
        check(
                context,
                Spvc.spvc_context_create_compiler(
                        context,
                        Spvc.SPVC_BACKEND_NONE,
                        out.get(0),
                        Spvc.SPVC_CAPTURE_MODE_TAKE_OWNERSHIP,
                        out));
        long compiler = out.get(0);
        boolean compute = stage == ShaderStage.COMPUTE;
        return new SpirvReflection(
                entryPoints(context, compiler, stack),
                pushConstantSize(context, compiler, stack),
                compute ? workgroup(compiler, 0) : 1,
                compute ? workgroup(compiler, 1) : 1,
                compute ? workgroup(compiler, 2) : 1,
                constants(context, compiler, stack));
    }

    private static List<String> entryPoints(long context, long compiler, MemoryStack stack) {
        PointerBuffer list = stack.mallocPointer(1);
        PointerBuffer count = stack.mallocPointer(1);
        check(context, Spvc.spvc_compiler_get_entry_points(compiler, list, count));
        return SpvcEntryPoint.create(list.get(0), (int) count.get(0)).stream()
                .map(SpvcEntryPoint::nameString)
                .toList();
    }

    private static int pushConstantSize(long context, long compiler, MemoryStack stack) {
        PointerBuffer list = stack.mallocPointer(1);
        PointerBuffer count = stack.mallocPointer(1);
        check(context, Spvc.spvc_compiler_create_shader_resources(compiler, list));
        check(
                context,
                Spvc.spvc_resources_get_resource_list_for_type(
                        list.get(0), Spvc.SPVC_RESOURCE_TYPE_PUSH_CONSTANT, list, count));
        if (count.get(0) == 0) {
            return 0;
        }
        int type = SpvcReflectedResource.create(list.get(0)).base_type_id();
        long handle = Spvc.spvc_compiler_get_type_handle(compiler, type);
        check(context, Spvc.spvc_compiler_get_declared_struct_size(compiler, handle, count));
        return (int) count.get(0);
    }

    private static List<SpecializationConstant> constants(
            long context, long compiler, MemoryStack stack) {
        PointerBuffer list = stack.mallocPointer(1);
        PointerBuffer count = stack.mallocPointer(1);
        check(context, Spvc.spvc_compiler_get_specialization_constants(compiler, list, count));
        List<SpecializationConstant> found = new ArrayList<>();
        if (count.get(0) == 0) {
            return found;
        }
        SpvcSpecializationConstant.create(list.get(0), (int) count.get(0))
                .forEach(
                        each -> {
                            ConstantType type = type(compiler, each.id());
                            if (type != null) {
                                found.add(new SpecializationConstant(each.constant_id(), type));
                            }
                        });
        found.sort(Comparator.comparingInt(SpecializationConstant::id));
        return found;
    }

    private static @Nullable ConstantType type(long compiler, int constant) {
        long handle = Spvc.spvc_compiler_get_constant_handle(compiler, constant);
        long type =
                Spvc.spvc_compiler_get_type_handle(compiler, Spvc.spvc_constant_get_type(handle));
        return switch (Spvc.spvc_type_get_basetype(type)) {
            case Spvc.SPVC_BASETYPE_BOOLEAN -> ConstantType.BOOL;
            case Spvc.SPVC_BASETYPE_INT32 -> ConstantType.INT32;
            case Spvc.SPVC_BASETYPE_UINT32 -> ConstantType.UINT32;
            case Spvc.SPVC_BASETYPE_INT64 -> ConstantType.INT64;
            case Spvc.SPVC_BASETYPE_UINT64 -> ConstantType.UINT64;
            case Spvc.SPVC_BASETYPE_FP32 -> ConstantType.FLOAT32;
            case Spvc.SPVC_BASETYPE_FP64 -> ConstantType.FLOAT64;
            default -> null;
        };
    }

    private static int workgroup(long compiler, int axis) {
        return Spvc.spvc_compiler_get_execution_mode_argument_by_index(
                compiler, Spv.SpvExecutionModeLocalSize, axis);
    }

    private static void check(long context, int result) {
        if (result != Spvc.SPVC_SUCCESS) {
            throw new DaxaException(
                    "SPIRV-Cross could not read a shader: result="
                            + result
                            + (context == 0
                                    ? ""
                                    : ", " + Spvc.spvc_context_get_last_error_string(context)));
        }
    }
}
