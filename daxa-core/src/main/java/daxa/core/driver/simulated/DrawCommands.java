package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimRecording.Where;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Draws of a [SimulatedCommands], and the index buffer that they read.
final class DrawCommands {
    private final SimRecording recording;
    private final BindCommands binds;
    private final RegionChecks checks;
    private final DynamicStateCommands dynamicState;
    private boolean indexBound;
    private int vertexBound;

    DrawCommands(SimRecording recording, BindCommands binds, DynamicStateCommands dynamicState) {
        this.recording = recording;
        this.binds = binds;
        this.checks = new RegionChecks(recording);
        this.dynamicState = dynamicState;
    }

    /// Forgets what is bound.
    void forget() {
        indexBound = false;
        vertexBound = 0;
    }

    void bindVertexBuffer(int binding, long buffer, long offset) {
        DriverCall call = DriverCall.BIND_VERTEX_BUFFER;
        recording.start(call, Where.ANYWHERE);
        try {
            SimObject.Buffer found = recording.buffer(call, buffer);
            if (binding < 0 || binding > 15 || offset < 0 || offset >= found.size) {
                throw recording.fault(
                        call,
                        "binding "
                                + binding
                                + ", offset "
                                + offset
                                + " in "
                                + found.text()
                                + " of "
                                + found.size
                                + " bytes (expected 0 to 15, and below that)");
            }
            vertexBound |= 1 << binding;
            recording.add(Op.of(call, found, binding, offset));
        } finally {
            recording.exit();
        }
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
            checkViews(call, instanceCount, firstInstance);
            recording.add(Op.of(call, vertexCount, instanceCount, firstVertex, firstInstance));
        } finally {
            recording.exit();
        }
    }

    private void checkDraw(DriverCall call) {
        SimObject.Pipeline pipeline = checkState(call);
        if (pipeline.hasMesh()) {
            throw recording.fault(call, pipeline.text() + " has mesh shaders");
        }
    }

    /// Refuses a draw of mesh tasks for which something is not bound.
    ///
    /// @return the bound pipeline
    SimObject.Pipeline checkMeshDraw(DriverCall call) {
        SimObject.Pipeline pipeline = checkState(call);
        if (!pipeline.hasMesh()) {
            throw recording.fault(call, pipeline.text() + " has no mesh shaders");
        }
        return pipeline;
    }

    private SimObject.Pipeline checkState(DriverCall call) {
        SimObject.Pipeline pipeline = binds.graphics();
        if (pipeline == null) {
            throw recording.fault(call, "no raster pipeline is bound");
        }
        binds.requireSet(call, CommandDriver.GRAPHICS);
        if (pipeline.viewMask != recording.viewMask) {
            throw recording.fault(
                    call,
                    pipeline.text()
                            + " has the view mask "
                            + pipeline.viewMask
                            + " (expected "
                            + recording.viewMask
                            + ")");
        }
        for (int i = 0; i < pipeline.vertexBindings; i++) {
            if ((vertexBound & 1 << i) == 0) {
                throw recording.fault(call, "no vertex buffer " + i + " is bound");
            }
        }
        String missing = dynamicState.missing(pipeline);
        if (missing != null) {
            throw recording.fault(call, "no " + missing + " is set");
        }
        if (recording.losesDepth && dynamicState.writesDepth(pipeline)) {
            throw lost(call, pipeline, "depth");
        }
        if (recording.losesStencil && dynamicState.writesStencil(pipeline)) {
            throw lost(call, pipeline, "stencil");
        }
        return pipeline;
    }

    private SimulationFault lost(DriverCall call, SimObject.Pipeline pipeline, String what) {
        return recording.fault(
                call, pipeline.text() + " writes " + what + " in a pass with store op NONE");
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
            checkIndexed(call);
            checkViews(call, instanceCount, firstInstance);
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

    private void checkViews(DriverCall call, int instanceCount, int firstInstance) {
        long last = (long) firstInstance + instanceCount - 1;
        long most = recording.device.limits().maxMultiviewInstanceIndex();
        if (recording.viewMask != 0 && last > most) {
            throw recording.fault(
                    call, "instance " + last + " with views (expected up to " + most + ")");
        }
    }

    private void checkIndexed(DriverCall call) {
        if (!indexBound) {
            throw recording.fault(call, "no index buffer is bound");
        }
    }

    void drawIndirect(boolean withIndices, long buffer, long offset, int drawCount, int stride) {
        DriverCall call = withIndices ? DriverCall.DRAW_INDEXED_INDIRECT : DriverCall.DRAW_INDIRECT;
        recording.start(call, Where.INSIDE);
        try {
            checkDraw(call);
            if (drawCount > 1 && !has(Feature.MULTI_DRAW_INDIRECT)) {
                throw recording.fault(
                        call,
                        drawCount + " draws on a device without " + Feature.MULTI_DRAW_INDIRECT);
            }
            SimObject.Buffer found =
                    checkArguments(call, withIndices, buffer, offset, drawCount, stride);
            recording.add(Op.of(call, found, offset, drawCount, stride));
        } finally {
            recording.exit();
        }
    }

    void drawMulti(
            boolean withIndices,
            long address,
            int drawCount,
            int instanceCount,
            int firstInstance) {
        DriverCall call = withIndices ? DriverCall.DRAW_MULTI_INDEXED : DriverCall.DRAW_MULTI;
        recording.start(call, Where.INSIDE);
        try {
            checkDraw(call);
            if (withIndices) {
                checkIndexed(call);
            }
            if (!has(Feature.MULTI_DRAW)) {
                throw recording.fault(call, "on a device without " + Feature.MULTI_DRAW);
            }
            int most = recording.device.limits().maxMultiDrawCount();
            if (drawCount < 0 || drawCount > most) {
                throw recording.fault(call, drawCount + " draws (expected 0 to " + most + ")");
            }
            checkViews(call, instanceCount, firstInstance);
            int words = drawCount * (withIndices ? 3 : 2);
            long[] args = new long[words + 3];
            args[0] = drawCount;
            args[1] = instanceCount;
            args[2] = firstInstance;
            MemorySegment read =
                    MemorySegment.ofAddress(address).reinterpret((long) words * Integer.BYTES);
            for (int i = 0; i < words; i++) {
                args[i + 3] = read.getAtIndex(ValueLayout.JAVA_INT, i);
            }
            recording.add(Op.of(call, args));
        } finally {
            recording.exit();
        }
    }

    void drawIndirectCount(
            boolean withIndices,
            long buffer,
            long offset,
            long countBuffer,
            long countOffset,
            int maxDrawCount,
            int stride) {
        DriverCall call =
                withIndices
                        ? DriverCall.DRAW_INDEXED_INDIRECT_COUNT
                        : DriverCall.DRAW_INDIRECT_COUNT;
        recording.start(call, Where.INSIDE);
        try {
            checkDraw(call);
            if (!has(Feature.DRAW_INDIRECT_COUNT)) {
                throw recording.fault(call, "on a device without " + Feature.DRAW_INDIRECT_COUNT);
            }
            SimObject.Buffer found =
                    checkArguments(call, withIndices, buffer, offset, maxDrawCount, stride);
            SimObject.Buffer counts = recording.buffer(call, countBuffer);
            checks.checkArguments(call, counts, countOffset, Integer.BYTES);
            recording.add(Op.of(call, found, counts, offset, countOffset, maxDrawCount, stride));
        } finally {
            recording.exit();
        }
    }

    private boolean has(Feature feature) {
        return recording.device.features().contains(feature);
    }

    private SimObject.Buffer checkArguments(
            DriverCall call,
            boolean withIndices,
            long buffer,
            long offset,
            int drawCount,
            int stride) {
        if (withIndices) {
            checkIndexed(call);
        }
        return checks.checkDraws(call, buffer, offset, drawCount, stride, withIndices ? 20 : 16);
    }
}
