package daxa.samples;

import daxa.core.Device;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.pipeline.ColorTarget;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.program.ManagedPipeline;
import daxa.core.program.PipelineManager;
import daxa.core.program.StageSource;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Filter;
import daxa.core.resource.Format;
import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.struct.Unsigned;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskStage;

import org.joml.Matrix4f;
import org.joml.Vector3f;

import java.util.ArrayList;
import java.util.List;

/// A torus of meshlets, each in a colour of its own. Task shaders leave out those that face away,
/// mesh shaders make the triangles of the others, and the samples of the picture are resolved at
/// the end of the pass.
final class MeshletsSample implements Sample {
    /// A corner of triangles.
    @GpuStruct
    record Vertex(Vector3f position, Vector3f normal) {}

    /// A part of the torus: a ball around it, a cone around its normals, of which `cutoff` is the
    /// sine of the half angle, and its first vertex.
    @GpuStruct
    record Meshlet(
            Vector3f center,
            float radius,
            Vector3f axis,
            float cutoff,
            @Unsigned int firstVertex) {}

    /// The push constants. The eye and the direction of the light are told in the torus's own
    /// space.
    @GpuStruct
    record Torus(
            Matrix4f projection,
            BufferPtr<Vertex> vertices,
            BufferPtr<Meshlet> meshlets,
            Vector3f eye,
            @Unsigned int count,
            Vector3f light) {}

    private static final Struct<Vertex> VERTEX = Structs.of(Vertex.class);
    private static final Struct<Meshlet> MESHLET = Structs.of(Meshlet.class);
    private static final Struct<Torus> TORUS = Structs.of(Torus.class);

    private static final int AROUND = 16;
    private static final int ACROSS = 8;
    private static final int QUADS = 4;
    private static final int TASKS = 32;
    private static final int SAMPLES = 4;
    private static final Format DEPTH = Format.D32_SFLOAT;

    private final Format format;
    private final Buffer vertices;
    private final Buffer meshlets;
    private final int count;
    private final PipelineManager pipelines;
    private final ManagedPipeline<RasterPipeline> pipeline;
    private final RenderPassInfo pass = new RenderPassInfo();
    private final Matrix4f world = new Matrix4f();
    private float seconds;

    MeshletsSample(Device device, Format format) {
        this.format = format;
        List<Vertex> corners = new ArrayList<>();
        List<Meshlet> parts = new ArrayList<>();
        for (int i = 0; i < AROUND * ACROSS; i++) {
            parts.add(meshlet(i / ACROSS, i % ACROSS, corners));
        }
        count = parts.size();
        vertices =
                device.createBuffer(
                        BufferInfo.of("vertices", VERTEX.bytes(corners.size())).upload());
        VERTEX.writeAll(vertices.mapped(), 0, corners);
        meshlets = device.createBuffer(BufferInfo.of("meshlets", MESHLET.bytes(count)).upload());
        MESHLET.writeAll(meshlets.mapped(), 0, parts);

        pipelines = Shaders.manager(device, Torus.class);
        pipeline =
                pipelines.raster(
                        "meshlets",
                        List.of(
                                StageSource.task(Shaders.source("meshlets.task")),
                                StageSource.mesh(Shaders.source("meshlets.mesh")),
                                StageSource.fragment(Shaders.source("meshlets.frag"))),
                        stages ->
                                RasterPipelineInfo.ofMesh(
                                                "meshlets",
                                                stages.meshShading(),
                                                stages.fragment(),
                                                ColorTarget.of(format))
                                        .withDepth(new DepthTest(DEPTH, CompareOp.LESS, true))
                                        .withSamples(SAMPLES));
        Shaders.await(pipelines);
    }

    /// Makes a part of the torus and adds its vertices.
    private static Meshlet meshlet(int around, int across, List<Vertex> to) {
        int first = to.size();
        Vector3f center = new Vector3f();
        Vector3f axis = new Vector3f();
        for (int i = 0; i <= QUADS; i++) {
            for (int j = 0; j <= QUADS; j++) {
                Vertex vertex =
                        vertex(
                                (around * QUADS + i) / (float) (AROUND * QUADS),
                                (across * QUADS + j) / (float) (ACROSS * QUADS));
                to.add(vertex);
                center.add(vertex.position);
                axis.add(vertex.normal);
            }
        }
        List<Vertex> own = to.subList(first, to.size());
        center.div(own.size());
        axis.normalize();
        float radius = 0;
        float cosine = 1;
        for (Vertex vertex : own) {
            radius = Math.max(radius, vertex.position.distance(center));
            cosine = Math.min(cosine, vertex.normal.dot(axis));
        }
        float cutoff = (float) Math.sqrt(1 - cosine * cosine);
        return new Meshlet(center, radius, axis, cutoff, first);
    }

    private static Vertex vertex(float around, float across) {
        Vector3f normal =
                new Vector3f((float) Math.cos(across * 2 * Math.PI), 0, 0)
                        .add(0, (float) Math.sin(across * 2 * Math.PI), 0)
                        .rotateY((float) (around * 2 * Math.PI));
        Vector3f ring = new Vector3f(1, 0, 0).rotateY((float) (around * 2 * Math.PI));
        return new Vertex(ring.fma(0.45f, normal), normal);
    }

    @Override
    public void describe(GraphBuilder graph, Screen screen) {
        TaskImage color = graph.transientImage("samples", screen.info(format).withSamples(SAMPLES));
        TaskImage depth = graph.transientImage("depth", screen.info(DEPTH).withSamples(SAMPLES));
        TaskImage picture = graph.transientImage("picture", screen.info(format));
        graph.raster("torus")
                .writes(TaskStage.COLOR_ATTACHMENT, color, picture)
                .writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .executes(
                        task -> {
                            pass.clear()
                                    .clearColor(0, task.view(color), 0.02f, 0.02f, 0.03f, 1)
                                    .resolveColor(0, task.view(picture))
                                    .clearDepth(task.view(depth), 1);
                            try (RenderRecorder draws = task.commands().beginRenderPass(pass)) {
                                draws.setPipeline(pipeline.get());
                                draws.pushConstants(TORUS, torus(screen));
                                draws.drawMeshTasks((count + TASKS - 1) / TASKS, 1, 1);
                            }
                        });
        graph.blit("show", picture, screen.image(), Filter.NEAREST);
    }

    @Override
    public void prepare(TaskGraph graph, float now) {
        Shaders.update(pipelines);
        seconds = now;
    }

    private Torus torus(Screen screen) {
        world.rotationX(0.7f).rotateY(seconds * 0.5f);
        Matrix4f projection = new Matrix4f().perspective(0.8f, screen.aspect(), 0.1f, 10, true);
        // In Vulkan y points down.
        projection.m11(-projection.m11());
        Vector3f eye = new Vector3f(0, 0, 4);
        projection.translate(-eye.x, -eye.y, -eye.z).mul(world);
        Matrix4f back = world.invert(new Matrix4f());
        return new Torus(
                projection,
                BufferPtr.to(vertices),
                BufferPtr.to(meshlets),
                back.transformPosition(eye),
                count,
                back.transformDirection(new Vector3f(0.4f, 0.7f, 0.6f).normalize()));
    }

    @Override
    public void close() {
        pipelines.close();
        vertices.close();
        meshlets.close();
    }
}
