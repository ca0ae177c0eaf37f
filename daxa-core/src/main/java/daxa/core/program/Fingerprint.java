package daxa.core.program;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// SHA-256 of a sequence of values. Each value is written with its length before it, so that no two
/// sequences are the same bytes.
final class Fingerprint {
    private final MessageDigest digest = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    Fingerprint add(int value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
        return this;
    }

    Fingerprint add(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    Fingerprint add(Map<String, String> values) {
        add(values.size());
        values.forEach((key, value) -> add(key).add(value));
        return this;
    }

    /// The hash in hexadecimal. Ends the sequence.
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
