package daxa.core.shader;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Where the text of a shader comes from. It is read when the shader is compiled, each time anew.
///
/// | source | `#include "x"` looks first |
/// |---|---|
/// | [#file(Path)] | in the file's folder |
/// | [#resource(Class, String)] | beside the resource |
/// | [#text(String, String)] | nowhere: a text has no folder |
@Immutable
public sealed interface ShaderSource {

    /// The name by which messages call the source.
    ///
    /// @return the file's path as it was given, `classpath:` and the resource's path, or the text's
    ///   name
    String name();

    /// A file.
    ///
    /// @param path its path; a relative one starts at the working directory
    /// @return the source
    static ShaderSource file(Path path) {
        return new File(path);
    }

    /// A resource on the class path or in a module.
    ///
    /// @apiNote A resource in a package of a named module is visible to the framework only if the
    ///   module opens that package to `daxa.core`.
    /// @param anchor a class whose class loader and module find the resource
    /// @param path the resource's path with `/` between its parts; one that begins with `/` starts
    ///   at the root of the class path, any other in the package of the anchor
    /// @return the source
    /// @throws UsageException if the path leads out of the class path
    static ShaderSource resource(Class<?> anchor, String path) {
        return new Resource(anchor, path);
    }

    /// A text that the program made or holds.
    ///
    /// @param name a name for messages
    /// @param glsl the text
    /// @return the source
    static ShaderSource text(String name, String glsl) {
        return new Text(name, glsl);
    }

    /// A file.
    ///
    /// @param path its path
    @Immutable
    record File(Path path) implements ShaderSource {
        /// Creates the source. Nothing is read yet.
        public File {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String name() {
            return path.toString();
        }
    }

    /// A resource on the class path or in a module.
    ///
    /// @param anchor a class whose class loader and module find it
    /// @param path its path from the root of the class path, beginning with `/`
    @Immutable
    record Resource(Class<?> anchor, String path) implements ShaderSource {
        /// Creates the source. Nothing is read yet.
        ///
        /// @throws UsageException if the path leads out of the class path
        public Resource {
            String start = "/" + anchor.getPackageName().replace('.', '/') + "/";
            path = normal(path.startsWith("/") ? path : start + path);
        }

        @Override
        public String name() {
            return "classpath:" + path;
        }

        private static String normal(String path) {
            List<String> parts = new ArrayList<>();
            for (String part : path.split("/", -1)) {
                if (part.equals("..")) {
                    if (parts.isEmpty()) {
                        throw new UsageException(
                                "shader resource '"
                                        + path
                                        + "' leads out of the class path. Leave a '..' out.");
                    }
                    parts.removeLast();
                } else if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
            return "/" + String.join("/", parts);
        }
    }

    /// A text that the program made or holds.
    ///
    /// @param name a name for messages
    /// @param glsl the text
    @Immutable
    record Text(String name, String glsl) implements ShaderSource {
        /// Creates the source.
        public Text {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(glsl, "glsl");
        }
    }
}
