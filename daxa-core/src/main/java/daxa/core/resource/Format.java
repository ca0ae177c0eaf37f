package daxa.core.resource;

import daxa.core.error.UsageException;

/// Formats of texels, with Vulkan's names and numbers.
///
/// Source: Vulkan 1.3 specification, section "Format Definition".
public enum Format {
    /// `VK_FORMAT_R8_UNORM`
    R8_UNORM(9, 1, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8_SNORM`
    R8_SNORM(10, 1, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8_UINT`
    R8_UINT(13, 1, 1, Kind.UINT),
    /// `VK_FORMAT_R8_SINT`
    R8_SINT(14, 1, 1, Kind.SINT),
    /// `VK_FORMAT_R8G8_UNORM`
    R8G8_UNORM(16, 2, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8G8_SNORM`
    R8G8_SNORM(17, 2, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8G8_UINT`
    R8G8_UINT(20, 2, 1, Kind.UINT),
    /// `VK_FORMAT_R8G8_SINT`
    R8G8_SINT(21, 2, 1, Kind.SINT),
    /// `VK_FORMAT_R8G8B8A8_UNORM`
    R8G8B8A8_UNORM(37, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8A8_SNORM`
    R8G8B8A8_SNORM(38, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8A8_UINT`
    R8G8B8A8_UINT(41, 4, 1, Kind.UINT),
    /// `VK_FORMAT_R8G8B8A8_SINT`
    R8G8B8A8_SINT(42, 4, 1, Kind.SINT),
    /// `VK_FORMAT_R8G8B8A8_SRGB`
    R8G8B8A8_SRGB(43, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8A8_UNORM`
    B8G8R8A8_UNORM(44, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8A8_SRGB`
    B8G8R8A8_SRGB(50, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_A2R10G10B10_UNORM_PACK32`
    A2R10G10B10_UNORM_PACK32(58, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_A2B10G10R10_UNORM_PACK32`
    A2B10G10R10_UNORM_PACK32(64, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16_UNORM`
    R16_UNORM(70, 2, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16_SNORM`
    R16_SNORM(71, 2, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16_UINT`
    R16_UINT(74, 2, 1, Kind.UINT),
    /// `VK_FORMAT_R16_SINT`
    R16_SINT(75, 2, 1, Kind.SINT),
    /// `VK_FORMAT_R16_SFLOAT`
    R16_SFLOAT(76, 2, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16_UNORM`
    R16G16_UNORM(77, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16_SNORM`
    R16G16_SNORM(78, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16_UINT`
    R16G16_UINT(81, 4, 1, Kind.UINT),
    /// `VK_FORMAT_R16G16_SINT`
    R16G16_SINT(82, 4, 1, Kind.SINT),
    /// `VK_FORMAT_R16G16_SFLOAT`
    R16G16_SFLOAT(83, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_UNORM`
    R16G16B16A16_UNORM(91, 8, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_SNORM`
    R16G16B16A16_SNORM(92, 8, 1, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_UINT`
    R16G16B16A16_UINT(95, 8, 1, Kind.UINT),
    /// `VK_FORMAT_R16G16B16A16_SINT`
    R16G16B16A16_SINT(96, 8, 1, Kind.SINT),
    /// `VK_FORMAT_R16G16B16A16_SFLOAT`
    R16G16B16A16_SFLOAT(97, 8, 1, Kind.FLOAT),
    /// `VK_FORMAT_R32_UINT`
    R32_UINT(98, 4, 1, Kind.UINT),
    /// `VK_FORMAT_R32_SINT`
    R32_SINT(99, 4, 1, Kind.SINT),
    /// `VK_FORMAT_R32_SFLOAT`
    R32_SFLOAT(100, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R32G32_UINT`
    R32G32_UINT(101, 8, 1, Kind.UINT),
    /// `VK_FORMAT_R32G32_SINT`
    R32G32_SINT(102, 8, 1, Kind.SINT),
    /// `VK_FORMAT_R32G32_SFLOAT`
    R32G32_SFLOAT(103, 8, 1, Kind.FLOAT),
    /// `VK_FORMAT_R32G32B32_UINT`
    R32G32B32_UINT(104, 12, 1, Kind.UINT),
    /// `VK_FORMAT_R32G32B32_SINT`
    R32G32B32_SINT(105, 12, 1, Kind.SINT),
    /// `VK_FORMAT_R32G32B32_SFLOAT`
    R32G32B32_SFLOAT(106, 12, 1, Kind.FLOAT),
    /// `VK_FORMAT_R32G32B32A32_UINT`
    R32G32B32A32_UINT(107, 16, 1, Kind.UINT),
    /// `VK_FORMAT_R32G32B32A32_SINT`
    R32G32B32A32_SINT(108, 16, 1, Kind.SINT),
    /// `VK_FORMAT_R32G32B32A32_SFLOAT`
    R32G32B32A32_SFLOAT(109, 16, 1, Kind.FLOAT),
    /// `VK_FORMAT_B10G11R11_UFLOAT_PACK32`
    B10G11R11_UFLOAT_PACK32(122, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_E5B9G9R9_UFLOAT_PACK32`
    E5B9G9R9_UFLOAT_PACK32(123, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_D16_UNORM`
    D16_UNORM(124, 2, 1, Kind.DEPTH),
    /// `VK_FORMAT_X8_D24_UNORM_PACK32`
    X8_D24_UNORM_PACK32(125, 4, 1, Kind.DEPTH),
    /// `VK_FORMAT_D32_SFLOAT`
    D32_SFLOAT(126, 4, 1, Kind.DEPTH),
    /// `VK_FORMAT_S8_UINT`
    S8_UINT(127, 1, 1, Kind.STENCIL),
    /// `VK_FORMAT_D16_UNORM_S8_UINT`
    D16_UNORM_S8_UINT(128, 3, 1, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_D24_UNORM_S8_UINT`
    D24_UNORM_S8_UINT(129, 4, 1, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_D32_SFLOAT_S8_UINT`
    D32_SFLOAT_S8_UINT(130, 5, 1, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_BC1_RGB_UNORM_BLOCK`
    BC1_RGB_UNORM_BLOCK(131, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGB_SRGB_BLOCK`
    BC1_RGB_SRGB_BLOCK(132, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGBA_UNORM_BLOCK`
    BC1_RGBA_UNORM_BLOCK(133, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGBA_SRGB_BLOCK`
    BC1_RGBA_SRGB_BLOCK(134, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC2_UNORM_BLOCK`
    BC2_UNORM_BLOCK(135, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC2_SRGB_BLOCK`
    BC2_SRGB_BLOCK(136, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC3_UNORM_BLOCK`
    BC3_UNORM_BLOCK(137, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC3_SRGB_BLOCK`
    BC3_SRGB_BLOCK(138, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC4_UNORM_BLOCK`
    BC4_UNORM_BLOCK(139, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC4_SNORM_BLOCK`
    BC4_SNORM_BLOCK(140, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC5_UNORM_BLOCK`
    BC5_UNORM_BLOCK(141, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC5_SNORM_BLOCK`
    BC5_SNORM_BLOCK(142, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC6H_UFLOAT_BLOCK`
    BC6H_UFLOAT_BLOCK(143, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC6H_SFLOAT_BLOCK`
    BC6H_SFLOAT_BLOCK(144, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC7_UNORM_BLOCK`
    BC7_UNORM_BLOCK(145, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC7_SRGB_BLOCK`
    BC7_SRGB_BLOCK(146, 16, 4, Kind.FLOAT);

    /// What the components of a format are.
    public enum Kind {
        /// Floating point, or integers that are read as such.
        FLOAT,
        /// Unsigned integers.
        UINT,
        /// Signed integers.
        SINT,
        /// Depth.
        DEPTH,
        /// Stencil.
        STENCIL,
        /// Depth and stencil.
        DEPTH_STENCIL
    }

    private static final int ASPECT_COLOR = 1;
    private static final int ASPECT_DEPTH = 2;
    private static final int ASPECT_STENCIL = 4;

    private final int value;
    private final int blockBytes;
    private final int blockExtent;
    private final Kind kind;

    Format(int value, int blockBytes, int blockExtent, Kind kind) {
        this.value = value;
        this.blockBytes = blockBytes;
        this.blockExtent = blockExtent;
        this.kind = kind;
    }

    /// The number that Vulkan gives the format.
    ///
    /// @return the `VkFormat` value
    public int vulkanValue() {
        return value;
    }

    /// Bytes of one texel, or of one block where the format is compressed.
    ///
    /// @return bytes; for combined depth and stencil the sum of both
    public int blockBytes() {
        return blockBytes;
    }

    /// Texels of a block in x and y.
    ///
    /// @return 1, or 4 where the format is compressed
    public int blockExtent() {
        return blockExtent;
    }

    /// What its components are.
    ///
    /// @return the kind
    public Kind kind() {
        return kind;
    }

    /// Whether it has colour, rather than depth or stencil.
    ///
    /// @return true for colour
    public boolean isColor() {
        return kind == Kind.FLOAT || kind == Kind.UINT || kind == Kind.SINT;
    }

    /// Whether it has depth.
    ///
    /// @return true for depth, with or without stencil
    public boolean hasDepth() {
        return kind == Kind.DEPTH || kind == Kind.DEPTH_STENCIL;
    }

    /// Whether it has stencil.
    ///
    /// @return true for stencil, with or without depth
    public boolean hasStencil() {
        return kind == Kind.STENCIL || kind == Kind.DEPTH_STENCIL;
    }

    /// The aspects of an image of this format.
    ///
    /// @return `VkImageAspectFlags`
    public int vulkanAspects() {
        return switch (kind) {
            case FLOAT, UINT, SINT -> ASPECT_COLOR;
            case DEPTH -> ASPECT_DEPTH;
            case STENCIL -> ASPECT_STENCIL;
            case DEPTH_STENCIL -> ASPECT_DEPTH | ASPECT_STENCIL;
        };
    }

    /// Looks a format up by its number.
    ///
    /// @param value a `VkFormat` value
    /// @return the format
    /// @throws UsageException if the framework does not know it
    public static Format ofVulkan(int value) {
        for (Format format : values()) {
            if (format.value == value) {
                return format;
            }
        }
        throw new UsageException(
                "format=" + value + " is not known (expected a VkFormat that Format lists)");
    }
}
