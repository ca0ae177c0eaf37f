package daxa.core.driver.simulated;

import daxa.core.driver.simulated.SimRecording.Where;

/// Barriers of a [SimulatedCommands].
final class BarrierCommands {
    private final SimRecording recording;
    private final RegionChecks checks;

    BarrierCommands(SimRecording recording) {
        this.recording = recording;
        this.checks = new RegionChecks(recording);
    }

    void memoryBarrier(long srcStages, long srcAccess, long dstStages, long dstAccess) {
        DriverCall call = DriverCall.MEMORY_BARRIER;
        recording.start(call, Where.OUTSIDE);
        try {
            recording.checkStages(call, srcStages | dstStages);
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
            recording.checkStages(call, srcStages | dstStages);
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

    void bufferBarrier(
            long buffer,
            long offset,
            long size,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        DriverCall call = DriverCall.BUFFER_BARRIER;
        recording.start(call, Where.OUTSIDE);
        try {
            recording.checkStages(call, srcStages | dstStages);
            SimObject.Buffer found = recording.buffer(call, buffer);
            checks.checkRange(call, found, offset, size);
            recording.add(
                    Op.of(call, found, offset, size, srcStages, srcAccess, dstStages, dstAccess));
        } finally {
            recording.exit();
        }
    }

    void imageRangeBarrier(
            long image,
            int aspects,
            int baseMip,
            int mipCount,
            int baseLayer,
            int layerCount,
            long srcStages,
            long srcAccess,
            long dstStages,
            long dstAccess) {
        DriverCall call = DriverCall.IMAGE_RANGE_BARRIER;
        recording.start(call, Where.OUTSIDE);
        try {
            recording.checkStages(call, srcStages | dstStages);
            SimObject.Image found = recording.image(call, image);
            checks.checkAspects(call, found, aspects);
            checks.checkSubresource(call, found, baseMip, mipCount, baseLayer, layerCount);
            recording.addImageOp(
                    Op.of(
                            call,
                            found,
                            aspects,
                            baseMip,
                            mipCount,
                            baseLayer,
                            layerCount,
                            srcStages,
                            srcAccess,
                            dstStages,
                            dstAccess));
        } finally {
            recording.exit();
        }
    }
}
