package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.struct.Struct;

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
            BlockFields.compare(shader.name(), shader.declared().pushConstants(), struct, wrong);
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
}
