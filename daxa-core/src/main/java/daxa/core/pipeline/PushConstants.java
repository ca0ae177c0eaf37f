package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The push constants that the shaders of a pipeline read. It stays valid when the pipeline is
/// closed.
@Internal
@ThreadSafe
public final class PushConstants {
    /// The most bytes: what every Vulkan device has.
    static final int MAX_SIZE = 128;

    private final String pipeline;
    private final List<ShaderBinary> shaders;
    private final int size;

    /// The struct that was compared last. Threads may compare twice.
    private @Nullable Struct<?> compared;

    /// The struct that shaders were found to take, and how. Threads may find it twice.
    private @Nullable Taken taken;

    /// @param byAddress whether shaders take the address of the struct
    private record Taken(Struct<?> struct, boolean byAddress) {}

    PushConstants(String pipeline, List<ShaderBinary> shaders) {
        this.pipeline = pipeline;
        this.shaders = shaders;
        size = shaders.stream().mapToInt(ShaderBinary::pushConstantSize).max().orElse(0);
    }

    /// Their size.
    ///
    /// @return bytes, from 0 to 128
    public int size() {
        return size;
    }

    /// Compares a record's struct with them. A struct that was compared just before costs one
    /// comparison of references.
    ///
    /// @param struct the struct
    /// @throws UsageException if a field has another name, place or size; the message lists all
    public void check(Struct<?> struct) {
        Objects.requireNonNull(struct, "struct");
        if (!struct.equals(compared)) {
            compare(struct);
            compared = struct;
        }
    }

    private void compare(Struct<?> struct) {
        List<String> wrong = new ArrayList<>();
        for (ShaderBinary shader : shaders) {
            BlockFields.compare(shader.name(), shader.declared().pushConstants(), struct, wrong);
        }
        throwIfAny(wrong, struct, "its push constants are not ");
    }

    private void throwIfAny(List<String> wrong, Struct<?> struct, String what) {
        if (!wrong.isEmpty()) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "': "
                            + what
                            + struct
                            + ": "
                            + String.join("; ", wrong)
                            + ". Let the shader include <"
                            + struct.name()
                            + ">.");
        }
    }

    /// Compares a record's struct with what the shaders take: the struct itself, or its address,
    /// declared by `DAXA_PUSH_CONSTANTS(daxa_BufferPtr(Type), name)`. A struct that was compared
    /// just before costs one comparison of references.
    ///
    /// @param struct the struct
    /// @return whether they take its address
    /// @throws UsageException if a field has another name, place or size, or is missing on one
    ///   side, in which case the message lists all; or if the struct is too large for shaders that
    ///   take it itself
    public boolean takeAddress(Struct<?> struct) {
        Objects.requireNonNull(struct, "struct");
        Taken known = taken;
        if (known == null || !known.struct.equals(struct)) {
            known = new Taken(struct, isPointerTo(struct));
            if (known.byAddress) {
                comparePointee(struct);
            } else {
                compareWhole(struct);
            }
            taken = known;
        }
        return known.byAddress;
    }

    private boolean isPointerTo(Struct<?> struct) {
        return size == Long.BYTES
                && shaders.stream()
                        .map(shader -> shader.declared().pushConstants())
                        .allMatch(
                                block -> block.isEmpty() || isPointerTo(block.getFirst(), struct));
    }

    // Shaders without debug names tell no name.
    private static boolean isPointerTo(DataType.Member member, Struct<?> struct) {
        return member.type() instanceof DataType.Pointer(String pointee)
                && (pointee.isEmpty()
                        ? struct.size() != Long.BYTES
                        : pointee.endsWith("BufferPtr_" + struct.name()));
    }

    private void comparePointee(Struct<?> struct) {
        List<String> wrong = new ArrayList<>();
        for (ShaderBinary shader : shaders) {
            for (DataType.Struct each : shader.declared().structs()) {
                if (each.name().equals(struct.name())) {
                    List<DataType.Member> block = List.of(new DataType.Member("", 0, each));
                    BlockFields.compare(shader.name(), block, struct, wrong);
                    BlockFields.listMissing(each.size(), struct, wrong);
                }
            }
        }
        throwIfAny(wrong, struct, "its push constants point at what is not ");
    }

    private void compareWhole(Struct<?> struct) {
        if (struct.size() > MAX_SIZE) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "': "
                            + struct
                            + " has "
                            + struct.size()
                            + " bytes (expected up to "
                            + MAX_SIZE
                            + " in push constants); let the shader take its address, by"
                            + " DAXA_PUSH_CONSTANTS(daxa_BufferPtr("
                            + struct.name()
                            + "), push)");
        }
        compare(struct);
        List<String> wrong = new ArrayList<>();
        BlockFields.listMissing(size, struct, wrong);
        throwIfAny(wrong, struct, "its push constants are not ");
    }
}
