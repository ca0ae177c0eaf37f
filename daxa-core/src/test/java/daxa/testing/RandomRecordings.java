package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.testing.Bookkeeper.Recorder;
import daxa.testing.Bookkeeper.Recording;
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Steps that record.
abstract class RandomRecordings extends RandomObjects {
    RandomRecordings(Gpu.Kind kind, int queues, boolean strict) {
        super(kind, queues, strict);
    }

    @Nullable Recorder pickRecorder(int number, boolean recording) {
        return (Recorder)
                pick(
                        things(
                                t ->
                                        t instanceof Recorder recorder
                                                && t.open
                                                && (recorder.current != null) == recording),
                        number);
    }

    boolean begin(Op op) {
        Recorder recorder = pickRecorder(op.a(), false);
        if (recorder == null || recorder.openChildren().size() > 5) {
            return false;
        }
        if (recorder.free > 0) {
            recorder.free--;
        } else {
            recorder.pools++;
        }
        recorder.current = books.add(new Recording(recorder));
        recorder(recorder).begin();
        return false;
    }

    boolean command(Op op) {
        Recorder thing = pickRecorder(op.a(), true);
        if (thing == null) {
            return false;
        }
        Recording recording = thing.current;
        CommandRecorder recorder = recorder(thing);
        recorder.barrier(Access.ALL, Access.ALL);
        switch (op.b() % 5) {
            case 0 -> {
                Thing buffer = pickOpen("Buffer", op.b());
                if (buffer != null) {
                    Buffer any = (Buffer) buffer.references.getLast();
                    record(recording, () -> recorder.fillBuffer(any, 0, 16, op.b()), buffer);
                }
            }
            case 1 -> {
                Thing from = pickOpen("Buffer", op.b());
                Thing to = pickOpen("Buffer", op.b() / 7);
                if (from != null && to != null && !from.equals(to)) {
                    Buffer src = (Buffer) from.references.getFirst();
                    Buffer dst = (Buffer) to.references.getLast();
                    record(recording, () -> recorder.copyBuffer(src, 0, dst, 16, 32), from, to);
                }
            }
            case 2 -> {
                Thing image = pickOpen("Image", op.b());
                if (image != null) {
                    Image any = (Image) image.references.getFirst();
                    record(recording, () -> recorder.clearImage(any, 0, 0, 0, 0), image);
                }
            }
            case 3 -> {
                Thing pipeline = pickOpen("ComputePipeline", op.b());
                if (pipeline != null) {
                    recorder.setPipeline((ComputePipeline) pipeline.references.getLast());
                    recorder.dispatch(1, 1, 1);
                    books.holds(recording, pipeline);
                }
            }
            default -> renderTo(pickOpen("ImageView", op.b()), recording, recorder);
        }
        return false;
    }

    /// Records a command, or sees it refused where a resource is declared for other queues.
    void record(Recording recording, Runnable command, Thing... named) {
        Throwable refused = catchThrowable(command::run);
        for (Thing thing : named) {
            if (!isFor(thing, recording.recorder.queue)) {
                assertThat(refused)
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining(thing.label() + " is declared for");
                return;
            }
            recording.named.add(thing);
            books.holds(recording, thing);
        }
        assertThat(refused).isNull();
    }

    void renderTo(@Nullable Thing thing, Recording recording, CommandRecorder recorder) {
        if (thing != null) {
            ImageView view = (ImageView) thing.references.getFirst();
            if (view.imageInfo().usage().contains(ImageUsage.COLOR_ATTACHMENT)
                    && recorder.queue().kind() == QueueKind.MAIN) {
                pass.clear().clearColor(0, view, 0, 0, 0, 0);
                record(recording, () -> recorder.beginRenderPass(pass).end(), thing);
            }
        }
    }

    boolean complete(Op op) {
        Recorder recorder = pickRecorder(op.a(), true);
        if (recorder != null) {
            Recording recording = recorder.current;
            complete.put(recording, recorder(recorder).complete());
            books.completed(recording);
            recorder.current = null;
        }
        return false;
    }

    boolean discard(Op op) {
        Recorder recorder = pickRecorder(op.a(), true);
        if (recorder != null) {
            discard(recorder);
        }
        return false;
    }

    @Nullable Recording pickComplete(int number) {
        List<Recording> all = new ArrayList<>();
        for (Thing thing : books.things) {
            if (thing instanceof Recording recording && complete.containsKey(recording)) {
                all.add(recording);
            }
        }
        return pick(all, number);
    }

    boolean drop(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording != null) {
            drop(recording);
        }
        return false;
    }

    void drop(Recording recording) {
        if (wouldLookAlike(recording.recorder)) {
            return;
        }
        ExecutableCommands commands = complete.remove(recording);
        commands.close();
        books.closed(recording);
    }
}
