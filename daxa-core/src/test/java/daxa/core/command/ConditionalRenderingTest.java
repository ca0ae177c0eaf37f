package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.junit.jupiter.api.Test;

/// What conditional rendering asks of the driver, and what it refuses.
class ConditionalRenderingTest extends CommandFixture {
    @Test
    void bothSidesOfARenderPassReachTheDriver() {
        Buffer condition = buffer(64);
        assertThat(
                        run(
                                pass(
                                                rasterInfo(),
                                                p -> {
                                                    p.beginConditionalRendering(
                                                            condition, 60, true);
                                                    p.draw(3);
                                                    p.endConditionalRendering();
                                                })
                                        .andThen(
                                                r -> {
                                                    r.barrier(
                                                            Access.COMPUTE_WRITE,
                                                            Access.CONDITIONAL_RENDERING_READ);
                                                    r.beginConditionalRendering(
                                                            condition, 0, false);
                                                    r.endConditionalRendering();
                                                }),
                                DriverCall.MEMORY_BARRIER,
                                DriverCall.DRAW,
                                DriverCall.BEGIN_CONDITIONAL_RENDERING,
                                DriverCall.END_CONDITIONAL_RENDERING))
                .containsExactly(
                        "beginConditionalRendering [60, 1]",
                        "draw [3, 1, 0, 0]",
                        "endConditionalRendering []",
                        "memoryBarrier [2048, 64, 262144, 1048576]",
                        "beginConditionalRendering [0, 0]",
                        "endConditionalRendering []");
    }

    @Test
    void itCanSpanRenderPassesButEndsOnTheSideWhereItBegan() {
        Buffer condition = buffer(64);
        run(
                r -> {
                    r.beginConditionalRendering(condition, 0, false);
                    pass(
                                    rasterInfo(),
                                    p -> {
                                        p.draw(3);
                                        refused(
                                                p::endConditionalRendering,
                                                "endConditionalRendering was called on"
                                                        + " CommandRecorder 'recorder' inside a"
                                                        + " render pass, but it was begun outside;"
                                                        + " end the pass first");
                                    })
                            .accept(r);
                    r.endConditionalRendering();
                });
        run(
                pass(
                        rasterInfo(),
                        p -> {
                            p.beginConditionalRendering(condition, 0, false);
                            refused(
                                    p::end,
                                    "end was called on CommandRecorder 'recorder' inside of"
                                            + " conditional rendering; call"
                                            + " endConditionalRendering first");
                            p.endConditionalRendering();
                        }));
    }

    @Test
    void itDoesNotNestAndEndsInItsCommands() {
        Buffer condition = buffer(64);
        refused(
                () -> recorder.beginConditionalRendering(condition, 0, false),
                "beginConditionalRendering was called on CommandRecorder 'recorder', which is not"
                        + " recording; call begin() first");
        recorder.begin();
        refused(
                recorder::endConditionalRendering,
                "endConditionalRendering was called on CommandRecorder 'recorder' without"
                        + " conditional rendering; call beginConditionalRendering first");
        recorder.beginConditionalRendering(condition, 0, false);
        refused(
                () -> recorder.beginConditionalRendering(condition, 0, false),
                "beginConditionalRendering was called on CommandRecorder 'recorder' inside of"
                        + " conditional rendering; call endConditionalRendering first");
        refused(
                recorder::complete,
                "complete was called on CommandRecorder 'recorder' inside of conditional"
                        + " rendering; call endConditionalRendering first");
        recorder.discard();
        // The next recording begins without.
        recorder.begin();
        recorder.beginConditionalRendering(condition, 0, false);
        recorder.endConditionalRendering();
        recorder.complete().close();
    }

    @Test
    void theValueLiesInsideTheBuffer() {
        Buffer condition = buffer(64);
        recorder.begin();
        refused(
                () -> recorder.beginConditionalRendering(condition, 64, false),
                "beginConditionalRendering with Buffer 'buffer': offset=64, bytes read=4 (expected"
                        + " inside of 0 to 64, a multiple of 4)");
        refusedWith(() -> recorder.beginConditionalRendering(condition, 2, false), "offset=2");
        refusedWith(() -> recorder.beginConditionalRendering(condition, -4, false), "offset=-4");
        recorder.discard();
    }

    @Test
    void aClosedConditionMakesTheSubmitRefuse() {
        Buffer condition = gpu.device().createBuffer(BufferInfo.of("condition", 4));
        recorder.begin();
        recorder.beginConditionalRendering(condition, 0, false);
        recorder.endConditionalRendering();
        try (ExecutableCommands commands = recorder.complete()) {
            condition.close();
            refusedWith(
                    () -> gpu.device().mainQueue().submit(commands),
                    "closed since they were recorded: Buffer 'condition'");
        }
    }

    @Test
    void aMissingFeatureIsNamed() {
        without(
                device -> {
                    try (Buffer condition = device.createBuffer(BufferInfo.of("condition", 4));
                            CommandRecorder poor = device.createCommandRecorder("poor")) {
                        poor.begin();
                        refused(
                                () -> poor.beginConditionalRendering(condition, 0, false),
                                "beginConditionalRendering needs the feature"
                                        + " CONDITIONAL_RENDERING, which device 'poor' was created"
                                        + " without");
                        refused(
                                () -> poor.barrier(Access.NONE, Access.CONDITIONAL_RENDERING_READ),
                                "barrier for conditional rendering needs the feature"
                                        + " CONDITIONAL_RENDERING, which device 'poor' was created"
                                        + " without");
                    }
                },
                Feature.CONDITIONAL_RENDERING);
    }

    @Test
    void transferQueuesRefuseIt() {
        Buffer condition = buffer(64);
        CommandRecorder transfer =
                gpu.own(
                        gpu.device()
                                .createCommandRecorder("transfer", gpu.device().transferQueue(0)));
        transfer.begin();
        refusedWith(
                () -> transfer.beginConditionalRendering(condition, 0, false),
                "which cannot do that; record it for the main queue or a compute queue");
        transfer.discard();
    }

    @Test
    void aPassThatIsLeftByAnErrorIsNotEndedInTheMiddle() {
        Buffer condition = buffer(64);
        ImageView target =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        recorder.begin();
        RenderRecorder pass =
                recorder.beginRenderPass(new RenderPassInfo().clearColor(0, target, 0, 0, 0, 1));
        pass.beginConditionalRendering(condition, 0, false);
        refusedWith(pass::close, "end was called on CommandRecorder 'recorder' inside of");
        recorder.discard();
        recorder.begin();
        recorder.complete().close();
    }
}
