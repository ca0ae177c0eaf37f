package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Shaders that another run compiled and exported, for programs without a compiler.
///
/// A shader is found by its source's name, stage, defines, entry point, and whether it is optimised
/// and has debug information. Texts, roots and virtual files do not count: there are none.
@ThreadSafe
final class Prebuilt {
    private final String name;
    private final Map<String, Item> items;

    private record Item(String key, String title, ShaderBinary binary) {}

    private record Archive(List<Item> items) {}

    private Prebuilt(String name, Map<String, Item> items) {
        this.name = name;
        this.items = items;
    }

    /// Reads an export.
    ///
    /// @throws ShaderException if it does not exist, cannot be read or is damaged
    static Prebuilt read(ShaderSource source) {
        try {
            byte[] bytes = bytes(source);
            if (bytes == null) {
                throw new ShaderException(
                        "there are no prebuilt shaders at '"
                                + source.name()
                                + "'. Write them with PipelineManager.export, or correct the"
                                + " path.");
            }
            Archive archive =
                    RecordCodec.decode(
                            CheckedFile.content(bytes, CheckedFile.Kind.PREBUILT), Archive.class);
            Map<String, Item> items = new LinkedHashMap<>();
            archive.items.forEach(item -> items.put(item.key, item));
            return new Prebuilt(source.name(), items);
        } catch (CheckedFile.DamagedException e) {
            throw unusable(source, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unusable(source, e.toString());
        }
    }

    private static ShaderException unusable(ShaderSource source, String why) {
        return new ShaderException(
                "the prebuilt shaders '"
                        + source.name()
                        + "' cannot be used: "
                        + why
                        + ". Export them again.");
    }

    private static byte @Nullable [] bytes(ShaderSource source) throws IOException {
        return switch (source) {
            case ShaderSource.File(Path path) ->
                    Files.exists(path) ? Files.readAllBytes(path) : null;
            case ShaderSource.Resource(Class<?> anchor, String path) -> {
                try (InputStream in = anchor.getResourceAsStream(path)) {
                    yield in == null ? null : in.readAllBytes();
                }
            }
            case ShaderSource.Text text -> throw new AssertionError(text);
        };
    }

    /// Writes an export, in the place of what is there.
    ///
    /// @throws IOException if it cannot be written
    static void write(Path file, Map<StageSource, ShaderBinary> binaries, ShaderOptions common)
            throws IOException {
        List<Item> items = new ArrayList<>();
        binaries.forEach(
                (stage, binary) ->
                        items.add(
                                new Item(
                                        key(stage, stage.options(common)), stage.title(), binary)));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        CheckedFile.write(file, CheckedFile.Kind.PREBUILT, RecordCodec.encode(new Archive(items)));
    }

    private static String key(StageSource stage, ShaderOptions options) {
        Fingerprint key = new Fingerprint().add(stage.stage().name()).add(stage.source().name());
        if (stage.source() instanceof ShaderSource.Text text) {
            key.add(text.glsl());
        }
        return key.add(options.defines())
                .add(options.entryPoint())
                .add(options.optimize() ? 1 : 0)
                .add(options.debugInfo() ? 1 : 0)
                .hex();
    }

    /// Finds a shader.
    ///
    /// @throws ShaderException if it was not exported
    ShaderBinary find(StageSource stage, ShaderOptions options) {
        Item item = items.get(key(stage, options));
        if (item == null) {
            throw new ShaderException(
                    stage.title()
                            + " is not among the prebuilt shaders '"
                            + name
                            + "', with optimize="
                            + options.optimize()
                            + ", debugInfo="
                            + options.debugInfo()
                            + " and the defines "
                            + options.defines()
                            + ". Export them again with this shader. There are: "
                            + items.values().stream()
                                    .map(Item::title)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return item.binary;
    }
}
