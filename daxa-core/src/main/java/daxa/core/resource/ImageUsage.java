package daxa.core.resource;

import java.util.Set;

/// What an image is used for. Source: `VkImageUsageFlagBits`.
public enum ImageUsage {
    /// Source of copies and blits.
    TRANSFER_SRC(0x1),
    /// Destination of copies, blits and clears.
    TRANSFER_DST(0x2),
    /// Read through samplers.
    SAMPLED(0x4),
    /// Read and written as storage image.
    STORAGE(0x8),
    /// Colour attachment of render passes.
    COLOR_ATTACHMENT(0x10),
    /// Depth or stencil attachment of render passes.
    DEPTH_STENCIL_ATTACHMENT(0x20),
    /// Source and destination of copies by the host. The device needs `HOST_IMAGE_COPY`.
    HOST_TRANSFER(0x40_0000);

    private static final ImageUsage[] ALL = values();

    private final int bit;

    ImageUsage(int bit) {
        this.bit = bit;
    }

    /// The number that Vulkan gives the usage.
    ///
    /// @return one bit
    public int vulkanBit() {
        return bit;
    }

    static int vulkanBits(Set<ImageUsage> usages) {
        int bits = 0;
        for (ImageUsage usage : ALL) {
            bits |= usages.contains(usage) ? usage.bit : 0;
        }
        return bits;
    }
}
