package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimRecording.Where;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Dynamic state of a [SimulatedCommands].
final class DynamicStateCommands {
    private static final int STENCIL_WRITE_MASK = 7;
    private static final int DEPTH_WRITE = 1000267007;

    private final SimRecording recording;
    // Bit i for viewport i.
    private int viewportsSet;
    private int scissorsSet;

    /// `VkDynamicState` values of what is set.
    private final Set<Integer> set = new HashSet<>();

    // What was set last.
    private boolean writesDepth;
    private int frontWriteMask;
    private int backWriteMask;

    DynamicStateCommands(SimRecording recording) {
        this.recording = recording;
    }

    /// What a draw needs and has not been set.
    ///
    /// @param pipeline the pipeline that is bound
    /// @return its name, or null if nothing is missing
    @Nullable String missing(SimObject.Pipeline pipeline) {
        int needed = (1 << pipeline.viewports) - 1;
        if ((viewportsSet & scissorsSet & needed) != needed) {
            return (viewportsSet & needed) == needed ? "scissor" : "viewport";
        }
        for (int state : pipeline.dynamicStates) {
            if (!set.contains(state)) {
                return "dynamic state " + state;
            }
        }
        return null;
    }

    /// Whether draws with a pipeline write the depth attachment.
    boolean writesDepth(SimObject.Pipeline pipeline) {
        return pipeline.dynamicStates.contains(DEPTH_WRITE) ? writesDepth : pipeline.writesDepth;
    }

    /// Whether draws with a pipeline write the stencil attachment.
    boolean writesStencil(SimObject.Pipeline pipeline) {
        return pipeline.dynamicStates.contains(STENCIL_WRITE_MASK)
                ? (frontWriteMask | backWriteMask) != 0
                : pipeline.writesStencil;
    }

    /// Forgets state that a pipeline has fixed.
    void bound(SimObject.Pipeline pipeline) {
        set.retainAll(pipeline.dynamicStates);
    }

    /// Forgets what is set.
    void forget() {
        viewportsSet = 0;
        scissorsSet = 0;
        set.clear();
    }

    private void checkIndex(DriverCall call, int index) {
        int count =
                recording.device.features().contains(Feature.MULTI_VIEWPORT)
                        ? recording.device.limits().maxViewports()
                        : 1;
        if (index < 0 || index >= count) {
            throw recording.fault(call, "viewport " + index + " (expected below " + count + ")");
        }
    }

    void setViewport(
            int index,
            float x,
            float y,
            float width,
            float height,
            float minDepth,
            float maxDepth) {
        DriverCall call = DriverCall.SET_VIEWPORT;
        recording.start(call, Where.ANYWHERE);
        try {
            checkIndex(call, index);
            if (!(width > 0) || height == 0 || Float.isNaN(height)) {
                throw recording.fault(call, "viewport of " + width + "x" + height);
            }
            checkBounds(call, x, y, width, height);
            if (!(minDepth >= 0 && minDepth <= 1 && maxDepth >= 0 && maxDepth <= 1)) {
                throw recording.fault(
                        call, "depth " + minDepth + " to " + maxDepth + " (expected 0 to 1)");
            }
            viewportsSet |= 1 << index;
            recording.add(
                    Op.of(
                            call,
                            index,
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

    // Written so that what is not a number is a fault too.
    private void checkBounds(DriverCall call, float x, float y, float width, float height) {
        DeviceLimits limits = recording.device.limits();
        boolean fits =
                width <= limits.maxViewportWidth()
                        && Math.abs(height) <= limits.maxViewportHeight()
                        && x >= limits.minViewportBound()
                        && x + width <= limits.maxViewportBound()
                        && Math.min(y, y + height) >= limits.minViewportBound()
                        && Math.max(y, y + height) <= limits.maxViewportBound();
        if (!fits) {
            throw recording.fault(
                    call, "viewport of " + width + "x" + height + " at " + x + ", " + y);
        }
    }

    void setScissor(int index, int x, int y, int width, int height) {
        DriverCall call = DriverCall.SET_SCISSOR;
        recording.start(call, Where.ANYWHERE);
        try {
            checkIndex(call, index);
            if (x < 0 || y < 0 || width < 0 || height < 0) {
                throw recording.fault(
                        call,
                        "scissor " + RegionChecks.range(x, width) + RegionChecks.range(y, height));
            }
            scissorsSet |= 1 << index;
            recording.add(Op.of(call, index, x, y, width, height));
        } finally {
            recording.exit();
        }
    }

    void setDepthBias(float constant, float clamp, float slope) {
        DriverCall call = DriverCall.SET_DEPTH_BIAS;
        if (clamp != 0 && !recording.device.features().contains(Feature.DEPTH_BIAS_CLAMP)) {
            throw recording.fault(
                    call, "clamp " + clamp + " on a device without " + Feature.DEPTH_BIAS_CLAMP);
        }
        set(
                call,
                List.of(3),
                Float.floatToRawIntBits(constant),
                Float.floatToRawIntBits(clamp),
                Float.floatToRawIntBits(slope));
    }

    void setLineWidth(float width) {
        DriverCall call = DriverCall.SET_LINE_WIDTH;
        if (width != 1 && !recording.device.features().contains(Feature.WIDE_LINES)) {
            throw recording.fault(
                    call, "width " + width + " on a device without " + Feature.WIDE_LINES);
        }
        DeviceLimits limits = recording.device.limits();
        if (width != 1 && !(width >= limits.minLineWidth() && width <= limits.maxLineWidth())) {
            throw recording.fault(
                    call,
                    "width "
                            + width
                            + " (expected "
                            + limits.minLineWidth()
                            + " to "
                            + limits.maxLineWidth()
                            + ")");
        }
        set(call, List.of(2), Float.floatToRawIntBits(width));
    }

    void setDepthBounds(float min, float max) {
        set(
                DriverCall.SET_DEPTH_BOUNDS,
                List.of(5),
                Float.floatToRawIntBits(min),
                Float.floatToRawIntBits(max));
    }

    void setDepthTest(boolean test, boolean write, int compare) {
        set(
                DriverCall.SET_DEPTH_TEST,
                List.of(1000267006, DEPTH_WRITE, 1000267008),
                test ? 1 : 0,
                write ? 1 : 0,
                compare);
        writesDepth = write;
    }

    void setStencilOp(int faces, int fail, int pass, int depthFail, int compare) {
        set(DriverCall.SET_STENCIL_OP, List.of(1000267011), faces, fail, pass, depthFail, compare);
    }

    void setStencilMasks(int faces, int compareMask, int writeMask) {
        set(
                DriverCall.SET_STENCIL_MASKS,
                List.of(6, STENCIL_WRITE_MASK),
                faces,
                compareMask,
                writeMask);
        frontWriteMask = (faces & 1) != 0 ? writeMask : frontWriteMask;
        backWriteMask = (faces & 2) != 0 ? writeMask : backWriteMask;
    }

    void setStencilReference(int faces, int reference) {
        set(DriverCall.SET_STENCIL_REFERENCE, List.of(8), faces, reference);
    }

    void setBlendConstants(float red, float green, float blue, float alpha) {
        set(
                DriverCall.SET_BLEND_CONSTANTS,
                List.of(4),
                Float.floatToRawIntBits(red),
                Float.floatToRawIntBits(green),
                Float.floatToRawIntBits(blue),
                Float.floatToRawIntBits(alpha));
    }

    void setCullMode(int cullMode) {
        set(DriverCall.SET_CULL_MODE, List.of(1000267000), cullMode);
    }

    void setFrontFace(int frontFace) {
        set(DriverCall.SET_FRONT_FACE, List.of(1000267001), frontFace);
    }

    void setTopology(int topology) {
        set(DriverCall.SET_TOPOLOGY, List.of(1000267002), topology);
    }

    void setPrimitiveRestart(boolean restart) {
        set(DriverCall.SET_PRIMITIVE_RESTART, List.of(1000377004), restart ? 1 : 0);
    }

    /// Records a command that sets state and has no rules of its own.
    private void set(DriverCall call, List<Integer> states, long... args) {
        recording.start(call, Where.ANYWHERE);
        try {
            set.addAll(states);
            recording.add(Op.of(call, args));
        } finally {
            recording.exit();
        }
    }
}
