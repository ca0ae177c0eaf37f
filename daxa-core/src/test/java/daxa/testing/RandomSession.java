package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.SubmitToken;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeKind;
import daxa.core.driver.QueueKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.StaleIdException;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.Collected;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewId;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerId;
import daxa.core.resource.SamplerInfo;
import daxa.testing.Bookkeeper.Recorder;
import daxa.testing.Bookkeeper.Recording;
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One device and its bookkeeper: does a step on both, and compares.
final class RandomSession {
    private static final int CAPACITY = 24;
    private static final int MOST_THINGS = 90;
    private static final int REPORT_INTERVAL = 16;
    private static final int NATIVES_INTERVAL = 4;

    private final Gpu gpu;
    private final Device device;
    private final boolean simulated;
    private final boolean strict;
    private final int queues;
    private final Bookkeeper books;
    private final Map<NativeKind, Long> base = new EnumMap<>(NativeKind.class);
    private final long baseBytes;
    private final Map<Recording, ExecutableCommands> complete = new HashMap<>();
    private final List<Reference> closedReferences = new ArrayList<>();
    private final List<Thing> destroyed = new ArrayList<>();
    private final Map<Recording, ExecutableCommands> consumed = new LinkedHashMap<>();
    private final RenderPassInfo pass = new RenderPassInfo();
    // Images that no submit has brought into a layout, and the queues' own command buffers.
    private final List<Thing> undefined = new ArrayList<>();
    private final List<Deque<Long>> internal = new ArrayList<>();
    private int internalPools;
    private int created;
    private int step;

    @GpuSetup(
            capacity = CAPACITY,
            queues = 3,
            leaks = LeakLevel.DISABLED,
            mode = LifetimeMode.KEEP_PARENTS_ALIVE)
    @SuppressWarnings("unused") // read by reflection
    private static void keepAliveSetup() {}

    @GpuSetup(
            capacity = CAPACITY,
            queues = 3,
            leaks = LeakLevel.DISABLED,
            mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    @SuppressWarnings("unused") // read by reflection
    private static void strictSetup() {}

    RandomSession(Gpu.Kind kind, int queues, boolean strict) {
        this.gpu = Gpu.open(kind, setup(strict ? "strictSetup" : "keepAliveSetup"));
        this.device = gpu.device();
        this.simulated = kind == Gpu.Kind.SIMULATED;
        this.strict = strict;
        this.queues = queues;
        assertThat(device.queues()).hasSizeGreaterThanOrEqualTo(queues);
        this.books = new Bookkeeper(queues, device::cpuTimeline);
        for (NativeKind each : NativeKind.values()) {
            base.put(each, gpu.instance().nativeObjects().open(each));
        }
        this.baseBytes = simulated ? gpu.simulated().allocatedBytes() : 0;
        // The null image, which lives as long as the device.
        undefined.add(new Thing("Image", "null image", null, Lifetimes.ALL_QUEUES));
        for (int i = 0; i < queues; i++) {
            internal.add(new ArrayDeque<>());
        }
    }

    private static GpuSetup setup(String method) {
        try {
            return RandomSession.class.getDeclaredMethod(method).getAnnotation(GpuSetup.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
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
    private void abandon() {
        try {
            gpu.finishAll();
        } catch (RuntimeException e) {
            // The failure that is reported is the first one.
            gpu.expectLeftovers();
        }
        gpu.expectLeftovers();
    }

    // ---------------------------------------------------------------- one step

    private void play(Op op) {
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

    /// On Vulkan the GPU goes on by itself: asks how far it is.
    private void poll() {
        if (!simulated) {
            long done = device.gpuTimeline();
            for (Deque<Long> queue : books.pending) {
                while (!queue.isEmpty() && queue.peekFirst() <= done) {
                    queue.removeFirst();
                }
            }
        }
    }

    private <T> @Nullable T pick(List<T> from, int number) {
        return from.isEmpty() ? null : from.get(number % from.size());
    }

    private List<Thing> things(Predicate<Thing> which) {
        List<Thing> found = new ArrayList<>();
        for (Thing thing : books.things) {
            if (which.test(thing)) {
                found.add(thing);
            }
        }
        return found;
    }

    private @Nullable Thing pickOpen(String type, int number) {
        return pick(things(t -> t.open && t.type.equals(type)), number);
    }

    // ---------------------------------------------------------------- making things

    private String newName(String type) {
        return type + " " + ++created;
    }

    private boolean full() {
        return books.things.size() >= MOST_THINGS;
    }

    /// Creates a thing, or finds that its table is full.
    private boolean create(
            Thing thing, @Nullable String tableOf, Supplier<? extends Reference> creation) {
        boolean full = tableOf != null && books.count(tableOf) - 1 >= CAPACITY;
        if (full && !simulated) {
            // Whether a zombie can make room is the GPU's affair at that moment.
            forget(thing);
            return false;
        }
        if (full && books.ready().stream().noneMatch(ready -> ready.type.equals(tableOf))) {
            forget(thing);
            assertThatThrownBy(creation::get)
                    .isInstanceOf(TableFullException.class)
                    .hasMessageContaining("all " + CAPACITY + " slots");
            return false;
        }
        Reference reference = creation.get();
        thing.references.add(reference);
        thing.object = reference.object();
        thing.bytes = thing.object.bytes();
        return false;
    }

    private void forget(Thing thing) {
        books.things.remove(thing);
        if (thing.parent != null) {
            thing.parent.children.remove(thing);
        }
    }

    // Some resources are declared for one queue.
    private int mask(Op op) {
        return op.a() % 5 == 0 ? 1 << op.b() % queues : Lifetimes.ALL_QUEUES;
    }

    private boolean createBuffer(Op op) {
        if (full()) {
            return false;
        }
        String name = newName("buffer");
        int mask = mask(op);
        MemoryKind memory = MEMORIES.get(op.b() % MEMORIES.size());
        BufferInfo info = new BufferInfo(name, 64 + op.b() % 512, memory, mask);
        Thing thing = books.add(new Thing("Buffer", name, null, mask));
        create(
                thing,
                "Buffer",
                () -> {
                    Buffer buffer = device.createBuffer(info);
                    thing.id = buffer.id().bits();
                    return buffer;
                });
        return false;
    }

    private static final List<MemoryKind> MEMORIES = List.of(MemoryKind.values());
    private static final List<Set<ImageUsage>> USAGES =
            List.of(
                    Set.of(ImageUsage.TRANSFER_DST),
                    Set.of(ImageUsage.TRANSFER_DST, ImageUsage.SAMPLED),
                    Set.of(
                            ImageUsage.TRANSFER_DST,
                            ImageUsage.COLOR_ATTACHMENT,
                            ImageUsage.SAMPLED,
                            ImageUsage.STORAGE));

    private boolean createImage(Op op) {
        if (full()) {
            return false;
        }
        String name = newName("image");
        ImageInfo info =
                new ImageInfo(
                                name,
                                2,
                                Format.R8G8B8A8_UNORM,
                                4,
                                4,
                                1,
                                1,
                                1,
                                1,
                                USAGES.get(created % USAGES.size()))
                        .withQueueMask(mask(op));
        Thing thing = books.add(new Thing("Image", name, null, info.queueMask()));
        create(thing, null, () -> device.createImage(info));
        undefined.add(thing);
        return false;
    }

    private boolean createView(Op op) {
        Thing image = pickOpen("Image", op.a());
        if (image == null || full()) {
            return false;
        }
        Image reference = (Image) image.references.get(op.b() % image.references.size());
        if (reference.info().usage().size() == 1) {
            return false;
        }
        String name = newName("view");
        Thing thing = books.add(new Thing("ImageView", name, image, image.queues));
        create(
                thing,
                "ImageView",
                () -> {
                    ImageView view =
                            device.createImageView(ImageViewInfo.of(reference).withName(name));
                    thing.id = view.id().bits();
                    return view;
                });
        return false;
    }

    private boolean createSampler() {
        if (full()) {
            return false;
        }
        String name = newName("sampler");
        Thing thing = books.add(new Thing("Sampler", name, null, Lifetimes.ALL_QUEUES));
        create(
                thing,
                "Sampler",
                () -> {
                    Sampler sampler = device.createSampler(SamplerInfo.nearest(name));
                    thing.id = sampler.id().bits();
                    return sampler;
                });
        return false;
    }

    private boolean createPipeline() {
        if (books.count("ComputePipeline") > 6) {
            return false;
        }
        String name = newName("pipeline");
        Thing thing = books.add(new Thing("ComputePipeline", name, null, 0));
        create(
                thing,
                null,
                () ->
                        device.createComputePipeline(
                                new ComputePipelineInfo(name, Shaders.compute())));
        return false;
    }

    private boolean createRecorder(Op op) {
        if (books.count("CommandRecorder") > 6) {
            return false;
        }
        Recorder thing = books.add(new Recorder(newName("recorder"), op.a() % queues));
        create(
                thing,
                null,
                () -> device.createCommandRecorder(thing.name, device.queues().get(thing.queue)));
        return false;
    }

    private boolean createAndFail(Op op) {
        if (!simulated) {
            return false;
        }
        gpu.driver()
                .failNext(
                        op.a() % 2 == 0 ? DriverCall.CREATE_BUFFER : DriverCall.CREATE_IMAGE,
                        VulkanResult.OUT_OF_DEVICE_MEMORY);
        if (op.a() % 2 == 0) {
            if (books.count("Buffer") >= CAPACITY) {
                gpu.driver().clearFailures();
                return false;
            }
            assertThatThrownBy(() -> device.createBuffer(BufferInfo.of("failed", 16)))
                    .isInstanceOf(VulkanException.class);
        } else {
            assertThatThrownBy(
                            () ->
                                    device.createImage(
                                            ImageInfo.of2D(
                                                    "failed",
                                                    Format.R8_UNORM,
                                                    2,
                                                    2,
                                                    ImageUsage.SAMPLED)))
                    .isInstanceOf(VulkanException.class);
        }
        return false;
    }

    // ---------------------------------------------------------------- references

    private boolean retain(Op op) {
        Thing thing =
                pick(things(t -> !t.references.isEmpty() && !(t instanceof Recorder)), op.a());
        if (thing == null || thing.references.size() > 4) {
            return false;
        }
        thing.references.add(another(thing.references.getFirst()));
        return false;
    }

    private static Reference another(Reference reference) {
        return switch (reference) {
            case Buffer buffer -> buffer.retain();
            case Image image -> image.retain();
            case ImageView view -> view.retain();
            case Sampler sampler -> sampler.retain();
            case ComputePipeline pipeline -> pipeline.retain();
            default -> throw new AssertionError(reference);
        };
    }

    private boolean close(Op op) {
        Thing thing = pick(things(t -> !t.references.isEmpty()), op.a());
        if (thing == null) {
            return false;
        }
        return closeReference(thing, op.b() % thing.references.size());
    }

    private boolean closeReference(Thing thing, int index) {
        Reference reference = thing.references.get(index);
        List<Thing> alive = thing.openChildren();
        if (thing instanceof Recorder recorder && recorder.current != null) {
            if (!strict || alive.size() == 1) {
                // Closing would be two steps, with a collection possible after each.
                discard(recorder);
                return false;
            }
        }
        if (strict && thing.references.size() == 1 && !alive.isEmpty()) {
            ChildrenAliveException refused = refusedClose(reference);
            checkChildren(refused, alive);
            return false;
        }
        reference.close();
        thing.references.remove(index);
        closedReferences.add(reference);
        if (thing.references.isEmpty()) {
            books.closed(thing);
            MemorySegment mapped = thing.mapped;
            if (mapped != null) {
                assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_BYTE, 0))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
        return false;
    }

    private static ChildrenAliveException refusedClose(Reference reference) {
        Throwable thrown = catchThrowable(reference::close);
        assertThat(thrown).isInstanceOf(ChildrenAliveException.class);
        assertThat(reference.isClosed()).isFalse();
        return (ChildrenAliveException) thrown;
    }

    private static void checkChildren(ChildrenAliveException refused, List<Thing> alive) {
        List<String> expected = new ArrayList<>();
        for (Thing child : alive) {
            int references = child.openReferences();
            expected.add(
                    child.label()
                            + ", "
                            + references
                            + (references == 1 ? " reference" : " references"));
        }
        List<String> found = new ArrayList<>();
        for (String line : refused.children()) {
            found.add(line.substring(0, line.indexOf(", created at ")));
        }
        Collections.sort(expected);
        Collections.sort(found);
        assertThat(found).isEqualTo(expected);
    }

    private boolean closeAgain(Op op) {
        Reference reference = pick(closedReferences, op.a());
        if (reference != null) {
            reference.close();
        }
        return false;
    }

    private boolean useClosed(Op op) {
        Reference reference = pick(closedReferences, op.a());
        if (reference == null) {
            return false;
        }
        assertThat(reference.isClosed()).isTrue();
        if (reference instanceof CommandRecorder recorder) {
            refusedClosed(recorder::begin, reference);
        } else {
            refusedClosed(() -> another(reference), reference);
        }
        return false;
    }

    private static void refusedClosed(Runnable use, Reference reference) {
        assertThatThrownBy(use::run)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("'" + reference.name() + "' is closed");
    }

    private boolean lookUp(Op op) {
        if (op.b() % 4 == 0) {
            Thing gone = pick(destroyed, op.a());
            if (gone != null && gone.id != 0) {
                assertThatThrownBy(() -> find(gone)).isInstanceOf(StaleIdException.class);
            }
            return false;
        }
        Thing thing = pick(things(t -> t.id != 0), op.a());
        if (thing == null) {
            return false;
        }
        Reference found = find(thing);
        assertThat(found != null).as("found " + thing.label()).isEqualTo(thing.open);
        if (found != null) {
            assertThat(found.object()).isSameAs(thing.object);
            thing.references.add(found);
        }
        return false;
    }

    private @Nullable Reference find(Thing thing) {
        return switch (thing.type) {
            case "Buffer" -> device.buffer(new BufferId(thing.id)).orElse(null);
            case "ImageView" -> device.imageView(new ImageViewId(thing.id)).orElse(null);
            default -> device.sampler(new SamplerId(thing.id)).orElse(null);
        };
    }

    private boolean map(Op op) {
        Thing thing = pickOpen("Buffer", op.a());
        if (thing == null) {
            return false;
        }
        Buffer buffer = (Buffer) thing.references.getFirst();
        if (buffer.info().memory() == MemoryKind.DEVICE) {
            assertThatThrownBy(buffer::mapped).isInstanceOf(UsageException.class);
            return false;
        }
        MemorySegment mapped = buffer.mapped();
        mapped.set(ValueLayout.JAVA_BYTE, op.b() % mapped.byteSize(), (byte) op.b());
        thing.mapped = mapped;
        return false;
    }

    // ---------------------------------------------------------------- recordings

    private static CommandRecorder recorder(Recorder thing) {
        return (CommandRecorder) thing.references.getFirst();
    }

    private @Nullable Recorder pickRecorder(int number, boolean recording) {
        return (Recorder)
                pick(
                        things(
                                t ->
                                        t instanceof Recorder recorder
                                                && t.open
                                                && (recorder.current != null) == recording),
                        number);
    }

    private boolean begin(Op op) {
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

    private boolean command(Op op) {
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
    private void record(Recording recording, Runnable command, Thing... named) {
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

    private void renderTo(@Nullable Thing thing, Recording recording, CommandRecorder recorder) {
        if (thing != null) {
            ImageView view = (ImageView) thing.references.getFirst();
            if (view.imageInfo().usage().contains(ImageUsage.COLOR_ATTACHMENT)
                    && recorder.queue().kind() == QueueKind.MAIN) {
                pass.clear().clearColor(0, view, 0, 0, 0, 0);
                record(recording, () -> recorder.beginRenderPass(pass).end(), thing);
            }
        }
    }

    private boolean complete(Op op) {
        Recorder recorder = pickRecorder(op.a(), true);
        if (recorder != null) {
            Recording recording = recorder.current;
            complete.put(recording, recorder(recorder).complete());
            books.completed(recording);
            recorder.current = null;
        }
        return false;
    }

    private boolean discard(Op op) {
        Recorder recorder = pickRecorder(op.a(), true);
        if (recorder != null) {
            discard(recorder);
        }
        return false;
    }

    // The report could not tell two recordings of one recorder with the same stamp apart.
    private boolean wouldLookAlike(Recorder recorder) {
        for (Thing child : recorder.children) {
            if (!child.open && child.stamp == device.cpuTimeline()) {
                return true;
            }
        }
        return false;
    }

    private void discard(Recorder recorder) {
        if (wouldLookAlike(recorder)) {
            return;
        }
        Recording recording = recorder.current;
        recorder(recorder).discard();
        recorder.current = null;
        books.closed(recording);
    }

    private @Nullable Recording pickComplete(int number) {
        List<Recording> all = new ArrayList<>();
        for (Thing thing : books.things) {
            if (thing instanceof Recording recording && complete.containsKey(recording)) {
                all.add(recording);
            }
        }
        return pick(all, number);
    }

    private boolean drop(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording != null) {
            drop(recording);
        }
        return false;
    }

    private void drop(Recording recording) {
        if (wouldLookAlike(recording.recorder)) {
            return;
        }
        ExecutableCommands commands = complete.remove(recording);
        commands.close();
        books.closed(recording);
    }

    // ---------------------------------------------------------------- submits

    private Queue queue(int index) {
        return device.queues().get(index);
    }

    private boolean submit(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording == null) {
            return false;
        }
        ExecutableCommands commands = complete.get(recording);
        int queue = recording.recorder.queue;
        Set<String> closed = new HashSet<>();
        for (Thing thing : recording.named) {
            if (!thing.open) {
                closed.add(thing.label());
            }
        }
        if (!closed.isEmpty()) {
            Throwable refused = catchThrowable(() -> queue(queue).submit(commands));
            assertThat(refused).isInstanceOf(ClosedException.class);
            for (String label : closed) {
                assertThat(refused).hasMessageContaining(label);
            }
            return false;
        }
        SubmitToken token = queue(queue).submit(commands);
        complete.remove(recording);
        consumed.put(recording, commands);
        books.submitted(recording, queue, token.number());
        accepted(queue, token.number());
        return true;
    }

    private void accepted(int queue, long number) {
        assertThat(number).isEqualTo(device.cpuTimeline());
        if (useLayouts(queue)) {
            internal.get(queue).addLast(number);
        }
        books.pending.get(queue).addLast(number);
    }

    private static boolean isFor(Thing thing, int queue) {
        return (thing.queues & 1 << queue) != 0;
    }

    // The queue's own command buffer, where there are images to be brought into their layout.
    private boolean useLayouts(int queue) {
        boolean any = false;
        for (Thing image : undefined) {
            any |= isFor(image, queue) && (image.open || !image.openChildren().isEmpty());
        }
        undefined.removeIf(image -> isFor(image, queue));
        if (any) {
            Long oldest = internal.get(queue).peekFirst();
            if (oldest != null && oldest <= books.finished(1 << queue)) {
                internal.get(queue).removeFirst();
            } else {
                internalPools++;
            }
        }
        return any;
    }

    private boolean submitAgain(Op op) {
        // When a recording is destroyed, its recorder uses the object again.
        consumed.keySet().removeIf(recording -> recording.destroyed);
        ExecutableCommands commands = pick(List.copyOf(consumed.values()), op.a());
        if (commands != null) {
            assertThatThrownBy(() -> queue(0).submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("were already submitted to queue");
            commands.close();
        }
        return false;
    }

    private boolean submitToOtherQueue(Op op) {
        Recording recording = pickComplete(op.a());
        if (recording != null && queues > 1) {
            ExecutableCommands commands = complete.get(recording);
            int other = (recording.recorder.queue + 1) % queues;
            long before = device.cpuTimeline();
            assertThatThrownBy(() -> queue(other).submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("were recorded for queue");
            assertThat(device.cpuTimeline()).isEqualTo(before);
        }
        return false;
    }

    private boolean submitAndFail(Op op) {
        if (!simulated) {
            return false;
        }
        int queue = op.b() % queues;
        gpu.driver()
                .failNext(
                        DriverCall.SUBMIT,
                        op.a() % 2 == 0
                                ? VulkanResult.OUT_OF_HOST_MEMORY
                                : VulkanResult.OUT_OF_DEVICE_MEMORY);
        List<Thing> before = new ArrayList<>(undefined);
        assertThatThrownBy(() -> queue(queue).submit()).isInstanceOf(VulkanException.class);
        if (useLayouts(queue)) {
            internal.get(queue).addFirst(0L);
        }
        before.removeIf(image -> !image.open && image.openChildren().isEmpty());
        undefined.clear();
        undefined.addAll(before);
        return false;
    }

    private boolean submitNothing(Op op) {
        int queue = op.a() % queues;
        queue(queue).submit();
        accepted(queue, device.cpuTimeline());
        return true;
    }

    private boolean advance(Op op) {
        int queue = op.a() % queues;
        Deque<Long> pending = books.pending.get(queue);
        if (pending.isEmpty()) {
            return false;
        }
        if (!simulated) {
            queue(queue).awaitIdle(Gpu.LONG);
            poll();
            return true;
        }
        int count = 1 + op.b() % pending.size();
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = pending.removeFirst();
        }
        try {
            gpu.simulated().complete(queue, value);
        } catch (IllegalStateException e) {
            // It waits for another queue that brings images into their first layout.
            gpu.finishAll();
            books.pending.forEach(Deque::clear);
        }
        return false;
    }

    private boolean collect() {
        device.collectGarbage();
        return true;
    }

    private boolean collectSome(Op op) {
        int max = op.a() % 4;
        int ready = books.ready().size();
        Collected done = device.collectGarbage(max, Duration.ofDays(1));
        assertThat(done.destroyed()).isLessThanOrEqualTo(max);
        if (simulated) {
            assertThat(done.destroyed()).isEqualTo(Math.min(max, ready));
        }
        poll();
        Set<Thing> gone = gone(books.ready());
        assertThat(gone).hasSize(done.destroyed());
        note(gone);
        return false;
    }

    // ---------------------------------------------------------------- comparing

    /// Asks what a collection destroyed: on one that was due, everything that was ready before;
    /// else everything or nothing; never what was not ready.
    private void compare(boolean collects) {
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

    private void checkCounts(Thing thing) {
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

    /// Those of some things that the framework has destroyed.
    private Set<Thing> gone(Set<Thing> candidates) {
        Set<Thing> gone = new LinkedHashSet<>();
        List<Recording> recordings = new ArrayList<>();
        for (Thing thing : candidates) {
            if (thing instanceof Recording recording) {
                recordings.add(recording);
            } else if (thing.object.isDestroyed()) {
                gone.add(thing);
            }
        }
        if (!recordings.isEmpty()) {
            gone.addAll(goneRecordings(recordings));
        }
        return gone;
    }

    // Recordings have no reference to be asked, but the report lists those that wait.
    private List<Recording> goneRecordings(List<Recording> candidates) {
        Set<String> living = new HashSet<>();
        for (LifetimeReport.ObjectInfo info : device.lifetimeReport().objects()) {
            if (info.type().equals("ExecutableCommands")
                    && info.state() == LifetimeReport.State.ZOMBIE) {
                living.add(info.name() + "@" + info.stamp());
            }
        }
        candidates.removeIf(each -> living.contains(each.name + "@" + each.stamp));
        return candidates;
    }

    private void note(Set<Thing> gone) {
        books.destroyed(gone);
        for (Thing thing : gone) {
            if (thing.id != 0) {
                destroyed.add(thing);
            }
        }
    }

    private static final Map<NativeKind, String> TYPES =
            Map.of(
                    NativeKind.BUFFER, "Buffer",
                    NativeKind.IMAGE, "Image",
                    NativeKind.IMAGE_VIEW, "ImageView",
                    NativeKind.SAMPLER, "Sampler",
                    NativeKind.PIPELINE, "ComputePipeline");

    private void checkNatives() {
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

    private void checkReport() {
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

    // ---------------------------------------------------------------- the end

    private void closeEverything(Random random) {
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

    private void closeDeviceFirst() {
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
