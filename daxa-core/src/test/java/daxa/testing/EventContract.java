package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Dependency;
import daxa.core.command.EventWait;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.ImageArea;
import daxa.core.command.ImageRange;
import daxa.core.command.PipelineStage;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitInfo;
import daxa.core.command.SubmitToken;
import daxa.core.error.ClosedException;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.sync.Event;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;

/// What events promise, on any driver.
public abstract class EventContract {
    private static final Dependency COPIED =
            Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
    private static final String REFUSED = "ExecutableCommands 'recorder' cannot be submitted: ";

    private Gpu gpu;
    private Device device;
    private Queue main;
    private CommandRecorder recorder;
    private Event event;
    private Buffer src;
    private Buffer other;
    private Buffer dst;

    @BeforeEach
    void create(Gpu given) {
        gpu = given;
        device = gpu.device();
        main = device.mainQueue();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
        event = gpu.own(device.createEvent("event"));
        src = gpu.own(device.createBuffer(BufferInfo.of("src", 1 << 16)));
        other = gpu.own(device.createBuffer(BufferInfo.of("other", 1 << 16)));
        dst = gpu.own(device.createBuffer(BufferInfo.of("dst", 1 << 16).readback()));
    }

    private ExecutableCommands record(Consumer<CommandRecorder> commands) {
        recorder.begin();
        commands.accept(recorder);
        return recorder.complete();
    }

    private void run(Consumer<CommandRecorder> commands) {
        await(main.submit(record(commands)));
    }

    private void await(SubmitToken token) {
        gpu.finishAll();
        token.await(Gpu.LONG);
    }

    private void refusedSubmit(String text, Consumer<CommandRecorder> commands) {
        try (var recorded = record(commands)) {
            refused(REFUSED + text, () -> main.submit(recorded));
        }
    }

    private static void refused(String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UsageException.class).hasMessage(text);
    }

    private void write(CommandRecorder r, int value) {
        r.fillBuffer(src, 0, src.size(), value);
    }

    private void read(CommandRecorder r) {
        r.copyBuffer(src, 0, dst, 0, src.size());
        r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
    }

    private void expect(int value) {
        for (long at = 0; at < dst.size(); at += 1020) {
            assertThat(dst.mapped().get(ValueLayout.JAVA_INT, at)).isEqualTo(value);
        }
    }

    @Test
    void whatWasSignalledIsSeenAfterTheWait() {
        run(
                r -> {
                    write(r, 7);
                    r.signal(event, COPIED);
                    r.fillBuffer(other, 0, other.size(), 1);
                    r.waitFor(event, COPIED);
                    read(r);
                });
        expect(7);
    }

    @Test
    void aSignalHoldsForLaterSubmissions() {
        run(
                r -> {
                    write(r, 8);
                    r.signal(event, COPIED);
                });
        // An equal dependency is as good as the same one.
        Dependency equal = Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
        assertThat(equal).isEqualTo(COPIED).hasSameHashCodeAs(COPIED);
        run(
                r -> {
                    r.waitFor(event, equal);
                    read(r);
                });
        expect(8);
        run(r -> r.waitFor(event, COPIED));
    }

    @Test
    void aSignalHoldsForLaterBatchesOfASubmission() {
        CommandRecorder second = gpu.own(device.createCommandRecorder("second"));
        second.begin();
        second.waitFor(event, COPIED);
        read(second);
        ExecutableCommands waits = second.complete();
        ExecutableCommands signals =
                record(
                        r -> {
                            write(r, 9);
                            r.signal(event, COPIED);
                        });
        SubmitInfo wrongOrder = new SubmitInfo().commands(waits).commands(signals);
        refused(
                "ExecutableCommands 'second' cannot be submitted: Event 'event' is waited for, and"
                        + " nothing that was submitted before signals it since its reset; submit"
                        + " what signals it first",
                () -> main.submit(wrongOrder));
        await(main.submit(new SubmitInfo().commands(signals).commands(waits)));
        expect(9);
    }

    @Test
    void aDependencyNamesBuffersAndImages() {
        ImageInfo info =
                ImageInfo.of2D(
                        "image",
                        Format.R32_UINT,
                        4,
                        4,
                        ImageUsage.TRANSFER_SRC,
                        ImageUsage.TRANSFER_DST);
        Image image = gpu.own(device.createImage(info));
        Dependency both =
                Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_READ, src, 0, 64)
                        .and(
                                Dependency.of(
                                        Access.TRANSFER_WRITE,
                                        Access.TRANSFER_READ,
                                        image,
                                        ImageRange.of(info)))
                        .and(
                                Dependency.of(
                                        Access.TRANSFER_WRITE,
                                        Access.TRANSFER_READ,
                                        src,
                                        64,
                                        src.size() - 64));
        run(
                r -> {
                    write(r, 10);
                    r.clearImageBits(image, ImageRange.of(info), 11, 0, 0, 0);
                    r.signal(event, both);
                    r.waitFor(event, both);
                    r.copyBuffer(src, 64, dst, 64, 64);
                    r.copyImageToBuffer(image, ImageArea.of(info, 0), dst, 0);
                    r.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
                });
        assertThat(dst.mapped().get(ValueLayout.JAVA_INT, 60)).isEqualTo(11);
        assertThat(dst.mapped().get(ValueLayout.JAVA_INT, 64)).isEqualTo(10);
    }

    @Test
    void oneWaitIsForSeveralEvents() {
        Event second = gpu.own(device.createEvent("second"));
        Dependency written = Dependency.of(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
        List<EventWait> waits =
                List.of(new EventWait(event, COPIED), new EventWait(second, written));
        for (int value = 20; value < 22; value++) {
            int each = value;
            run(
                    r -> {
                        r.barrier(Access.ALL, Access.ALL);
                        write(r, each);
                        r.signal(event, COPIED);
                        r.fillBuffer(dst, 0, dst.size(), 1);
                        r.signal(second, written);
                        r.fillBuffer(other, 0, other.size(), 1);
                        r.waitFor(waits);
                        read(r);
                        r.reset(event, PipelineStage.ALL_TRANSFER);
                        r.reset(second, PipelineStage.ALL_COMMANDS);
                    });
            expect(each);
        }
        recorder.begin();
        refused(
                "waitFor was called on CommandRecorder 'recorder' without events (expected 1 or"
                        + " more)",
                () -> recorder.waitFor(List.of()));
        recorder.discard();
    }

    @Test
    void anEventIsSignalledAgainAfterAReset() {
        String twice =
                "Event 'event' is signalled a second time; reset it in between, or use another"
                        + " event";
        for (int value = 30; value < 34; value++) {
            int each = value;
            run(
                    r -> {
                        r.reset(event, PipelineStage.ALL_COMMANDS);
                        r.barrier(Access.ALL, Access.ALL);
                        write(r, each);
                        r.signal(event, COPIED);
                        r.waitFor(event, COPIED);
                        read(r);
                    });
            expect(each);
            refusedSubmit(twice, r -> r.signal(event, COPIED));
        }
        String missing =
                "Event 'event' is waited for, and nothing that was submitted before signals it"
                        + " since its reset; submit what signals it first";
        refusedSubmit(
                missing,
                r -> {
                    r.reset(event, PipelineStage.ALL_TRANSFER);
                    r.waitFor(event, COPIED);
                });
        // Nothing of a refused submission has happened.
        run(r -> r.waitFor(event, COPIED));
        run(r -> r.reset(event, PipelineStage.ALL_TRANSFER));
        refusedSubmit(missing, r -> r.waitFor(event, COPIED));
        run(r -> r.reset(event, PipelineStage.TOP_OF_PIPE));
    }

    @Test
    void aWaitNamesTheDependencyOfTheSignal() {
        Dependency all = Dependency.of(Access.TRANSFER_WRITE, Access.ALL_READ);
        String text =
                "Event 'event' is waited for with "
                        + all
                        + ", but was signalled with "
                        + COPIED
                        + "; use the dependency of the signal for the wait too";
        refusedSubmit(
                text,
                r -> {
                    r.signal(event, COPIED);
                    r.waitFor(event, all);
                });
        run(r -> r.signal(event, COPIED));
        refusedSubmit(text, r -> r.waitFor(event, all));
        run(r -> r.waitFor(event, COPIED));
    }

    @Test
    void aResetComesAfterWhatWaited() {
        Dependency dependency = Dependency.of(Access.TRANSFER_WRITE, Access.FRAGMENT_READ);
        run(
                r -> {
                    r.signal(event, dependency);
                    r.waitFor(event, dependency);
                });
        refusedSubmit(
                "Event 'event' is reset after stages=0x1000, which do not wait for it: its"
                        + " dependency holds up stages=0x80; reset it after one of these, or after"
                        + " ALL_COMMANDS",
                r -> r.reset(event, PipelineStage.ALL_TRANSFER));
        run(r -> r.reset(event, PipelineStage.ALL_GRAPHICS));
    }

    @Test
    void anEventWorksOnOneQueueAlone() {
        Queue compute = device.queues().get(1);
        CommandRecorder on = gpu.own(device.createCommandRecorder("on compute", compute));
        run(r -> r.signal(event, COPIED));
        String text =
                " on queue 'compute 0', but signalled on queue 'main'; an event works on one queue"
                        + " alone: wait for a token or a semaphore, and reset it where it was"
                        + " signalled";
        String start = "ExecutableCommands 'on compute' cannot be submitted: Event 'event' is ";
        on.begin();
        on.waitFor(event, COPIED);
        try (var commands = on.complete()) {
            refused(start + "waited for" + text, () -> compute.submit(commands));
        }
        on.begin();
        on.reset(event, PipelineStage.ALL_COMMANDS);
        try (var commands = on.complete()) {
            refused(start + "reset" + text, () -> compute.submit(commands));
        }
        run(r -> r.reset(event, PipelineStage.ALL_COMMANDS));
        on.begin();
        on.barrier(Access.ALL, Access.ALL);
        on.signal(event, COPIED);
        on.waitFor(event, COPIED);
        await(compute.submit(on.complete()));
    }

    @Test
    void eventsStandOutsideOfRenderPasses() {
        Image image =
                gpu.own(
                        device.createImage(
                                ImageInfo.of2D(
                                        "target",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.COLOR_ATTACHMENT)));
        ImageView view = gpu.own(device.createImageView(ImageViewInfo.of(image)));
        recorder.begin();
        var pass = recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 0, 0, 0, 0));
        String text =
                " was called on CommandRecorder 'recorder' inside a render pass; end the pass"
                        + " first";
        refused("signal" + text, () -> recorder.signal(event, COPIED));
        refused("waitFor" + text, () -> recorder.waitFor(event, COPIED));
        refused("reset" + text, () -> recorder.reset(event, PipelineStage.ALL_COMMANDS));
        pass.end();
        recorder.discard();
    }

    @Test
    void aDependencyIsNotForTheHost() {
        String text = "Dependency with the stage HOST, which events do not have; use a barrier";
        refused(text, () -> Dependency.of(Access.TRANSFER_WRITE, Access.HOST_READ));
        refused(text, () -> Dependency.of(Access.HOST_WRITE, Access.ALL_READ, src, 0, 64));
    }

    @Test
    void aDependencyNamesWhatIsThere() {
        refused(
                "range of Buffer 'src': offset=65536, size=4 (expected inside of 0 to 65536)",
                () -> Dependency.of(Access.ALL_WRITE, Access.ALL_READ, src, 65536, 4));
        Buffer closed = device.createBuffer(BufferInfo.of("closed", 64));
        Dependency dependency =
                Dependency.of(Access.ALL_WRITE, Access.ALL_READ, closed, 0, 64).and(COPIED);
        recorder.begin();
        recorder.signal(event, dependency);
        closed.close();
        assertThatThrownBy(() -> recorder.waitFor(event, dependency))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Buffer 'closed'");
        try (var commands = recorder.complete()) {
            assertThatThrownBy(() -> main.submit(commands))
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("Buffer 'closed'");
        }
    }

    @Test
    void anEventLivesUntilTheGpuIsDone() {
        Event brief = device.createEvent("brief");
        Event again = brief.retain();
        assertThat(again.nativeHandle()).isEqualTo(brief.nativeHandle()).isNotZero();
        SubmitToken token =
                main.submit(
                        record(
                                r -> {
                                    write(r, 40);
                                    r.signal(brief, COPIED);
                                    r.waitFor(brief, COPIED);
                                    read(r);
                                }));
        brief.close();
        again.close();
        assertThatThrownBy(brief::nativeHandle).isInstanceOf(ClosedException.class);
        await(token);
        expect(40);
    }
}
