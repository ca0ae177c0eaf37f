package daxa.core.resource;

import daxa.core.error.UsageException;

/// Formats of texels, with Vulkan's names and numbers.
///
/// Source: Vulkan 1.3 specification, section "Format Definition".
public enum Format {
    /// `VK_FORMAT_R4G4_UNORM_PACK8`
    R4G4_UNORM_PACK8(1, 1, 2, Kind.FLOAT),
    /// `VK_FORMAT_R4G4B4A4_UNORM_PACK16`
    R4G4B4A4_UNORM_PACK16(2, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_B4G4R4A4_UNORM_PACK16`
    B4G4R4A4_UNORM_PACK16(3, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_R5G6B5_UNORM_PACK16`
    R5G6B5_UNORM_PACK16(4, 2, 3, Kind.FLOAT),
    /// `VK_FORMAT_B5G6R5_UNORM_PACK16`
    B5G6R5_UNORM_PACK16(5, 2, 3, Kind.FLOAT),
    /// `VK_FORMAT_R5G5B5A1_UNORM_PACK16`
    R5G5B5A1_UNORM_PACK16(6, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_B5G5R5A1_UNORM_PACK16`
    B5G5R5A1_UNORM_PACK16(7, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_A1R5G5B5_UNORM_PACK16`
    A1R5G5B5_UNORM_PACK16(8, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_R8_UNORM`
    R8_UNORM(9, 1, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8_SNORM`
    R8_SNORM(10, 1, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8_UINT`
    R8_UINT(13, 1, 1, Kind.UINT),
    /// `VK_FORMAT_R8_SINT`
    R8_SINT(14, 1, 1, Kind.SINT),
    /// `VK_FORMAT_R8_SRGB`
    R8_SRGB(15, 1, 1, Kind.FLOAT),
    /// `VK_FORMAT_R8G8_UNORM`
    R8G8_UNORM(16, 2, 2, Kind.FLOAT),
    /// `VK_FORMAT_R8G8_SNORM`
    R8G8_SNORM(17, 2, 2, Kind.FLOAT),
    /// `VK_FORMAT_R8G8_UINT`
    R8G8_UINT(20, 2, 2, Kind.UINT),
    /// `VK_FORMAT_R8G8_SINT`
    R8G8_SINT(21, 2, 2, Kind.SINT),
    /// `VK_FORMAT_R8G8_SRGB`
    R8G8_SRGB(22, 2, 2, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8_UNORM`
    R8G8B8_UNORM(23, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8_SNORM`
    R8G8B8_SNORM(24, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8_UINT`
    R8G8B8_UINT(27, 3, 3, Kind.UINT),
    /// `VK_FORMAT_R8G8B8_SINT`
    R8G8B8_SINT(28, 3, 3, Kind.SINT),
    /// `VK_FORMAT_R8G8B8_SRGB`
    R8G8B8_SRGB(29, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8_UNORM`
    B8G8R8_UNORM(30, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8_SNORM`
    B8G8R8_SNORM(31, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8_UINT`
    B8G8R8_UINT(34, 3, 3, Kind.UINT),
    /// `VK_FORMAT_B8G8R8_SINT`
    B8G8R8_SINT(35, 3, 3, Kind.SINT),
    /// `VK_FORMAT_B8G8R8_SRGB`
    B8G8R8_SRGB(36, 3, 3, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8A8_UNORM`
    R8G8B8A8_UNORM(37, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8A8_SNORM`
    R8G8B8A8_SNORM(38, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_R8G8B8A8_UINT`
    R8G8B8A8_UINT(41, 4, 4, Kind.UINT),
    /// `VK_FORMAT_R8G8B8A8_SINT`
    R8G8B8A8_SINT(42, 4, 4, Kind.SINT),
    /// `VK_FORMAT_R8G8B8A8_SRGB`
    R8G8B8A8_SRGB(43, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8A8_UNORM`
    B8G8R8A8_UNORM(44, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8A8_SNORM`
    B8G8R8A8_SNORM(45, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_B8G8R8A8_UINT`
    B8G8R8A8_UINT(48, 4, 4, Kind.UINT),
    /// `VK_FORMAT_B8G8R8A8_SINT`
    B8G8R8A8_SINT(49, 4, 4, Kind.SINT),
    /// `VK_FORMAT_B8G8R8A8_SRGB`
    B8G8R8A8_SRGB(50, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A8B8G8R8_UNORM_PACK32`
    A8B8G8R8_UNORM_PACK32(51, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A8B8G8R8_SNORM_PACK32`
    A8B8G8R8_SNORM_PACK32(52, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A8B8G8R8_UINT_PACK32`
    A8B8G8R8_UINT_PACK32(55, 4, 4, Kind.UINT),
    /// `VK_FORMAT_A8B8G8R8_SINT_PACK32`
    A8B8G8R8_SINT_PACK32(56, 4, 4, Kind.SINT),
    /// `VK_FORMAT_A8B8G8R8_SRGB_PACK32`
    A8B8G8R8_SRGB_PACK32(57, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A2R10G10B10_UNORM_PACK32`
    A2R10G10B10_UNORM_PACK32(58, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A2R10G10B10_SNORM_PACK32`
    A2R10G10B10_SNORM_PACK32(59, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A2R10G10B10_UINT_PACK32`
    A2R10G10B10_UINT_PACK32(62, 4, 4, Kind.UINT),
    /// `VK_FORMAT_A2R10G10B10_SINT_PACK32`
    A2R10G10B10_SINT_PACK32(63, 4, 4, Kind.SINT),
    /// `VK_FORMAT_A2B10G10R10_UNORM_PACK32`
    A2B10G10R10_UNORM_PACK32(64, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A2B10G10R10_SNORM_PACK32`
    A2B10G10R10_SNORM_PACK32(65, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_A2B10G10R10_UINT_PACK32`
    A2B10G10R10_UINT_PACK32(68, 4, 4, Kind.UINT),
    /// `VK_FORMAT_A2B10G10R10_SINT_PACK32`
    A2B10G10R10_SINT_PACK32(69, 4, 4, Kind.SINT),
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
    R16G16_UNORM(77, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_R16G16_SNORM`
    R16G16_SNORM(78, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_R16G16_UINT`
    R16G16_UINT(81, 4, 2, Kind.UINT),
    /// `VK_FORMAT_R16G16_SINT`
    R16G16_SINT(82, 4, 2, Kind.SINT),
    /// `VK_FORMAT_R16G16_SFLOAT`
    R16G16_SFLOAT(83, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16_UNORM`
    R16G16B16_UNORM(84, 6, 3, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16_SNORM`
    R16G16B16_SNORM(85, 6, 3, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16_UINT`
    R16G16B16_UINT(88, 6, 3, Kind.UINT),
    /// `VK_FORMAT_R16G16B16_SINT`
    R16G16B16_SINT(89, 6, 3, Kind.SINT),
    /// `VK_FORMAT_R16G16B16_SFLOAT`
    R16G16B16_SFLOAT(90, 6, 3, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_UNORM`
    R16G16B16A16_UNORM(91, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_SNORM`
    R16G16B16A16_SNORM(92, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_R16G16B16A16_UINT`
    R16G16B16A16_UINT(95, 8, 4, Kind.UINT),
    /// `VK_FORMAT_R16G16B16A16_SINT`
    R16G16B16A16_SINT(96, 8, 4, Kind.SINT),
    /// `VK_FORMAT_R16G16B16A16_SFLOAT`
    R16G16B16A16_SFLOAT(97, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_R32_UINT`
    R32_UINT(98, 4, 1, Kind.UINT),
    /// `VK_FORMAT_R32_SINT`
    R32_SINT(99, 4, 1, Kind.SINT),
    /// `VK_FORMAT_R32_SFLOAT`
    R32_SFLOAT(100, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_R32G32_UINT`
    R32G32_UINT(101, 8, 2, Kind.UINT),
    /// `VK_FORMAT_R32G32_SINT`
    R32G32_SINT(102, 8, 2, Kind.SINT),
    /// `VK_FORMAT_R32G32_SFLOAT`
    R32G32_SFLOAT(103, 8, 2, Kind.FLOAT),
    /// `VK_FORMAT_R32G32B32_UINT`
    R32G32B32_UINT(104, 12, 3, Kind.UINT),
    /// `VK_FORMAT_R32G32B32_SINT`
    R32G32B32_SINT(105, 12, 3, Kind.SINT),
    /// `VK_FORMAT_R32G32B32_SFLOAT`
    R32G32B32_SFLOAT(106, 12, 3, Kind.FLOAT),
    /// `VK_FORMAT_R32G32B32A32_UINT`
    R32G32B32A32_UINT(107, 16, 4, Kind.UINT),
    /// `VK_FORMAT_R32G32B32A32_SINT`
    R32G32B32A32_SINT(108, 16, 4, Kind.SINT),
    /// `VK_FORMAT_R32G32B32A32_SFLOAT`
    R32G32B32A32_SFLOAT(109, 16, 4, Kind.FLOAT),
    /// `VK_FORMAT_B10G11R11_UFLOAT_PACK32`
    B10G11R11_UFLOAT_PACK32(122, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_E5B9G9R9_UFLOAT_PACK32`
    E5B9G9R9_UFLOAT_PACK32(123, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_D16_UNORM`
    D16_UNORM(124, 2, 1, Kind.DEPTH),
    /// `VK_FORMAT_X8_D24_UNORM_PACK32`
    X8_D24_UNORM_PACK32(125, 4, 1, Kind.DEPTH),
    /// `VK_FORMAT_D32_SFLOAT`
    D32_SFLOAT(126, 4, 1, Kind.DEPTH),
    /// `VK_FORMAT_S8_UINT`
    S8_UINT(127, 1, 1, Kind.STENCIL),
    /// `VK_FORMAT_D16_UNORM_S8_UINT`
    D16_UNORM_S8_UINT(128, 3, 2, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_D24_UNORM_S8_UINT`
    D24_UNORM_S8_UINT(129, 4, 2, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_D32_SFLOAT_S8_UINT`
    D32_SFLOAT_S8_UINT(130, 5, 2, Kind.DEPTH_STENCIL),
    /// `VK_FORMAT_BC1_RGB_UNORM_BLOCK`
    BC1_RGB_UNORM_BLOCK(131, 8, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGB_SRGB_BLOCK`
    BC1_RGB_SRGB_BLOCK(132, 8, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGBA_UNORM_BLOCK`
    BC1_RGBA_UNORM_BLOCK(133, 8, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC1_RGBA_SRGB_BLOCK`
    BC1_RGBA_SRGB_BLOCK(134, 8, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC2_UNORM_BLOCK`
    BC2_UNORM_BLOCK(135, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC2_SRGB_BLOCK`
    BC2_SRGB_BLOCK(136, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC3_UNORM_BLOCK`
    BC3_UNORM_BLOCK(137, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC3_SRGB_BLOCK`
    BC3_SRGB_BLOCK(138, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC4_UNORM_BLOCK`
    BC4_UNORM_BLOCK(139, 8, 4, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_BC4_SNORM_BLOCK`
    BC4_SNORM_BLOCK(140, 8, 4, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_BC5_UNORM_BLOCK`
    BC5_UNORM_BLOCK(141, 16, 4, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_BC5_SNORM_BLOCK`
    BC5_SNORM_BLOCK(142, 16, 4, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_BC6H_UFLOAT_BLOCK`
    BC6H_UFLOAT_BLOCK(143, 16, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_BC6H_SFLOAT_BLOCK`
    BC6H_SFLOAT_BLOCK(144, 16, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_BC7_UNORM_BLOCK`
    BC7_UNORM_BLOCK(145, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_BC7_SRGB_BLOCK`
    BC7_SRGB_BLOCK(146, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8_UNORM_BLOCK`
    ETC2_R8G8B8_UNORM_BLOCK(147, 8, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8_SRGB_BLOCK`
    ETC2_R8G8B8_SRGB_BLOCK(148, 8, 4, 4, 3, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8A1_UNORM_BLOCK`
    ETC2_R8G8B8A1_UNORM_BLOCK(149, 8, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8A1_SRGB_BLOCK`
    ETC2_R8G8B8A1_SRGB_BLOCK(150, 8, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8A8_UNORM_BLOCK`
    ETC2_R8G8B8A8_UNORM_BLOCK(151, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ETC2_R8G8B8A8_SRGB_BLOCK`
    ETC2_R8G8B8A8_SRGB_BLOCK(152, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_EAC_R11_UNORM_BLOCK`
    EAC_R11_UNORM_BLOCK(153, 8, 4, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_EAC_R11_SNORM_BLOCK`
    EAC_R11_SNORM_BLOCK(154, 8, 4, 4, 1, Kind.FLOAT),
    /// `VK_FORMAT_EAC_R11G11_UNORM_BLOCK`
    EAC_R11G11_UNORM_BLOCK(155, 16, 4, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_EAC_R11G11_SNORM_BLOCK`
    EAC_R11G11_SNORM_BLOCK(156, 16, 4, 4, 2, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_4x4_UNORM_BLOCK`
    ASTC_4x4_UNORM_BLOCK(157, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_4x4_SRGB_BLOCK`
    ASTC_4x4_SRGB_BLOCK(158, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x4_UNORM_BLOCK`
    ASTC_5x4_UNORM_BLOCK(159, 16, 5, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x4_SRGB_BLOCK`
    ASTC_5x4_SRGB_BLOCK(160, 16, 5, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x5_UNORM_BLOCK`
    ASTC_5x5_UNORM_BLOCK(161, 16, 5, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x5_SRGB_BLOCK`
    ASTC_5x5_SRGB_BLOCK(162, 16, 5, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x5_UNORM_BLOCK`
    ASTC_6x5_UNORM_BLOCK(163, 16, 6, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x5_SRGB_BLOCK`
    ASTC_6x5_SRGB_BLOCK(164, 16, 6, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x6_UNORM_BLOCK`
    ASTC_6x6_UNORM_BLOCK(165, 16, 6, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x6_SRGB_BLOCK`
    ASTC_6x6_SRGB_BLOCK(166, 16, 6, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x5_UNORM_BLOCK`
    ASTC_8x5_UNORM_BLOCK(167, 16, 8, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x5_SRGB_BLOCK`
    ASTC_8x5_SRGB_BLOCK(168, 16, 8, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x6_UNORM_BLOCK`
    ASTC_8x6_UNORM_BLOCK(169, 16, 8, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x6_SRGB_BLOCK`
    ASTC_8x6_SRGB_BLOCK(170, 16, 8, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x8_UNORM_BLOCK`
    ASTC_8x8_UNORM_BLOCK(171, 16, 8, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x8_SRGB_BLOCK`
    ASTC_8x8_SRGB_BLOCK(172, 16, 8, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x5_UNORM_BLOCK`
    ASTC_10x5_UNORM_BLOCK(173, 16, 10, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x5_SRGB_BLOCK`
    ASTC_10x5_SRGB_BLOCK(174, 16, 10, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x6_UNORM_BLOCK`
    ASTC_10x6_UNORM_BLOCK(175, 16, 10, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x6_SRGB_BLOCK`
    ASTC_10x6_SRGB_BLOCK(176, 16, 10, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x8_UNORM_BLOCK`
    ASTC_10x8_UNORM_BLOCK(177, 16, 10, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x8_SRGB_BLOCK`
    ASTC_10x8_SRGB_BLOCK(178, 16, 10, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x10_UNORM_BLOCK`
    ASTC_10x10_UNORM_BLOCK(179, 16, 10, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x10_SRGB_BLOCK`
    ASTC_10x10_SRGB_BLOCK(180, 16, 10, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x10_UNORM_BLOCK`
    ASTC_12x10_UNORM_BLOCK(181, 16, 12, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x10_SRGB_BLOCK`
    ASTC_12x10_SRGB_BLOCK(182, 16, 12, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x12_UNORM_BLOCK`
    ASTC_12x12_UNORM_BLOCK(183, 16, 12, 12, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x12_SRGB_BLOCK`
    ASTC_12x12_SRGB_BLOCK(184, 16, 12, 12, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_4x4_SFLOAT_BLOCK`
    ASTC_4x4_SFLOAT_BLOCK(1000066000, 16, 4, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x4_SFLOAT_BLOCK`
    ASTC_5x4_SFLOAT_BLOCK(1000066001, 16, 5, 4, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_5x5_SFLOAT_BLOCK`
    ASTC_5x5_SFLOAT_BLOCK(1000066002, 16, 5, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x5_SFLOAT_BLOCK`
    ASTC_6x5_SFLOAT_BLOCK(1000066003, 16, 6, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_6x6_SFLOAT_BLOCK`
    ASTC_6x6_SFLOAT_BLOCK(1000066004, 16, 6, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x5_SFLOAT_BLOCK`
    ASTC_8x5_SFLOAT_BLOCK(1000066005, 16, 8, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x6_SFLOAT_BLOCK`
    ASTC_8x6_SFLOAT_BLOCK(1000066006, 16, 8, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_8x8_SFLOAT_BLOCK`
    ASTC_8x8_SFLOAT_BLOCK(1000066007, 16, 8, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x5_SFLOAT_BLOCK`
    ASTC_10x5_SFLOAT_BLOCK(1000066008, 16, 10, 5, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x6_SFLOAT_BLOCK`
    ASTC_10x6_SFLOAT_BLOCK(1000066009, 16, 10, 6, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x8_SFLOAT_BLOCK`
    ASTC_10x8_SFLOAT_BLOCK(1000066010, 16, 10, 8, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_10x10_SFLOAT_BLOCK`
    ASTC_10x10_SFLOAT_BLOCK(1000066011, 16, 10, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x10_SFLOAT_BLOCK`
    ASTC_12x10_SFLOAT_BLOCK(1000066012, 16, 12, 10, 4, Kind.FLOAT),
    /// `VK_FORMAT_ASTC_12x12_SFLOAT_BLOCK`
    ASTC_12x12_SFLOAT_BLOCK(1000066013, 16, 12, 12, 4, Kind.FLOAT),
    /// `VK_FORMAT_A4R4G4B4_UNORM_PACK16`
    A4R4G4B4_UNORM_PACK16(1000340000, 2, 4, Kind.FLOAT),
    /// `VK_FORMAT_A4B4G4R4_UNORM_PACK16`
    A4B4G4R4_UNORM_PACK16(1000340001, 2, 4, Kind.FLOAT);

    /// What the components of a format are.
    public enum Kind {
        /// Floating point, or integers that are read as such.
        FLOAT(ASPECT_COLOR),
        /// Unsigned integers.
        UINT(ASPECT_COLOR),
        /// Signed integers.
        SINT(ASPECT_COLOR),
        /// Depth.
        DEPTH(ASPECT_DEPTH),
        /// Stencil.
        STENCIL(ASPECT_STENCIL),
        /// Depth and stencil.
        DEPTH_STENCIL(ASPECT_DEPTH | ASPECT_STENCIL);

        // `VkImageAspectFlags`.
        private final int aspects;

        Kind(int aspects) {
            this.aspects = aspects;
        }
    }

    private static final int ASPECT_COLOR = 1;
    private static final int ASPECT_DEPTH = 2;
    private static final int ASPECT_STENCIL = 4;

    private final int value;
    private final int blockBytes;
    private final int blockWidth;
    private final int blockHeight;
    private final int components;
    private final Kind kind;

    Format(int value, int blockBytes, int components, Kind kind) {
        this(value, blockBytes, 1, 1, components, kind);
    }

    Format(int value, int blockBytes, int blockWidth, int blockHeight, int components, Kind kind) {
        this.value = value;
        this.blockBytes = blockBytes;
        this.blockWidth = blockWidth;
        this.blockHeight = blockHeight;
        this.components = components;
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

    /// Texels of a block in x.
    ///
    /// @return 1, or 4 to 12 where the format is compressed
    public int blockWidth() {
        return blockWidth;
    }

    /// Texels of a block in y.
    ///
    /// @return 1, or 4 to 12 where the format is compressed
    public int blockHeight() {
        return blockHeight;
    }

    /// How many components it has, depth and stencil each counting as one.
    ///
    /// @return 1 to 4
    public int components() {
        return components;
    }

    /// Whether texels come in blocks.
    ///
    /// @return true for the BC, ETC2, EAC and ASTC families
    public boolean isCompressed() {
        return blockWidth > 1;
    }

    /// Whether its red, green and blue are stored with the sRGB curve.
    ///
    /// @return true for the sRGB formats
    public boolean isSrgb() {
        return name().contains("SRGB");
    }

    /// The formats that views of an image can have instead of the image's own: those of the same
    /// class. Source: Vulkan 1.3 specification, section "Format Compatibility Classes".
    ///
    /// @return such as `32-bit` or `BC1_RGB`; depth and stencil formats are alone in their class
    public String compatibilityClass() {
        if (isCompressed()) {
            int kindEnds = name().lastIndexOf('_');
            return name().substring(0, name().lastIndexOf('_', kindEnds - 1));
        }
        return isColor() ? blockBytes * Byte.SIZE + "-bit" : name();
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
        return kind.aspects;
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
