package daxa.core.present;

/// When a presented image is shown. Source: `VkPresentModeKHR`.
public enum PresentMode {
    /// At once: least latency, and pictures can tear.
    IMMEDIATE(0),
    /// At the next refresh of the display; of several images only the newest. Never tears.
    MAILBOX(1),
    /// At the next refresh of the display, one image after the other. Never tears, saves power, and
    /// every surface offers it.
    FIFO(2),
    /// As [#FIFO], but an image that comes late is shown at once, and can tear.
    FIFO_RELAXED(3);

    private final int value;

    PresentMode(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives the mode.
    ///
    /// @return the `VkPresentModeKHR` value
    public int vulkanValue() {
        return value;
    }
}
