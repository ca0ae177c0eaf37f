package daxa.core.pipeline;

/// The size of push constant blocks.
final class PushConstants {
    /// The most bytes: what every Vulkan device has.
    static final int MAX_SIZE = 128;

    private PushConstants() {}
}
