package daxa.core.pipeline;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads a SPIR-V module: decorations and types first, then which variables the entry point
/// reaches. Source: SPIR-V specification 1.6, sections 2.3 "Physical Layout" and 3.49
/// "Instructions".
@ExternallySynchronized
final class SpirvReader {
    private static final int MAGIC = 0x07230203;
    private static final int HEADER_WORDS = 5;
    // The most ids that a module may have; section 2.17 "Universal Limits".
    private static final int MAX_IDS = 4_194_303;

    private static final int SPEC_ID = 1;
    private static final int BLOCK = 2;
    private static final int BUFFER_BLOCK = 3;
    private static final int ROW_MAJOR = 4;
    private static final int ARRAY_STRIDE = 6;
    private static final int MATRIX_STRIDE = 7;
    private static final int BUILT_IN = 11;
    private static final int NON_WRITABLE = 24;
    private static final int LOCATION = 30;
    private static final int COMPONENT = 31;
    private static final int INDEX = 32;
    private static final int BINDING = 33;
    private static final int DESCRIPTOR_SET = 34;
    private static final int OFFSET = 35;

    private static final int UNIFORM_CONSTANT = 0;
    private static final int INPUT = 1;
    private static final int UNIFORM = 2;
    private static final int OUTPUT = 3;
    private static final int WORKGROUP = 4;
    private static final int PUSH_CONSTANT = 9;
    private static final int STORAGE_BUFFER = 12;
    private static final int RAY_PAYLOAD = 5338;
    private static final int HIT_ATTRIBUTE = 5339;
    private static final int INCOMING_RAY_PAYLOAD = 5342;
    private static final int SHADER_RECORD_BUFFER = 5343;
    private static final int TASK_PAYLOAD = 5402;

    private static final int MODE_LOCAL_SIZE = 17;
    private static final int MODE_OUTPUT_VERTICES = 26;
    private static final int MODE_LOCAL_SIZE_ID = 38;
    private static final int MODE_OUTPUT_PRIMITIVES = 5270;

    private static final int BUILT_IN_WORKGROUP_SIZE = 25;

    private final String name;
    private final int[] words;
    private final int bound;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Long, String> memberNames = new HashMap<>();
    private final Map<Long, Integer> decorations = new HashMap<>();
    private final Map<Member, Integer> memberDecorations = new HashMap<>();
    // The instruction that makes an id, by the place of its first word.
    private final Map<Integer, Integer> made = new HashMap<>();
    private final Map<Integer, DataType> types = new HashMap<>();
    private final List<DataType.Struct> structs = new ArrayList<>();
    private final List<Integer> variables = new ArrayList<>();
    private final List<SpecializationConstant> constants = new ArrayList<>();
    private final TreeSet<Integer> capabilities = new TreeSet<>();
    private final List<Entry> entries = new ArrayList<>();
    // For each function what it names: variables and functions.
    private final Map<Integer, Set<Integer>> mentions = new HashMap<>();
    // The functions that trace rays.
    private final Set<Integer> tracing = new HashSet<>();
    private @Nullable Set<Integer> function;
    private int functionId;

    private record Entry(int model, int function, String name) {}

    private record Member(int struct, int index, int decoration) {}

    SpirvReader(String name, MemorySegment spirv) {
        this.name = name;
        long size = spirv.byteSize();
        if (!spirv.isNative()
                || size < HEADER_WORDS * Integer.BYTES
                || size % Integer.BYTES != 0
                || spirv.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != MAGIC) {
            throw notSpirv(name, size);
        }
        words = spirv.toArray(ValueLayout.JAVA_INT_UNALIGNED);
        bound = words[3];
        if (bound < 0 || bound > MAX_IDS) {
            throw malformed("it has " + bound + " ids", 3);
        }
    }

    static UsageException notSpirv(String name, long size) {
        return new UsageException(
                "shader '"
                        + name
                        + "' is not SPIR-V in native memory: bytes="
                        + size
                        + " (expected a multiple of 4, at least 20, beginning with 0x07230203)");
    }

    ShaderInterface read(ShaderStage stage, String entryPoint) {
        eachInstruction(this::readNames);
        eachInstruction(this::readDeclaration);
        if (function != null) {
            throw malformed("a function without an end", words.length);
        }
        Entry entry = entry(stage, entryPoint);
        Set<Integer> used = reached(entry.function);
        List<DataType.Member> pushConstants = List.of();
        List<ShaderInterface.Variable> inputs = new ArrayList<>();
        List<ShaderInterface.Variable> outputs = new ArrayList<>();
        List<ShaderInterface.Descriptor> descriptors = new ArrayList<>();
        long shared = 0;
        long payload = 0;
        long rayPayload = 0;
        long hitAttributes = 0;
        List<DataType.Member> shaderRecord = List.of();
        for (int variable : variables) {
            int at = at(variable);
            int storage = word(at, 3);
            int pointee = pointee(word(at, 1));
            if (storage == PUSH_CONSTANT && types.get(pointee) instanceof DataType.Struct block) {
                pushConstants = block.members();
            } else if (storage == WORKGROUP && used.contains(variable)) {
                Extent extent = std430(type(pointee, at));
                shared = roundUp(shared, extent.alignment) + extent.size;
            } else if (storage == TASK_PAYLOAD && used.contains(variable)) {
                payload = std430(type(pointee, at)).size;
            } else if ((storage == RAY_PAYLOAD || storage == INCOMING_RAY_PAYLOAD)
                    && used.contains(variable)) {
                rayPayload = Math.max(rayPayload, std430(type(pointee, at)).size);
            } else if (storage == HIT_ATTRIBUTE && used.contains(variable)) {
                hitAttributes = std430(type(pointee, at)).size;
            } else if (storage == SHADER_RECORD_BUFFER
                    && used.contains(variable)
                    && types.get(pointee) instanceof DataType.Struct block) {
                shaderRecord = block.members();
            } else if (storage == INPUT && used.contains(variable)) {
                addVariables(inputs, variable, pointee);
            } else if (storage == OUTPUT && used.contains(variable)) {
                addVariables(outputs, variable, outputType(stage, pointee));
            } else if (used.contains(variable)) {
                addDescriptor(descriptors, variable, pointee, storage);
            }
        }
        Comparator<ShaderInterface.Variable> byPlace =
                Comparator.comparingInt(ShaderInterface.Variable::location)
                        .thenComparingInt(ShaderInterface.Variable::component)
                        .thenComparingInt(ShaderInterface.Variable::index);
        inputs.sort(byPlace);
        outputs.sort(byPlace);
        descriptors.sort(
                Comparator.comparingInt(ShaderInterface.Descriptor::set)
                        .thenComparingInt(ShaderInterface.Descriptor::binding)
                        .thenComparing(ShaderInterface.Descriptor::name));
        constants.sort(Comparator.comparingInt(SpecializationConstant::id));
        int[] axes = {1, 1, 1};
        int[] ids = {-1, -1, -1};
        if (stage.hasWorkgroups()) {
            readWorkgroup(entry.function, axes, ids);
        }
        return new ShaderInterface(
                pushConstants,
                new ShaderInterface.Workgroup(axes[0], axes[1], axes[2]),
                Arrays.stream(ids).boxed().toList(),
                clamp(shared),
                constants,
                inputs,
                outputs,
                new ShaderInterface.WorkgroupOutput(
                        mode(entry.function, MODE_OUTPUT_VERTICES, stage),
                        mode(entry.function, MODE_OUTPUT_PRIMITIVES, stage),
                        clamp(payload)),
                new ShaderInterface.RayTracing(
                        clamp(rayPayload),
                        clamp(hitAttributes),
                        shaderRecord,
                        tracing.contains(entry.function)
                                || used.stream().anyMatch(tracing::contains)),
                descriptors,
                structs,
                List.copyOf(capabilities));
    }

    private static int clamp(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    // Those of mesh shaders are arrays, with an element for each vertex or primitive.
    private int outputType(ShaderStage stage, int pointee) {
        return stage == ShaderStage.MESH && opcode(pointee) == 28 ? word(at(pointee), 2) : pointee;
    }

    // The number that an execution mode of a mesh shader has; 0 where there is none.
    private int mode(int entryFunction, int wanted, ShaderStage stage) {
        int[] value = {0};
        if (stage == ShaderStage.MESH) {
            eachInstruction(
                    (opcode, at, length) -> {
                        if (opcode == 16 && word(at, 1) == entryFunction && word(at, 2) == wanted) {
                            value[0] = word(at, 3);
                        }
                    });
        }
        return value[0];
    }

    private Entry entry(ShaderStage stage, String entryPoint) {
        List<String> others = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.model == stage.executionModel() && entry.name.equals(entryPoint)) {
                return entry;
            }
            others.add("'" + entry.name + "' (" + stageName(entry.model) + ")");
        }
        throw new UsageException(
                "shader '"
                        + name
                        + "' has no entry point '"
                        + entryPoint
                        + "' of stage "
                        + stage
                        + "; it has: "
                        + String.join(", ", others));
    }

    private static String stageName(int model) {
        for (ShaderStage stage : ShaderStage.values()) {
            if (stage.executionModel() == model) {
                return stage.name();
            }
        }
        return "execution model " + model;
    }

    // ---------------------------------------------------------------- words

    private interface Instruction {
        void read(int opcode, int at, int length);
    }

    private void eachInstruction(Instruction reader) {
        int at = HEADER_WORDS;
        while (at < words.length) {
            int length = words[at] >>> 16;
            if (length == 0 || length > words.length - at) {
                throw malformed("an instruction of " + length + " words", at);
            }
            reader.read(words[at] & 0xFFFF, at, length);
            at += length;
        }
    }

    // An operand; 0 is the opcode itself.
    private int word(int at, int operand) {
        if (operand >= words[at] >>> 16) {
            throw malformed("an instruction lacks operand " + operand, at);
        }
        return words[at + operand];
    }

    private String text(int at, int operand) {
        int length = words[at] >>> 16;
        byte[] bytes = new byte[Math.max(0, length - operand) * Integer.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[at + operand + i / 4] >>> (i % 4 * 8));
            if (bytes[i] == 0) {
                return new String(bytes, 0, i, StandardCharsets.UTF_8);
            }
        }
        throw malformed("a text without an end", at);
    }

    private int at(int id) {
        Integer at = made.get(id);
        if (at == null) {
            throw malformed("the id " + id + " is used and not made", 0);
        }
        return at;
    }

    private int opcode(int id) {
        return words[at(id)] & 0xFFFF;
    }

    private DataType type(int id, int at) {
        DataType type = types.get(id);
        if (type == null) {
            throw malformed("the id " + id + " is no type", at);
        }
        return type;
    }

    private UsageException malformed(String what, int at) {
        return new UsageException(
                "shader '" + name + "' is not well-formed SPIR-V: " + what + " at word " + at);
    }

    private static long key(int id, int second) {
        return (long) id << 32 | Integer.toUnsignedLong(second);
    }

    private @Nullable Integer decoration(int id, int decoration) {
        return decorations.get(key(id, decoration));
    }

    // ---------------------------------------------------------------- the two walks

    private void readNames(int opcode, int at, int length) {
        switch (opcode) {
            case 5 -> names.put(word(at, 1), text(at, 2)); // OpName
            case 6 -> // OpMemberName
                    memberNames.put(key(word(at, 1), word(at, 2)), text(at, 3));
            case 71 -> // OpDecorate
                    decorations.put(key(word(at, 1), word(at, 2)), length > 3 ? word(at, 3) : 0);
            case 72 -> // OpMemberDecorate
                    memberDecorations.put(
                            new Member(word(at, 1), word(at, 2), word(at, 3)),
                            length > 4 ? word(at, 4) : 0);
            case 32 -> make(word(at, 1), at); // OpTypePointer, which structs may name before
            default -> {}
        }
    }

    private void make(int id, int at) {
        if (id <= 0 || id >= bound) {
            throw malformed("the id " + id + " is out of range", at);
        }
        Integer before = made.put(id, at);
        if (before != null && before != at) {
            throw malformed("the id " + id + " is made twice", at);
        }
    }

    private void readDeclaration(int opcode, int at, int length) {
        if (function != null) {
            readFunction(opcode, at, length);
            return;
        }
        switch (opcode) {
            case 15 -> // OpEntryPoint
                    entries.add(new Entry(word(at, 1), word(at, 2), text(at, 3)));
            case 17 -> capabilities.add(word(at, 1)); // OpCapability
            case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 39, 5341 ->
                    readType(opcode, at, length);
            case 41, 42, 43, 44, 48, 49, 50, 51, 52 -> { // constants
                make(word(at, 2), at);
                addConstant(opcode, at);
            }
            case 54 -> { // OpFunction
                functionId = word(at, 2);
                make(functionId, at);
                function = mentions.computeIfAbsent(functionId, id -> new HashSet<>());
            }
            case 59 -> { // OpVariable
                make(word(at, 2), at);
                variables.add(word(at, 2));
            }
            default -> {}
        }
    }

    // Which operands can be ids of variables differs between instructions; literals that happen to
    // equal such an id do harm to nobody where they are not counted.
    private void readFunction(int opcode, int at, int length) {
        Set<Integer> mentioned = function;
        if (mentioned == null) {
            return;
        }
        switch (opcode) {
            case 56 -> function = null; // OpFunctionEnd
            case 57 -> addAll(mentioned, at, 3, length); // OpFunctionCall
            case 61, 65, 66, 67, 68, 70, 60, 83 -> // loads, access chains, texel pointers
                    addAll(mentioned, at, 3, Math.min(length, 4));
            case 62 -> addAll(mentioned, at, 1, Math.min(length, 2)); // OpStore
            case 63 -> addAll(mentioned, at, 1, Math.min(length, 3)); // OpCopyMemory
            case 12 -> addAll(mentioned, at, 5, length); // OpExtInst, such as modf
            case 228 -> addAll(mentioned, at, 1, Math.min(length, 2)); // OpAtomicStore
            case 4445 -> { // OpTraceRayKHR, with the payload at last
                tracing.add(functionId);
                mentioned.add(word(at, 11));
            }
            default -> {
                boolean atomic = (opcode >= 227 && opcode <= 242) || opcode == 6035;
                if (atomic) {
                    addAll(mentioned, at, 3, Math.min(length, 4));
                }
            }
        }
    }

    private void addAll(Set<Integer> mentioned, int at, int from, int to) {
        for (int i = from; i < to; i++) {
            mentioned.add(words[at + i]);
        }
    }

    private Set<Integer> reached(int entryFunction) {
        Set<Integer> reached = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(entryFunction));
        while (!open.isEmpty()) {
            for (int id : mentions.getOrDefault(open.removeFirst(), Set.of())) {
                if (reached.add(id) && mentions.containsKey(id)) {
                    open.add(id);
                }
            }
        }
        return reached;
    }

    // ---------------------------------------------------------------- types

    private void readType(int opcode, int at, int length) {
        int id = word(at, 1);
        make(id, opcode == 39 ? at(id) : at);
        DataType type =
                switch (opcode) {
                    case 20 -> new DataType.Scalar(ScalarType.BOOL);
                    case 21 -> new DataType.Scalar(integer(word(at, 2), word(at, 3) != 0, at));
                    case 22 -> new DataType.Scalar(real(word(at, 2), at));
                    case 23 -> vector(at);
                    case 24 -> matrix(at);
                    case 28, 29 -> array(opcode, id, at);
                    case 30 -> struct(id, at, length);
                    // OpTypePointer and OpTypeForwardPointer
                    case 32, 39 -> new DataType.Pointer(names.getOrDefault(pointee(id), ""));
                    default -> new DataType.Opaque();
                };
        types.put(id, type);
    }

    private int pointee(int pointer) {
        return word(at(pointer), 3);
    }

    private ScalarType integer(int bits, boolean signed, int at) {
        return switch (bits) {
            case 8 -> signed ? ScalarType.INT8 : ScalarType.UINT8;
            case 16 -> signed ? ScalarType.INT16 : ScalarType.UINT16;
            case 32 -> signed ? ScalarType.INT32 : ScalarType.UINT32;
            case 64 -> signed ? ScalarType.INT64 : ScalarType.UINT64;
            default -> throw malformed("an integer of " + bits + " bits", at);
        };
    }

    private ScalarType real(int bits, int at) {
        return switch (bits) {
            case 16 -> ScalarType.FLOAT16;
            case 32 -> ScalarType.FLOAT32;
            case 64 -> ScalarType.FLOAT64;
            default -> throw malformed("a float of " + bits + " bits", at);
        };
    }

    private DataType vector(int at) {
        if (type(word(at, 2), at) instanceof DataType.Scalar(ScalarType scalar)) {
            return new DataType.Vector(scalar, word(at, 3));
        }
        throw malformed("a vector of something else than numbers", at);
    }

    private DataType matrix(int at) {
        if (type(word(at, 2), at) instanceof DataType.Vector(ScalarType scalar, int rows)) {
            return new DataType.Matrix(scalar, word(at, 3), rows, 0, false);
        }
        throw malformed("a matrix of something else than vectors", at);
    }

    private DataType array(int opcode, int id, int at) {
        Integer stride = decoration(id, ARRAY_STRIDE);
        int length = opcode == 29 ? 0 : constant(word(at, 3));
        return new DataType.Array(
                type(word(at, 2), at), Math.max(0, length), stride == null ? 0 : stride);
    }

    private DataType struct(int id, int at, int length) {
        List<DataType.Member> members = new ArrayList<>();
        boolean laidOut = length > 2;
        for (int i = 0; i < length - 2; i++) {
            Integer offset = memberDecorations.get(new Member(id, i, OFFSET));
            laidOut &= offset != null;
            members.add(
                    new DataType.Member(
                            memberNames.getOrDefault(key(id, i), ""),
                            offset == null ? 0 : offset,
                            laidOut(type(word(at, 2 + i), at), id, i)));
        }
        DataType.Struct struct = new DataType.Struct(names.getOrDefault(id, ""), members);
        boolean block = decoration(id, BLOCK) != null || decoration(id, BUFFER_BLOCK) != null;
        if (laidOut && !block) {
            structs.add(struct);
        }
        return struct;
    }

    // The stride of a matrix stands at the member that holds it, or an array of it.
    private DataType laidOut(DataType type, int struct, int index) {
        return switch (type) {
            case DataType.Matrix m -> {
                Integer stride = memberDecorations.get(new Member(struct, index, MATRIX_STRIDE));
                boolean rows = memberDecorations.containsKey(new Member(struct, index, ROW_MAJOR));
                yield new DataType.Matrix(
                        m.type(), m.columns(), m.rows(), stride == null ? 0 : stride, rows);
            }
            case DataType.Array a ->
                    new DataType.Array(laidOut(a.element(), struct, index), a.length(), a.stride());
            default -> type;
        };
    }

    private record Extent(long size, long alignment) {}

    // Source: Vulkan specification, "Offset and Stride Assignment", base alignments.
    private static Extent std430(DataType type) {
        return switch (type) {
            case DataType.Scalar s -> new Extent(s.size(), s.size());
            case DataType.Vector v ->
                    new Extent(v.size(), (long) v.type().bytes() * (v.components() == 2 ? 2 : 4));
            case DataType.Matrix m -> {
                Extent column = std430(new DataType.Vector(m.type(), m.rows()));
                yield new Extent(
                        roundUp(column.size, column.alignment) * m.columns(), column.alignment);
            }
            case DataType.Array a -> {
                Extent element = std430(a.element());
                yield new Extent(
                        roundUp(element.size, element.alignment) * a.length(), element.alignment);
            }
            case DataType.Struct s -> {
                long size = 0;
                long alignment = 1;
                for (DataType.Member member : s.members()) {
                    Extent extent = std430(member.type());
                    size = roundUp(size, extent.alignment) + extent.size;
                    alignment = Math.max(alignment, extent.alignment);
                }
                yield new Extent(roundUp(size, alignment), alignment);
            }
            case DataType.Pointer p -> new Extent(p.size(), p.size());
            case DataType.Opaque o -> new Extent(o.size(), 1);
        };
    }

    private static long roundUp(long value, long alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }

    // ---------------------------------------------------------------- constants

    // The value of a constant of 32 bits, as long as nothing specialises it; 0 where it is
    // computed.
    private int constant(int id) {
        int opcode = opcode(id);
        return opcode == 43 || opcode == 50 ? word(at(id), 3) : 0;
    }

    private void addConstant(int opcode, int at) {
        Integer id = decoration(word(at, 2), SPEC_ID);
        if (id == null
                || opcode == 52
                || !(types.get(word(at, 1)) instanceof DataType.Scalar(ScalarType scalar))) {
            return;
        }
        ConstantType type =
                switch (scalar) {
                    case BOOL -> ConstantType.BOOL;
                    case INT32 -> ConstantType.INT32;
                    case UINT32 -> ConstantType.UINT32;
                    case INT64 -> ConstantType.INT64;
                    case UINT64 -> ConstantType.UINT64;
                    case FLOAT32 -> ConstantType.FLOAT32;
                    case FLOAT64 -> ConstantType.FLOAT64;
                    case INT8, UINT8, INT16, UINT16, FLOAT16 -> null;
                };
        if (type != null) {
            constants.add(new SpecializationConstant(id, type));
        }
    }

    private void readWorkgroup(int entryFunction, int[] axes, int[] ids) {
        int[] constantIds = new int[3];
        eachInstruction(
                (opcode, at, length) -> {
                    if ((opcode != 16 && opcode != 331) || word(at, 1) != entryFunction) {
                        return;
                    }
                    int mode = word(at, 2);
                    for (int i = 0; i < 3; i++) {
                        if (opcode == 16 && mode == MODE_LOCAL_SIZE) { // OpExecutionMode
                            axes[i] = word(at, 3 + i);
                        } else if (opcode == 331
                                && mode == MODE_LOCAL_SIZE_ID) { // OpExecutionModeId
                            constantIds[i] = word(at, 3 + i);
                        }
                    }
                });
        for (Map.Entry<Long, Integer> each : decorations.entrySet()) {
            // The older way: a constant vector decorated as gl_WorkGroupSize.
            int id = (int) (each.getKey() >>> 32);
            if ((int) (long) each.getKey() == BUILT_IN
                    && each.getValue() == BUILT_IN_WORKGROUP_SIZE
                    && made.containsKey(id)) {
                for (int i = 0; i < 3; i++) {
                    constantIds[i] = word(at(id), 3 + i);
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            if (constantIds[i] != 0) {
                axes[i] = constant(constantIds[i]);
                Integer specId = decoration(constantIds[i], SPEC_ID);
                ids[i] = specId == null ? -1 : specId;
            }
        }
    }

    // ---------------------------------------------------------------- variables

    private void addVariables(List<ShaderInterface.Variable> to, int variable, int pointee) {
        DataType type = type(pointee, at(variable));
        if (decoration(variable, BUILT_IN) != null) {
            return;
        }
        Integer location = decoration(variable, LOCATION);
        String variableName = names.getOrDefault(variable, "");
        if (type instanceof DataType.Struct struct) {
            Integer next = location;
            for (int i = 0; i < struct.members().size(); i++) {
                Integer own = memberDecorations.get(new Member(pointee, i, LOCATION));
                next = own == null ? next : own;
                if (next == null) {
                    continue; // a built-in block, such as gl_PerVertex
                }
                Integer component = memberDecorations.get(new Member(pointee, i, COMPONENT));
                DataType.Member member = struct.members().get(i);
                ShaderInterface.Variable made =
                        variable(
                                variableName + "." + member.name(),
                                next,
                                component == null ? 0 : component,
                                0,
                                member.type());
                if (made != null) {
                    to.add(made);
                    next += made.locations();
                }
            }
        } else if (location != null) {
            Integer component = decoration(variable, COMPONENT);
            Integer index = decoration(variable, INDEX);
            ShaderInterface.Variable made =
                    variable(
                            variableName,
                            location,
                            component == null ? 0 : component,
                            index == null ? 0 : index,
                            type);
            if (made != null) {
                to.add(made);
            }
        }
    }

    private static ShaderInterface.@Nullable Variable variable(
            String name, int location, int component, int index, DataType type) {
        return switch (type) {
            case DataType.Scalar s ->
                    new ShaderInterface.Variable(name, location, component, s.type(), 1, 1, index);
            case DataType.Vector v ->
                    new ShaderInterface.Variable(
                            name,
                            location,
                            component,
                            v.type(),
                            v.components(),
                            // A location holds 16 bytes.
                            v.size() > 16 ? 2 : 1,
                            index);
            case DataType.Matrix m ->
                    new ShaderInterface.Variable(
                            name,
                            location,
                            component,
                            m.type(),
                            m.rows(),
                            m.columns() * (m.type().bytes() * m.rows() > 16 ? 2 : 1),
                            index);
            case DataType.Array a -> {
                ShaderInterface.Variable element =
                        variable(name, location, component, index, a.element());
                yield element == null
                        ? null
                        : new ShaderInterface.Variable(
                                name,
                                location,
                                component,
                                element.type(),
                                element.components(),
                                element.locations() * a.length(),
                                index);
            }
            case DataType.Struct s -> null;
            case DataType.Pointer p -> null;
            case DataType.Opaque o -> null;
        };
    }

    private void addDescriptor(
            List<ShaderInterface.Descriptor> to, int variable, int pointee, int storage) {
        Integer set = decoration(variable, DESCRIPTOR_SET);
        Integer binding = decoration(variable, BINDING);
        if (set == null && binding == null) {
            return;
        }
        int element = pointee;
        while (opcode(element) == 28 || opcode(element) == 29) {
            element = word(at(element), 2);
        }
        ShaderInterface.DescriptorKind kind = kind(element, storage);
        if (kind == null) {
            return;
        }
        String own = names.getOrDefault(variable, "");
        to.add(
                new ShaderInterface.Descriptor(
                        // A block without an instance name has its type's name only.
                        own.isEmpty() ? names.getOrDefault(element, "") : own,
                        set == null ? 0 : set,
                        binding == null ? 0 : binding,
                        kind,
                        writable(kind, variable, element)));
    }

    private boolean writable(ShaderInterface.DescriptorKind kind, int variable, int element) {
        return switch (kind) {
            case STORAGE_IMAGE, STORAGE_TEXEL_BUFFER -> decoration(variable, NON_WRITABLE) == null;
            case STORAGE_BUFFER -> {
                boolean all = true;
                for (int i = 0; i < (words[at(element)] >>> 16) - 2; i++) {
                    all &= memberDecorations.containsKey(new Member(element, i, NON_WRITABLE));
                }
                yield !all && decoration(variable, NON_WRITABLE) == null;
            }
            default -> false;
        };
    }

    private ShaderInterface.@Nullable DescriptorKind kind(int type, int storage) {
        if (storage == STORAGE_BUFFER) {
            return ShaderInterface.DescriptorKind.STORAGE_BUFFER;
        }
        if (storage == UNIFORM) {
            return decoration(type, BUFFER_BLOCK) != null
                    ? ShaderInterface.DescriptorKind.STORAGE_BUFFER
                    : ShaderInterface.DescriptorKind.UNIFORM_BUFFER;
        }
        if (storage != UNIFORM_CONSTANT) {
            return null;
        }
        return switch (opcode(type)) {
            case 25 -> imageKind(type);
            case 26 -> ShaderInterface.DescriptorKind.SAMPLER;
            case 27 ->
                    word(at(word(at(type), 2)), 3) == DIM_BUFFER
                            ? ShaderInterface.DescriptorKind.UNIFORM_TEXEL_BUFFER
                            : ShaderInterface.DescriptorKind.COMBINED_IMAGE_SAMPLER;
            case 5341 -> ShaderInterface.DescriptorKind.ACCELERATION_STRUCTURE;
            default -> null;
        };
    }

    private static final int DIM_BUFFER = 5;
    private static final int DIM_SUBPASS = 6;
    private static final int STORAGE = 2;

    private ShaderInterface.DescriptorKind imageKind(int image) {
        int dim = word(at(image), 3);
        boolean storage = word(at(image), 7) == STORAGE;
        if (dim == DIM_SUBPASS) {
            return ShaderInterface.DescriptorKind.INPUT_ATTACHMENT;
        }
        if (dim == DIM_BUFFER) {
            return storage
                    ? ShaderInterface.DescriptorKind.STORAGE_TEXEL_BUFFER
                    : ShaderInterface.DescriptorKind.UNIFORM_TEXEL_BUFFER;
        }
        return storage
                ? ShaderInterface.DescriptorKind.STORAGE_IMAGE
                : ShaderInterface.DescriptorKind.SAMPLED_IMAGE;
    }
}
