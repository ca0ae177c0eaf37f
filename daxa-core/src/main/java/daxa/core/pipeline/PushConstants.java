package daxa.core.pipeline;

import daxa.core.error.UsageException;

/// The size of push constant blocks.
final class PushConstants {
    /// The most bytes: what every Vulkan device has.
    static final int MAX_SIZE = 128;

    private PushConstants() {}

    static void check(String pipeline, ShaderBinary shader) {
        if (shader.pushConstantSize() > MAX_SIZE) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "': push constants of shader '"
                            + shader.name()
                            + "' have "
                            + shader.pushConstantSize()
                            + " bytes (expected up to "
                            + MAX_SIZE
                            + "); put what is larger into a buffer and push its address");
        }
    }
}
