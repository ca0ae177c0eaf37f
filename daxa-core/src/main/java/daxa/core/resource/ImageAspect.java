package daxa.core.resource;

/// Which part of an image's texels a view sees. Source: `VkImageAspectFlagBits`.
public enum ImageAspect {
    /// All that the format has. Shaders see depth where the format has depth and stencil.
    ALL(0),
    /// Depth alone.
    DEPTH(2),
    /// Stencil alone, which shaders see as unsigned integers.
    STENCIL(4);

    private final int bit;

    ImageAspect(int bit) {
        this.bit = bit;
    }

    /// The aspects of a format that are meant.
    ///
    /// @param format the format
    /// @return `VkImageAspectFlags`, 0 if the format lacks the aspect
    public int vulkanAspects(Format format) {
        return this == ALL ? format.vulkanAspects() : bit & format.vulkanAspects();
    }
}
