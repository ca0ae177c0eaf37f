package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;

/// The conditional rendering of a recorder: one at a time, which ends in the render pass in which
/// it was begun, or outside.
final class ConditionalRendering {
    private static final String BEGIN = "beginConditionalRendering";
    private static final String END = "endConditionalRendering";

    private final RecorderBase recorder;
    private boolean active;
    private boolean inPass;

    ConditionalRendering(RecorderBase recorder) {
        this.recorder = recorder;
    }

    void forget() {
        active = false;
    }

    void begin(CommandDriver driver, Buffer condition, long offset, boolean inverted) {
        recorder.context.own(condition);
        recorder.context.require(Feature.CONDITIONAL_RENDERING, BEGIN);
        if (active) {
            throw new UsageException(
                    BEGIN
                            + " was called on "
                            + recorder
                            + " inside of conditional rendering; call endConditionalRendering"
                            + " first");
        }
        IndirectArguments.check(BEGIN, condition, offset, Integer.BYTES);
        recorder.name(condition);
        recorder.flushBarriers(driver);
        driver.beginConditionalRendering(condition.nativeHandle(), offset, inverted);
        active = true;
        inPass = recorder.inRenderPass();
    }

    void end(CommandDriver driver) {
        if (!active) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + " without conditional rendering; call beginConditionalRendering"
                            + " first");
        }
        if (inPass != recorder.inRenderPass()) {
            throw new UsageException(
                    END
                            + " was called on "
                            + recorder
                            + " inside a render pass, but it was begun outside; end the pass"
                            + " first");
        }
        driver.endConditionalRendering();
        active = false;
    }

    /// Refuses to end the render pass, or the recording, in which it was begun.
    void requireEnded(String command) {
        if (active && inPass == recorder.inRenderPass()) {
            throw new UsageException(
                    command
                            + " was called on "
                            + recorder
                            + " inside of conditional rendering; call endConditionalRendering"
                            + " first");
        }
    }
}
