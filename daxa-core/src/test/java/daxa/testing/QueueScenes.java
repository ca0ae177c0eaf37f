package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.Instance;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Completion;
import daxa.core.command.CompletionMode;
import daxa.core.command.Dependency;
import daxa.core.command.EventWait;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.command.WaitSet;
import daxa.core.error.DeadlineException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.sync.BinarySemaphore;
import daxa.core.sync.Event;
import daxa.core.sync.TimelineSemaphore;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Scenes that wait: for other queues, for events, for the host and for the device.
final class QueueScenes {
    private QueueScenes() {}

    static void queues(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        List<Queue> all = device.queues();
        int count = Math.min(3, all.size());
        List<CommandRecorder> recorders = new ArrayList<>();
        List<Buffer> buffers = new ArrayList<>();
        try {
            List<SubmitToken> tokens = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Queue queue = all.get(i);
                Buffer buffer = device.createBuffer(BufferInfo.of("of queue " + i, 64));
                buffers.add(buffer);
                CommandRecorder recorder = device.createCommandRecorder("queue " + i, queue);
                recorders.add(recorder);
                for (int round = 0; round < 2; round++) {
                    tokens.add(
                            Scenes.submit(
                                    queue,
                                    recorder,
                                    r -> {
                                        r.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                                        r.fillBuffer(buffer, 0, 64, 1);
                                    }));
                }
            }
            for (Buffer buffer : buffers) {
                buffer.close();
            }
            for (SubmitToken token : tokens) {
                token.await(Gpu.LONG);
            }
        } finally {
            buffers.forEach(Buffer::close);
            recorders.forEach(CommandRecorder::close);
        }
    }

    static void semaphores(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        Queue main = device.mainQueue();
        Queue compute = device.computeQueue(0);
        Queue transfer = device.transferQueue(0);
        try (Buffer first = device.createBuffer(BufferInfo.of("first", 64));
                Buffer second = device.createBuffer(BufferInfo.of("second", 64));
                Buffer last = device.createBuffer(BufferInfo.of("last", 64).readback());
                BinarySemaphore filled = device.createBinarySemaphore("filled");
                TimelineSemaphore time = device.createTimelineSemaphore("time", 0);
                CommandRecorder onMain = device.createCommandRecorder("on main", main);
                CommandRecorder onCompute = device.createCommandRecorder("on compute", compute);
                CommandRecorder onTransfer =
                        device.createCommandRecorder("on transfer", transfer)) {
            SubmitInfo info = new SubmitInfo();
            for (int round = 1; round <= 2; round++) {
                int value = round;
                time.signal(3L * round - 2);
                SubmitInfo fill = info.clear().waitFor(time, 3L * round - 2);
                submit(
                        main,
                        onMain,
                        fill,
                        r -> r.fillBuffer(first, 0, 64, value),
                        i -> i.signal(filled));
                SubmitToken copied =
                        submit(
                                compute,
                                onCompute,
                                info.clear().waitFor(filled),
                                r -> r.copyBuffer(first, 0, second, 0, 64),
                                i -> i.signal(time, 3L * value - 1).nextBatch());
                SubmitToken read =
                        submit(
                                transfer,
                                onTransfer,
                                info.clear().waitFor(time, 3L * round - 1).waitFor(copied),
                                r -> {
                                    r.copyBuffer(second, 0, last, 0, 64);
                                    r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                                },
                                i -> i.signal(time, 3L * value));
                time.await(3L * round, Gpu.LONG);
                read.await(Gpu.LONG);
                assertThat(last.mapped().get(ValueLayout.JAVA_INT, 60)).isEqualTo(value);
            }
        }
    }

    private static SubmitToken submit(
            Queue queue,
            CommandRecorder recorder,
            SubmitInfo waits,
            Consumer<CommandRecorder> recording,
            Consumer<SubmitInfo> signals) {
        try {
            recorder.begin();
            recording.accept(recorder);
            try (ExecutableCommands commands = recorder.complete()) {
                waits.commands(commands);
                signals.accept(waits);
                return queue.submit(waits);
            }
        } finally {
            recorder.discard();
        }
    }

    static void events(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        Dependency dependency = Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
        try (Event event = device.createEvent("filled");
                Event second = device.createEvent("second");
                Buffer data = device.createBuffer(BufferInfo.of("data", 64));
                Buffer readback = device.createBuffer(BufferInfo.of("readback", 64).readback());
                CommandRecorder recorder = device.createCommandRecorder("split")) {
            for (int frame = 1; frame < 3; frame++) {
                int value = frame;
                Scenes.submit(
                        device.mainQueue(),
                        recorder,
                        r -> {
                            r.barrier(Access.ALL, Access.ALL);
                            r.fillBuffer(data, 0, 64, value);
                            r.signal(event, dependency);
                            r.signal(second, dependency);
                        });
                SubmitToken token =
                        Scenes.submit(
                                device.mainQueue(),
                                recorder,
                                r -> {
                                    r.waitFor(
                                            List.of(
                                                    new EventWait(event, dependency),
                                                    new EventWait(second, dependency)));
                                    r.copyBuffer(data, 0, readback, 0, 64);
                                    r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                                    r.reset(event, PipelineStage.ALL_COMMANDS);
                                    r.reset(second, PipelineStage.ALL_COMMANDS);
                                });
                token.await(Gpu.LONG);
                assertThat(readback.mapped().get(ValueLayout.JAVA_INT, 0)).isEqualTo(frame);
            }
        }
    }

    // A wait on a lost device ends at once, and without an error.
    static void completions(Instance instance, Device device) {
        List<Completion> told = new ArrayList<>();
        try (TimelineSemaphore time = device.createTimelineSemaphore("time", 0)) {
            SubmitToken main = device.mainQueue().submit(new SubmitInfo().signal(time, 1));
            SubmitToken compute = device.computeQueue(0).submit(new SubmitInfo());
            main.onComplete(CompletionMode.PROCESS_EVENTS, told::add);
            Completion waited = compute.onComplete(CompletionMode.WAIT_ONLY, told::add);
            WaitSet set = new WaitSet().add(time, 1).add(main).add(waited);
            assertThat(device.waitAny(set, Gpu.LONG)).isPresent();
            waited.await(Gpu.LONG);
            main.await(Gpu.LONG);
            device.processEvents();
            assertThat(told).hasSize(2);
            assertThat(compute.onComplete(CompletionMode.WAIT_ONLY, told::add).cancel()).isFalse();
        }
    }

    static void deadlines(Instance instance, Device device) {
        assertThat(instance.isClosed()).isFalse();
        try (TimelineSemaphore time = device.createTimelineSemaphore("time", 0);
                Buffer buffer = device.createBuffer(BufferInfo.of("buffer", 16));
                CommandRecorder recorder = device.createCommandRecorder("recorder")) {
            awaitInVain(time, 1);
            time.signal(1);
            time.await(1, Gpu.LONG);
            recorder.begin();
            recorder.fillBuffer(buffer, 0, 16, 1);
            try (ExecutableCommands commands = recorder.complete()) {
                device.mainQueue()
                        .submit(
                                new SubmitInfo()
                                        .waitFor(time, 1)
                                        .commands(commands)
                                        .signal(time, 2));
            }
            awaitInVain(time, 3);
            time.await(2, Gpu.LONG);
        }
    }

    private static void awaitInVain(TimelineSemaphore time, long value) {
        try {
            time.await(value, Duration.ofMillis(1));
        } catch (DeadlineException e) {
            assertThat(e).hasMessageContaining("did not reach value " + value);
        }
    }
}
