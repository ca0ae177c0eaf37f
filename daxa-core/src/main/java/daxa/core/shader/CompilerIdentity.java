package daxa.core.shader;

import daxa.core.error.DaxaException;

import org.jspecify.annotations.Nullable;
import org.lwjgl.Version;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.Platform;
import org.lwjgl.util.shaderc.Shaderc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/// What SPIR-V and reflection depend on beside the texts and the options: the native library, and
/// the framework's own classes that call it, change its result and read it. All of it is hashed, so
/// that whatever is built anew or upgraded finds nothing that another one made.
final class CompilerIdentity {
    private static final Set<String> PACKAGES = Set.of("daxa/core/shader", "daxa/core/pipeline");

    private CompilerIdentity() {}

    // Made when it is first asked for: a program without a cache does not need it.
    private static final class Holder {
        static final String TEXT = "daxa glsl " + classes(ClassGraph::read) + ", " + library();
    }

    static String text() {
        return Holder.TEXT;
    }

    /// The hash of all classes that compile and reflect.
    ///
    /// @param reader gives the class file of a class, by its name with slashes
    static String classes(Function<String, byte[]> reader) {
        MessageDigest digest = sha256();
        compiling(reader)
                .forEach(
                        (name, code) -> {
                            digest.update(name.getBytes(StandardCharsets.UTF_8));
                            digest.update(code);
                        });
        return hex(digest);
    }

    /// The classes that compile and reflect, with their class files.
    static SortedMap<String, byte[]> compiling(Function<String, byte[]> reader) {
        return new ClassGraph(PACKAGES, reader).from(GlslCompiler.class);
    }

    // The library is large and takes long to load, which a start that finds all in the cache shall
    // not have to do; so what lies beside it in its jar is taken where that is the one in use.
    private static String library() {
        boolean another = Configuration.SHADERC_LIBRARY_NAME.get() != null;
        String bundled = another ? null : bundled();
        return bundled == null
                ? "shaderc of SHA-256 " + loaded()
                : "shaderc of LWJGL " + Version.getVersion() + " of SHA-1 " + bundled;
    }

    private static @Nullable String bundled() {
        String name =
                "META-INF/%s/%s/org/lwjgl/shaderc/%s.sha1"
                        .formatted(
                                Platform.get().getName().toLowerCase(Locale.ROOT),
                                Platform.getArchitecture().name().toLowerCase(Locale.ROOT),
                                System.mapLibraryName("shaderc"));
        try (InputStream in = Shaderc.class.getClassLoader().getResourceAsStream(name)) {
            return in == null
                    ? null
                    : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new DaxaException("'" + name + "' cannot be read", e);
        }
    }

    /// The hash of the library that is loaded.
    static String loaded() {
        String path = Shaderc.getLibrary().getPath();
        if (path == null) {
            throw new DaxaException("the path of the library shaderc is not known");
        }
        try {
            MessageDigest digest = sha256();
            digest.update(Files.readAllBytes(Path.of(path)));
            return hex(digest);
        } catch (IOException e) {
            throw new DaxaException("library '" + path + "' cannot be read", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
