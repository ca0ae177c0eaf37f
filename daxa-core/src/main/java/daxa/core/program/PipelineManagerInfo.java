package daxa.core.program;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// What a [PipelineManager] shall be. Begin with [#of(String)].
///
/// @param name its name, for messages
/// @param options how shaders are compiled: include roots, defines, virtual files, …
/// @param compiler what compiles them
/// @param threads how many pipelines are built at the same time, at least 1
/// @param hotReload whether files are watched, and what depends on them is built anew when they
///   change
/// @param cacheFolder where compiled shaders and the driver's pipelines are kept; null for nowhere.
///   Programs may share a folder.
/// @param cacheLimit bytes of compiled shaders in the folder above which those go that were not
///   used for longest, above 0
/// @param prebuilt what [PipelineManager#export] wrote, to be used in the place of the compiler;
///   null to compile
/// @param listener is told of each attempt to build a pipeline, on a thread of its own, one attempt
///   after another; null for none. What it throws is logged.
@Immutable
public record PipelineManagerInfo(
        String name,
        ShaderOptions options,
        ShaderCompiler compiler,
        int threads,
        boolean hotReload,
        @Nullable Path cacheFolder,
        long cacheLimit,
        @Nullable ShaderSource prebuilt,
        @Nullable Consumer<PipelineEvent> listener) {
    private static final long DEFAULT_CACHE_LIMIT = 256L << 20;

    /// Checks the values.
    ///
    /// @throws UsageException if a number is out of range, or the prebuilt shaders are in a text
    public PipelineManagerInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(compiler, "compiler");
        require(name, threads >= 1, "threads=" + threads, "at least 1");
        require(name, cacheLimit >= 1, "cacheLimit=" + cacheLimit, "at least 1");
        require(
                name,
                !(prebuilt instanceof ShaderSource.Text),
                "prebuilt is a text",
                "a file or a resource");
    }

    private static void require(String name, boolean holds, String is, String expected) {
        if (!holds) {
            throw new UsageException(
                    "PipelineManager '" + name + "': " + is + " (expected " + expected + ")");
        }
    }

    /// GLSL with [ShaderOptions#DEFAULT], on as many threads as there are processors; no reload, no
    /// cache.
    ///
    /// @param name its name, for messages
    /// @return the info
    public static PipelineManagerInfo of(String name) {
        return new PipelineManagerInfo(
                name,
                ShaderOptions.DEFAULT,
                new GlslCompiler(),
                Runtime.getRuntime().availableProcessors(),
                false,
                null,
                DEFAULT_CACHE_LIMIT,
                null,
                null);
    }

    /// The same with other options for the compiler.
    ///
    /// @param value the options
    /// @return a changed copy
    public PipelineManagerInfo withOptions(ShaderOptions value) {
        Objects.requireNonNull(value, "value");
        return new PipelineManagerInfo(
                name,
                value,
                compiler,
                threads,
                hotReload,
                cacheFolder,
                cacheLimit,
                prebuilt,
                listener);
    }

    /// The same with another compiler.
    ///
    /// @param value the compiler
    /// @return a changed copy
    public PipelineManagerInfo withCompiler(ShaderCompiler value) {
        Objects.requireNonNull(value, "value");
        return new PipelineManagerInfo(
                name,
                options,
                value,
                threads,
                hotReload,
                cacheFolder,
                cacheLimit,
                prebuilt,
                listener);
    }

    /// The same with another number of threads.
    ///
    /// @param value how many pipelines are built at the same time, at least 1
    /// @return a changed copy
    /// @throws UsageException if it is not
    public PipelineManagerInfo withThreads(int value) {
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                value,
                hotReload,
                cacheFolder,
                cacheLimit,
                prebuilt,
                listener);
    }

    /// The same, with or without hot reload.
    ///
    /// @param value whether files are watched
    /// @return a changed copy
    public PipelineManagerInfo withHotReload(boolean value) {
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                threads,
                value,
                cacheFolder,
                cacheLimit,
                prebuilt,
                listener);
    }

    /// The same with a cache.
    ///
    /// @param folder where it is; made if it does not exist
    /// @return a changed copy
    public PipelineManagerInfo withCache(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                threads,
                hotReload,
                folder,
                cacheLimit,
                prebuilt,
                listener);
    }

    /// The same with another limit of the cache.
    ///
    /// @param value bytes, above 0
    /// @return a changed copy
    /// @throws UsageException if it is not
    public PipelineManagerInfo withCacheLimit(long value) {
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                threads,
                hotReload,
                cacheFolder,
                value,
                prebuilt,
                listener);
    }

    /// The same with prebuilt shaders in the place of the compiler.
    ///
    /// @param value the file or resource that [PipelineManager#export] wrote
    /// @return a changed copy
    /// @throws UsageException if it is a text
    public PipelineManagerInfo withPrebuilt(ShaderSource value) {
        Objects.requireNonNull(value, "value");
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                threads,
                hotReload,
                cacheFolder,
                cacheLimit,
                value,
                listener);
    }

    /// The same with a listener.
    ///
    /// @param value is told of each attempt to build a pipeline
    /// @return a changed copy
    public PipelineManagerInfo withListener(Consumer<PipelineEvent> value) {
        Objects.requireNonNull(value, "value");
        return new PipelineManagerInfo(
                name,
                options,
                compiler,
                threads,
                hotReload,
                cacheFolder,
                cacheLimit,
                prebuilt,
                value);
    }
}
