package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.error.UsageException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A compiled shader: SPIR-V and what it demands of the world around it.
///
/// @param name the name of its source, for messages
/// @param stage its stage
/// @param entryPoint the name of the function to run
/// @param spirv the SPIR-V module in native, read-only memory that is freed when unreachable; its
///   size is a multiple of 4 bytes
/// @param declared what the module says of itself
/// @param values the bits of the specialisation constants that have another value than the shader
///   says, by id
@Immutable
public record ShaderBinary(
        String name,
        ShaderStage stage,
        String entryPoint,
        MemorySegment spirv,
        ShaderInterface declared,
        Map<Integer, Long> values) {

    private static final int SPIRV_MAGIC = 0x07230203;

    /// Checks that the module is SPIR-V.
    ///
    /// @throws UsageException if it is not
    public ShaderBinary {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(entryPoint, "entryPoint");
        Objects.requireNonNull(spirv, "spirv");
        Objects.requireNonNull(declared, "declared");
        values = Map.copyOf(Objects.requireNonNull(values, "values"));
        long size = spirv.byteSize();
        if (!spirv.isNative()
                || size < 20
                || size % 4 != 0
                || spirv.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != SPIRV_MAGIC) {
            throw SpirvReader.notSpirv(name, size);
        }
    }

    /// A shader from any compiler. What it demands is read from the module.
    ///
    /// @param name the name of its source, for messages
    /// @param stage its stage
    /// @param entryPoint the name of the function to run
    /// @param spirv the SPIR-V module, in native memory
    /// @return the shader
    /// @throws UsageException if the module is not well-formed SPIR-V, or has no such entry point
    public static ShaderBinary of(
            String name, ShaderStage stage, String entryPoint, MemorySegment spirv) {
        return new ShaderBinary(
                name,
                stage,
                entryPoint,
                spirv,
                ShaderInterface.of(name, stage, entryPoint, spirv),
                Map.of());
    }

    /// Bytes of the push constant block, from offset 0 to the end of its last member.
    ///
    /// @return bytes; 0 if there is none
    public int pushConstantSize() {
        return declared.pushConstantSize();
    }

    /// The specialisation constants that it declares.
    ///
    /// @return in order of their id
    public List<SpecializationConstant> constants() {
        return declared.constants();
    }

    /// Invocations of a workgroup, by the values that its constants have.
    ///
    /// @return the size; 1x1x1 but for compute shaders
    public ShaderInterface.Workgroup workgroup() {
        ShaderInterface.Workgroup size = declared.workgroup();
        return new ShaderInterface.Workgroup(
                axis(0, size.x()), axis(1, size.y()), axis(2, size.z()));
    }

    private int axis(int axis, int size) {
        Long value = values.get(declared.workgroupConstants().get(axis));
        return value == null ? size : (int) (long) value;
    }

    /// The same shader with another value of a `bool` constant.
    ///
    /// @param id its `constant_id`
    /// @param value the value
    /// @return a changed copy
    /// @throws UsageException if there is no such constant, or it has another type
    public ShaderBinary withConstant(int id, boolean value) {
        return with(id, value ? 1 : 0, "boolean", ConstantType.BOOL, ConstantType.BOOL);
    }

    /// The same shader with another value of an `int` or `uint` constant.
    ///
    /// @param id its `constant_id`
    /// @param value the value
    /// @return a changed copy
    /// @throws UsageException if there is no such constant, or it has another type
    public ShaderBinary withConstant(int id, int value) {
        return with(
                id, Integer.toUnsignedLong(value), "int", ConstantType.INT32, ConstantType.UINT32);
    }

    /// The same shader with another value of an `int64_t` or `uint64_t` constant.
    ///
    /// @param id its `constant_id`
    /// @param value the value
    /// @return a changed copy
    /// @throws UsageException if there is no such constant, or it has another type
    public ShaderBinary withConstant(int id, long value) {
        return with(id, value, "long", ConstantType.INT64, ConstantType.UINT64);
    }

    /// The same shader with another value of a `float` constant.
    ///
    /// @param id its `constant_id`
    /// @param value the value
    /// @return a changed copy
    /// @throws UsageException if there is no such constant, or it has another type
    public ShaderBinary withConstant(int id, float value) {
        return with(
                id,
                Integer.toUnsignedLong(Float.floatToRawIntBits(value)),
                "float",
                ConstantType.FLOAT32,
                ConstantType.FLOAT32);
    }

    /// The same shader with another value of a `double` constant.
    ///
    /// @param id its `constant_id`
    /// @param value the value
    /// @return a changed copy
    /// @throws UsageException if there is no such constant, or it has another type
    public ShaderBinary withConstant(int id, double value) {
        return with(
                id,
                Double.doubleToRawLongBits(value),
                "double",
                ConstantType.FLOAT64,
                ConstantType.FLOAT64);
    }

    private ShaderBinary with(
            int id, long bits, String given, ConstantType fits, ConstantType alsoFits) {
        ConstantType type = type(id);
        if (type != fits && type != alsoFits) {
            throw new UsageException(
                    "shader '"
                            + name
                            + "': constant id="
                            + id
                            + " is "
                            + type
                            + ", but the value is a "
                            + given
                            + " (expected a value of that type)");
        }
        Map<Integer, Long> changed = new HashMap<>(values);
        changed.put(id, bits);
        return new ShaderBinary(name, stage, entryPoint, spirv, declared, changed);
    }

    private ConstantType type(int id) {
        for (SpecializationConstant constant : constants()) {
            if (constant.id() == id) {
                return constant.type();
            }
        }
        throw new UsageException(
                "shader '"
                        + name
                        + "' has no constant with id="
                        + id
                        + " (expected one of "
                        + constants().stream().map(SpecializationConstant::id).toList()
                        + ")");
    }

    /// How the driver is told the values that were given.
    ///
    /// @return one for each
    List<ShaderStageDescription.Constant> given() {
        return values.entrySet().stream()
                .map(
                        value ->
                                new ShaderStageDescription.Constant(
                                        value.getKey(),
                                        type(value.getKey()).bytes(),
                                        value.getValue()))
                .sorted(Comparator.comparingInt(ShaderStageDescription.Constant::id))
                .toList();
    }
}
