package daxa.core.driver.simulated;

import daxa.core.driver.simulated.SimRecording.Where;

/// Draws of a [SimulatedCommands], and the index buffer that they read.
final class DrawCommands {
    private final SimRecording recording;
    private final BindCommands binds;
    private final DynamicStateCommands dynamicState;
    private boolean indexBound;

    DrawCommands(SimRecording recording, BindCommands binds, DynamicStateCommands dynamicState) {
        this.recording = recording;
        this.binds = binds;
        this.dynamicState = dynamicState;
    }

    /// Forgets what is bound.
    void forget() {
        indexBound = false;
    }

    void bindIndexBuffer(long buffer, long offset, int indexType) {
        DriverCall call = DriverCall.BIND_INDEX_BUFFER;
        recording.start(call, Where.ANYWHERE);
        try {
            SimObject.Buffer found = recording.buffer(call, buffer);
            if (indexType != 0 && indexType != 1) {
                throw recording.fault(call, "index type " + indexType + " (expected 0 or 1)");
            }
            int unit = indexType == 0 ? 2 : 4;
            if (offset < 0 || offset >= found.size || offset % unit != 0) {
                throw recording.fault(
                        call,
                        "offset "
                                + offset
                                + " in "
                                + found.text()
                                + " of "
                                + found.size
                                + " bytes (expected a multiple of "
                                + unit
                                + " below that)");
            }
            indexBound = true;
            recording.add(Op.of(call, found, offset, indexType));
        } finally {
            recording.exit();
        }
    }

    void draw(int vertexCount, int instanceCount, int firstVertex, int firstInstance) {
        DriverCall call = DriverCall.DRAW;
        recording.start(call, Where.INSIDE);
        try {
            checkDraw(call);
            recording.add(Op.of(call, vertexCount, instanceCount, firstVertex, firstInstance));
        } finally {
            recording.exit();
        }
    }

    private void checkDraw(DriverCall call) {
        if (!binds.graphicsBound()) {
            throw recording.fault(call, "no raster pipeline is bound");
        }
        String missing = dynamicState.missing();
        if (missing != null) {
            throw recording.fault(call, "no " + missing + " is set");
        }
    }

    void drawIndexed(
            int indexCount,
            int instanceCount,
            int firstIndex,
            int vertexOffset,
            int firstInstance) {
        DriverCall call = DriverCall.DRAW_INDEXED;
        recording.start(call, Where.INSIDE);
        try {
            checkDraw(call);
            if (!indexBound) {
                throw recording.fault(call, "no index buffer is bound");
            }
            recording.add(
                    Op.of(
                            call,
                            indexCount,
                            instanceCount,
                            firstIndex,
                            vertexOffset,
                            firstInstance));
        } finally {
            recording.exit();
        }
    }
}
