package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.ExecutableCommands;
import daxa.core.driver.NativeKind;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Reference;
import daxa.testing.Bookkeeper.Recorder;
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// One device and its bookkeeper: does a step on both, and compares.
final class RandomSession extends RandomSubmits {
    RandomSession(Gpu.Kind kind, int queues, boolean strict) {
        super(kind, queues, strict);
    }

    /// Plays steps, and then closes everything.
    ///
    /// @return what went wrong, or null
    @Nullable Throwable play(List<Op> ops, long seed) {
        Throwable failure = null;
        try {
            for (Op op : ops) {
                step++;
                try {
                    play(op);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("step " + step + ", " + op + ": " + e, e);
                }
            }
            closeEverything(new Random(seed));
        } catch (RuntimeException | AssertionError e) {
            failure = e;
            abandon();
        }
        try {
            gpu.finishTest();
        } catch (AssertionError e) {
            failure = failure == null ? e : failure;
        }
        return failure;
    }

    // After a failure the model is worth nothing: only the log handler and the device are cleaned
    // up.
    void abandon() {
        try {
            gpu.finishAll();
        } catch (RuntimeException e) {
            // The failure that is reported is the first one.
            gpu.expectLeftovers();
        }
        gpu.expectLeftovers();
    }

    void play(Op op) {
        poll();
        boolean collects =
                switch (op.kind()) {
                    case CREATE_BUFFER -> createBuffer(op);
                    case CREATE_IMAGE -> createImage(op);
                    case CREATE_VIEW -> createView(op);
                    case CREATE_SAMPLER -> createSampler();
                    case CREATE_PIPELINE -> createPipeline();
                    case CREATE_RECORDER -> createRecorder(op);
                    case CREATE_AND_FAIL -> createAndFail(op);
                    case RETAIN -> retain(op);
                    case CLOSE -> close(op);
                    case CLOSE_AGAIN -> closeAgain(op);
                    case USE_CLOSED -> useClosed(op);
                    case LOOK_UP -> lookUp(op);
                    case MAP -> map(op);
                    case BEGIN -> begin(op);
                    case COMMAND -> command(op);
                    case COMPLETE -> complete(op);
                    case DISCARD -> discard(op);
                    case DROP -> drop(op);
                    case SUBMIT -> submit(op);
                    case SUBMIT_AGAIN -> submitAgain(op);
                    case SUBMIT_TO_OTHER_QUEUE -> submitToOtherQueue(op);
                    case SUBMIT_AND_FAIL -> submitAndFail(op);
                    case SUBMIT_NOTHING -> submitNothing(op);
                    case ADVANCE -> advance(op);
                    case COLLECT -> collect();
                    case COLLECT_SOME -> collectSome(op);
                };
        compare(collects);
    }

    /// Asks what a collection destroyed: on one that was due, everything that was ready before;
    /// else everything or nothing; never what was not ready.
    void compare(boolean collects) {
        Set<Thing> must = books.ready();
        Set<Thing> may = must;
        if (!simulated) {
            poll();
            may = books.ready();
        }
        Set<Thing> gone = gone(may);
        if (collects || !gone.isEmpty()) {
            Set<Thing> late = new LinkedHashSet<>(must);
            late.removeAll(gone);
            assertThat(late.stream().map(Thing::label)).as("destroyed too late").isEmpty();
        }
        note(gone);
        for (Thing thing : books.things) {
            if (thing.object != null) {
                checkCounts(thing);
            }
        }
        if (step % NATIVES_INTERVAL == 0) {
            checkNatives();
        }
        if (step % REPORT_INTERVAL == 0) {
            checkReport();
        }
    }

    void checkCounts(Thing thing) {
        if (thing.object.isDestroyed()
                || thing.object.isOpen() != thing.open
                || thing.object.strongCount() != thing.references.size()) {
            throw new AssertionError(
                    thing.label()
                            + ": destroyed="
                            + thing.object.isDestroyed()
                            + ", open="
                            + thing.object.isOpen()
                            + ", references="
                            + thing.object.strongCount()
                            + " (expected false, "
                            + thing.open
                            + ", "
                            + thing.references.size()
                            + ")");
        }
    }

    static final Map<NativeKind, String> TYPES =
            Map.of(
                    NativeKind.BUFFER, "Buffer",
                    NativeKind.IMAGE, "Image",
                    NativeKind.IMAGE_VIEW, "ImageView",
                    NativeKind.SAMPLER, "Sampler",
                    NativeKind.PIPELINE, "ComputePipeline");

    void checkNatives() {
        for (Map.Entry<NativeKind, String> each : TYPES.entrySet()) {
            long open = gpu.instance().nativeObjects().open(each.getKey());
            long expected = base.get(each.getKey()) + books.count(each.getValue());
            if (open != expected) {
                throw new AssertionError(
                        each.getKey() + "=" + open + " (expected " + expected + ")");
            }
        }
        if (!simulated) {
            return;
        }
        long pools = base.get(NativeKind.COMMAND_POOL) + internalPools;
        long bytes = baseBytes;
        for (Thing thing : books.things) {
            bytes += thing.bytes;
            if (thing instanceof Recorder recorder) {
                pools += recorder.pools;
            }
        }
        long openPools = gpu.instance().nativeObjects().open(NativeKind.COMMAND_POOL);
        if (openPools != pools || gpu.simulated().allocatedBytes() != bytes) {
            throw new AssertionError(
                    "command buffers "
                            + openPools
                            + ", bytes "
                            + gpu.simulated().allocatedBytes()
                            + " (expected "
                            + pools
                            + ", "
                            + bytes
                            + ")");
        }
        if (!gpu.driver().faults().isEmpty()) {
            throw gpu.driver().faults().getFirst();
        }
    }

    void checkReport() {
        List<String> found = new ArrayList<>();
        for (LifetimeReport.ObjectInfo info : device.lifetimeReport().objects()) {
            found.add(
                    info.type()
                            + " '"
                            + info.name()
                            + "' "
                            + info.state()
                            + " "
                            + info.references()
                            + " "
                            + info.openChildren()
                            + " "
                            + info.holds()
                            + (info.state() == LifetimeReport.State.OPEN
                                    ? ""
                                    : " @" + info.stamp()));
        }
        List<String> expected = new ArrayList<>();
        for (Thing thing : books.things) {
            int holds = thing.livingChildren();
            LifetimeReport.State state =
                    thing.open
                            ? LifetimeReport.State.OPEN
                            : holds != 0
                                    ? LifetimeReport.State.LINGERING
                                    : LifetimeReport.State.ZOMBIE;
            expected.add(
                    thing.label()
                            + " "
                            + state
                            + " "
                            + thing.openReferences()
                            + " "
                            + thing.openChildren().size()
                            + " "
                            + holds
                            + (thing.open ? "" : " @" + thing.stamp));
        }
        Collections.sort(found);
        Collections.sort(expected);
        if (!found.equals(expected)) {
            List<String> extra = new ArrayList<>(found);
            extra.removeAll(expected);
            List<String> missing = new ArrayList<>(expected);
            missing.removeAll(found);
            throw new AssertionError("report: unexpected " + extra + ", missing " + missing);
        }
    }

    void closeEverything(Random random) {
        boolean deviceFirst = random.nextBoolean();
        if (deviceFirst) {
            closeDeviceFirst();
        }
        gpu.finishAll();
        // The device may be closed: from here on only what is left at the end counts.
        complete.values().forEach(ExecutableCommands::close);
        for (Thing thing : books.things) {
            if (thing instanceof Recorder recorder && recorder.current != null) {
                recorder(recorder).discard();
            }
        }
        List<Thing> rest = things(t -> !t.references.isEmpty());
        if (strict) {
            rest.sort((a, b) -> Boolean.compare(b.parent != null, a.parent != null));
        } else {
            Collections.shuffle(rest, random);
        }
        for (Thing thing : rest) {
            for (Reference reference : thing.references) {
                reference.close();
            }
        }
        if (deviceFirst && !strict) {
            assertThat(gpu.instance().nativeObjects().openText()).isEqualTo("nothing");
        }
    }

    void closeDeviceFirst() {
        List<Thing> open = things(t -> t.open);
        if (!strict) {
            if (open.isEmpty()) {
                gpu.finishAll();
            }
            device.close();
            gpu.instance().close();
        } else if (!open.isEmpty()) {
            checkChildren(refusedClose(device), open);
            assertThat(refusedClose(gpu.instance()).children()).hasSize(1);
        }
    }

    @Override
    public String toString() {
        return Arrays.asList(simulated, strict, queues).toString();
    }
}
