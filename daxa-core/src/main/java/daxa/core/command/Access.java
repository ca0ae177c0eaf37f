package daxa.core.command;

import daxa.core.concurrent.Immutable;

/// How memory is used: by which stages of the pipeline, in which way. A barrier stands between two
/// of these.
///
/// Source: Vulkan 1.3 specification, sections "Pipeline Stages" and "Access Types"; the numbers are
/// `VkPipelineStageFlags2` and `VkAccessFlags2`.
///
/// @param stages stages
/// @param accesses ways of access
@Immutable
public record Access(long stages, long accesses) {
    private static final long STAGE_INDIRECT = 0x2L;
    private static final long STAGE_VERTEX = 0x8L;
    private static final long STAGE_FRAGMENT = 0x80L;
    private static final long STAGE_DEPTH_TESTS = 0x100L | 0x200L;
    private static final long STAGE_COLOR_OUTPUT = 0x400L;
    private static final long STAGE_COMPUTE = 0x800L;
    private static final long STAGE_TRANSFER = 0x1000L;
    private static final long STAGE_HOST = 0x4000L;
    private static final long STAGE_ALL = 0x10000L;
    private static final long STAGE_TESSELLATION = 0x10L | 0x20L;
    private static final long STAGE_CONDITIONAL_RENDERING = 0x40000L;
    private static final long STAGE_RAY_TRACING = 0x20_0000L;
    private static final long STAGE_BUILD = 0x200_0000L;
    private static final long STAGE_TASK = 0x80000L;
    private static final long STAGE_MESH = 0x100000L;
    private static final long STAGE_INDEX_INPUT = 0x10_0000_0000L;

    private static final long INDIRECT = 0x1L;
    private static final long INDEX = 0x2L;
    private static final long SHADER_READS = 0x20L;
    private static final long SHADER_WRITES = 0x40L;
    private static final long COLOR_READS = 0x80L;
    private static final long COLOR_WRITES = 0x100L;
    private static final long DEPTH_READS = 0x200L;
    private static final long DEPTH_WRITES = 0x400L;
    private static final long TRANSFER_READS = 0x800L;
    private static final long TRANSFER_WRITES = 0x1000L;
    private static final long HOST_READS = 0x2000L;
    private static final long HOST_WRITES = 0x4000L;
    private static final long READS = 0x8000L;
    private static final long WRITES = 0x10000L;
    private static final long CONDITION = 0x10_0000L;
    private static final long STRUCTURE_READS = 0x20_0000L;
    private static final long STRUCTURE_WRITES = 0x40_0000L;

    /// Nothing: nothing comes before, or nothing comes after.
    public static final Access NONE = new Access(0, 0);

    /// Reads of the host.
    public static final Access HOST_READ = new Access(STAGE_HOST, HOST_READS);

    /// Writes of the host. Those made before a submit need no barrier.
    public static final Access HOST_WRITE = new Access(STAGE_HOST, HOST_WRITES);

    /// Reads of copies and blits.
    public static final Access TRANSFER_READ = new Access(STAGE_TRANSFER, TRANSFER_READS);

    /// Writes of copies, blits, fills and clears.
    public static final Access TRANSFER_WRITE = new Access(STAGE_TRANSFER, TRANSFER_WRITES);

    /// Reads of compute shaders.
    public static final Access COMPUTE_READ = new Access(STAGE_COMPUTE, SHADER_READS);

    /// Writes of compute shaders.
    public static final Access COMPUTE_WRITE = new Access(STAGE_COMPUTE, SHADER_WRITES);

    /// Reads and writes of compute shaders.
    public static final Access COMPUTE_READ_WRITE = COMPUTE_READ.and(COMPUTE_WRITE);

    /// Reads of vertex shaders.
    public static final Access VERTEX_READ = new Access(STAGE_VERTEX, SHADER_READS);

    /// Writes of vertex shaders.
    public static final Access VERTEX_WRITE = new Access(STAGE_VERTEX, SHADER_WRITES);

    /// Reads of tessellation shaders. Only with the feature TESSELLATION_SHADER.
    public static final Access TESSELLATION_READ = new Access(STAGE_TESSELLATION, SHADER_READS);

    /// Writes of tessellation shaders. Only with the feature TESSELLATION_SHADER.
    public static final Access TESSELLATION_WRITE = new Access(STAGE_TESSELLATION, SHADER_WRITES);

    /// Reads of task shaders. Only with the feature TASK_SHADER.
    public static final Access TASK_READ = new Access(STAGE_TASK, SHADER_READS);

    /// Writes of task shaders. Only with the feature TASK_SHADER.
    public static final Access TASK_WRITE = new Access(STAGE_TASK, SHADER_WRITES);

    /// Reads of mesh shaders. Only with the feature MESH_SHADER.
    public static final Access MESH_READ = new Access(STAGE_MESH, SHADER_READS);

    /// Writes of mesh shaders. Only with the feature MESH_SHADER.
    public static final Access MESH_WRITE = new Access(STAGE_MESH, SHADER_WRITES);

    /// Reads of fragment shaders.
    public static final Access FRAGMENT_READ = new Access(STAGE_FRAGMENT, SHADER_READS);

    /// Writes of fragment shaders to buffers and storage images.
    public static final Access FRAGMENT_WRITE = new Access(STAGE_FRAGMENT, SHADER_WRITES);

    /// Loads of colour attachments and blending.
    public static final Access COLOR_ATTACHMENT_READ = new Access(STAGE_COLOR_OUTPUT, COLOR_READS);

    /// Clears and stores of colour attachments.
    public static final Access COLOR_ATTACHMENT_WRITE =
            new Access(STAGE_COLOR_OUTPUT, COLOR_WRITES);

    /// All uses of colour attachments.
    public static final Access COLOR_ATTACHMENT = COLOR_ATTACHMENT_READ.and(COLOR_ATTACHMENT_WRITE);

    /// Tests of depth and stencil attachments, where the pass does not write them.
    public static final Access DEPTH_STENCIL_ATTACHMENT_READ =
            new Access(STAGE_DEPTH_TESTS, DEPTH_READS);

    /// All uses of depth and stencil attachments.
    public static final Access DEPTH_STENCIL_ATTACHMENT =
            new Access(STAGE_DEPTH_TESTS, DEPTH_READS | DEPTH_WRITES);

    /// Reads of index buffers.
    public static final Access INDEX_READ = new Access(STAGE_INDEX_INPUT, INDEX);

    /// Reads of the arguments of indirect commands.
    public static final Access INDIRECT_READ = new Access(STAGE_INDIRECT, INDIRECT);

    /// Reads of the value that conditional rendering depends on. Only with the feature
    /// CONDITIONAL_RENDERING.
    public static final Access CONDITIONAL_RENDERING_READ =
            new Access(STAGE_CONDITIONAL_RENDERING, CONDITION);

    /// Reads of builds, copies and size queries of acceleration structures: of the structures, of
    /// vertices, indices, boxes and instances. Only with the feature ACCELERATION_STRUCTURE.
    public static final Access BUILD_READ = new Access(STAGE_BUILD, STRUCTURE_READS | SHADER_READS);

    /// Writes of builds and copies of acceleration structures. Only with the feature
    /// ACCELERATION_STRUCTURE.
    public static final Access BUILD_WRITE = new Access(STAGE_BUILD, STRUCTURE_WRITES);

    /// Reads of ray tracing shaders, and their traces. Only with the feature RAY_TRACING_PIPELINE.
    public static final Access RAY_TRACING_READ =
            new Access(STAGE_RAY_TRACING, SHADER_READS | STRUCTURE_READS);

    /// Writes of ray tracing shaders. Only with the feature RAY_TRACING_PIPELINE.
    public static final Access RAY_TRACING_WRITE = new Access(STAGE_RAY_TRACING, SHADER_WRITES);

    /// Every read of every command.
    public static final Access ALL_READ = new Access(STAGE_ALL, READS);

    /// Every write of every command.
    public static final Access ALL_WRITE = new Access(STAGE_ALL, WRITES);

    /// Everything.
    public static final Access ALL = ALL_READ.and(ALL_WRITE);

    /// Both uses together.
    ///
    /// @param other the other use
    /// @return stages and accesses of both
    public Access and(Access other) {
        return new Access(stages | other.stages, accesses | other.accesses);
    }

    /// This use together with ray queries in its shaders. Only with the feature RAY_QUERY.
    ///
    /// @return the same stages, which read acceleration structures too
    public Access withRayQueries() {
        return new Access(stages, accesses | STRUCTURE_READS);
    }
}
