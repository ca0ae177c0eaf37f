package daxa.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK13;

/// The table of formats, compared with Vulkan's own names and with the names' own words.
class FormatTest {
    @ParameterizedTest
    @EnumSource
    void theNumberIsTheOneThatVulkanGivesTheName(Format format)
            throws ReflectiveOperationException {
        Class<?> version = format.vulkanValue() < 1_000_000_000 ? VK10.class : VK13.class;
        assertThat(version.getField("VK_FORMAT_" + format.name()).getInt(null))
                .isEqualTo(format.vulkanValue());
        assertThat(Format.ofVulkan(format.vulkanValue())).isEqualTo(format);
    }

    @ParameterizedTest
    @EnumSource
    void aPackedFormatHasTheBytesOfItsName(Format format) {
        String name = format.name();
        int pack = name.indexOf("_PACK");
        if (pack >= 0) {
            assertThat(format.blockBytes() * 8)
                    .isEqualTo(Integer.parseInt(name.substring(pack + 5)));
        }
        if (name.startsWith("ASTC_")) {
            assertThat(name).contains("_" + format.blockWidth() + "x" + format.blockHeight() + "_");
            assertThat(format.blockBytes()).isEqualTo(16);
        }
        assertThat(format.isCompressed()).isEqualTo(name.endsWith("_BLOCK"));
        assertThat(format.components()).isBetween(1, 4);
        assertThat(format.isColor()).isEqualTo((format.vulkanAspects() & 1) != 0);
    }

    @Test
    void classesAreVulkans() {
        assertThat(Format.R8G8B8A8_SRGB.compatibilityClass()).isEqualTo("32-bit");
        assertThat(Format.E5B9G9R9_UFLOAT_PACK32.compatibilityClass()).isEqualTo("32-bit");
        assertThat(Format.R32G32B32A32_SFLOAT.compatibilityClass()).isEqualTo("128-bit");
        assertThat(Format.BC1_RGB_SRGB_BLOCK.compatibilityClass()).isEqualTo("BC1_RGB");
        assertThat(Format.BC1_RGBA_UNORM_BLOCK.compatibilityClass()).isEqualTo("BC1_RGBA");
        assertThat(Format.BC6H_SFLOAT_BLOCK.compatibilityClass()).isEqualTo("BC6H");
        assertThat(Format.ASTC_10x8_SFLOAT_BLOCK.compatibilityClass()).isEqualTo("ASTC_10x8");
        assertThat(Format.D24_UNORM_S8_UINT.compatibilityClass()).isEqualTo("D24_UNORM_S8_UINT");
        assertThat(Format.A2B10G10R10_UINT_PACK32.components()).isEqualTo(4);
        assertThat(Format.R5G6B5_UNORM_PACK16.blockBytes()).isEqualTo(2);
        assertThat(Format.ETC2_R8G8B8A1_SRGB_BLOCK.isSrgb()).isTrue();
    }
}
