package daxa.samples;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;

import org.lwjgl.BufferUtils;
import org.lwjgl.stb.STBImageWrite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Copies an image with four components of eight bits to a PNG file.
final class Screenshot implements AutoCloseable {
    private final Buffer buffer;
    private final int width;
    private final int height;
    private final boolean swapRedAndBlue;

    private Screenshot(Buffer buffer, ImageInfo info) {
        this.buffer = buffer;
        this.width = info.width();
        this.height = info.height();
        this.swapRedAndBlue =
                info.format() == Format.B8G8R8A8_UNORM || info.format() == Format.B8G8R8A8_SRGB;
    }

    /// Records the copy, behind whatever wrote the image.
    static Screenshot record(Device device, CommandRecorder recorder, Image image) {
        ImageInfo info = image.info();
        Buffer buffer =
                device.createBuffer(
                        BufferInfo.of("screenshot", 4L * info.width() * info.height()).readback());
        recorder.barrier(Access.ALL_WRITE, Access.TRANSFER_READ);
        recorder.copyImageToBuffer(image, ImageArea.of(info, 0), buffer, 0);
        recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
        return new Screenshot(buffer, info);
    }

    boolean isOfSize(int expectedWidth, int expectedHeight) {
        return width == expectedWidth && height == expectedHeight;
    }

    /// Writes the file, once the GPU has finished the copy.
    boolean write(Path file) {
        MemorySegment pixels = buffer.mapped();
        ByteBuffer bytes = BufferUtils.createByteBuffer(4 * width * height);
        for (int i = 0; i < 4 * width * height; i += 4) {
            byte first = pixels.get(ValueLayout.JAVA_BYTE, i);
            byte third = pixels.get(ValueLayout.JAVA_BYTE, i + 2L);
            bytes.put(i, swapRedAndBlue ? third : first);
            bytes.put(i + 1, pixels.get(ValueLayout.JAVA_BYTE, i + 1L));
            bytes.put(i + 2, swapRedAndBlue ? first : third);
            bytes.put(i + 3, (byte) 0xFF);
        }
        return STBImageWrite.stbi_write_png(file.toString(), width, height, 4, bytes, 4 * width);
    }

    @Override
    public void close() {
        buffer.close();
    }
}
