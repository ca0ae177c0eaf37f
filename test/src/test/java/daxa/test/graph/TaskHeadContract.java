package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.Topology;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.ImageViewId;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Length;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Structs;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskAccess;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskContext;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;
import daxa.taskgraph.TaskQueue;
import daxa.taskgraph.TaskStage;
import daxa.taskgraph.TaskStructure;
import daxa.taskgraph.Use;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// What a task has of its uses: the head that its shaders get, names and sizes.
@GpuSetup(autoComplete = true)
@SuppressWarnings("ArrayRecordComponent")
abstract class TaskHeadContract {
    private static final int SIZE = 64;
    private static final TaskImageInfo IMAGE =
            TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 16, 8).withMips(3).withLayers(2);

    /// Adds a value to a number.
    @GpuStruct
    record Sum(
            @Use(TaskAccess.READS) BufferPtr<Integer> from,
            @Use(TaskAccess.WRITES) RWBufferPtr<Integer> to,
            int add) {
        Sum(int add) {
            this(new BufferPtr<>(0), new RWBufferPtr<>(0), add);
        }
    }

    /// Too large for push constants.
    @GpuStruct
    record Table(
            @Length(50) int[] values,
            @Use(TaskAccess.READS) BufferPtr<Integer> from,
            @Use(TaskAccess.WRITES) RWBufferPtr<Integer> to) {}

    /// What another shader has.
    @GpuStruct
    record Difference(BufferPtr<Integer> from, RWBufferPtr<Integer> to, int subtract) {}

    /// All kinds of uses.
    @GpuStruct
    record Everything(
            @Use(TaskAccess.SAMPLES) ImageViewId image,
            @Use(TaskAccess.SAMPLES) @Length(4) ImageViewId[] mips,
            @Use(TaskAccess.READS) BufferId bytes,
            @Use(TaskAccess.READS) @Length(3) BufferId[] set,
            @Use(TaskAccess.READS) long address,
            @Use(TaskAccess.SAMPLES) ImageViewId nothing,
            float value) {}

    private static final GlslCompiler COMPILER = new GlslCompiler();

    private final GraphBuilder builder = new GraphBuilder("frame");
    private final TaskBuffer from = builder.externalBuffer("from", SIZE);
    private final TaskBuffer to = builder.externalBuffer("to", SIZE);
    private Gpu gpu;
    private Device device;
    private Buffer in;
    private Buffer out;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        in = gpu.own(device.createBuffer(BufferInfo.of("in", SIZE).upload()));
        out = gpu.own(device.createBuffer(BufferInfo.of("out", SIZE).readback()));
    }

    private ComputePipeline pipeline(String name, String declared, String main) {
        ShaderBinary shader =
                COMPILER.compile(
                        ShaderSource.text(
                                name + ".comp",
                                """
                                #include <daxa/daxa.glsl>
                                #include <Sum>
                                #include <Table>
                                #include <Difference>
                                layout(local_size_x = 1) in;
                                """
                                        + declared
                                        + "\nvoid main() { "
                                        + main
                                        + " }"),
                        ShaderStage.COMPUTE,
                        ShaderOptions.DEFAULT.withStructs(
                                Sum.class, Table.class, Difference.class));
        return gpu.own(device.createComputePipeline(ComputePipelineInfo.of(name, shader)));
    }

    private ComputePipeline sum() {
        return pipeline(
                "sum",
                "DAXA_PUSH_CONSTANTS(Sum, push)",
                "daxa_deref(push.to) = daxa_deref(push.from) + push.add;");
    }

    private TaskGraph graph() {
        builder.transfer("show").reads(TaskStage.HOST, to).sideEffect();
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build()));
        graph.bind(from, in);
        graph.bind(to, out);
        return graph;
    }

    private void assertResult(TaskGraph graph, int expected) {
        graph.await(Gpu.LONG);
        // The simulated driver runs no shaders.
        if (gpu.kind() == Gpu.Kind.VULKAN) {
            assertThat(out.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(expected);
        }
    }

    // ---------------------------------------------------------------- heads

    @Test
    void shadersGetTheHeadWithWhatIsBound() {
        ComputePipeline sum = sum();
        Sum values = new Sum(5);
        builder.compute("add")
                .head(Sum.class, from, to)
                .executes(
                        task -> {
                            task.setPipeline(sum, values);
                            task.commands().dispatch(1, 1, 1);
                        });
        TaskGraph graph = graph();
        in.mapped().set(ValueLayout.JAVA_INT, 0, 37);
        graph.execute();
        assertResult(graph, 42);
        Buffer other = gpu.own(device.createBuffer(BufferInfo.of("other", SIZE).upload()));
        other.mapped().set(ValueLayout.JAVA_INT, 0, -5);
        graph.bind(from, other);
        graph.execute();
        assertResult(graph, 0);
    }

    @Test
    void withoutValuesTheRestIsZero() {
        ComputePipeline sum = sum();
        builder.compute("add")
                .head(Sum.class, from, to)
                .executes(
                        task -> {
                            task.setPipeline(sum, new Sum(5));
                            task.setPipeline(sum);
                            task.commands().dispatch(1, 1, 1);
                        });
        TaskGraph graph = graph();
        in.mapped().set(ValueLayout.JAVA_INT, 0, 37);
        graph.execute();
        assertResult(graph, 37);
    }

    @Test
    void largeHeadsAreGivenByAddress() {
        ComputePipeline pick =
                pipeline(
                        "pick",
                        "DAXA_PUSH_CONSTANTS(daxa_BufferPtr(Table), table)",
                        "daxa_deref(daxa_deref(table).to) ="
                                + " daxa_deref(table).values[daxa_deref(daxa_deref(table).from)];");
        Table values = new Table(new int[50], new BufferPtr<>(0), new RWBufferPtr<>(0));
        values.values()[49] = 42;
        builder.compute("pick")
                .head(Table.class, from, to)
                .executes(
                        task -> {
                            task.setPipeline(pick, values);
                            task.commands().dispatch(1, 1, 1);
                        });
        TaskGraph graph = graph();
        in.mapped().set(ValueLayout.JAVA_INT, 0, 49);
        graph.execute();
        assertResult(graph, 42);
    }

    @Test
    void rasterTasksGiveTheirHeadToo() {
        TaskImage target = builder.persistentImage("target", TaskImageInfo.of2D(FORMAT, 4, 4));
        RasterPipeline nothing = raster();
        RenderPassInfo pass = new RenderPassInfo();
        Sum values = new Sum(5);
        builder.raster("draw")
                .head(Sum.class, from, to)
                .writes(TaskStage.COLOR_ATTACHMENT, target)
                .executes(
                        task -> {
                            pass.clear().clearColor(0, task.view(target), 0, 0, 0, 1);
                            try (RenderRecorder draws = task.commands().beginRenderPass(pass)) {
                                task.setPipeline(draws, nothing, values);
                                draws.draw(1);
                            }
                        });
        TaskGraph graph = graph();
        in.mapped().set(ValueLayout.JAVA_INT, 0, 37);
        graph.execute();
        assertResult(graph, 42);
    }

    private static final Format FORMAT = Format.R8G8B8A8_UNORM;

    // A point in the middle, whose fragment writes the sum.
    private RasterPipeline raster() {
        ShaderOptions options = ShaderOptions.DEFAULT.withStructs(Sum.class);
        ShaderBinary vertex =
                COMPILER.compile(
                        ShaderSource.text(
                                "middle.vert",
                                "void main() { gl_Position = vec4(0, 0, 0, 1); gl_PointSize = 1;"
                                        + " }"),
                        ShaderStage.VERTEX,
                        options);
        ShaderBinary fragment =
                COMPILER.compile(
                        ShaderSource.text(
                                "sum.frag",
                                """
                                #include <daxa/daxa.glsl>
                                #include <Sum>
                                DAXA_PUSH_CONSTANTS(Sum, push)
                                layout(location = 0) out vec4 color;
                                void main()
                                {
                                    daxa_deref(push.to) = daxa_deref(push.from) + push.add;
                                    color = vec4(1);
                                }
                                """),
                        ShaderStage.FRAGMENT,
                        options);
        return gpu.own(
                device.createRasterPipeline(
                        RasterPipelineInfo.of("sum", vertex, fragment, ColorTarget.of(FORMAT))
                                .withTopology(Topology.POINTS)));
    }

    @Test
    void allKindsOfUsesAreFilled() {
        TaskImage image = builder.persistentImage("image", IMAGE);
        TaskBuffer set = builder.externalBuffers("set", SIZE, 2);
        AtomicReference<Everything> found = new AtomicReference<>();
        AtomicReference<Everything> expected = new AtomicReference<>();
        builder.compute("all")
                .head(
                        Everything.class,
                        image.mips(1, 1).layers(0, 1),
                        image.mips(0, 3).eachMip(),
                        from,
                        set,
                        from.range(16, 16),
                        TaskImage.NONE)
                .sideEffect()
                .executes(
                        task -> {
                            found.set(written(task));
                            expected.set(expected(task, image, set));
                        });
        TaskGraph graph = graph();
        graph.bindBuffers(set, List.of(in, out));
        graph.execute();
        assertThat(found.get()).usingRecursiveComparison().isEqualTo(expected.get());
    }

    private static Everything written(TaskContext task) {
        ImageViewId none = ImageViewId.NULL;
        Everything values =
                new Everything(
                        none,
                        new ImageViewId[] {none, none, none, none},
                        BufferId.NULL,
                        new BufferId[] {BufferId.NULL, BufferId.NULL, BufferId.NULL},
                        1,
                        none,
                        0.5f);
        long at = task.writeHead(values) - task.scratchBuffer().deviceAddress();
        assertThat(at % 16).isZero();
        return Structs.of(Everything.class).read(task.scratchBuffer().mapped(), at);
    }

    private Everything expected(TaskContext task, TaskImage image, TaskBuffer set) {
        TaskImage mips = image.eachMip();
        return new Everything(
                task.id(image.mips(1, 1).layers(0, 1)),
                new ImageViewId[] {
                    task.id(mips, 0), task.id(mips, 1), task.id(mips, 2), ImageViewId.NULL
                },
                in.id(),
                new BufferId[] {in.id(), task.id(set, 1), BufferId.NULL},
                in.deviceAddress() + 16,
                ImageViewId.NULL,
                0.5f);
    }

    // ---------------------------------------------------------------- what is refused

    private void assertRefused(Consumer<TaskContext> work, String message) {
        builder.compute("add").head(Sum.class, from, to).executes(work::accept);
        TaskGraph graph = graph();
        assertThatThrownBy(graph::execute).isInstanceOf(UsageException.class).hasMessage(message);
        assertThat(graph.token(TaskQueue.MAIN).number()).isZero();
    }

    @Test
    void aShaderWithAnotherHeadIsRefusedBeforeAnythingRuns() {
        ComputePipeline other =
                pipeline(
                        "difference",
                        "DAXA_PUSH_CONSTANTS(Difference, push)",
                        "daxa_deref(push.to) = daxa_deref(push.from) - push.subtract;");
        assertRefused(
                task -> task.setPipeline(other, new Sum(5)),
                "task 'add' of TaskGraph 'frame' cannot give its head 'Sum': pipeline"
                        + " 'difference': its push constants are not struct 'Sum': 'subtract' at"
                        + " 16 with 4 bytes in difference.comp is 'add' at 16 with 4 bytes in Java."
                        + " Let the shader include <Sum>.");
    }

    @Test
    void aShaderThatHasNoHeadIsRefused() {
        ComputePipeline other = pipeline("nothing", "", "");
        assertRefused(
                task -> task.setPipeline(other),
                "task 'add' of TaskGraph 'frame' cannot give its head 'Sum': pipeline 'nothing':"
                        + " its push constants are not struct 'Sum': 'from' at 0 with 8 bytes in"
                        + " Java is missing in the shader; 'to' at 8 with 8 bytes in Java is"
                        + " missing in the shader; 'add' at 16 with 4 bytes in Java is missing in"
                        + " the shader. Let the shader include <Sum>.");
    }

    @Test
    void valuesAreThoseOfTheHead() {
        ComputePipeline sum = sum();
        Difference wrong = new Difference(new BufferPtr<>(0), new RWBufferPtr<>(0), 1);
        assertRefused(
                task -> task.setPipeline(sum, wrong),
                "task 'add' of TaskGraph 'frame' has head 'Sum' and is given values of Difference;"
                        + " give it the record of its head");
    }

    @Test
    void aTaskWithoutAHeadHasNoneToGive() {
        ComputePipeline sum = sum();
        builder.compute("none").sideEffect().executes(task -> task.setPipeline(sum, new Sum(5)));
        TaskGraph graph = graph();
        assertThatThrownBy(graph::execute)
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "task 'none' of TaskGraph 'frame' has no head; declare it with head of"
                                + " TaskBuilder, or set pipelines and push constants on"
                                + " commands()");
    }

    // ---------------------------------------------------------------- names and sizes

    @Test
    void usesAreFoundByName() {
        TaskImage image = builder.persistentImage("image", IMAGE);
        builder.compute("look")
                .head(Sum.class, from.range(16, 32), to)
                .reads(image.named("picture"), TaskImage.NONE.named("mask"))
                .executes(
                        task -> {
                            assertThat(task.address(task.bufferNamed("from")))
                                    .isEqualTo(in.deviceAddress() + 16);
                            assertThat(task.bufferNamed("to").toString())
                                    .isEqualTo("BUFFER 'to' as 'to'");
                            assertThat(task.id(task.imageNamed("picture")))
                                    .isEqualTo(task.id(image));
                            assertThat(task.imageNamed("mask")).isSameAs(TaskImage.NONE);
                            assertThat(task.structureNamed("mask")).isSameAs(TaskStructure.NONE);
                            assertThatThrownBy(() -> task.imageNamed("image"))
                                    .isInstanceOf(UsageException.class)
                                    .hasMessage(
                                            "task 'look' of TaskGraph 'frame' uses no image by the"
                                                    + " name 'image' (expected one of [from,"
                                                    + " picture, to])");
                            assertThatThrownBy(() -> task.bufferNamed("picture"))
                                    .isInstanceOf(UsageException.class)
                                    .hasMessageContaining("uses no buffer by the name 'picture'");
                        });
        builder.compute("plain")
                .reads(image)
                .sideEffect()
                .executes(task -> assertThat(task.imageNamed("image")).isSameAs(image));
        graph().execute();
    }

    @Test
    void sizesAreThoseOfTheParts() {
        TaskImage image = builder.persistentImage("image", IMAGE);
        TaskImage part = image.mips(1, 2).layers(1, 1);
        TaskBuffer half = from.range(16, 32);
        builder.compute("look")
                .reads(image, from)
                .sideEffect()
                .executes(
                        task -> {
                            assertThat(task.width(part)).isEqualTo(8);
                            assertThat(task.height(part)).isEqualTo(4);
                            assertThat(task.depth(part)).isEqualTo(1);
                            assertThat(task.mipLevels(part)).isEqualTo(2);
                            assertThat(task.layers(part)).isEqualTo(1);
                            assertThat(task.format(part)).isEqualTo(Format.R8G8B8A8_UNORM);
                            assertThat(task.size(half)).isEqualTo(32);
                            assertThat(task.size(from)).isEqualTo(SIZE);
                            assertThat(task.size(TaskBuffer.NONE)).isZero();
                        });
        graph().execute();
    }
}
