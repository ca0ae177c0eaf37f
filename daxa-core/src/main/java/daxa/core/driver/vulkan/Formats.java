package daxa.core.driver.vulkan;

import static org.lwjgl.vulkan.VK10.VK_FORMAT_ASTC_12x12_SRGB_BLOCK;
import static org.lwjgl.vulkan.VK10.VK_FORMAT_R4G4_UNORM_PACK8;
import static org.lwjgl.vulkan.VK11.VK_FORMAT_G16_B16_R16_3PLANE_444_UNORM;
import static org.lwjgl.vulkan.VK11.VK_FORMAT_G8B8G8R8_422_UNORM;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_A4B4G4R4_UNORM_PACK16;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_A4R4G4B4_UNORM_PACK16;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_ASTC_12x12_SFLOAT_BLOCK;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_ASTC_4x4_SFLOAT_BLOCK;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_G16_B16R16_2PLANE_444_UNORM;
import static org.lwjgl.vulkan.VK13.VK_FORMAT_G8_B8R8_2PLANE_444_UNORM;

/// Which formats there are: asking a driver for a number that is none is not allowed.
final class Formats {
    private Formats() {}

    /// Whether a number is a format of Vulkan 1.3.
    ///
    /// @param format the number
    /// @return true for the formats of the specification without extensions
    static boolean isKnown(int format) {
        return isBetween(format, VK_FORMAT_R4G4_UNORM_PACK8, VK_FORMAT_ASTC_12x12_SRGB_BLOCK)
                || isBetween(
                        format,
                        VK_FORMAT_G8B8G8R8_422_UNORM,
                        VK_FORMAT_G16_B16_R16_3PLANE_444_UNORM)
                || isBetween(
                        format,
                        VK_FORMAT_G8_B8R8_2PLANE_444_UNORM,
                        VK_FORMAT_G16_B16R16_2PLANE_444_UNORM)
                || isBetween(
                        format, VK_FORMAT_ASTC_4x4_SFLOAT_BLOCK, VK_FORMAT_ASTC_12x12_SFLOAT_BLOCK)
                || isBetween(
                        format, VK_FORMAT_A4R4G4B4_UNORM_PACK16, VK_FORMAT_A4B4G4R4_UNORM_PACK16);
    }

    private static boolean isBetween(int format, int first, int last) {
        return format >= first && format <= last;
    }
}
