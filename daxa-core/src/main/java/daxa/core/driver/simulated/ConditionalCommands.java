package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimRecording.Where;

/// Conditional rendering of a [SimulatedCommands]: where it begins and ends.
final class ConditionalCommands {
    private final SimRecording recording;
    private final RegionChecks checks;

    ConditionalCommands(SimRecording recording) {
        this.recording = recording;
        this.checks = new RegionChecks(recording);
    }

    void begin(long buffer, long offset, boolean inverted) {
        DriverCall call = DriverCall.BEGIN_CONDITIONAL_RENDERING;
        recording.start(call, Where.ANYWHERE);
        try {
            if (!recording.device.features().contains(Feature.CONDITIONAL_RENDERING)) {
                throw recording.fault(call, "on a device without " + Feature.CONDITIONAL_RENDERING);
            }
            if (recording.conditional != Where.ANYWHERE) {
                throw recording.fault(call, "conditional rendering is active");
            }
            SimObject.Buffer found = recording.buffer(call, buffer);
            checks.checkArguments(call, found, offset, Integer.BYTES);
            recording.conditional = recording.rendering ? Where.INSIDE : Where.OUTSIDE;
            recording.add(Op.of(call, found, offset, inverted ? 1 : 0));
        } finally {
            recording.exit();
        }
    }

    void end() {
        DriverCall call = DriverCall.END_CONDITIONAL_RENDERING;
        recording.start(call, Where.ANYWHERE);
        try {
            Where here = recording.rendering ? Where.INSIDE : Where.OUTSIDE;
            if (recording.conditional != here) {
                throw recording.fault(call, "no conditional rendering was begun " + here);
            }
            recording.conditional = Where.ANYWHERE;
            recording.add(Op.of(call));
        } finally {
            recording.exit();
        }
    }
}
