package daxa.core.command;

/// What becomes of an attachment when a render pass ends. Source: `VkAttachmentStoreOp`.
enum StoreOp {
    /// It holds what was drawn.
    STORE(0),
    /// It holds anything.
    DONT_CARE(1),
    /// It is not touched, since nothing was drawn to it.
    NONE(1000301000);

    private final int value;

    StoreOp(int value) {
        this.value = value;
    }

    /// The `VkAttachmentStoreOp` value.
    int vulkanValue() {
        return value;
    }
}
