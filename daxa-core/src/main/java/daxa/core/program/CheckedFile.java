package daxa.core.program;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// A file that says of itself whether it is whole: magic, kind, version, length and SHA-256 of its
/// content, and the content.
///
/// It is written aside and then renamed, so that readers see the old one or the new one, whichever
/// processes write. What a crash leaves aside ends in [#ASIDE].
final class CheckedFile {
    /// How names of files end that are being written.
    static final String ASIDE = ".tmp";

    private static final int MAGIC = 0x44415841; // "DAXA"
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int HEADER_BYTES = 4 + 4 + 4 + 8 + HASH_BYTES;
    private static final AtomicLong NEXT = new AtomicLong();

    /// What a file is for.
    enum Kind {
        /// A compiled shader with what it depends on.
        SHADER(0x53484452), // "SHDR"
        /// What the driver keeps of pipelines.
        DRIVER_CACHE(0x44525643), // "DRVC"
        /// Prebuilt shaders.
        PREBUILT(0x50524542); // "PREB"

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /// A file is torn, cut off, changed or of another program.
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    private CheckedFile() {}

    /// Reads a file.
    ///
    /// @return its content, or null if there is no such file
    /// @throws DamagedException if it is not a whole file of that kind
    /// @throws IOException if it cannot be read
    static byte @Nullable [] read(Path file, Kind kind) throws IOException, DamagedException {
        try {
            return content(Files.readAllBytes(file), kind);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /// The content of what was read.
    ///
    /// @throws DamagedException if it is not a whole file of that kind
    static byte[] content(byte[] bytes, Kind kind) throws DamagedException {
        if (bytes.length < HEADER_BYTES) {
            throw new DamagedException(bytes.length + " bytes are less than a header");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER_BYTES);
        int magic = header.getInt();
        int found = header.getInt();
        int version = header.getInt();
        long length = header.getLong();
        byte[] hash = new byte[HASH_BYTES];
        header.get(hash);
        if (magic != MAGIC || found != kind.code) {
            throw new DamagedException("it is something else");
        }
        if (version != VERSION) {
            throw new DamagedException("version " + version + " (expected " + VERSION + ")");
        }
        if (length != bytes.length - HEADER_BYTES) {
            throw new DamagedException(
                    (bytes.length - HEADER_BYTES) + " bytes of content (expected " + length + ")");
        }
        byte[] content = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        if (!Arrays.equals(hash, Fingerprint.sha256().digest(content))) {
            throw new DamagedException("the content does not have the checksum that it had");
        }
        return content;
    }

    /// Writes a file in the place of what is there. Its folder exists.
    static void write(Path file, Kind kind, byte[] content) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + content.length)
                        .putInt(MAGIC)
                        .putInt(kind.code)
                        .putInt(VERSION)
                        .putLong(content.length)
                        .put(Fingerprint.sha256().digest(content))
                        .put(content);
        Path aside =
                file.resolveSibling(
                        file.getFileName()
                                + "."
                                + ProcessHandle.current().pid()
                                + "."
                                + NEXT.incrementAndGet()
                                + ASIDE);
        try {
            Files.write(aside, bytes.array());
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
