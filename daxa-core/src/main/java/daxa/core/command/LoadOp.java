package daxa.core.command;

/// What an attachment holds when a render pass begins. Source: `VkAttachmentLoadOp`.
public enum LoadOp {
    /// What it held before.
    LOAD(0),
    /// The clear value.
    CLEAR(1),
    /// Anything.
    DONT_CARE(2);

    private final int value;

    LoadOp(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkAttachmentLoadOp` value
    public int vulkanValue() {
        return value;
    }
}
