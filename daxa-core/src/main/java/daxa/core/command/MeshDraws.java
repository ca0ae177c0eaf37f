package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.WorkgroupLimits;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.MeshShading;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.resource.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Draws of pipelines with mesh shaders.
abstract sealed class MeshDraws extends DrawState permits RenderRecorder {
    // The limits of what a draw counts: task workgroups, or else mesh workgroups.
    private @Nullable WorkgroupLimits workgroups;

    MeshDraws(CommandRecorder recorder) {
        super(recorder);
    }

    final void startMesh(RasterPipelineInfo info) {
        MeshShading shaders = info.meshShading();
        MeshShaderLimits limits = recorder.context.limits().meshShaders();
        workgroups =
                shaders == null ? null : shaders.task() == null ? limits.mesh() : limits.task();
    }

    final void requireVertices(String command) {
        if (workgroups != null) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + ", but the bound pipeline has mesh shaders; call drawMeshTasks");
        }
    }

    private WorkgroupLimits requireMesh(String command) {
        checkBound(command);
        WorkgroupLimits limits = workgroups;
        if (limits == null) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + ", but the bound pipeline has a vertex shader; call draw");
        }
        return limits;
    }

    /// Draws with the bound mesh shaders. The workgroups are those of the task shader, or of the
    /// mesh shader where there is no task shader.
    ///
    /// @param x workgroups, at least 0
    /// @param y workgroups, at least 0
    /// @param z workgroups, at least 0
    /// @throws UsageException if there are more than the device allows, or no pipeline with mesh
    ///   shaders is bound; see [daxa.core.driver.MeshShaderLimits]
    public void drawMeshTasks(int x, int y, int z) {
        recorder.guard.enter("drawMeshTasks");
        try {
            CommandDriver driver = recorder.insidePass("drawMeshTasks");
            WorkgroupLimits limits = requireMesh("drawMeshTasks");
            if ((x | y | z) < 0
                    || x > limits.maxCountX()
                    || y > limits.maxCountY()
                    || z > limits.maxCountZ()
                    || !fits(x, y, z, limits.maxTotalCount())) {
                throw counts(x, y, z, limits);
            }
            driver.drawMeshTasks(x, y, z);
        } finally {
            recorder.guard.exit("drawMeshTasks");
        }
    }

    // Of two numbers the product fits into 62 bits.
    private static boolean fits(int x, int y, int z, long most) {
        long plane = (long) x * y;
        return z == 0 || plane <= most / z;
    }

    private UsageException counts(int x, int y, int z, WorkgroupLimits limits) {
        return new UsageException(
                "drawMeshTasks on "
                        + recorder
                        + ": workgroups="
                        + x
                        + "x"
                        + y
                        + "x"
                        + z
                        + " (expected 0x0x0 to "
                        + limits.maxCountX()
                        + "x"
                        + limits.maxCountY()
                        + "x"
                        + limits.maxCountZ()
                        + ", and up to "
                        + limits.maxTotalCount()
                        + " together, on this device)");
    }

    /// Draws with the bound mesh shaders and with workgroup counts that the GPU reads.
    ///
    /// @param arguments a buffer with `VkDrawMeshTasksIndirectCommandEXT`s: x, y and z as 32-bit
    ///   numbers
    /// @param offset bytes, a multiple of 4
    /// @param drawCount draws; above 1 needs the feature MULTI_DRAW_INDIRECT
    /// @param stride bytes from one to the next, a multiple of 4 of at least 12 where there are
    ///   several
    /// @throws UsageException if they are not inside the buffer, a feature is missing, or no
    ///   pipeline with mesh shaders is bound
    public void drawMeshTasksIndirect(Buffer arguments, long offset, int drawCount, int stride) {
        Objects.requireNonNull(arguments, "arguments");
        recorder.guard.enter("drawMeshTasksIndirect");
        try {
            CommandDriver driver = recorder.insidePass("drawMeshTasksIndirect");
            Counted named = recorder.context.own(arguments);
            requireMesh("drawMeshTasksIndirect");
            IndirectArguments.checkDraws(
                    "drawMeshTasksIndirect",
                    recorder.context,
                    arguments,
                    offset,
                    drawCount,
                    stride,
                    IndirectArguments.DRAW_MESH_TASKS_BYTES);
            recorder.name(named);
            driver.drawMeshTasksIndirect(arguments.nativeHandle(), offset, drawCount, stride);
        } finally {
            recorder.guard.exit("drawMeshTasksIndirect");
        }
    }

    /// Draws with the bound mesh shaders as often as the GPU reads, with workgroup counts that it
    /// reads. Needs the feature DRAW_INDIRECT_COUNT.
    ///
    /// @param arguments a buffer with `VkDrawMeshTasksIndirectCommandEXT`s: x, y and z as 32-bit
    ///   numbers
    /// @param offset bytes, a multiple of 4
    /// @param counts a buffer with the number of draws, 32 bits
    /// @param countOffset bytes, a multiple of 4
    /// @param maxDrawCount the most draws
    /// @param stride bytes from one to the next, a multiple of 4 of at least 12 where there are
    ///   several
    /// @throws UsageException if they are not inside the buffers, the feature is missing, or no
    ///   pipeline with mesh shaders is bound
    public void drawMeshTasksIndirectCount(
            Buffer arguments,
            long offset,
            Buffer counts,
            long countOffset,
            int maxDrawCount,
            int stride) {
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(counts, "counts");
        recorder.guard.enter("drawMeshTasksIndirectCount");
        try {
            CommandDriver driver = recorder.insidePass("drawMeshTasksIndirectCount");
            Counted named = recorder.context.own(arguments);
            Counted namedCounts = recorder.context.own(counts);
            requireMesh("drawMeshTasksIndirectCount");
            IndirectArguments.checkCounted(
                    "drawMeshTasksIndirectCount",
                    recorder.context,
                    arguments,
                    offset,
                    counts,
                    countOffset,
                    maxDrawCount,
                    stride,
                    IndirectArguments.DRAW_MESH_TASKS_BYTES);
            recorder.name(named);
            recorder.name(namedCounts);
            driver.drawMeshTasksIndirectCount(
                    arguments.nativeHandle(),
                    offset,
                    counts.nativeHandle(),
                    countOffset,
                    maxDrawCount,
                    stride);
        } finally {
            recorder.guard.exit("drawMeshTasksIndirectCount");
        }
    }
}
