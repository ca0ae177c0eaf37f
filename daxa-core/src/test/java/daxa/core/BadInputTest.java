package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.CompletionMode;
import daxa.core.command.Completions;
import daxa.core.command.Dependency;
import daxa.core.command.DeviceQueues;
import daxa.core.command.EventWait;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ForeignCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.command.PresentWork;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.StructureBuild;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.command.TransferRegion;
import daxa.core.command.UseWatch;
import daxa.core.command.WaitSet;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.Feature;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.simulated.SimulationFault;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.Blend;
import daxa.core.pipeline.BlendConstants;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.ConservativeRasterization;
import daxa.core.pipeline.ConstantType;
import daxa.core.pipeline.DataType;
import daxa.core.pipeline.DepthBias;
import daxa.core.pipeline.DepthBounds;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.LineRasterization;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.PipelineCache;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ScalarType;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderInterface;
import daxa.core.pipeline.ShaderRecord;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.SpecializationConstant;
import daxa.core.pipeline.StencilFace;
import daxa.core.pipeline.StencilTest;
import daxa.core.pipeline.Tessellation;
import daxa.core.pipeline.VertexAttribute;
import daxa.core.pipeline.VertexBinding;
import daxa.core.pipeline.VertexInput;
import daxa.core.pipeline.VertexRate;
import daxa.core.present.DropListener;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.KeyListener;
import daxa.core.present.MouseListener;
import daxa.core.present.ResizeListener;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;
import daxa.core.program.PipelineEvent;
import daxa.core.program.PipelineManager;
import daxa.core.program.PipelineManagerInfo;
import daxa.core.program.PipelineUpdate;
import daxa.core.program.StageSource;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.BindlessTable;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasGeometry;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.BorrowedImage;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BufferLocation;
import daxa.core.resource.CompareOp;
import daxa.core.resource.FirstLayouts;
import daxa.core.resource.ForeignBuffer;
import daxa.core.resource.ForeignImage;
import daxa.core.resource.Format;
import daxa.core.resource.FormatCapabilities;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryReport;
import daxa.core.resource.SamplerInfo;
import daxa.core.resource.StructureInput;
import daxa.core.resource.StructureObject;
import daxa.core.resource.Swizzle;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;
import daxa.core.shader.GlslCompiler;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderDependency;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.RWBufferPtr;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.sync.Event;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.TransferProgress;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.Shaders;

import org.joml.Matrix4x3f;
import org.joml.Matrix4x3fc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// What no public method accepts, whatever it does. The methods are found by reflection, so that
/// none is forgotten: a parameter or a receiver of a type without a sample here fails the tests.
@OnDriver(Gpu.Kind.SIMULATED)
class BadInputTest {
    /// The packages that programs use; the others are for drivers and for the framework itself.
    private static final Set<String> PACKAGES =
            Set.of(
                    "daxa.core",
                    "daxa.core.command",
                    "daxa.core.pipeline",
                    "daxa.core.present",
                    "daxa.core.program",
                    "daxa.core.query",
                    "daxa.core.resource",
                    "daxa.core.shader",
                    "daxa.core.struct",
                    "daxa.core.sync",
                    "daxa.core.transfer");

    /// What programs have no object of: methods that take one are called by the framework only.
    private static final Set<Class<?>> INNER =
            Set.of(
                    BindlessTable.class,
                    CommandDriver.class,
                    Completions.class,
                    Counted.class,
                    Counted[].class,
                    DeviceContext.class,
                    DeviceQueues.class,
                    FirstLayouts.class,
                    InstanceDriver.class,
                    PipelineCache.class,
                    PresentWork.class,
                    StructureObject.class,
                    TransferRegion.class);

    private static final Map<Class<?>, List<Object>> OUT_OF_RANGE =
            Map.of(
                    int.class,
                    List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                    long.class,
                    List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE - 3, Long.MAX_VALUE),
                    float.class,
                    List.of(-1f, Float.NaN, Float.POSITIVE_INFINITY),
                    double.class,
                    List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY),
                    Duration.class,
                    List.of(
                            Duration.ZERO,
                            Duration.ofSeconds(-5),
                            Duration.ofSeconds(Long.MIN_VALUE),
                            ChronoUnit.FOREVER.getDuration()));

    /// What may be called after the close too.
    private static final Set<String> STILL_ALLOWED =
            Set.of(
                    // Of the last close, a program may ask whether anything was left.
                    "Instance.filteredHazards()",
                    "Instance.flushMessages(Duration)",
                    "Instance.nativeObjects()",
                    "Instance.validationFaults()",
                    // Nothing is unfinished then.
                    "CommandRecorder.discard()");

    @GpuStruct
    record Point(int x) {}

    private final Map<Class<?>, Object> samples =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private Gpu gpu;

    private void putStructures() {
        Buffer data = gpu.own(gpu.device().createBuffer(BufferInfo.of("data", 256)));
        add(TriangleGeometry.of(data, 1));
        add(BoxGeometry.of(data, 1));
        add(BlasInput.of(sample(TriangleGeometry.class)));
        samples.put(BlasGeometry.class, sample(TriangleGeometry.class));
        samples.put(StructureInput.class, sample(BlasInput.class));
        add(AccelerationStructureInfo.of("structure", 512));
        add(gpu.own(gpu.device().createBlas(sample(AccelerationStructureInfo.class))));
        samples.put(AccelerationStructure.class, sample(Blas.class));
        add(gpu.own(gpu.device().createTlas(sample(AccelerationStructureInfo.class))));
        add(sample(Tlas.class).id());
        add(TlasInput.of(data, 1, sample(Blas.class)));
        add(BlasInstance.of(sample(Blas.class)));
        add(StructureBuild.of(sample(Blas.class), sample(BlasInput.class)));
        samples.put(Executor.class, (Executor) Runnable::run);
        samples.put(Matrix4x3fc.class, new Matrix4x3f());
        add(new BuildBatch());
    }

    private void putRayTracing() {
        Device device = gpu.device();
        add(ShaderGroup.raygen("camera", Shaders.pretended(ShaderStage.RAYGEN, 0)));
        add(RayTracingPipelineInfo.of("rays", sample(ShaderGroup.class)));
        add(gpu.own(device.createRayTracingPipeline(sample(RayTracingPipelineInfo.class))));
        add(gpu.own(device.createRayTracingLibrary(sample(RayTracingPipelineInfo.class))));
        add(new ShaderRecord("camera", MemorySegment.NULL));
        add(ShaderBindingTableInfo.of("table", sample(RayTracingPipeline.class)));
        add(gpu.own(device.createShaderBindingTable(sample(ShaderBindingTableInfo.class))));
        add(new ShaderInterface.RayTracing(0, 0, List.of(), false));
    }

    private void makeSamples() {
        Device device = gpu.device();
        gpu.simulated().autoComplete(true);
        ImageInfo imageInfo =
                ImageInfo.of2D(
                        "image",
                        Format.R8G8B8A8_UNORM,
                        4,
                        4,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST,
                        ImageUsage.COLOR_ATTACHMENT);
        add(gpu.instance());
        add(device);
        add(device.mainQueue());
        add(new ExecutableCommands());
        add(device.adapter());
        add(gpu.own(device.createBinarySemaphore("binary")));
        add(gpu.own(device.createTimelineSemaphore("timeline", 0)));
        add(MeshShading.of(Shaders.pretended(ShaderStage.MESH, 0)));
        add(gpu.own(device.createEvent("event")));
        add(Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ));
        add(new EventWait(sample(Event.class), sample(Dependency.class)));
        putStructures();
        putRayTracing();
        add(Requirements.meshShaders());
        add(QueryPoolInfo.timestamps("times", 4));
        add(gpu.own(device.createQueryPool(sample(QueryPoolInfo.class))));
        add(device.calibrateTimestamps());
        add(new SubmitInfo());
        add(InstanceInfo.of("sample"));
        add(gpu.deviceInfo("sample"));
        add(imageInfo);
        add(BufferInfo.of("buffer", 64));
        add(SamplerInfo.linear("sampler"));
        add(gpu.own(device.createBuffer(BufferInfo.of("buffer", 64))));
        add(gpu.own(device.createImage(imageInfo)));
        add(ImageViewInfo.of(sample(daxa.core.resource.Image.class)));
        add(gpu.own(device.createImageView(sample(ImageViewInfo.class))));
        add(gpu.own(device.createSampler(sample(SamplerInfo.class))));
        add(sample(daxa.core.resource.Buffer.class).id());
        add(sample(daxa.core.resource.ImageView.class).id());
        add(sample(daxa.core.resource.Sampler.class).id());
        add(device.memoryRequirements(BufferInfo.of("buffer", 64)));
        add(MemoryBlockInfo.of("block", sample(MemoryRequirements.class)));
        add(gpu.own(device.createMemoryBlock(sample(MemoryBlockInfo.class))));
        add(Swizzle.IDENTITY);
        add(device.capabilities(Format.R8G8B8A8_UNORM));
        add(sample(FormatCapabilities.class).support());
        add(device.memoryReport());
        add(device.memoryHeaps().getFirst());
        samples.put(MemoryReport.HeapUse.class, device.memoryReport().heaps().getFirst());
        samples.put(MemoryReport.TypeUse.class, device.memoryReport().types().getFirst());
        samples.put(MemoryReport.NameUse.class, device.memoryReport().names().getFirst());
        add(new BufferLocation(sample(daxa.core.resource.Buffer.class), 0));
        add(ImageArea.of(imageInfo, 0));
        add(ImageRange.of(imageInfo));
        add(Access.TRANSFER_WRITE);
        add(new SpecializationConstant(0, ConstantType.INT32));
        add(StencilFace.writing(1));
        add(StencilTest.of(Format.S8_UINT, sample(StencilFace.class)));
        add(DepthBias.NONE);
        add(new DepthBounds(0, 1));
        add(
                new Tessellation(
                        Shaders.pretended(ShaderStage.TESSELLATION_CONTROL, 0),
                        Shaders.pretended(ShaderStage.TESSELLATION_EVALUATION, 0),
                        3));
        add(ConservativeRasterization.OVERESTIMATE);
        add(LineRasterization.DEFAULT);
        add(BlendConstants.ZERO);
        add(new VertexBinding(4, VertexRate.VERTEX));
        add(new VertexAttribute(0, 0, Format.R32_SFLOAT, 0));
        add(VertexInput.NONE);
        add(Blend.ALPHA);
        add(ColorTarget.of(Format.R8G8B8A8_UNORM));
        add(new DepthTest(Format.D32_SFLOAT, CompareOp.LESS, true));
        add(ComputePipelineInfo.of("compute", Shaders.compute()));
        add(
                RasterPipelineInfo.of(
                        "raster",
                        Shaders.pretended(ShaderStage.VERTEX, 0),
                        Shaders.pretended(ShaderStage.FRAGMENT, 0),
                        ColorTarget.of(Format.R8G8B8A8_UNORM)));
        add(Shaders.compute());
        add(Shaders.compute().declared());
        add(Shaders.compute().workgroup());
        add(new DataType.Scalar(ScalarType.FLOAT32));
        add(new DataType.Vector(ScalarType.FLOAT32, 3));
        add(new DataType.Matrix(ScalarType.FLOAT32, 3, 3, 12, false));
        add(new DataType.Array(sample(DataType.Vector.class), 4, 12));
        add(new DataType.Member("member", 0, sample(DataType.Scalar.class)));
        add(new DataType.Struct("Struct", List.of(sample(DataType.Member.class))));
        add(new DataType.Pointer("daxa_BufferPtr_float"));
        add(new DataType.Opaque());
        add(new ShaderInterface.Variable("color", 0, 0, ScalarType.FLOAT32, 4, 1, 0));
        add(
                new ShaderInterface.Descriptor(
                        "image", 0, 0, ShaderInterface.DescriptorKind.SAMPLED_IMAGE, false));
        add(gpu.own(device.createComputePipeline(sample(ComputePipelineInfo.class))));
        add(gpu.own(device.createRasterPipeline(sample(RasterPipelineInfo.class))));
        add(sample(ComputePipeline.class).pushConstants());
        add(new HeadlessWindowSystem());
        add(WindowInfo.of("window", 8, 8).withSystem(sample(HeadlessWindowSystem.class)));
        add(gpu.own(gpu.instance().createWindow(sample(WindowInfo.class))));
        add(SwapchainInfo.of("swapchain", sample(Window.class)));
        add(gpu.own(device.createSwapchain(sample(SwapchainInfo.class))));
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("commands"));
        recorder.begin();
        add(gpu.own(recorder.complete()));
        CommandRecorder passRecorder = gpu.own(device.createCommandRecorder("pass"));
        passRecorder.begin();
        add(
                passRecorder.beginRenderPass(
                        new RenderPassInfo()
                                .loadColor(0, sample(daxa.core.resource.ImageView.class))));
        CommandRecorder begun = gpu.own(device.createCommandRecorder("recorder"));
        begun.begin();
        add(begun);
        add(new RenderPassInfo());
        add(new SubmitToken());
        add(new WaitSet());
        add(CompletionMode.WAIT_ONLY);
        add(device.mainQueue().submit(new SubmitInfo()).completion(CompletionMode.WAIT_ONLY));
        add(StagingInfo.of("staging").withStagingBytes(256));
        add(gpu.own(device.createRingBuffer("ring", 64)));
        add(gpu.own(device.createUploader(sample(StagingInfo.class))));
        Readback readback = gpu.own(device.createReadback(sample(StagingInfo.class)));
        add(readback);
        add(
                readback.read(
                        sample(daxa.core.resource.Buffer.class),
                        0,
                        MemorySegment.ofArray(new byte[4])));
        add(new TransferProgress(0, 0));
        Struct<Point> struct = Structs.of(Point.class);
        add(struct);
        add(struct.fields().getFirst());
        samples.put(Record.class, new Point(1));
        add(new BufferPtr<Point>(0));
        add(new RWBufferPtr<Point>(0));
        add(ShaderSource.text("a.comp", "void main() {}"));
        add(ShaderOptions.DEFAULT);
        add(new ShaderDependency(ShaderDependency.Kind.VIRTUAL, "Camera", null));
        add(new ShaderCompilation(Shaders.compute(), "", List.of(), List.of()));
        add(new GlslCompiler());
        addManager(device);
        samples.put(KeyListener.class, (KeyListener) (key, action) -> {});
        samples.put(MouseListener.class, new MouseListener() {});
        samples.put(DropListener.class, (DropListener) files -> {});
        add(ForeignImage.general(0xF00D));
        add(ForeignBuffer.of(0xF00E));
        samples.put(ForeignCommands.class, (ForeignCommands) handle -> {});
        samples.put(UseWatch.class, (UseWatch) (resource, written) -> {});
        samples.put(Runnable.class, (Runnable) () -> {});
        samples.put(ResizeListener.class, (ResizeListener) (width, height) -> {});
        samples.put(DriverProvider.class, gpu.driver());
        samples.put(String.class, "text");
        samples.put(Duration.class, Duration.ofSeconds(1));
        samples.put(Path.class, Path.of("a.glsl"));
        samples.put(Class.class, BadInputTest.class);
        samples.put(MemorySegment.class, MemorySegment.ofArray(new int[4]));
        samples.put(List.class, List.of());
        samples.put(Set.class, Set.of());
        samples.put(Map.class, Map.of());
        samples.put(Consumer.class, (Consumer<Object>) o -> {});
    }

    private void addManager(Device device) {
        add(PipelineManagerInfo.of("manager"));
        add(StageSource.compute(sample(ShaderSource.class)));
        add(PipelineUpdate.NOTHING);
        add(new PipelineEvent("a", PipelineEvent.Outcome.COMPILED, List.of(), 1, 1));
        samples.put(Function.class, Function.identity());
        PipelineManager manager =
                gpu.own(device.createPipelineManager(sample(PipelineManagerInfo.class)));
        add(manager);
        add(manager.statistics());
        add(
                manager.compute(
                        "managed",
                        sample(StageSource.class),
                        stages -> {
                            add(stages);
                            return ComputePipelineInfo.of("managed", stages.compute());
                        }));
        manager.awaitAll(Gpu.LONG);
    }

    private void add(Object sample) {
        samples.put(sample.getClass(), sample);
    }

    private <T> T sample(Class<T> type) {
        return type.cast(sampleOf(type));
    }

    private Object sampleOf(Class<?> type) {
        for (Map.Entry<Class<?>, Object> sample : samples.entrySet()) {
            if (type.isAssignableFrom(sample.getKey())) {
                return sample.getValue();
            }
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isArray()) {
            Object array = Array.newInstance(type.componentType(), 1);
            Array.set(array, 0, sampleOf(type.componentType()));
            return array;
        }
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 4L;
        }
        if (type == double.class) {
            return 0.0;
        }
        if (type == float.class) {
            return 1f;
        }
        if (type == boolean.class) {
            return true;
        }
        throw new AssertionError("no sample of " + type);
    }

    private static boolean isForPrograms(Executable executable) {
        return Modifier.isPublic(executable.getModifiers())
                && !Modifier.isAbstract(executable.getModifiers())
                // Those of listeners: the framework calls them.
                && !(executable instanceof Method method && method.isDefault())
                && !executable.isSynthetic()
                && !executable.getName().equals("equals")
                && !executable.getName().equals("valueOf")
                && Arrays.stream(executable.getParameterTypes()).noneMatch(INNER::contains);
    }

    private static List<Executable> executables() throws IOException, URISyntaxException {
        List<Executable> found = new ArrayList<>();
        for (Class<?> type : PublicTypes.all()) {
            if (PACKAGES.contains(type.getPackageName())
                    && !INNER.contains(type)
                    && type != BorrowedImage.class) {
                found.addAll(List.of(type.getDeclaredConstructors()));
                // Also what a public type inherits from one that is not.
                for (Class<?> each = type;
                        each != null && (each == type || !Modifier.isPublic(each.getModifiers()));
                        each = each.getSuperclass()) {
                    found.addAll(List.of(each.getDeclaredMethods()));
                }
            }
        }
        found.removeIf(executable -> !isForPrograms(executable));
        found.forEach(executable -> executable.setAccessible(true));
        return found;
    }

    // The arguments of a record's constructor are those of the sample, so that all but one is
    // right.
    private Object[] arguments(Executable executable) throws ReflectiveOperationException {
        Class<?> type = executable.getDeclaringClass();
        Class<?>[] types = executable.getParameterTypes();
        Object[] arguments = new Object[types.length];
        RecordComponent[] components = type.getRecordComponents();
        boolean canonical =
                executable instanceof Constructor<?>
                        && components != null
                        && components.length == types.length
                        && samples.containsKey(type);
        for (int i = 0; i < types.length; i++) {
            arguments[i] =
                    canonical
                            ? components[i].getAccessor().invoke(samples.get(type))
                            : sampleOf(types[i]);
        }
        return arguments;
    }

    private @Nullable Throwable thrown(Executable executable, @Nullable Object[] arguments)
            throws ReflectiveOperationException {
        try {
            Object made = null;
            if (executable instanceof Constructor<?> constructor) {
                made = constructor.newInstance(arguments);
            } else if (executable instanceof Method method) {
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                Object on = isStatic ? null : sampleOf(method.getDeclaringClass());
                made = method.invoke(on, arguments);
            }
            if (made instanceof AutoCloseable closeable && !samples.containsValue(made)) {
                gpu.own(closeable);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /// With one of these, a program could destroy what the GPU uses, or hand any number to the
    /// driver.
    @Test
    void noProgramReachesWhatOnlyDevicesAndSwapchainsMayUse() throws Exception {
        Set<Class<?>> own = Set.of(BindlessTable.class, DeviceQueues.class, PresentWork.class);
        Set<String> ways = new TreeSet<>();
        for (Class<?> type : PublicTypes.all()) {
            if (own.contains(type)) {
                continue;
            }
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && own.contains(method.getReturnType())) {
                    ways.add(text(method));
                }
            }
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers()) && own.contains(field.getType())) {
                    ways.add(type.getSimpleName() + "." + field.getName());
                }
            }
        }
        assertThat(ways).isEmpty();
        assertThat(PresentWork.class.getConstructors()).isEmpty();
        assertThat(Arrays.stream(Queue.class.getMethods()).map(Method::getName))
                .doesNotContain("createAll", "destroy", "finishSubmit", "present");
        assertThat(Arrays.stream(Completions.class.getMethods()).map(Method::getName))
                .doesNotContain("close", "join");
    }

    @Test
    @GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void whatMustNotBeNullIsNamed(Gpu given) throws Exception {
        gpu = given;
        makeSamples();
        Set<String> wrong = new TreeSet<>();
        int tried = 0;
        for (Executable executable : executables()) {
            Class<?>[] types = executable.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (types[i].isPrimitive()
                        || executable.getAnnotatedParameterTypes()[i].isAnnotationPresent(
                                Nullable.class)) {
                    continue;
                }
                tried++;
                @Nullable Object[] arguments = arguments(executable);
                arguments[i] = null;
                long calls = gpu.driver().callCount();
                Throwable thrown = thrown(executable, arguments);
                String name = executable.getParameters()[i].getName();
                if (!isNamed(name, thrown)) {
                    wrong.add(text(executable) + "#" + name + ": " + thrown);
                } else if (gpu.driver().callCount() != calls) {
                    wrong.add(text(executable) + "#" + name + ": had called the driver");
                }
            }
        }
        System.out.println("null arguments tried: " + tried);
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    @Test
    @GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void whatIsOutOfRangeIsRefusedByTheFramework(Gpu given, @TempDir Path folder) throws Exception {
        gpu = given;
        samples.put(Record.class, new Point(1));
        makeSamples();
        samples.put(Path.class, folder.resolve("a.glsl"));
        ThrowsTags tags = ThrowsTags.read();
        Set<String> wrong = new TreeSet<>();
        int tried = 0;
        for (Executable executable : executables()) {
            Class<?>[] types = executable.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                for (Object value : OUT_OF_RANGE.getOrDefault(types[i], List.of())) {
                    if (waitsFor(executable, value)) {
                        continue;
                    }
                    tried++;
                    @Nullable Object[] arguments = arguments(executable);
                    arguments[i] = value;
                    int faults = gpu.driver().faults().size();
                    Throwable thrown = thrown(executable, arguments);
                    String name = executable.getParameters()[i].getName();
                    if (thrown != null && !(thrown instanceof DaxaException)) {
                        wrong.add(text(executable) + "#" + name + "=" + value + ": " + thrown);
                    } else if (gpu.driver().faults().size() != faults) {
                        SimulationFault fault = gpu.driver().faults().getLast();
                        wrong.add(text(executable) + "#" + name + "=" + value + ": " + fault);
                    } else if (thrown != null && !tags.name(executable, thrown)) {
                        wrong.add(text(executable) + ": not documented: " + thrown);
                    }
                }
            }
        }
        System.out.println("values out of range tried: " + tried);
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    // What would wait for what never comes.
    private static boolean waitsFor(Executable executable, Object value) {
        boolean waits =
                executable.getName().startsWith("await") || executable.getName().startsWith("wait");
        return waits && !(value instanceof Duration duration && !duration.isPositive());
    }

    // By itself, without the "new" of a method that gives back a changed copy, or as the virtual
    // machine puts it.
    private static boolean isNamed(String parameter, @Nullable Throwable thrown) {
        String message = thrown instanceof NullPointerException ? thrown.getMessage() : null;
        return message != null
                && (parameter.equalsIgnoreCase(message)
                        || parameter.equalsIgnoreCase("new" + message)
                        || message.endsWith("because \"" + parameter + "\" is null"));
    }

    @Test
    @GpuSetup(features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void closedObjectsRefuseEverything(Gpu given) throws Exception {
        gpu = given;
        makeSamples();
        ThrowsTags tags = ThrowsTags.read();
        Set<String> wrong = new TreeSet<>();
        int tried = 0;
        for (Executable executable : executables()) {
            Class<?> type = receiver(executable.getDeclaringClass());
            if (!(executable instanceof Method method)
                    || Modifier.isStatic(method.getModifiers())
                    || !Reference.class.isAssignableFrom(type)
                    || type == Reference.class
                    || method.getName().equals("close")
                    || method.getName().equals("toString")
                    || STILL_ALLOWED.contains(text(method))) {
                continue;
            }
            tried++;
            Object closed = closed(type);
            try {
                method.invoke(closed, arguments(method));
                wrong.add(text(method) + ": accepted");
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof ClosedException)) {
                    wrong.add(text(method) + ": " + e.getCause());
                } else if (!tags.name(method, e.getCause())) {
                    wrong.add(text(method) + ": not documented: " + e.getCause());
                }
            }
        }
        System.out.println("methods of closed objects tried: " + tried);
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    private final Map<Class<?>, Object> closed = new LinkedHashMap<>();

    // Another reference or another object, so that the sample stays open for the arguments.
    private Object closed(Class<?> type) throws ReflectiveOperationException {
        Object seen = closed.get(type);
        if (seen == null) {
            Reference made = another(type);
            made.close();
            closed.put(type, made);
            seen = made;
        }
        return seen;
    }

    private Reference another(Class<?> type) throws ReflectiveOperationException {
        Device device = gpu.device();
        if (type == CommandRecorder.class) {
            return device.createCommandRecorder("closed");
        }
        if (type == Window.class) {
            return gpu.instance().createWindow(sample(WindowInfo.class));
        }
        if (type == Swapchain.class) {
            Window window = gpu.own(gpu.instance().createWindow(sample(WindowInfo.class)));
            return device.createSwapchain(SwapchainInfo.of("closed", window));
        }
        return (Reference) type.getMethod("retain").invoke(sampleOf(type));
    }

    private Class<?> receiver(Class<?> declaring) {
        return Reference.class.isAssignableFrom(declaring) && declaring != Reference.class
                ? sampleOf(declaring).getClass()
                : declaring;
    }

    private static String text(Executable executable) {
        List<String> parameters = new ArrayList<>();
        for (Class<?> parameter : executable.getParameterTypes()) {
            parameters.add(parameter.getSimpleName());
        }
        return executable.getDeclaringClass().getSimpleName()
                + (executable instanceof Constructor<?> ? "" : "." + executable.getName())
                + "("
                + String.join(", ", parameters)
                + ")";
    }
}
