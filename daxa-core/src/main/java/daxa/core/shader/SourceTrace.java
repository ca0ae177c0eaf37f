package daxa.core.shader;

import daxa.core.error.ShaderException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the texts of one compile, and remembers which ones, in order.
final class SourceTrace {
    /// In the place of a hash: the text cannot be read, or was not the same each time. No text has
    /// it, so the compile counts as outdated.
    private static final String UNSTABLE = "unstable";

    private record Place(ShaderDependency.Kind kind, String name) {}

    private final Map<Place, ShaderDependency> read = new LinkedHashMap<>();

    /// What was read or looked for so far, in order.
    List<ShaderDependency> dependencies() {
        return List.copyOf(read.values());
    }

    /// Reads a shader's main source.
    ///
    /// @throws ShaderException if there is none, it cannot be read, is not UTF-8 or is empty
    String readMain(ShaderSource source) {
        return SourceReader.mainText(source, bytes(source));
    }

    /// Reads a text.
    ///
    /// @return the text, or null if there is no such file or resource
    /// @throws ShaderException if it cannot be read or is not UTF-8
    @Nullable String read(ShaderSource source) {
        byte[] bytes = bytes(source);
        return bytes == null ? null : SourceReader.decode(source, bytes);
    }

    /// Looks for a virtual file.
    ///
    /// @return its text, or null if there is none of that name
    @Nullable String readVirtual(String name, Map<String, String> virtualFiles) {
        String text = virtualFiles.get(name);
        note(ShaderDependency.Kind.VIRTUAL, name, text == null ? null : hash(text));
        return text;
    }

    private byte @Nullable [] bytes(ShaderSource source) {
        byte[] bytes = null;
        String hash = UNSTABLE;
        try {
            bytes = SourceReader.bytes(source);
            hash = bytes == null ? null : hash(bytes);
            return bytes;
        } finally {
            switch (source) {
                case ShaderSource.File file ->
                        note(ShaderDependency.Kind.FILE, file.path().toString(), hash);
                case ShaderSource.Resource resource ->
                        note(ShaderDependency.Kind.RESOURCE, resource.path(), hash);
                // Part of the request.
                case ShaderSource.Text text -> {}
            }
        }
    }

    private void note(ShaderDependency.Kind kind, String name, @Nullable String hash) {
        read.merge(
                new Place(kind, name),
                new ShaderDependency(kind, name, hash),
                (before, now) ->
                        before.equals(now) ? before : new ShaderDependency(kind, name, UNSTABLE));
    }

    /// The hash of what a source has now; null if there is nothing.
    static @Nullable String hash(ShaderSource source) {
        try {
            byte[] bytes = SourceReader.bytes(source);
            return bytes == null ? null : hash(bytes);
        } catch (ShaderException e) {
            return UNSTABLE;
        }
    }

    /// The hash of a text.
    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
