package daxa.core.program;

import daxa.core.shader.ShaderDependency;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A shader of a manager, with the pipelines that use it. Guarded by the lock of the builds.
final class ShaderNode {
    final StageSource stage;
    final List<ManagedPipeline<?>> users = new ArrayList<>();

    /// What came of the newest attempt; null before the first.
    @Nullable ShaderResult result;

    /// Whether an attempt is on its way.
    boolean running;

    /// Whether another has to follow it, since a text changed meanwhile.
    boolean again;

    /// Whether nobody was told of the failure yet.
    boolean unheard;

    // The files that the newest attempt read or looked for, with the hash of what it found.
    private final Map<Path, @Nullable String> files = new HashMap<>();
    // What was seen since then, and led to an attempt that is on its way.
    private final Map<Path, @Nullable String> seen = new HashMap<>();

    ShaderNode(StageSource stage) {
        this.stage = stage;
    }

    boolean isFailed() {
        return result != null && result.compilation().binary() == null;
    }

    void publish(ShaderResult newest) {
        result = newest;
        unheard = isFailed();
        seen.clear();
        files.clear();
        for (ShaderDependency each : newest.compilation().dependencies()) {
            if (each.kind() == ShaderDependency.Kind.FILE) {
                files.put(FileWatch.absolute(each.name()), each.hash());
            }
        }
    }

    /// The files that the newest attempt read or looked for.
    List<Path> files() {
        return List.copyOf(files.keySet());
    }

    /// What the newest attempt found in a file; null if there was none.
    @Nullable String hash(Path file) {
        return files.get(file);
    }

    /// Whether a file's content is other than what is known.
    boolean isNews(Path file, @Nullable String hash) {
        return files.containsKey(file)
                && !Objects.equals(hash, seen.containsKey(file) ? seen.get(file) : files.get(file));
    }

    void saw(Path file, @Nullable String hash) {
        seen.put(file, hash);
    }
}
