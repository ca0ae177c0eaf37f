package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderDependency;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Compiled shaders in a folder that programs may share.
///
/// What a shader includes is only known once it was compiled. So a file is found by what is known
/// before: the main source's name, stage, options and compiler. It holds the newest results for
/// these, each with the SHA-256 of every text that the compile read and the names of those that it
/// looked for in vain. A result is good while all of them are so now.
///
/// Trouble with the folder never fails a build; the shader is compiled then.
@ThreadSafe
final class CacheFolder {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.shader");
    private static final String ENDING = ".shader";
    private static final int MOST_RESULTS = 4;
    private static final long OLD_SECONDS = 3600;

    private final Path folder;
    private final long limit;
    private final Supplier<String> compiler;
    private final AtomicLong bytes = new AtomicLong(-1);
    private final AtomicBoolean complained = new AtomicBoolean();
    private final LongAdder damaged = new LongAdder();

    private record Result(List<ShaderDependency> dependencies, ShaderBinary binary) {}

    private record Entry(String key, List<Result> results) {}

    private record Stored(Path path, FileTime used, long size) {}

    /// A folder, which need not exist.
    ///
    /// @param compiler names the compiler; asked when a shader is looked for, since the answer may
    ///   take long and programs with prebuilt shaders have no compiler
    CacheFolder(Path folder, long limit, Supplier<String> compiler) {
        this.folder = folder;
        this.limit = limit;
        this.compiler = compiler;
    }

    /// Files that were thrown away.
    long damaged() {
        return damaged.sum();
    }

    /// Finds a shader.
    ///
    /// @return the shader with what it depends on, or null if it has to be compiled
    @Nullable ShaderCompilation find(StageSource stage, ShaderOptions options) {
        String key = key(stage, options);
        Path file = shaderFile(key);
        Map<ShaderDependency, ShaderDependency> now = new HashMap<>();
        for (Result result : results(file, key)) {
            if (result.dependencies.stream()
                    .allMatch(
                            each ->
                                    each.equals(
                                            now.computeIfAbsent(
                                                    each, e -> e.now(stage.source(), options))))) {
                touch(file);
                return new ShaderCompilation(result.binary, "", List.of(), result.dependencies);
            }
        }
        return null;
    }

    /// Keeps a shader.
    void store(StageSource stage, ShaderOptions options, ShaderCompilation compilation) {
        ShaderBinary binary = compilation.binary();
        if (binary == null) {
            return;
        }
        String key = key(stage, options);
        List<Result> results = new ArrayList<>();
        results.add(new Result(compilation.dependencies(), binary));
        results(shaderFile(key), key).stream()
                .filter(each -> !each.dependencies.equals(compilation.dependencies()))
                .limit(MOST_RESULTS - 1L)
                .forEach(results::add);
        write(
                shaderFile(key),
                CheckedFile.Kind.SHADER,
                RecordCodec.encode(new Entry(key, results)));
    }

    private List<Result> results(Path file, String key) {
        try {
            byte[] content = read(file, CheckedFile.Kind.SHADER);
            if (content == null) {
                return List.of();
            }
            Entry entry = RecordCodec.decode(content, Entry.class);
            if (!entry.key.equals(key)) {
                throw new CheckedFile.DamagedException("it belongs to another shader");
            }
            return entry.results;
        } catch (CheckedFile.DamagedException e) {
            throwAway(file, e);
            return List.of();
        }
    }

    // Main texts of files are among the dependencies, and those of the program are here.
    private String key(StageSource stage, ShaderOptions options) {
        Fingerprint key = new Fingerprint().add(compiler.get()).add(stage.stage().name());
        switch (stage.source()) {
            case ShaderSource.File(Path path) -> key.add("file").add(path.toString());
            case ShaderSource.Resource(Class<?> anchor, String path) ->
                    key.add("resource").add(path);
            case ShaderSource.Text(String name, String glsl) -> key.add("text").add(name).add(glsl);
        }
        key.add(options.defines());
        key.add(options.includeRoots().size());
        options.includeRoots().forEach(root -> key.add(root.toString()));
        return key.add(options.entryPoint())
                .add(options.optimize() ? 1 : 0)
                .add(options.debugInfo() ? 1 : 0)
                .hex();
    }

    private Path shaderFile(String key) {
        return file(key + ENDING);
    }

    /// The path of a file in the folder.
    Path file(String name) {
        return folder.resolve(name);
    }

    // ---------------------------------------------------------------- files

    /// Reads a file of the folder.
    ///
    /// @return its content; null if there is none, or it was damaged and thrown away
    byte @Nullable [] read(Path file, CheckedFile.Kind kind) {
        try {
            return CheckedFile.read(file, kind);
        } catch (CheckedFile.DamagedException e) {
            throwAway(file, e);
            return null;
        } catch (IOException e) {
            complain("read", file, e);
            return null;
        }
    }

    private void throwAway(Path file, CheckedFile.DamagedException why) {
        damaged.increment();
        LOGGER.log(Level.INFO, "cache file '" + file + "' is made anew: " + why.getMessage());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            complain("delete", file, e);
        }
    }

    /// Writes a file of the folder.
    void write(Path file, CheckedFile.Kind kind, byte[] content) {
        try {
            Files.createDirectories(folder);
            CheckedFile.write(file, kind, content);
            long before = bytes.get();
            if (before < 0 || bytes.addAndGet(content.length) > limit) {
                evict();
            }
        } catch (IOException e) {
            complain("write", file, e);
        }
    }

    private void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Another program may have thrown it away just now.
            LOGGER.log(Level.DEBUG, "cache file '" + file + "' was not marked as used", e);
        }
    }

    private void complain(String what, Path file, IOException e) {
        Level level = complained.getAndSet(true) ? Level.DEBUG : Level.WARNING;
        LOGGER.log(level, "could not " + what + " cache file '" + file + "': " + e);
    }

    // Down to three quarters of the limit, so that it is not done with each file.
    private void evict() throws IOException {
        List<Stored> files = new ArrayList<>();
        Instant old = Instant.now().minusSeconds(OLD_SECONDS);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                Stored stored = stored(each);
                if (stored == null) {
                    continue;
                }
                if (each.toString().endsWith(ENDING)) {
                    files.add(stored);
                } else if (each.toString().endsWith(CheckedFile.ASIDE)
                        && stored.used.toInstant().isBefore(old)) {
                    Files.deleteIfExists(each);
                }
            }
        }
        files.sort(Comparator.comparing(Stored::used));
        long total = files.stream().mapToLong(Stored::size).sum();
        long goal = total > limit ? limit / 4 * 3 : limit;
        for (Stored each : files) {
            if (total <= goal) {
                break;
            }
            Files.deleteIfExists(each.path);
            total -= each.size;
        }
        bytes.set(total);
    }

    // Other programs rename and delete files meanwhile.
    private static @Nullable Stored stored(Path file) throws IOException {
        try {
            return new Stored(file, Files.getLastModifiedTime(file), Files.size(file));
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
