package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Consumes;
import daxa.core.present.Swapchain;
import daxa.core.present.SwapchainFrame;
import daxa.core.present.SwapchainInfo;
import daxa.core.present.Window;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Row M5: what a call has taken over is refused afterwards, and the error names the call.
@OnDriver(Gpu.Kind.SIMULATED)
class ConsumesTest {
    private static final String RECORDING =
            "CommandRecorder 'recorder', which is not recording since ";
    private static final String SUBMITTED =
            "ExecutableCommands 'recorder' were already submitted to queue 'main' of device 'gpu'; "
                    + "record them again for another submission";

    /// A later use, and what it says.
    private record Later(Runnable use, String message) {}

    private Gpu gpu;
    private CommandRecorder recorder;

    @Test
    @GpuSetup(autoComplete = true)
    void rowM5WhatWasTakenOverIsRefusedByTheNameOfTheCall(Gpu given) throws Exception {
        gpu = given;
        recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        Map<String, Later> all = new TreeMap<>();
        recording(all);
        submits(all);
        presents(all);
        assertThat(all.keySet()).isEqualTo(consumingMethods());
        all.forEach(
                (method, later) ->
                        assertThat(catchThrowable(later.use::run))
                                .as(method)
                                .isInstanceOf(UsageException.class)
                                .hasMessageContaining(later.message));
    }

    private static Set<String> consumingMethods() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Class<?> type : PublicTypes.all()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Consumes.class)) {
                    found.add(
                            type.getSimpleName()
                                    + "."
                                    + method.getName()
                                    + Arrays.stream(method.getParameterTypes())
                                            .map(Class::getSimpleName)
                                            .collect(Collectors.joining(", ", "(", ")")));
                }
            }
        }
        return found;
    }

    private void recording(Map<String, Later> all) {
        all.put(
                "CommandRecorder.complete()",
                new Later(
                        () -> {
                            commands().close();
                            recorder.endLabel();
                        },
                        "endLabel was called on " + RECORDING + "complete(); call begin() first"));
        all.put(
                "CommandRecorder.complete(ExecutableCommands)",
                new Later(
                        () -> {
                            recorder.begin();
                            recorder.complete(new ExecutableCommands()).close();
                            recorder.complete();
                        },
                        "complete was called on " + RECORDING + "complete(); call begin() first"));
        all.put(
                "CommandRecorder.discard()",
                new Later(
                        () -> {
                            recorder.begin();
                            recorder.discard();
                            recorder.endLabel();
                        },
                        "endLabel was called on " + RECORDING + "discard(); call begin() first"));
        all.put(
                "RenderRecorder.end()",
                new Later(
                        this::drawAfterTheEnd,
                        "draw was called on the ended render pass of CommandRecorder 'recorder'"));
        all.put(
                "ExecutableCommands.close()",
                new Later(
                        () -> {
                            ExecutableCommands commands = commands();
                            commands.close();
                            gpu.device().mainQueue().submit(commands);
                        },
                        "ExecutableCommands 'recorder' were already dropped by close(); "));
    }

    private ExecutableCommands commands() {
        recorder.begin();
        return recorder.complete();
    }

    private void drawAfterTheEnd() {
        Image target = gpu.own(LifetimeRules.target(gpu, "target"));
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(target)));
        recorder.begin();
        RenderRecorder pass =
                recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 1));
        pass.end();
        try {
            pass.draw(3);
        } finally {
            recorder.discard();
        }
    }

    private void submits(Map<String, Later> all) {
        Queue queue = gpu.device().mainQueue();
        Map<String, Consumer<ExecutableCommands>> ways =
                Map.of(
                        "ExecutableCommands", queue::submit,
                        "ExecutableCommands, SubmitToken",
                                commands -> queue.submit(commands, new SubmitToken()),
                        "SubmitInfo", commands -> queue.submit(new SubmitInfo().commands(commands)),
                        "SubmitInfo, SubmitToken",
                                commands ->
                                        queue.submit(
                                                new SubmitInfo().commands(commands),
                                                new SubmitToken()));
        ways.forEach(
                (parameters, submit) ->
                        all.put(
                                "Queue.submit(" + parameters + ")",
                                new Later(
                                        () -> {
                                            ExecutableCommands commands = commands();
                                            submit.accept(commands);
                                            queue.submit(commands);
                                        },
                                        SUBMITTED)));
    }

    private void presents(Map<String, Later> all) {
        Window window = gpu.window("window", 8, 8);
        Swapchain swapchain =
                gpu.own(gpu.device().createSwapchain(SwapchainInfo.of("swapchain", window)));
        Map<String, Consumer<ExecutableCommands>> ways =
                Map.of(
                        "present(ExecutableCommands)", swapchain::present,
                        "present(ExecutableCommands, SubmitToken)",
                                commands -> swapchain.present(commands, new SubmitToken()),
                        "submit(SubmitInfo, SubmitToken)",
                                commands ->
                                        swapchain.submit(
                                                new SubmitInfo().commands(commands),
                                                new SubmitToken()));
        ways.forEach(
                (method, present) ->
                        all.put(
                                "Swapchain." + method,
                                new Later(
                                        () -> {
                                            SwapchainFrame frame =
                                                    swapchain.acquire(Gpu.LONG).orElseThrow();
                                            present.accept(commands());
                                            frame.image();
                                        },
                                        (method.startsWith("submit")
                                                        ? " was submitted"
                                                        : " was presented")
                                                + " and is no longer the program's")));
    }
}
