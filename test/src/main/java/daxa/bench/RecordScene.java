package daxa.bench;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Dependency;
import daxa.core.command.EventWait;
import daxa.core.command.ForeignCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.DepthBounds;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.StencilFace;
import daxa.core.pipeline.StencilTest;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.struct.Unsigned;
import daxa.core.sync.Event;

import org.joml.Vector4i;
import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.JNI;
import org.lwjgl.vulkan.VkDevice;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What commands of every kind need: a recorder, resources and pipelines, of the framework.
@NullUnmarked
public final class RecordScene implements AutoCloseable {
    /// Texels of an image's side.
    static final int SIZE = 64;

    /// Bytes that a transfer moves.
    static final int BYTES = 64;

    /// Draws of a multi-draw.
    static final int DRAWS = 4;

    static final Struct<Push> PUSH = Structs.of(Push.class);
    static final Struct<Data> DATA = Structs.of(Data.class);

    private static final Format DEPTH = Format.D32_SFLOAT_S8_UINT;
    private static final long BUFFER_BYTES = 64 * 1024;

    /// Push constants of the shaders.
    ///
    /// @param value any numbers
    @GpuStruct
    public record Push(@Unsigned Vector4i value) {}

    /// Data of the ray generation shader's record.
    ///
    /// @param data any numbers
    @GpuStruct
    public record Data(@Unsigned Vector4i data) {}

    final CommandRecorder recorder;
    final Buffer src;
    final Buffer dst;
    final Image color;
    final Image other;
    final Image samples;
    final Image depth;
    final ImageView target;
    final ImageView depthTarget;
    final QueryPool queries;
    final Event event;
    final Dependency dependency = Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
    final List<EventWait> waits;
    final QueryPool occlusion;
    final StructureScene rays;

    /// Null where the device has no ray tracing pipelines.
    final TraceScene traces;

    final ForeignCommands foreign;
    final ImageArea area;
    final ImageArea small;
    final ImageRange range;
    final ComputePipeline compute;
    final RasterPipeline raster;

    /// Null where the device has no mesh shaders.
    final RasterPipeline mesh;

    final RasterPipeline dynamic;
    final RenderPassInfo passInfo;
    final MemorySegment bytes = Arena.global().allocate(BYTES, 16);
    final MemorySegment constants = bytes.asSlice(0, Shaders.PUSH_CONSTANT_BYTES);

    final Push push = new Push(new Vector4i(1, 2, 3, 4));
    final Data data = new Data(new Vector4i(1, 2, 3, 4));

    private final MemorySegment draws = Arena.global().allocate(DRAWS * 8L, 16);
    private final MemorySegment indexedDraws = Arena.global().allocate(DRAWS * 12L, 16);

    /// The open render pass.
    RenderRecorder pass;

    private final Device device;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    /// Creates everything.
    ///
    /// @param device the device
    public RecordScene(Device device) {
        this.device = device;
        recorder = own(device.createCommandRecorder("scene"));
        src = own(device.createBuffer(BufferInfo.of("src", BUFFER_BYTES)));
        dst = own(device.createBuffer(BufferInfo.of("dst", BUFFER_BYTES)));
        color = image(colorInfo("color").withMipLevels(2));
        other = image(colorInfo("other").withMipLevels(2));
        samples = image(colorInfo("samples").withSamples(4));
        depth =
                image(
                        ImageInfo.of2D(
                                "depth",
                                DEPTH,
                                SIZE,
                                SIZE,
                                ImageUsage.DEPTH_STENCIL_ATTACHMENT,
                                ImageUsage.TRANSFER_DST));
        target = own(device.createImageView(ImageViewInfo.of(image(colorInfo("target")))));
        depthTarget = own(device.createImageView(ImageViewInfo.of(depth)));
        queries = own(device.createQueryPool(QueryPoolInfo.timestamps("queries", 4)));
        event = own(device.createEvent("event"));
        waits = List.of(new EventWait(event, dependency));
        occlusion = own(device.createQueryPool(QueryPoolInfo.occlusion("occlusion", 4)));
        rays =
                device.features().contains(Feature.ACCELERATION_STRUCTURE)
                        ? own(new StructureScene(device))
                        : null;
        traces =
                device.features().contains(Feature.RAY_TRACING_PIPELINE)
                        ? own(new TraceScene(device))
                        : null;
        foreign = foreign(device);
        area = ImageArea.of(other.info(), 0);
        small = new ImageArea(0, 0, 1, 0, 0, 0, 4, 4, 1);
        range = ImageRange.of(color.info());
        compute =
                own(
                        device.createComputePipeline(
                                ComputePipelineInfo.of("compute", Shaders.compute())));
        raster = own(device.createRasterPipeline(rasterInfo("raster")));
        mesh =
                device.features().contains(Feature.MESH_SHADER)
                        ? own(device.createRasterPipeline(meshInfo()))
                        : null;
        dynamic = own(device.createRasterPipeline(dynamicInfo()));
        passInfo =
                new RenderPassInfo()
                        .clearColor(0, target, 0, 0, 0, 1)
                        .clearDepth(depthTarget, 1)
                        .clearStencil(depthTarget, 0);
    }

    // A fill by address; on a driver without LWJGL it does nothing.
    private ForeignCommands foreign(Device device) {
        long target = dst.nativeHandle();
        long fill;
        try {
            fill = device.unwrap(VkDevice.class).getCapabilities().vkCmdFillBuffer;
        } catch (UsageException e) {
            return commands -> {};
        }
        return commands -> JNI.callPJJJV(commands, target, 0, BYTES, 1, fill);
    }

    private static ImageInfo colorInfo(String name) {
        return ImageInfo.of2D(
                name,
                Gpu.FORMAT,
                SIZE,
                SIZE,
                ImageUsage.COLOR_ATTACHMENT,
                ImageUsage.TRANSFER_SRC,
                ImageUsage.TRANSFER_DST);
    }

    private static RasterPipelineInfo rasterInfo(String name) {
        return withDepth(
                RasterPipelineInfo.of(
                        name, Shaders.vertex(), Shaders.fragment(), ColorTarget.of(Gpu.FORMAT)));
    }

    private static RasterPipelineInfo meshInfo() {
        return withDepth(
                RasterPipelineInfo.ofMesh(
                        "mesh",
                        MeshShading.of(Shaders.mesh()),
                        Shaders.fragment(),
                        ColorTarget.of(Gpu.FORMAT)));
    }

    private static RasterPipelineInfo withDepth(RasterPipelineInfo info) {
        return info.withDepth(new DepthTest(DEPTH, CompareOp.LESS, true))
                .withStencil(StencilTest.of(DEPTH, StencilFace.writing(1)));
    }

    // Everything is dynamic that the device allows to be.
    private RasterPipelineInfo dynamicInfo() {
        RasterPipelineInfo info = rasterInfo("dynamic");
        List<DynamicState> states = new ArrayList<>(List.of(DynamicState.values()));
        if (device.features().contains(Feature.DEPTH_BOUNDS)) {
            info = info.withDepthBounds(new DepthBounds(0, 1));
        } else {
            states.remove(DynamicState.DEPTH_BOUNDS);
        }
        return info.withDynamic(states.toArray(DynamicState[]::new));
    }

    private Image image(ImageInfo info) {
        return own(device.createImage(info));
    }

    private <T extends AutoCloseable> T own(T object) {
        owned.push(object);
        return object;
    }

    /// Writes the draws and records them, as the draws of two frames differ.
    void drawMulti() {
        for (int i = 0; i < DRAWS; i++) {
            draws.setAtIndex(JAVA_INT, 2L * i, 3 * i);
            draws.setAtIndex(JAVA_INT, 2L * i + 1, 3);
        }
        pass.drawMulti(draws, 1, 0);
    }

    /// As [#drawMulti], with indices.
    void drawMultiIndexed() {
        for (int i = 0; i < DRAWS; i++) {
            indexedDraws.setAtIndex(JAVA_INT, 3L * i, 3 * i);
            indexedDraws.setAtIndex(JAVA_INT, 3L * i + 1, 3);
            indexedDraws.setAtIndex(JAVA_INT, 3L * i + 2, 0);
        }
        pass.drawMultiIndexed(indexedDraws, 1, 0);
    }

    /// Begins a recording.
    ///
    /// @param where what is open and bound then
    public void begin(RecordKind.Where where) {
        recorder.begin();
        if (rays != null) {
            recorder.build(rays.build);
        }
        switch (where) {
            case OUTSIDE -> recorder.setPipeline(compute);
            case RAYS -> recorder.setPipeline(traces.pipeline);
            case RASTER -> pass(raster);
            case MESH -> pass(mesh);
            case DYNAMIC -> pass(dynamic);
        }
    }

    private void pass(RasterPipeline pipeline) {
        pass = recorder.beginRenderPass(passInfo);
        pass.setPipeline(pipeline);
        pass.setIndexBuffer(src, 0, daxa.core.command.IndexType.UINT32);
    }

    /// Drops the recording.
    public void drop() {
        recorder.discard();
        device.collectGarbage();
    }

    @Override
    public void close() {
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
