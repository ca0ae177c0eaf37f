package daxa.core.program;

import daxa.core.shader.ShaderDependency;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// The files and virtual files that something was built from, each with the hash of what was in it.
/// Resources are left out: they do not change while a program runs.
///
/// @param hashes the hash of each; null where there was none
record Texts(Map<Place, @Nullable String> hashes) {
    /// Where a text is.
    ///
    /// @param kind what it is
    /// @param name the name of a virtual file, or the absolute path of a file
    record Place(ShaderDependency.Kind kind, String name) {}

    static final Texts NONE = new Texts(Map.of());

    Texts {
        hashes = Collections.unmodifiableMap(new HashMap<>(hashes));
    }

    /// The texts that attempts read or looked for.
    static Texts of(Collection<ShaderResult> results) {
        Map<Place, @Nullable String> hashes = new HashMap<>();
        for (ShaderResult result : results) {
            for (ShaderDependency each : result.compilation().dependencies()) {
                switch (each.kind()) {
                    case FILE ->
                            hashes.put(
                                    new Place(
                                            each.kind(),
                                            FileWatch.absolute(each.name()).toString()),
                                    each.hash());
                    case VIRTUAL -> hashes.put(new Place(each.kind(), each.name()), each.hash());
                    case RESOURCE -> {}
                }
            }
        }
        return new Texts(hashes);
    }
}
