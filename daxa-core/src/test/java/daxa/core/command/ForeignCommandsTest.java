package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.RecordedCommand;
import daxa.core.driver.simulated.SimulatedSubmission;
import daxa.core.error.ClosedException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RasterPipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.GpuSetup;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Foreign code records into our command buffers and submits to our queues, and nothing that we
/// assume is wrong afterwards.
class ForeignCommandsTest extends CommandFixture {
    private ComputePipeline pipeline() {
        return gpu.own(
                gpu.device()
                        .createComputePipeline(
                                ComputePipelineInfo.of("compute", Shaders.compute())));
    }

    private static List<DriverCall> calls(List<RecordedCommand> commands) {
        return commands.stream().map(RecordedCommand::call).toList();
    }

    @Test
    void barriersComeBeforeAndBindingsAreForgotten() {
        ComputePipeline pipeline = pipeline();
        List<Long> handles = new ArrayList<>();
        List<RecordedCommand> commands =
                run(
                        r -> {
                            r.setPipeline(pipeline);
                            r.dispatch(1, 1, 1);
                            r.barrier(Access.COMPUTE_WRITE, Access.TRANSFER_WRITE);
                            r.recordForeign(handles::add);
                            r.barrier(Access.TRANSFER_WRITE, Access.COMPUTE_READ);
                            refused(
                                    () -> r.dispatch(1, 1, 1),
                                    "dispatch was called on CommandRecorder 'recorder' without a"
                                            + " compute pipeline; call setPipeline first");
                            r.setPipeline(pipeline);
                            r.dispatch(1, 1, 1);
                        });
        assertThat(calls(commands))
                .containsExactly(
                        DriverCall.BIND_BINDLESS_SET,
                        DriverCall.BIND_PIPELINE,
                        DriverCall.DISPATCH,
                        DriverCall.MEMORY_BARRIER,
                        DriverCall.FOREIGN_COMMANDS,
                        DriverCall.BIND_BINDLESS_SET,
                        DriverCall.BIND_PIPELINE,
                        DriverCall.MEMORY_BARRIER,
                        DriverCall.DISPATCH);
        assertThat(handles).hasSize(1).doesNotContain(0L);
    }

    @Test
    void aPassBeginsAnewAfterForeignCommands() {
        ImageView target =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        RasterPipeline pipeline = gpu.own(gpu.device().createRasterPipeline(rasterInfo()));
        Buffer indices = buffer(64);
        List<RecordedCommand> commands =
                run(
                        r -> {
                            try (RenderRecorder pass =
                                    r.beginRenderPass(
                                            new RenderPassInfo()
                                                    .clearColor(0, target, 0, 0, 0, 1))) {
                                pass.setPipeline(pipeline);
                                pass.setIndexBuffer(indices, 0, IndexType.UINT16);
                                pass.recordForeign(handle -> {});
                                refused(
                                        () -> pass.draw(3),
                                        "draw was called on CommandRecorder 'recorder' without a"
                                                + " raster pipeline; call setPipeline first");
                                pass.setPipeline(pipeline);
                                refusedWith(
                                        () -> pass.drawIndexed(3, 1, 0, 0, 0),
                                        "without an index buffer");
                                pass.draw(3);
                            }
                        });
        assertThat(calls(commands))
                .containsSubsequence(
                        DriverCall.BIND_PIPELINE,
                        DriverCall.FOREIGN_COMMANDS,
                        DriverCall.SET_VIEWPORT,
                        DriverCall.SET_SCISSOR,
                        DriverCall.BIND_BINDLESS_SET,
                        DriverCall.BIND_PIPELINE,
                        DriverCall.DRAW);
    }

    @Test
    void theRecorderCannotBeUsedMeanwhile() {
        ImageView target =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        Buffer handedOver = gpu.device().createBuffer(BufferInfo.of("handed over", 64));
        String inside =
                " was called on CommandRecorder 'recorder' inside of recordForeign; call it before"
                        + " or after";
        run(
                r -> {
                    r.recordForeign(
                            handle -> {
                                refused(
                                        () -> r.fillBuffer(handedOver, 0, 4, 0),
                                        "fillBuffer" + inside);
                                refused(r::complete, "complete" + inside);
                                refused(r::discard, "discard" + inside);
                                refused(r::close, "close" + inside);
                                refused(() -> r.recordForeign(h -> {}), "recordForeign" + inside);
                                refusedWith(r::begin, "is recording already");
                                r.use(handedOver);
                                r.closeAfterSubmit(handedOver);
                            });
                    RenderRecorder pass =
                            r.beginRenderPass(new RenderPassInfo().loadColor(0, target));
                    pass.recordForeign(
                            handle -> {
                                refused(() -> pass.draw(3), "draw" + inside);
                                refused(pass::end, "end" + inside);
                            });
                    pass.end();
                });
        assertThat(handedOver.isClosed()).isTrue();
    }

    @Test
    void whatForeignCodeThrowsLeavesTheRecordingUsable() {
        ComputePipeline pipeline = pipeline();
        run(
                r -> {
                    r.setPipeline(pipeline);
                    assertThatThrownBy(
                                    () ->
                                            r.recordForeign(
                                                    handle -> {
                                                        throw new IllegalStateException("mine");
                                                    }))
                            .hasMessage("mine");
                    refusedWith(() -> r.dispatch(1, 1, 1), "without a compute pipeline");
                    r.setPipeline(pipeline);
                    r.dispatch(1, 1, 1);
                });
    }

    @Test
    void foreignCommandsNeedARecordingAndARightPlace() {
        refused(
                () -> recorder.recordForeign(handle -> {}),
                "recordForeign was called on CommandRecorder 'recorder', which is not recording;"
                        + " call begin() first");
        refused(
                () -> recorder.use(buffer(4)),
                "use was called on CommandRecorder 'recorder', which is not recording; call"
                        + " begin() first");
        ImageView target =
                gpu.own(gpu.device().createImageView(ImageViewInfo.of(image(imageInfo()))));
        recorder.begin();
        RenderRecorder pass = recorder.beginRenderPass(new RenderPassInfo().loadColor(0, target));
        refusedWith(() -> recorder.recordForeign(handle -> {}), "inside a render pass");
        pass.end();
        refusedWith(() -> pass.recordForeign(handle -> {}), "the ended render pass");
        recorder.discard();
    }

    @Test
    void whatIsUsedIsCheckedByTheSubmit() {
        Buffer named = gpu.device().createBuffer(BufferInfo.of("named", 64));
        recorder.begin();
        recorder.use(named);
        named.close();
        gpu.device().collectGarbage();
        assertThat(gpu.device().lifetimeReport().toString()).contains("named");
        ExecutableCommands commands = recorder.complete();
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Buffer 'named'");
        commands.close();
    }

    @Test
    void aPipelineThatIsUsedIsHeld() {
        ComputePipeline pipeline =
                gpu.device()
                        .createComputePipeline(ComputePipelineInfo.of("held", Shaders.compute()));
        recorder.begin();
        recorder.use(pipeline);
        recorder.use(pipeline);
        ExecutableCommands commands = recorder.complete();
        pipeline.close();
        gpu.device().mainQueue().submit(commands);
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).contains("Pipeline 'held'");
        gpu.finishAll();
        gpu.device().collectGarbage();
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).doesNotContain("Pipeline 'held'");
    }

    @Test
    void whatIsDeclaredForOtherQueuesCannotBeUsed() {
        Buffer buffer =
                gpu.own(
                        gpu.device()
                                .createBuffer(
                                        BufferInfo.of("compute's", 64).queues(QueueKind.COMPUTE)));
        recorder.begin();
        refusedWith(() -> recorder.use(buffer), "is declared for compute");
        recorder.discard();
    }

    // ---------------------------------------------------------------- queues

    @Test
    void foreignSubmitsStandBetweenTwoOfOurs() {
        Queue queue = gpu.device().mainQueue();
        List<String> order = new ArrayList<>();
        gpu.simulated().onSubmit(submission -> order.add(text(submission)));
        image(imageInfo());
        long before = gpu.device().cpuTimeline();
        SubmitToken token = queue.submitForeign(() -> order.add("foreign"));
        assertThat(order)
                .containsExactly(
                        "submission " + (before + 1), "foreign", "submission " + (before + 2));
        Buffer used = gpu.device().createBuffer(BufferInfo.of("used", 64));
        used.close();
        gpu.simulated().complete(0, before + 1);
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).contains("Buffer 'used'");
        assertThat(token.isDone()).isFalse();
        gpu.finishAll();
        assertThat(token.isDone()).isTrue();
        gpu.device().collectGarbage();
        assertThat(gpu.simulated().liveObjects()).doesNotContain("Buffer 'used'");
    }

    private static String text(SimulatedSubmission submission) {
        return "submission " + submission.value();
    }

    @Test
    void aForeignSubmitThatThrowsIsCoveredToo() {
        Queue queue = gpu.device().mainQueue();
        long before = gpu.device().cpuTimeline();
        assertThatThrownBy(
                        () ->
                                queue.submitForeign(
                                        () -> {
                                            throw new IllegalStateException("mine");
                                        }))
                .hasMessage("mine");
        assertThat(gpu.device().cpuTimeline()).isEqualTo(before + 2);
        gpu.finishAll();
        queue.submit();
        gpu.finishAll();
    }

    @Test
    void foreignSubmitsDoNotNest() {
        Queue queue = gpu.device().mainQueue();
        assertThatThrownBy(() -> queue.submitForeign(queue::submit))
                .isInstanceOf(daxa.core.error.LockOrderException.class);
        gpu.finishAll();
    }

    @Test
    @GpuSetup(queues = 3)
    void queuesHaveTheirNativeHandles() {
        List<Queue> queues = gpu.device().queues();
        assertThat(queues.get(0).nativeHandle()).isNotZero();
        assertThat(queues.get(1).nativeHandle()).isNotEqualTo(queues.get(0).nativeHandle());
        assertThat(queues.get(1).nativeFamily()).isNotEqualTo(queues.get(0).nativeFamily());
        assertThat(queues.get(3).nativeHandle()).isEqualTo(queues.get(1).nativeHandle());
    }

    @Test
    void theSimulatedDriverUnwrapsNothing() {
        refused(
                () -> gpu.device().unwrap(String.class),
                "Device 'gpu' has no java.lang.String; the Vulkan driver has VkDevice,"
                        + " VkPhysicalDevice and VkInstance of org.lwjgl.vulkan");
    }
}
