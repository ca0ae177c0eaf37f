package daxa.core.program;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceContext;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.Pipeline;
import daxa.core.pipeline.PipelineCache;
import daxa.core.pipeline.PipelineKind;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Builds pipelines from the texts of shaders: on several threads, and anew when the texts change.
///
/// ```java
/// ManagedPipeline<RasterPipeline> triangle =
///         pipelines.raster(
///                 "triangle",
///                 List.of(StageSource.vertex(vertexText), StageSource.fragment(fragmentText)),
///                 stages ->
///                         RasterPipelineInfo.of(
///                                 "triangle", stages.vertex(), stages.fragment(), target));
/// pipelines.awaitAll(Duration.ofSeconds(30));
/// ```
///
/// Building begins when a pipeline is added, and no frame waits for it: [#update()] at the start of
/// a frame puts in use what is ready. A pipeline that cannot be built keeps its last good version,
/// and its errors are told once for each attempt.
///
/// Made with `Device.createPipelineManager`. It closes its pipelines; it is to be closed before the
/// device.
@ThreadSafe
public final class PipelineManager implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final DeviceContext context;
    private final PipelineManagerInfo info;
    private final @Nullable CacheFolder cache;
    private final @Nullable DriverCache driverCache;
    private final ShaderLoader loader;
    private final Builds builds;

    private PipelineManager(DeviceContext context, AdapterInfo adapter, PipelineManagerInfo info) {
        this.context = context;
        this.info = info;
        Path folder = info.cacheFolder();
        cache =
                folder == null
                        ? null
                        : new CacheFolder(folder, info.cacheLimit(), info.compiler()::identity);
        loader = new ShaderLoader(info, cache);
        driverCache = cache == null ? null : new DriverCache(context, adapter, cache, info.name());
        builds =
                new Builds(
                        info,
                        loader,
                        new Workers(info.name(), info.threads()),
                        driverCache == null ? () -> {} : driverCache::save);
    }

    /// Creates a manager; programs call `Device.createPipelineManager`.
    ///
    /// @param context the device
    /// @param adapter what the device is
    /// @param info what it shall be
    /// @return the manager
    /// @throws daxa.core.error.ShaderException if there are to be prebuilt shaders, and they do not
    ///   exist or are damaged
    @Internal
    public static PipelineManager create(
            DeviceContext context, AdapterInfo adapter, PipelineManagerInfo info) {
        return new PipelineManager(context, adapter, info);
    }

    /// What the manager was created as.
    ///
    /// @return the info
    public PipelineManagerInfo info() {
        return info;
    }

    /// Adds a raster pipeline and begins to build it.
    ///
    /// @param name its name, which no other pipeline of the manager has
    /// @param stages its shaders
    /// @param function makes the info of the compiled shaders, each time that they have changed; on
    ///   a thread of the manager, with no lock held. What it throws is an error of the pipeline.
    /// @return the pipeline, not ready yet
    /// @throws UsageException if the name is taken, or a shader is for another kind of pipeline
    /// @throws ClosedException if the manager is closed
    public ManagedPipeline<RasterPipeline> raster(
            String name,
            List<StageSource> stages,
            Function<CompiledStages, RasterPipelineInfo> function) {
        return add(PipelineKind.RASTER, name, stages, function, RasterPipeline::create);
    }

    /// Adds a compute pipeline and begins to build it.
    ///
    /// @param name its name, which no other pipeline of the manager has
    /// @param stage its shader
    /// @return the pipeline, not ready yet
    /// @throws UsageException if the name is taken, or the shader is none for compute
    /// @throws ClosedException if the manager is closed
    public ManagedPipeline<ComputePipeline> compute(String name, StageSource stage) {
        return compute(name, stage, stages -> ComputePipelineInfo.of(name, stages.compute()));
    }

    /// Adds a compute pipeline and begins to build it.
    ///
    /// @param name its name, which no other pipeline of the manager has
    /// @param stage its shader
    /// @param function makes the info of the compiled shader, each time that it has changed; on a
    ///   thread of the manager, with no lock held. What it throws is an error of the pipeline.
    /// @return the pipeline, not ready yet
    /// @throws UsageException if the name is taken, or the shader is none for compute
    /// @throws ClosedException if the manager is closed
    public ManagedPipeline<ComputePipeline> compute(
            String name,
            StageSource stage,
            Function<CompiledStages, ComputePipelineInfo> function) {
        Objects.requireNonNull(stage, "stage");
        return add(PipelineKind.COMPUTE, name, List.of(stage), function, ComputePipeline::create);
    }

    /// Adds a ray tracing pipeline and begins to build it. Shader binding tables belong to one
    /// version of it: where [#update()] tells its name, they are to be made anew.
    ///
    /// @param name its name, which no other pipeline of the manager has
    /// @param stages its shaders, any number of each stage
    /// @param function makes the info of the compiled shaders, each time that they have changed; on
    ///   a thread of the manager, with no lock held. What it throws is an error of the pipeline.
    ///   Libraries in it stay open until the manager is closed.
    /// @return the pipeline, not ready yet
    /// @throws UsageException if the name is taken, or a shader is for another kind of pipeline
    /// @throws ClosedException if the manager is closed
    public ManagedPipeline<RayTracingPipeline> rayTracing(
            String name,
            List<StageSource> stages,
            Function<CompiledStages, RayTracingPipelineInfo> function) {
        return add(PipelineKind.RAY_TRACING, name, stages, function, RayTracingPipeline::create);
    }

    /// Creates a pipeline of some kind.
    private interface Creation<I, P> {
        P create(DeviceContext context, I info, @Nullable PipelineCache cache);
    }

    /// Adds a pipeline of any kind.
    private <I, P extends Pipeline> ManagedPipeline<P> add(
            PipelineKind kind,
            String name,
            List<StageSource> stages,
            Function<CompiledStages, I> function,
            Creation<I, P> creation) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stages, "stages");
        Objects.requireNonNull(function, "function");
        checkStages(kind, name, stages);
        return builds.add(
                name,
                stages,
                compiled -> {
                    I made = function.apply(compiled);
                    try (PipelineCache held = holdCache()) {
                        return creation.create(context, made, held);
                    }
                });
    }

    // So that it is not destroyed while a pipeline is made, whoever closes the manager meanwhile.
    private @Nullable PipelineCache holdCache() {
        return driverCache == null ? null : driverCache.retain();
    }

    private static void checkStages(PipelineKind kind, String name, List<StageSource> stages) {
        for (StageSource stage : stages) {
            if (stage.stage().pipelineKind() != kind) {
                throw new UsageException(
                        "pipeline '"
                                + name
                                + "': "
                                + stage.title()
                                + " is for pipelines of kind="
                                + stage.stage().pipelineKind()
                                + " (expected shaders for "
                                + kind
                                + ")");
            }
        }
        if (stages.isEmpty()) {
            throw new UsageException(
                    "pipeline '" + name + "' has no shaders (expected at least 1)");
        }
    }

    /// Sets the text of a virtual file, for all shaders. Those that include it, or looked for it in
    /// vain, are compiled anew.
    ///
    /// @param name the name under which it is included
    /// @param text its text
    /// @throws ClosedException if the manager is closed
    public void setVirtualFile(String name, String text) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
        builds.setVirtualFile(name, text);
    }

    /// Puts in use what is ready, and closes what it replaces. To be called at the start of each
    /// frame. Where nothing is ready it costs a read and allocates nothing.
    ///
    /// Pipelines that share a changed text change together: afterwards no two in use were built
    /// from different versions of a file or virtual file. Those that are ready first wait for the
    /// others, also where another cannot be built and keeps its last good version.
    ///
    /// @return what is new and what went wrong since the last call
    /// @throws ClosedException if the manager is closed
    public PipelineUpdate update() {
        return builds.update();
    }

    /// Waits until everything that was to be built has been tried, and puts it in use. The listener
    /// has been told of all of it.
    ///
    /// @param deadline how long to wait at most
    /// @throws daxa.core.error.ShaderException if the newest attempt of a pipeline failed, with all
    ///   errors of all pipelines, in the order in which they were added. Those that are good can be
    ///   used, and the others are built again when their files change.
    /// @throws daxa.core.error.VulkanException if the driver failed
    /// @throws daxa.core.error.DeadlineException if the deadline has passed
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted
    /// @throws ClosedException if the manager is closed
    public void awaitAll(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        builds.awaitAll(deadline);
    }

    /// Waits as [#awaitAll(Duration)] does, and leaves the results to the next update.
    void awaitIdle(Duration deadline) {
        builds.awaitIdle(deadline);
    }

    /// Looks at all files at once, without hot reload too, and begins to build what depends on
    /// those that have changed, and what could not be built.
    ///
    /// @throws ClosedException if the manager is closed
    public void reload() {
        builds.reload();
    }

    /// The errors of the newest attempts, for display. What has been corrected is not there.
    ///
    /// @return one text each, in the order in which the pipelines were added; those of a shader
    ///   that several pipelines use stand there once. Texts that tell which pipelines wait for
    ///   those that could not be built follow.
    /// @throws ClosedException if the manager is closed
    public List<String> errors() {
        return builds.errors();
    }

    /// What the manager has done so far.
    ///
    /// @return the counts at this moment
    public PipelineStatistics statistics() {
        return loader.statistics(builds.made(), cache == null ? 0 : cache.damaged());
    }

    /// Waits until everything is built, and writes the shaders of all pipelines into a file, for
    /// programs without a compiler: [PipelineManagerInfo#withPrebuilt].
    ///
    /// @param file where to; what is there is replaced at once and as a whole
    /// @param deadline how long to wait at most
    /// @throws daxa.core.error.ShaderException if the newest attempt of a pipeline failed; nothing
    ///   is written then
    /// @throws daxa.core.error.DeadlineException if the deadline has passed
    /// @throws daxa.core.error.InterruptedWaitException if the thread is interrupted
    /// @throws DaxaException if the file cannot be written
    /// @throws ClosedException if the manager is closed
    public void export(Path file, Duration deadline) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(deadline, "deadline");
        try {
            Prebuilt.write(file, builds.binaries(deadline), builds.options());
        } catch (IOException e) {
            throw new DaxaException(
                    this + ": prebuilt shaders could not be written to '" + file + "'", e);
        }
    }

    /// Stops building, waits up to 10 seconds for what is being built, and closes all pipelines.
    /// Closing again does nothing.
    @Override
    public void close() {
        builds.close(CLOSE_DEADLINE);
        if (driverCache != null) {
            driverCache.close();
        }
    }

    /// Type and name.
    @Override
    public String toString() {
        return "PipelineManager '" + info.name() + "'";
    }
}
