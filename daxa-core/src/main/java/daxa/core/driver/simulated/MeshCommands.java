package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.WorkgroupLimits;
import daxa.core.driver.simulated.SimRecording.Where;

/// Draws of a [SimulatedCommands] with mesh shaders.
final class MeshCommands {
    private static final int ARGUMENT_BYTES = 12;

    private final SimRecording recording;
    private final DrawCommands draws;
    private final RegionChecks checks;

    MeshCommands(SimRecording recording, DrawCommands draws) {
        this.recording = recording;
        this.draws = draws;
        this.checks = new RegionChecks(recording);
    }

    void draw(int x, int y, int z) {
        DriverCall call = DriverCall.DRAW_MESH_TASKS;
        recording.start(call, Where.INSIDE);
        try {
            SimObject.Pipeline pipeline = draws.checkMeshDraw(call);
            MeshShaderLimits limits = recording.device.limits().meshShaders();
            WorkgroupLimits most = pipeline.hasTask() ? limits.task() : limits.mesh();
            if ((x | y | z) < 0
                    || x > most.maxCountX()
                    || y > most.maxCountY()
                    || z > most.maxCountZ()
                    || (double) x * y * z > most.maxTotalCount()) {
                throw recording.fault(
                        call, x + "x" + y + "x" + z + " workgroups (expected less: " + most + ")");
            }
            recording.add(Op.of(call, x, y, z));
        } finally {
            recording.exit();
        }
    }

    void drawIndirect(long buffer, long offset, int drawCount, int stride) {
        DriverCall call = DriverCall.DRAW_MESH_TASKS_INDIRECT;
        recording.start(call, Where.INSIDE);
        try {
            draws.checkMeshDraw(call);
            if (drawCount > 1) {
                need(call, Feature.MULTI_DRAW_INDIRECT);
            }
            SimObject.Buffer found =
                    checks.checkDraws(call, buffer, offset, drawCount, stride, ARGUMENT_BYTES);
            recording.add(Op.of(call, found, offset, drawCount, stride));
        } finally {
            recording.exit();
        }
    }

    void drawIndirectCount(
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        DriverCall call = DriverCall.DRAW_MESH_TASKS_INDIRECT_COUNT;
        recording.start(call, Where.INSIDE);
        try {
            draws.checkMeshDraw(call);
            need(call, Feature.DRAW_INDIRECT_COUNT);
            SimObject.Buffer found =
                    checks.checkDraws(call, buffer, offset, maxDrawCount, stride, ARGUMENT_BYTES);
            SimObject.Buffer counts = recording.buffer(call, countBuffer);
            checks.checkArguments(call, counts, countOffset, Integer.BYTES);
            recording.add(Op.of(call, found, counts, offset, countOffset, maxDrawCount, stride));
        } finally {
            recording.exit();
        }
    }

    private void need(DriverCall call, Feature feature) {
        if (!recording.device.features().contains(feature)) {
            throw recording.fault(call, "on a device without " + feature);
        }
    }
}
