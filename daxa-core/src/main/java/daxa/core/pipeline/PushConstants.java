package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.struct.Struct;
import daxa.core.struct.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The push constants that the shaders of a pipeline read. It stays valid when the pipeline is
/// closed.
@ThreadSafe
public final class PushConstants {
    /// The most bytes: what every Vulkan device has.
    static final int MAX_SIZE = 128;

    private final String pipeline;
    private final List<ShaderBinary> shaders;
    private final int size;

    /// The struct that was compared last. Threads may compare twice.
    private @Nullable Struct<?> compared;

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
            List<DataType.Member> members = members(shader);
            for (int i = 0; i < members.size(); i++) {
                compare(shader, members.get(i), struct, i, wrong);
            }
        }
        if (!wrong.isEmpty()) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "': its push constants are not "
                            + struct
                            + ": "
                            + String.join("; ", wrong)
                            + ". Let the shader include <"
                            + struct.name()
                            + ">.");
        }
    }

    // A block that is made of one struct, as DAXA_PUSH_CONSTANTS makes it, is that struct.
    private static List<DataType.Member> members(ShaderBinary shader) {
        List<DataType.Member> members = shader.declared().pushConstants();
        return members.size() == 1
                        && members.getFirst().offset() == 0
                        && members.getFirst().type() instanceof DataType.Struct inner
                ? inner.members()
                : members;
    }

    private static void compare(
            ShaderBinary shader,
            DataType.Member member,
            Struct<?> struct,
            int index,
            List<String> wrong) {
        String there =
                "'"
                        + member.name()
                        + "' at "
                        + member.offset()
                        + " with "
                        + member.type().size()
                        + " bytes in "
                        + shader.name();
        if (index >= struct.fields().size()) {
            wrong.add(there + " is missing in Java");
            return;
        }
        StructField field = struct.fields().get(index);
        // Shaders without debug names have none here.
        boolean named = member.name().isEmpty() || member.name().equals(field.name());
        if (!named || member.offset() != field.offset() || member.type().size() != field.size()) {
            wrong.add(
                    there
                            + " is '"
                            + field.name()
                            + "' at "
                            + field.offset()
                            + " with "
                            + field.size()
                            + " bytes in Java");
        }
    }
}
