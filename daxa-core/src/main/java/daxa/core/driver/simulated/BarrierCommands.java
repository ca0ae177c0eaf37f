package daxa.core.driver.simulated;

import daxa.core.driver.simulated.SimRecording.Where;

/// Barriers of a [SimulatedCommands].
final class BarrierCommands {
    private final SimRecording recording;

    BarrierCommands(SimRecording recording) {
        this.recording = recording;
    }

    void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess) {
        DriverCall call = DriverCall.MEMORY_BARRIER;
        recording.start(call, Where.OUTSIDE);
        try {
            recording.add(Op.of(call, srcStages, srcAccess, dstStages, dstAccess));
        } finally {
            recording.exit();
        }
    }

    void imageBarrier(
            long image,
            int aspects,
            int oldLayout,
            int newLayout,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        DriverCall call = DriverCall.IMAGE_BARRIER;
        recording.start(call, Where.OUTSIDE);
        try {
            SimObject.Image found = recording.image(call, image);
            int all = Formats.aspects(found.info.format());
            if (aspects != all) {
                throw recording.fault(
                        call,
                        "aspects " + aspects + " of " + found.text() + " (expected " + all + ")");
            }
            if (newLayout == 0 || newLayout == 8) {
                throw recording.fault(call, "new layout " + newLayout + " of " + found.text());
            }
            recording.addImageOp(
                    Op.of(
                            call, found, aspects, oldLayout, newLayout, srcStages, srcAccess,
                            dstStages, dstAccess));
        } finally {
            recording.exit();
        }
    }
}
