package daxa.core.shader;

import daxa.core.concurrent.Immutable;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/// A text that a compile read, or looked for in vain. While all that a compile depended on is as it
/// was, compiling again gives the same result.
///
/// @param kind where the text is
/// @param name the path of a file as it was used, the path of a resource from the root of the class
///   path, or the name of a virtual file
/// @param hash SHA-256 of its bytes in hexadecimal; null if there was none
@Immutable
public record ShaderDependency(Kind kind, String name, @Nullable String hash) {
    /// Where a text is.
    public enum Kind {
        /// In a file.
        FILE,
        /// On the class path or in a module.
        RESOURCE,
        /// In [ShaderOptions#virtualFiles()].
        VIRTUAL
    }

    /// Checks that nothing is missing.
    public ShaderDependency {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /// Reads the text again.
    ///
    /// @param main the main source of the compile, whose class loader finds its resources
    /// @param options what holds the virtual files
    /// @return the same dependency with the hash of what is there now
    public ShaderDependency now(ShaderSource main, ShaderOptions options) {
        Objects.requireNonNull(main, "main");
        Objects.requireNonNull(options, "options");
        return new ShaderDependency(
                kind,
                name,
                switch (kind) {
                    case FILE -> hashOfFile();
                    case RESOURCE -> SourceTrace.hash(resource(main));
                    case VIRTUAL -> hashOfText(options);
                });
    }

    private @Nullable String hashOfFile() {
        try {
            return SourceTrace.hash(ShaderSource.file(Path.of(name)));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private @Nullable String hashOfText(ShaderOptions options) {
        String text = options.virtualFiles().get(name);
        return text == null ? null : SourceTrace.hash(text);
    }

    private ShaderSource resource(ShaderSource main) {
        boolean own =
                main instanceof ShaderSource.Resource
                        && !name.startsWith(IncludeResolver.LIBRARY_FOLDER);
        Class<?> anchor = own ? ((ShaderSource.Resource) main).anchor() : IncludeResolver.class;
        return ShaderSource.resource(anchor, name);
    }
}
