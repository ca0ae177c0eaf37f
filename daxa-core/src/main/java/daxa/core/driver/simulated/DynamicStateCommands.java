package daxa.core.driver.simulated;

import daxa.core.driver.simulated.SimRecording.Where;

import org.jspecify.annotations.Nullable;

/// Dynamic state of a [SimulatedCommands].
final class DynamicStateCommands {
    private final SimRecording recording;
    private boolean viewportSet;
    private boolean scissorSet;

    DynamicStateCommands(SimRecording recording) {
        this.recording = recording;
    }

    /// What a draw needs and has not been set.
    ///
    /// @return its name, or null if nothing is missing
    @Nullable String missing() {
        return viewportSet ? scissorSet ? null : "scissor" : "viewport";
    }

    /// Forgets what is set.
    void forget() {
        viewportSet = false;
        scissorSet = false;
    }

    void setViewport(float x, float y, float width, float height, float minDepth, float maxDepth) {
        DriverCall call = DriverCall.SET_VIEWPORT;
        recording.start(call, Where.ANYWHERE);
        try {
            if (!(width > 0) || height == 0 || Float.isNaN(height)) {
                throw recording.fault(call, "viewport of " + width + "x" + height);
            }
            if (!(minDepth >= 0 && minDepth <= 1 && maxDepth >= 0 && maxDepth <= 1)) {
                throw recording.fault(
                        call, "depth " + minDepth + " to " + maxDepth + " (expected 0 to 1)");
            }
            viewportSet = true;
            recording.add(
                    Op.of(
                            call,
                            Float.floatToRawIntBits(x),
                            Float.floatToRawIntBits(y),
                            Float.floatToRawIntBits(width),
                            Float.floatToRawIntBits(height),
                            Float.floatToRawIntBits(minDepth),
                            Float.floatToRawIntBits(maxDepth)));
        } finally {
            recording.exit();
        }
    }

    void setScissor(int x, int y, int width, int height) {
        DriverCall call = DriverCall.SET_SCISSOR;
        recording.start(call, Where.ANYWHERE);
        try {
            if (x < 0 || y < 0 || width < 0 || height < 0) {
                throw recording.fault(
                        call,
                        "scissor " + RegionChecks.range(x, width) + RegionChecks.range(y, height));
            }
            scissorSet = true;
            recording.add(Op.of(call, x, y, width, height));
        } finally {
            recording.exit();
        }
    }

    void setDepthBias(float constant, float clamp, float slope) {
        DriverCall call = DriverCall.SET_DEPTH_BIAS;
        recording.start(call, Where.ANYWHERE);
        try {
            recording.add(
                    Op.of(
                            call,
                            Float.floatToRawIntBits(constant),
                            Float.floatToRawIntBits(clamp),
                            Float.floatToRawIntBits(slope)));
        } finally {
            recording.exit();
        }
    }
}
