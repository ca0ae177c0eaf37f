package daxa.core.program;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.shader.ShaderDependency;
import daxa.core.shader.ShaderOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The shaders of a manager, and what is known of the texts that they were compiled from. Guarded
/// by the lock of the builds.
@ExternallySynchronized
final class ManagedShaders {
    private final Map<StageSource, ShaderNode> shaders = new LinkedHashMap<>();
    // What was last found in each file.
    private final Map<Path, @Nullable String> known = new HashMap<>();
    private ShaderOptions options;

    ManagedShaders(ShaderOptions options) {
        this.options = options;
    }

    /// How shaders are compiled.
    ShaderOptions options() {
        return options;
    }

    /// The shader of a source, which comes to be if it was not there.
    ShaderNode get(StageSource stage) {
        return shaders.computeIfAbsent(stage, ShaderNode::new);
    }

    /// Forgets a pipeline, and the shaders that no other uses.
    void release(ManagedPipeline<?> pipeline) {
        for (ShaderNode shader : pipeline.shaders) {
            shader.users.remove(pipeline);
            if (shader.users.isEmpty()) {
                shaders.remove(shader.stage);
            }
        }
    }

    /// The files that the newest attempts read or looked for.
    Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        shaders.values().forEach(shader -> files.addAll(shader.files()));
        return files;
    }

    /// Whether a file's content is other than what some shader's newest attempt found.
    boolean isNews(Path file, @Nullable String hash) {
        return shaders.values().stream().anyMatch(shader -> shader.isNews(file, hash));
    }

    /// Takes notice of a file's content.
    ///
    /// @return the shaders that were compiled from another
    List<ShaderNode> saw(Path file, @Nullable String hash) {
        known.put(file, hash);
        List<ShaderNode> outdated = new ArrayList<>();
        for (ShaderNode shader : shaders.values()) {
            if (shader.isNews(file, hash)) {
                shader.saw(file, hash);
                outdated.add(shader);
            }
        }
        return outdated;
    }

    /// Takes notice of what an attempt found in its files. All shaders are to be of the same
    /// version, and it may be that nobody else looks at files.
    ///
    /// @param watched whether somebody does; nothing in the place of a file is left to them then,
    ///   since it may be written at this moment
    /// @return the shaders that were compiled from another
    List<ShaderNode> learn(ShaderNode from, boolean watched) {
        List<ShaderNode> outdated = new ArrayList<>();
        for (Path file : from.files()) {
            String hash = from.hash(file);
            boolean perhapsWrittenNow = hash == null && watched;
            boolean same = known.containsKey(file) && Objects.equals(known.get(file), hash);
            if (!perhapsWrittenNow && !same) {
                outdated.addAll(saw(file, hash));
            }
        }
        return outdated;
    }

    /// Sets the text of a virtual file.
    ///
    /// @return the shaders that were compiled from another. One that is on its way is left out: it
    ///   is looked at when it arrives.
    List<ShaderNode> setVirtualFile(String name, String text) {
        options = options.withVirtualFile(name, text);
        List<ShaderNode> outdated = new ArrayList<>();
        for (ShaderNode shader : shaders.values()) {
            ShaderResult result = shader.result;
            if (!shader.running && result != null && isOutdated(shader, result)) {
                outdated.add(shader);
            }
        }
        return outdated;
    }

    /// Whether a virtual file that an attempt read or looked for is another now.
    boolean isOutdated(ShaderNode shader, ShaderResult result) {
        return result.compilation().dependencies().stream()
                .filter(each -> each.kind() == ShaderDependency.Kind.VIRTUAL)
                .anyMatch(each -> !each.equals(each.now(shader.stage.source(), options)));
    }

    /// The shaders that have a result, all of them good.
    ///
    /// @throws daxa.core.error.ShaderException if one is not
    Map<StageSource, ShaderBinary> binaries() {
        Map<StageSource, ShaderBinary> binaries = new LinkedHashMap<>();
        for (ShaderNode shader : shaders.values()) {
            if (shader.result != null) {
                binaries.put(shader.stage, shader.result.compilation().orThrow());
            }
        }
        return binaries;
    }
}
