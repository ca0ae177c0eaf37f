package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.FormatSupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a device can do with a format, as images with optimal tiling and as data of vertices.
///
/// Source: `VkFormatFeatureFlagBits2`.
///
/// @param format the format
/// @param support what the driver says, in Vulkan's bits
@Immutable
public record FormatCapabilities(Format format, FormatSupport support) {
    private static final long STORAGE_ATOMIC = 0x4;
    private static final long VERTEX_BUFFER = 0x40;
    private static final long BLEND = 0x100;
    private static final long BLIT_SRC = 0x400;
    private static final long BLIT_DST = 0x800;
    private static final long LINEAR = 0x1000;
    private static final long MINMAX = 0x1_0000;

    /// Checks the values.
    public FormatCapabilities {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(support, "support");
    }

    /// Whether images can be used so.
    ///
    /// @param usage the usage
    /// @return true if they can
    public boolean supports(ImageUsage usage) {
        Objects.requireNonNull(usage, "usage");
        return ImageObject.isPossible(support.image(), usage);
    }

    /// Whether samplers can filter it linearly.
    ///
    /// @return true if they can
    public boolean linearFilter() {
        return image(LINEAR);
    }

    /// Whether samplers can reduce it to the smallest or largest texel.
    ///
    /// @return true if they can
    public boolean minMaxReduction() {
        return image(MINMAX);
    }

    /// Whether storage images allow atomic operations.
    ///
    /// @return true if they do
    public boolean storageAtomics() {
        return image(STORAGE_ATOMIC);
    }

    /// Whether colour attachments can be blended.
    ///
    /// @return true if they can
    public boolean blend() {
        return image(BLEND);
    }

    /// Whether it can be the source of blits.
    ///
    /// @return true if it can
    public boolean blitSource() {
        return image(BLIT_SRC);
    }

    /// Whether it can be the destination of blits.
    ///
    /// @return true if it can
    public boolean blitDestination() {
        return image(BLIT_DST);
    }

    /// Whether it can be a vertex's attribute.
    ///
    /// @return true if it can
    public boolean vertexBuffer() {
        return (support.buffer() & VERTEX_BUFFER) != 0;
    }

    /// Samples for each texel of sampled two-dimensional images.
    ///
    /// @return rising powers of two; empty if there can be no such image
    public List<Integer> sampledSampleCounts() {
        return list(support.sampledSamples());
    }

    /// Samples for each texel of two-dimensional attachments.
    ///
    /// @return rising powers of two; empty if there can be no such image
    public List<Integer> attachmentSampleCounts() {
        return list(support.attachmentSamples());
    }

    private boolean image(long bit) {
        return (support.image() & bit) != 0;
    }

    static List<Integer> list(int counts) {
        List<Integer> list = new ArrayList<>();
        for (int count = 1; count <= 64; count <<= 1) {
            if ((counts & count) != 0) {
                list.add(count);
            }
        }
        return List.copyOf(list);
    }
}
