package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/// Compares pictures.
final class Pictures {
    static final Path REFERENCES = Path.of("../docs/images");

    // Edges may fall on the neighbouring pixel on another version of the driver.
    private static final int TOLERANCE = 3;
    private static final double MOST_DIFFERENT = 0.002;

    private Pictures() {}

    static BufferedImage read(Path file) throws IOException {
        return ImageIO.read(file.toFile());
    }

    /// Asserts that all but two pixels in a thousand differ by at most 3 of 255 in each channel.
    static void assertSame(BufferedImage picture, BufferedImage reference) {
        assertThat(picture.getWidth()).isEqualTo(reference.getWidth());
        assertThat(picture.getHeight()).isEqualTo(reference.getHeight());
        int different = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if (distance(picture.getRGB(x, y), reference.getRGB(x, y)) > TOLERANCE) {
                    different++;
                }
            }
        }
        assertThat((double) different / (picture.getWidth() * picture.getHeight()))
                .as("share of different pixels")
                .isLessThan(MOST_DIFFERENT);
    }

    static int distance(int a, int b) {
        int distance = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            distance = Math.max(distance, Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)));
        }
        return distance;
    }

    /// Asserts that a picture of any size shows the triangle of the sample: red, green and blue
    /// just inside of its corners, dark outside.
    static void assertTriangle(BufferedImage picture) {
        assertNear(picture, 0.0, -0.66, 0xFF0000);
        assertNear(picture, 0.64, 0.67, 0x00FF00);
        assertNear(picture, -0.64, 0.67, 0x0000FF);
        for (double[] outside :
                new double[][] {{0, -0.8}, {0.8, 0.8}, {-0.8, 0.8}, {0.5, 0}, {-0.5, 0}}) {
            assertNear(picture, outside[0], outside[1], 0x050508);
        }
    }

    private static void assertNear(BufferedImage picture, double x, double y, int expected) {
        int column = (int) ((x + 1) / 2 * picture.getWidth());
        int row = (int) ((y + 1) / 2 * picture.getHeight());
        int actual = picture.getRGB(column, row) & 0xFFFFFF;
        assertThat(distance(actual, expected))
                .as("pixel %d, %d is %06x, expected about %06x", column, row, actual, expected)
                .isLessThan(24);
    }
}
