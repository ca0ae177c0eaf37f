package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;
import daxa.core.pipeline.BlendConstants;
import daxa.core.pipeline.CullMode;
import daxa.core.pipeline.DepthBias;
import daxa.core.pipeline.DepthBounds;
import daxa.core.pipeline.DepthTest;
import daxa.core.pipeline.DynamicState;
import daxa.core.pipeline.FrontFace;
import daxa.core.pipeline.PushConstants;
import daxa.core.pipeline.RasterPipelineInfo;
import daxa.core.pipeline.StencilFace;
import daxa.core.pipeline.StencilFaces;
import daxa.core.pipeline.StencilOp;
import daxa.core.pipeline.StencilTest;
import daxa.core.pipeline.Topology;
import daxa.core.resource.CompareOp;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/// The dynamic state of draws: what commands change while a pipeline is bound.
abstract sealed class DrawState permits MeshDraws {
    private static final DynamicState[] STATES = DynamicState.values();

    final CommandRecorder recorder;
    final PassAttachments attachments;
    @Nullable PushConstants pushConstants;
    private Set<DynamicState> dynamicStates = Set.of();
    private boolean anyDynamic;
    private Topology boundTopology = Topology.TRIANGLES;
    private int passWidth;
    private int passHeight;
    // Those that were set in this pass.
    private int viewports;

    DrawState(CommandRecorder recorder) {
        this.recorder = recorder;
        attachments = new PassAttachments(recorder);
    }

    final PushConstants checkBound(String command) {
        if (pushConstants == null) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " without a raster pipeline; call setPipeline first");
        }
        return pushConstants;
    }

    private CommandDriver dynamic(String command, DynamicState state) {
        CommandDriver driver = recorder.insidePass(command);
        checkBound(command);
        if (!dynamicStates.contains(state)) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + ", but the bound pipeline does not have "
                            + state
                            + " dynamic; create it with RasterPipelineInfo.withDynamic");
        }
        return driver;
    }

    /// Remembers what the commands may change.
    final void bound(RasterPipelineInfo info) {
        dynamicStates = info.dynamicStates();
        anyDynamic = !dynamicStates.isEmpty();
        boundTopology = info.topology();
    }

    /// Sets what a pipeline's info says, where it is dynamic.
    final void startDynamic(CommandDriver driver, RasterPipelineInfo info) {
        if (!anyDynamic) {
            return;
        }
        for (DynamicState state : STATES) {
            if (dynamicStates.contains(state)) {
                start(driver, state, info);
            }
        }
    }

    private static void start(CommandDriver driver, DynamicState state, RasterPipelineInfo info) {
        switch (state) {
            case CULL_MODE -> driver.setCullMode(info.cullMode().vulkanValue());
            case FRONT_FACE -> driver.setFrontFace(info.frontFace().vulkanValue());
            case TOPOLOGY -> driver.setTopology(info.topology().vulkanValue());
            case PRIMITIVE_RESTART -> driver.setPrimitiveRestart(info.primitiveRestart());
            case DEPTH_TEST -> {
                DepthTest depth = info.depth();
                if (depth != null) {
                    driver.setDepthTest(true, depth.write(), depth.compare().vulkanValue());
                }
            }
            case DEPTH_BIAS -> {
                DepthBias bias = info.depthBias();
                driver.setDepthBias(bias.constant(), bias.clamp(), bias.slope());
            }
            case DEPTH_BOUNDS -> {
                DepthBounds bounds = info.depthBounds();
                if (bounds != null) {
                    driver.setDepthBounds(bounds.min(), bounds.max());
                }
            }
            case STENCIL_OP, STENCIL_MASKS, STENCIL_REFERENCE -> {
                StencilTest stencil = info.stencil();
                if (stencil != null) {
                    start(driver, state, StencilFaces.FRONT, stencil.front());
                    start(driver, state, StencilFaces.BACK, stencil.back());
                }
            }
            case BLEND_CONSTANTS -> {
                BlendConstants blend = info.blendConstants();
                driver.setBlendConstants(blend.red(), blend.green(), blend.blue(), blend.alpha());
            }
            case LINE_WIDTH -> driver.setLineWidth(info.lineWidth());
        }
    }

    private static void start(
            CommandDriver driver, DynamicState state, StencilFaces faces, StencilFace face) {
        if (state == DynamicState.STENCIL_OP) {
            driver.setStencilOp(
                    faces.vulkanValue(),
                    face.fail().vulkanValue(),
                    face.pass().vulkanValue(),
                    face.depthFail().vulkanValue(),
                    face.compare().vulkanValue());
        } else if (state == DynamicState.STENCIL_MASKS) {
            driver.setStencilMasks(faces.vulkanValue(), face.compareMask(), face.writeMask());
        } else {
            driver.setStencilReference(faces.vulkanValue(), face.reference());
        }
    }

    /// Sets which faces are left out. Until the next pipeline is bound.
    ///
    /// @param mode which faces are left out
    /// @throws UsageException if the bound pipeline does not have CULL_MODE dynamic
    public void setCullMode(CullMode mode) {
        Objects.requireNonNull(mode, "mode");
        recorder.guard.enter("setCullMode");
        try {
            CommandDriver driver = dynamic("setCullMode", DynamicState.CULL_MODE);
            driver.setCullMode(mode.vulkanValue());
        } finally {
            recorder.guard.exit("setCullMode");
        }
    }

    /// Sets which winding faces the viewer. Until the next pipeline is bound.
    ///
    /// @param face which winding faces the viewer
    /// @throws UsageException if the bound pipeline does not have FRONT_FACE dynamic
    public void setFrontFace(FrontFace face) {
        Objects.requireNonNull(face, "face");
        recorder.guard.enter("setFrontFace");
        try {
            CommandDriver driver = dynamic("setFrontFace", DynamicState.FRONT_FACE);
            driver.setFrontFace(face.vulkanValue());
        } finally {
            recorder.guard.exit("setFrontFace");
        }
    }

    /// Sets how vertices become primitives. Until the next pipeline is bound.
    ///
    /// @param topology of the same kind as the pipeline's: points, lines or triangles
    /// @throws UsageException if the bound pipeline does not have TOPOLOGY dynamic, or the kind
    ///   differs
    public void setTopology(Topology topology) {
        Objects.requireNonNull(topology, "topology");
        recorder.guard.enter("setTopology");
        try {
            CommandDriver driver = dynamic("setTopology", DynamicState.TOPOLOGY);
            if (topology.kind() != boundTopology.kind()) {
                throw new UsageException(
                        "setTopology on "
                                + recorder
                                + ": topology="
                                + topology
                                + " (expected one of the same kind as the pipeline's "
                                + boundTopology
                                + ")");
            }
            driver.setTopology(topology.vulkanValue());
        } finally {
            recorder.guard.exit("setTopology");
        }
    }

    /// Sets whether the largest index ends a primitive. Until the next pipeline is bound.
    ///
    /// @param restart whether it does
    /// @throws UsageException if the bound pipeline does not have PRIMITIVE_RESTART dynamic
    public void setPrimitiveRestart(boolean restart) {
        recorder.guard.enter("setPrimitiveRestart");
        try {
            CommandDriver driver = dynamic("setPrimitiveRestart", DynamicState.PRIMITIVE_RESTART);
            driver.setPrimitiveRestart(restart);
        } finally {
            recorder.guard.exit("setPrimitiveRestart");
        }
    }

    /// Sets the depth test. Until the next pipeline is bound.
    ///
    /// @param test whether depth is tested
    /// @param write whether passing fragments write their depth
    /// @param compare when a fragment passes
    /// @throws UsageException if the bound pipeline does not have DEPTH_TEST dynamic, or depth
    ///   would be written in a pass that only tests it
    public void setDepthTest(boolean test, boolean write, CompareOp compare) {
        Objects.requireNonNull(compare, "compare");
        recorder.guard.enter("setDepthTest");
        try {
            CommandDriver driver = dynamic("setDepthTest", DynamicState.DEPTH_TEST);
            if (write) {
                attachments.checkDepthWrite("setDepthTest");
            }
            driver.setDepthTest(test, write, compare.vulkanValue());
        } finally {
            recorder.guard.exit("setDepthTest");
        }
    }

    /// Sets the depth bias. Until the next pipeline is bound.
    ///
    /// @param constant constant factor
    /// @param clamp the largest bias; 0 for no limit
    /// @param slope factor of the slope
    /// @throws UsageException if the bound pipeline does not have DEPTH_BIAS dynamic, or a clamp
    ///   needs the feature DEPTH_BIAS_CLAMP
    public void setDepthBias(float constant, float clamp, float slope) {
        recorder.guard.enter("setDepthBias");
        try {
            CommandDriver driver = dynamic("setDepthBias", DynamicState.DEPTH_BIAS);
            if (clamp != 0) {
                recorder.context.require(Feature.DEPTH_BIAS_CLAMP, "setDepthBias with a clamp");
            }
            driver.setDepthBias(constant, clamp, slope);
        } finally {
            recorder.guard.exit("setDepthBias");
        }
    }

    /// Sets the depth bounds. Until the next pipeline is bound.
    ///
    /// @param min from 0 to 1
    /// @param max from `min` to 1
    /// @throws UsageException if the bound pipeline does not have DEPTH_BOUNDS dynamic, or they are
    ///   not in order
    public void setDepthBounds(float min, float max) {
        recorder.guard.enter("setDepthBounds");
        try {
            CommandDriver driver = dynamic("setDepthBounds", DynamicState.DEPTH_BOUNDS);
            if (!(min >= 0 && min <= max && max <= 1)) {
                throw new UsageException(
                        "setDepthBounds on "
                                + recorder
                                + ": min="
                                + min
                                + ", max="
                                + max
                                + " (expected 0 <= min <= max <= 1)");
            }
            driver.setDepthBounds(min, max);
        } finally {
            recorder.guard.exit("setDepthBounds");
        }
    }

    /// Sets what the stencil test does. Until the next pipeline is bound.
    ///
    /// @param faces for which faces
    /// @param fail what happens where the stencil test fails
    /// @param pass what happens where both tests pass
    /// @param depthFail what happens where only the depth test fails
    /// @param compare when a fragment passes
    /// @throws UsageException if the bound pipeline does not have STENCIL_OP dynamic
    public void setStencilOp(
            StencilFaces faces,
            StencilOp fail,
            StencilOp pass,
            StencilOp depthFail,
            CompareOp compare) {
        Objects.requireNonNull(faces, "faces");
        Objects.requireNonNull(fail, "fail");
        Objects.requireNonNull(pass, "pass");
        Objects.requireNonNull(depthFail, "depthFail");
        Objects.requireNonNull(compare, "compare");
        recorder.guard.enter("setStencilOp");
        try {
            CommandDriver driver = dynamic("setStencilOp", DynamicState.STENCIL_OP);
            driver.setStencilOp(
                    faces.vulkanValue(),
                    fail.vulkanValue(),
                    pass.vulkanValue(),
                    depthFail.vulkanValue(),
                    compare.vulkanValue());
        } finally {
            recorder.guard.exit("setStencilOp");
        }
    }

    /// Sets the masks of the stencil test. Until the next pipeline is bound.
    ///
    /// @param faces for which faces
    /// @param compareMask bits that are compared, from 0 to 255
    /// @param writeMask bits that are written, from 0 to 255
    /// @throws UsageException if the bound pipeline does not have STENCIL_MASKS dynamic, a mask is
    ///   out of range, or stencil would be written in a pass that only tests it
    public void setStencilMasks(StencilFaces faces, int compareMask, int writeMask) {
        Objects.requireNonNull(faces, "faces");
        recorder.guard.enter("setStencilMasks");
        try {
            CommandDriver driver = dynamic("setStencilMasks", DynamicState.STENCIL_MASKS);
            StencilFace.check("compareMask", compareMask);
            StencilFace.check("writeMask", writeMask);
            if (writeMask != 0) {
                attachments.checkStencilWrite("setStencilMasks", writeMask);
            }
            driver.setStencilMasks(faces.vulkanValue(), compareMask, writeMask);
        } finally {
            recorder.guard.exit("setStencilMasks");
        }
    }

    /// Sets the reference value of the stencil test. Until the next pipeline is bound.
    ///
    /// @param faces for which faces
    /// @param reference the value, from 0 to 255
    /// @throws UsageException if the bound pipeline does not have STENCIL_REFERENCE dynamic, or the
    ///   value is out of range
    public void setStencilReference(StencilFaces faces, int reference) {
        Objects.requireNonNull(faces, "faces");
        recorder.guard.enter("setStencilReference");
        try {
            CommandDriver driver = dynamic("setStencilReference", DynamicState.STENCIL_REFERENCE);
            StencilFace.check("reference", reference);
            driver.setStencilReference(faces.vulkanValue(), reference);
        } finally {
            recorder.guard.exit("setStencilReference");
        }
    }

    /// Sets the constants of blending. Until the next pipeline is bound.
    ///
    /// @param red first component
    /// @param green second component
    /// @param blue third component
    /// @param alpha fourth component
    /// @throws UsageException if the bound pipeline does not have BLEND_CONSTANTS dynamic
    public void setBlendConstants(float red, float green, float blue, float alpha) {
        recorder.guard.enter("setBlendConstants");
        try {
            CommandDriver driver = dynamic("setBlendConstants", DynamicState.BLEND_CONSTANTS);
            driver.setBlendConstants(red, green, blue, alpha);
        } finally {
            recorder.guard.exit("setBlendConstants");
        }
    }

    /// Sets the width of lines. Until the next pipeline is bound.
    ///
    /// @param width texels, above 0
    /// @throws UsageException if the bound pipeline does not have LINE_WIDTH dynamic, the width is
    ///   not above 0, or it needs the feature WIDE_LINES
    public void setLineWidth(float width) {
        recorder.guard.enter("setLineWidth");
        try {
            CommandDriver driver = dynamic("setLineWidth", DynamicState.LINE_WIDTH);
            if (!(width > 0)) {
                throw new UsageException(
                        "setLineWidth on " + recorder + ": width=" + width + " (expected above 0)");
            }
            if (width != 1) {
                recorder.context.require(Feature.WIDE_LINES, "setLineWidth");
                checkLineWidth(width);
            }
            driver.setLineWidth(width);
        } finally {
            recorder.guard.exit("setLineWidth");
        }
    }

    private void checkLineWidth(float width) {
        DeviceLimits limits = recorder.context.limits();
        if (width < limits.minLineWidth() || width > limits.maxLineWidth()) {
            throw new UsageException(
                    "setLineWidth on "
                            + recorder
                            + ": width="
                            + width
                            + " (expected "
                            + limits.minLineWidth()
                            + " to "
                            + limits.maxLineWidth()
                            + " on this device)");
        }
    }

    /// Begins with one viewport over everything.
    final void startViewports(CommandDriver driver, int width, int height) {
        passWidth = width;
        passHeight = height;
        viewports = 0;
        coverViewports(driver, 1);
    }

    /// Lets the viewports that were not there yet cover everything.
    final void coverViewports(CommandDriver driver, int count) {
        for (; viewports < count; viewports++) {
            driver.setViewport(viewports, 0, 0, passWidth, passHeight, 0, 1);
            driver.setScissor(viewports, 0, 0, passWidth, passHeight);
        }
    }

    private void checkViewport(String command, int index) {
        int count = recorder.context.limits().maxViewports();
        if (index < 0 || index >= count) {
            throw new UsageException(
                    command
                            + " on "
                            + recorder
                            + ": index="
                            + index
                            + " (expected 0 to "
                            + (count - 1)
                            + ")");
        }
        if (index > 0 && !recorder.context.has(Feature.MULTI_VIEWPORT)) {
            recorder.context.require(Feature.MULTI_VIEWPORT, command + " of viewport " + index);
        }
    }

    /// Sets the viewport, with depth from 0 to 1.
    ///
    /// @param x texels from the left
    /// @param y texels from the top
    /// @param width texels, above 0
    /// @param height texels, not 0; negative flips the picture
    /// @throws UsageException if the width is not above 0, or the height is 0
    public void setViewport(float x, float y, float width, float height) {
        setViewport(0, x, y, width, height);
    }

    /// Sets one of the viewports, with depth from 0 to 1. Those that are not set cover everything.
    ///
    /// @param index its number; above 0 needs the feature MULTI_VIEWPORT
    /// @param x texels from the left
    /// @param y texels from the top
    /// @param width texels, above 0
    /// @param height texels, not 0; negative flips the picture
    /// @throws UsageException if a number is out of range, or the feature is missing
    public void setViewport(int index, float x, float y, float width, float height) {
        recorder.guard.enter("setViewport");
        try {
            CommandDriver driver = recorder.insidePass("setViewport");
            checkViewport("setViewport", index);
            if (!(width > 0) || height == 0 || Float.isNaN(height)) {
                throw new UsageException(
                        "setViewport on "
                                + recorder
                                + ": width="
                                + width
                                + ", height="
                                + height
                                + " (expected width above 0, height not 0)");
            }
            checkViewportSize(x, y, width, height);
            coverViewports(driver, index + 1);
            driver.setViewport(index, x, y, width, height, 0, 1);
        } finally {
            recorder.guard.exit("setViewport");
        }
    }

    // Written so that what is not a number is refused too.
    private void checkViewportSize(float x, float y, float width, float height) {
        DeviceLimits limits = recorder.context.limits();
        float least = limits.minViewportBound();
        float most = limits.maxViewportBound();
        boolean fits =
                width <= limits.maxViewportWidth()
                        && Math.abs(height) <= limits.maxViewportHeight()
                        && x >= least
                        && x + width <= most
                        && Math.min(y, y + height) >= least
                        && Math.max(y, y + height) <= most;
        if (!fits) {
            throw new UsageException(
                    "setViewport on "
                            + recorder
                            + ": x="
                            + x
                            + ", y="
                            + y
                            + ", width="
                            + width
                            + ", height="
                            + height
                            + " (expected up to "
                            + limits.maxViewportWidth()
                            + "x"
                            + limits.maxViewportHeight()
                            + ", inside of "
                            + least
                            + " to "
                            + most
                            + ", on this device)");
        }
    }

    /// Sets the scissor.
    ///
    /// @param x texels from the left, at least 0
    /// @param y texels from the top, at least 0
    /// @param width texels, at least 0
    /// @param height texels, at least 0
    /// @throws UsageException if a number is out of range
    public void setScissor(int x, int y, int width, int height) {
        setScissor(0, x, y, width, height);
    }

    /// Sets the scissor of one of the viewports. Those that are not set cover everything.
    ///
    /// @param index the viewport's number; above 0 needs the feature MULTI_VIEWPORT
    /// @param x texels from the left, at least 0
    /// @param y texels from the top, at least 0
    /// @param width texels, at least 0
    /// @param height texels, at least 0
    /// @throws UsageException if a number is out of range, or the feature is missing
    public void setScissor(int index, int x, int y, int width, int height) {
        recorder.guard.enter("setScissor");
        try {
            CommandDriver driver = recorder.insidePass("setScissor");
            checkViewport("setScissor", index);
            if ((x | y | width | height) < 0
                    || (long) x + width > Integer.MAX_VALUE
                    || (long) y + height > Integer.MAX_VALUE) {
                throw new UsageException(
                        "setScissor on "
                                + recorder
                                + ": x="
                                + x
                                + ", y="
                                + y
                                + ", width="
                                + width
                                + ", height="
                                + height
                                + " (expected at least 0 each)");
            }
            coverViewports(driver, index + 1);
            driver.setScissor(index, x, y, width, height);
        } finally {
            recorder.guard.exit("setScissor");
        }
    }
}
