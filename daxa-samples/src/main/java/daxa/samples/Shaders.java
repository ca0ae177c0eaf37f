package daxa.samples;

import daxa.core.Device;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.PipelineStatistics;
import daxa.core.program.StageSource;
import daxa.core.resource.Format;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskImage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The shaders of the samples. In the repository they are the files in `shaders`, and a file that
/// is saved is on screen at once; elsewhere they come with the program.
final class Shaders {
    private static final Path FOLDER = Path.of("shaders");
    private static final boolean IN_REPOSITORY = Files.isDirectory(FOLDER.resolve("samples"));
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final int WORKGROUP = 8;

    private Shaders() {}

    /// Makes what builds the pipelines of a sample.
    ///
    /// @param structs what its shaders include
    @SafeVarargs
    @SuppressWarnings("varargs") // Only read.
    static PipelineManager manager(Device device, Class<? extends Record>... structs) {
        ShaderOptions options = ShaderOptions.DEFAULT.withStructs(structs);
        return device.createPipelineManager(
                PipelineManagerInfo.of("samples")
                        .withCache(cache())
                        .withHotReload(IN_REPOSITORY)
                        .withOptions(IN_REPOSITORY ? options.withIncludeRoot(FOLDER) : options));
    }

    private static Path cache() {
        String folder = System.getenv("DAXA_CACHE");
        return (folder == null
                        ? Path.of(System.getProperty("user.home"), ".cache", "daxa")
                        : Path.of(folder))
                .resolve("shaders");
    }

    static ShaderSource source(String name) {
        return IN_REPOSITORY
                ? ShaderSource.file(FOLDER.resolve("samples").resolve(name))
                : ShaderSource.resource(Shaders.class, "shaders/" + name);
    }

    /// Makes a pipeline of two shaders, `name.vert` and `name.frag`, that draws over one image.
    static ManagedPipeline<RasterPipeline> raster(
            PipelineManager pipelines, String name, Format format) {
        return pipelines.raster(
                name,
                List.of(
                        StageSource.vertex(source(name + ".vert")),
                        StageSource.fragment(source(name + ".frag"))),
                stages ->
                        RasterPipelineInfo.of(
                                name, stages.vertex(), stages.fragment(), ColorTarget.of(format)));
    }

    /// Waits for the pipelines of a sample, and says where their shaders came from.
    static void await(PipelineManager pipelines) {
        pipelines.awaitAll(DEADLINE);
        PipelineStatistics done = pipelines.statistics();
        System.out.println("shaders: compiled=" + done.compiled() + " cached=" + done.cached());
    }

    /// Takes what is new at the start of a frame, and says what is wrong with what was saved.
    static void update(PipelineManager pipelines) {
        List<String> errors = pipelines.update().errors();
        if (!errors.isEmpty()) {
            errors.forEach(System.err::println);
        }
    }

    /// Runs a compute shader with workgroups of 8 by 8 once for each texel of an image.
    static void dispatch(TaskContext task, TaskImage image) {
        task.commands().dispatch(groups(task.width(image)), groups(task.height(image)), 1);
    }

    private static int groups(int texels) {
        return (texels + WORKGROUP - 1) / WORKGROUP;
    }
}
