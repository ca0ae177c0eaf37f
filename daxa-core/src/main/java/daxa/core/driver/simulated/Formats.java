package daxa.core.driver.simulated;

/// What the simulation knows of Vulkan's formats: bytes of a texel, aspects, and what a common
/// desktop GPU can do with them. Source: Vulkan 1.3 specification, chapter "Formats".
final class Formats {
    static final int ASPECT_COLOR = 1;
    static final int ASPECT_DEPTH = 2;
    static final int ASPECT_STENCIL = 4;

    private static final int LAST_COLOR = 123;
    private static final int D16 = 124;
    private static final int X8_D24 = 125;
    private static final int D32 = 126;
    private static final int S8 = 127;
    private static final int D16_S8 = 128;
    private static final int D24_S8 = 129;
    private static final int D32_S8 = 130;
    private static final int LAST_BC = 146;

    private static final long SAMPLED = 0x1 | 0x1000;
    private static final long STORAGE = 0x2 | 0x8000_0000L | 0x1_0000_0000L;
    private static final long COLOR = 0x80 | 0x100;
    static final long VERTEX_BUFFER = 0x40;
    static final long COLOR_ATTACHMENT = 0x80;
    static final long DEPTH_STENCIL = 0x200;
    private static final long BLIT = 0x400 | 0x800;
    static final long HOST_TRANSFER = 0x4000_0000_0000L;
    private static final long TRANSFER = 0x4000 | 0x8000 | HOST_TRANSFER;

    /// Bytes of a texel of the colour formats, by runs of equal size: last format, bytes.
    private static final int[] COLOR_RUNS = {
        1, 1, 8, 2, 15, 1, 22, 2, 36, 3, 69, 4, 76, 2, 83, 4, 90, 6, 97, 8, 100, 4, 103, 8, 106, 12,
        109, 16, 112, 8, 115, 16, 118, 24, 121, 32, 123, 4
    };

    private Formats() {}

    /// `VkFormatFeatureFlags2` for optimal tiling; 0 for what the simulation does not know.
    static long features(int format) {
        if (format >= 1 && format <= LAST_COLOR) {
            boolean threeComponents =
                    (format >= 23 && format <= 36)
                            || (format >= 84 && format <= 90)
                            || (format >= 104 && format <= 106);
            return threeComponents
                    ? 0
                    : SAMPLED | STORAGE | COLOR | BLIT | TRANSFER | VERTEX_BUFFER;
        }
        if (format >= D16 && format <= D32_S8) {
            return 0x1 | DEPTH_STENCIL | 0x400 | TRANSFER;
        }
        return format > D32_S8 && format <= LAST_BC ? SAMPLED | 0x400 | TRANSFER : 0;
    }

    /// The aspects that an image of the format has.
    static int aspects(int format) {
        return switch (format) {
            case D16, X8_D24, D32 -> ASPECT_DEPTH;
            case S8 -> ASPECT_STENCIL;
            case D16_S8, D24_S8, D32_S8 -> ASPECT_DEPTH | ASPECT_STENCIL;
            default -> ASPECT_COLOR;
        };
    }

    /// Texels of a block of the format, in x and in y.
    static int blockSide(int format) {
        return format > D32_S8 && format <= LAST_BC ? 4 : 1;
    }

    /// Bytes that one block takes in an image.
    static int blockBytes(int format) {
        if (format >= 1 && format <= LAST_COLOR) {
            for (int i = 0; i < COLOR_RUNS.length; i += 2) {
                if (format <= COLOR_RUNS[i]) {
                    return COLOR_RUNS[i + 1];
                }
            }
        }
        return switch (format) {
            case D16 -> 2;
            case S8 -> 1;
            case D16_S8 -> 3;
            case D32_S8 -> 5;
            case 131, 132, 133, 134, 139, 140 -> 8;
            default -> blockSide(format) == 4 ? 16 : 4;
        };
    }

    /// Bytes that one block of one aspect takes in a buffer.
    static int blockBytes(int format, int aspect) {
        if (aspect == ASPECT_STENCIL) {
            return 1;
        }
        return switch (format) {
            case D16_S8 -> 2;
            case D32_S8 -> 4;
            default -> blockBytes(format);
        };
    }
}
