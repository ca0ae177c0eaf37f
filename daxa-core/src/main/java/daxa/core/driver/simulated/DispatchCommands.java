package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.simulated.SimRecording.Where;

/// Dispatches of a [SimulatedCommands].
final class DispatchCommands {
    private final SimRecording recording;
    private final BindCommands binds;

    DispatchCommands(SimRecording recording, BindCommands binds) {
        this.recording = recording;
        this.binds = binds;
    }

    void dispatch(int x, int y, int z) {
        DriverCall call = DriverCall.DISPATCH;
        recording.start(call, Where.OUTSIDE);
        try {
            if (!binds.computeBound()) {
                throw recording.fault(call, "no compute pipeline is bound");
            }
            binds.requireSet(call, CommandDriver.COMPUTE);
            checkGroups(call, "x", x, recording.device.limits().maxWorkgroupCountX());
            checkGroups(call, "y", y, recording.device.limits().maxWorkgroupCountY());
            checkGroups(call, "z", z, recording.device.limits().maxWorkgroupCountZ());
            recording.add(Op.of(call, x, y, z));
        } finally {
            recording.exit();
        }
    }

    void dispatchIndirect(long buffer, long offset) {
        DriverCall call = DriverCall.DISPATCH_INDIRECT;
        recording.start(call, Where.OUTSIDE);
        try {
            if (!binds.computeBound()) {
                throw recording.fault(call, "no compute pipeline is bound");
            }
            binds.requireSet(call, CommandDriver.COMPUTE);
            SimObject.Buffer found = recording.buffer(call, buffer);
            new RegionChecks(recording).checkArguments(call, found, offset, 12);
            recording.add(Op.of(call, found, offset));
        } finally {
            recording.exit();
        }
    }

    private void checkGroups(DriverCall call, String axis, int groups, int most) {
        if (groups < 0 || groups > most) {
            throw recording.fault(
                    call, groups + " workgroups in " + axis + " (expected 0 to " + most + ")");
        }
    }
}
