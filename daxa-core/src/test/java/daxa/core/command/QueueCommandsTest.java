package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.Feature;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.TablePart;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.Buffer;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.TriangleGeometry;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.sync.Event;
import daxa.testing.GpuSetup;
import daxa.testing.Shaders;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Each command says which queues can run it, and the others refuse it.
@GpuSetup(features = Feature.RAY_TRACING_PIPELINE)
class QueueCommandsTest extends CommandFixture {
    /// Those that begin or end recordings, or ask or promise something: they record nothing.
    private static final Set<String> NO_COMMANDS =
            Set.of(
                    "begin",
                    "discard",
                    "close",
                    "closeAfterSubmit",
                    "queue",
                    "use",
                    "watchUses",
                    "requireEnded",
                    "holdToThread");

    private static List<Method> commands() {
        List<Method> commands = new ArrayList<>();
        for (Class<?> type = CommandRecorder.class;
                RecorderBase.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()
                        && !NO_COMMANDS.contains(method.getName())) {
                    commands.add(method);
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(25);
        return commands;
    }

    @GpuStruct
    record Word(int value) {}

    private Object[] arguments(Method method) {
        Buffer buffer = buffer(1024);
        Image image = image(imageInfo());
        Map<Class<?>, Object> samples = new HashMap<>();
        samples.put(Buffer.class, buffer);
        samples.put(Image.class, image);
        samples.put(ImageArea.class, ImageArea.of(imageInfo(), 0));
        samples.put(ImageRange.class, ImageRange.of(imageInfo()));
        samples.put(Filter.class, Filter.NEAREST);
        samples.put(Access.class, Access.ALL);
        samples.put(PipelineStage.class, PipelineStage.ALL_COMMANDS);
        samples.put(
                QueryPool.class,
                gpu.own(gpu.device().createQueryPool(QueryPoolInfo.timestamps("times", 1))));
        samples.put(Event.class, gpu.own(gpu.device().createEvent("event")));
        samples.put(Dependency.class, Dependency.of(Access.NONE, Access.NONE));
        samples.put(List.class, List.of());
        samples.put(String.class, "label");
        samples.put(MemorySegment.class, MemorySegment.ofArray(new byte[16]));
        samples.put(RenderPassInfo.class, new RenderPassInfo());
        samples.put(ExecutableCommands.class, new ExecutableCommands());
        samples.put(
                ComputePipeline.class,
                gpu.own(
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("compute", Shaders.compute()))));
        BlasInput input = BlasInput.of(TriangleGeometry.of(buffer, 1));
        Blas blas = gpu.own(gpu.device().createBlas("blas", input));
        samples.put(AccelerationStructure.class, blas);
        samples.put(StructureBuild.class, StructureBuild.of(blas, input));
        RayTracingPipeline rays =
                gpu.own(
                        gpu.device()
                                .createRayTracingPipeline(
                                        RayTracingPipelineInfo.of(
                                                "rays",
                                                ShaderGroup.raygen(
                                                        "raygen",
                                                        Shaders.pretended(
                                                                ShaderStage.RAYGEN, 0)))));
        samples.put(RayTracingPipeline.class, rays);
        samples.put(
                ShaderBindingTable.class,
                gpu.own(
                        gpu.device()
                                .createShaderBindingTable(
                                        ShaderBindingTableInfo.of("table", rays))));
        samples.put(TablePart.class, TablePart.RAYGEN);
        samples.put(Struct.class, Structs.of(Word.class));
        samples.put(Record.class, new Word(0));
        samples.put(ForeignCommands.class, (ForeignCommands) handle -> {});
        samples.put(int.class, 0);
        samples.put(long.class, 0L);
        samples.put(float.class, 0f);
        samples.put(boolean.class, false);
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            assertThat(samples).as("a sample for " + method).containsKey(type);
            arguments.add(samples.get(type));
        }
        return arguments.toArray();
    }

    @Test
    void eachCommandIsRefusedByTheQueuesThatCannotRunIt() throws IllegalAccessException {
        int refused = 0;
        for (Method method : commands()) {
            String command = method.getName();
            QueueKind needed = QueueCommands.needed(command);
            for (QueueKind kind : QueueKind.values()) {
                Queue queue = gpu.device().queues().get(kind.first());
                CommandRecorder on =
                        gpu.own(gpu.device().createCommandRecorder(command + " on " + kind, queue));
                on.begin();
                Throwable thrown = call(method, on);
                if (kind.includes(needed)) {
                    assertThat(String.valueOf(thrown)).doesNotContain("cannot do that");
                } else {
                    assertThat(thrown)
                            .as(method + " on " + kind)
                            .isInstanceOf(UsageException.class)
                            .hasMessage(
                                    command
                                            + " was called on "
                                            + on
                                            + " for queue '"
                                            + queue.name()
                                            + "' of device 'gpu', which cannot do that; record it"
                                            + " for the main queue"
                                            + (needed == QueueKind.MAIN
                                                    ? ""
                                                    : " or a compute queue"));
                    refused++;
                    queue.submit(on.complete());
                }
                on.discard();
            }
        }
        assertThat(refused).isGreaterThan(15);
    }

    /// The table names what each kind of queue can do beyond the next smaller one.
    @Test
    void theTableOfTheDocumentationNamesEachCommand() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/queues.md"));
        for (Method method : commands()) {
            QueueKind needed = QueueCommands.needed(method.getName());
            String row =
                    switch (needed) {
                        case MAIN -> "| `device.mainQueue()` | everything,";
                        case COMPUTE -> "| `device.computeQueue(0)`";
                        case TRANSFER -> "| `device.transferQueue(0)`";
                    };
            String name = needed == QueueKind.MAIN ? "" : "`" + method.getName() + "`";
            if (!method.getName().equals("complete")) {
                assertThat(lines)
                        .as(method.getName() + " in docs/queues.md")
                        .anyMatch(line -> line.startsWith(row) && line.contains(name));
            }
        }
    }

    private @Nullable Throwable call(Method method, CommandRecorder on)
            throws IllegalAccessException {
        try {
            if (method.invoke(on, arguments(method)) instanceof ExecutableCommands commands) {
                commands.close();
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    @Test
    void renderPassesAreBegunOnTheMainQueueAlone() {
        assertThat(RenderRecorder.class.getConstructors()).isEmpty();
        assertThat(commands())
                .filteredOn(method -> method.getReturnType() == RenderRecorder.class)
                .isNotEmpty()
                .allSatisfy(
                        method ->
                                assertThat(QueueCommands.needed(method.getName()))
                                        .isEqualTo(QueueKind.MAIN));
    }

    @Test
    void aCommandThatNobodyHasThoughtOfIsFound() {
        assertThatThrownBy(() -> QueueCommands.needed("dispatchAsync"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "command 'dispatchAsync' is missing in QueueCommands; add the kind of"
                                + " queue");
    }

    @Test
    void depthAndStencilAreWrittenOnTheMainQueueAlone() {
        ImageInfo info = ImageInfo.of2D("depth", Format.D32_SFLOAT, 4, 4, ImageUsage.TRANSFER_DST);
        Image depth = image(info);
        Buffer buffer = buffer(64);
        for (Queue queue : gpu.device().queues()) {
            CommandRecorder on =
                    gpu.own(gpu.device().createCommandRecorder(queue.name() + " depth", queue));
            on.begin();
            if (queue.kind() == QueueKind.MAIN) {
                on.copyBufferToImage(buffer, 0, depth, ImageArea.of(info, 0));
            } else {
                refused(
                        () -> on.copyBufferToImage(buffer, 0, depth, ImageArea.of(info, 0)),
                        "copyBufferToImage to Image 'depth' with depth or stencil was called on "
                                + on
                                + " for queue '"
                                + queue.name()
                                + "' of device 'gpu', which cannot do that; record it for the main"
                                + " queue");
            }
            on.discard();
        }
    }

    @Test
    @GpuSetup(features = Feature.RAY_TRACING_PIPELINE)
    void barriersNameStagesThatTheQueueHas() {
        for (QueueKind kind : QueueKind.values()) {
            Queue queue = gpu.device().queues().get(kind.first());
            CommandRecorder on = gpu.own(gpu.device().createCommandRecorder("on " + kind, queue));
            Image image = image(imageInfo());
            Buffer buffer = buffer(64);
            ImageRange range = ImageRange.of(imageInfo());
            on.begin();
            for (Access access : accesses()) {
                boolean known = QueueCommands.hasStages(kind, access.stages());
                List<Runnable> barriers =
                        List.of(
                                () -> on.barrier(access, Access.ALL),
                                () -> on.barrier(Access.ALL, access, buffer, 0, 64),
                                () -> on.barrier(access, access, image, range));
                for (Runnable barrier : barriers) {
                    if (known) {
                        barrier.run();
                    } else {
                        refusedWith(
                                barrier::run,
                                "barrier was called on "
                                        + on
                                        + " with stages that queue '"
                                        + queue.name()
                                        + "' of device 'gpu' does not have: 0x");
                    }
                }
            }
            gpu.device().mainQueue().submit();
            queue.submit(on.complete());
        }
    }

    private static List<Access> accesses() {
        List<Access> all = new ArrayList<>();
        for (var field : Access.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Access.class) {
                try {
                    all.add((Access) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }
}
