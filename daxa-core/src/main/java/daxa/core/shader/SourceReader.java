package daxa.core.shader;

import daxa.core.error.ShaderException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads the texts of shaders.
final class SourceReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SourceReader() {}

    /// The text of a shader's main source.
    ///
    /// @param bytes what was read of it, null if it does not exist
    /// @throws ShaderException if it does not exist, is not UTF-8 or is empty
    static String mainText(ShaderSource source, byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new ShaderException(notFound(source));
        }
        String text = decode(source, bytes);
        if (text.isBlank()) {
            throw new ShaderException(
                    "shader '"
                            + source.name()
                            + "' is empty. It needs at least a function 'void main()'.");
        }
        return text;
    }

    /// Reads a text.
    ///
    /// @return its bytes, or null if there is no such file or resource
    /// @throws ShaderException if it cannot be read
    static byte @Nullable [] bytes(ShaderSource source) {
        try {
            return switch (source) {
                case ShaderSource.Text text -> text.glsl().getBytes(StandardCharsets.UTF_8);
                case ShaderSource.File(Path path) -> bytes(path);
                case ShaderSource.Resource resource -> bytes(resource);
            };
        } catch (IOException e) {
            ShaderException failed =
                    new ShaderException(
                            "shader source '" + source.name() + "' could not be read: " + e + ".");
            failed.initCause(e);
            throw failed;
        }
    }

    private static byte @Nullable [] bytes(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return null;
        }
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static byte @Nullable [] bytes(ShaderSource.Resource resource) throws IOException {
        try (InputStream in = resource.anchor().getResourceAsStream(resource.path())) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static String notFound(ShaderSource source) {
        return switch (source) {
            case ShaderSource.File(Path path) ->
                    Files.isDirectory(path)
                            ? "shader file '" + path + "' is a folder. Name a file in it."
                            : "shader file '"
                                    + path
                                    + "' does not exist (absolute path '"
                                    + path.toAbsolutePath().normalize()
                                    + "'). Correct the path, or start in another working"
                                    + " directory.";
            case ShaderSource.Resource(Class<?> anchor, String path) ->
                    "shader resource '"
                            + path
                            + "' does not exist for "
                            + anchor
                            + ". Correct the path"
                            + (anchor.getModule().isNamed()
                                    ? ", or open its package to daxa.core in module "
                                            + anchor.getModule().getName()
                                    : "")
                            + ".";
            case ShaderSource.Text text -> throw new AssertionError(text);
        };
    }

    /// Makes text of bytes.
    ///
    /// @throws ShaderException if they are not UTF-8
    static String decode(ShaderSource source, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw notUtf8(source, bytes, in.position());
        }
        String text = out.flip().toString();
        // Some editors begin a file with it; the compiler would not understand it.
        return text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
    }

    private static ShaderException notUtf8(ShaderSource source, byte[] bytes, int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return new ShaderException(
                "shader source '%s' is not UTF-8: byte 0x%02X in line %d (offset %d). Save it as UTF-8."
                        .formatted(source.name(), bytes[offset], line, offset));
    }
}
