package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.CommandRecorder;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.StaleIdException;
import daxa.core.error.TableFullException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
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
import daxa.testing.Bookkeeper.Thing;
import daxa.testing.RandomOperations.Op;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Steps that make things, and retain, close and look them up.
abstract class RandomObjects extends RandomState {
    RandomObjects(Gpu.Kind kind, int queues, boolean strict) {
        super(kind, queues, strict);
    }

    /// Creates a thing, or finds that its table is full.
    boolean create(Thing thing, @Nullable String tableOf, Supplier<? extends Reference> creation) {
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

    boolean createBuffer(Op op) {
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

    static final List<MemoryKind> MEMORIES = List.of(MemoryKind.values());
    static final List<Set<ImageUsage>> USAGES =
            List.of(
                    Set.of(ImageUsage.TRANSFER_DST),
                    Set.of(ImageUsage.TRANSFER_DST, ImageUsage.SAMPLED),
                    Set.of(
                            ImageUsage.TRANSFER_DST,
                            ImageUsage.COLOR_ATTACHMENT,
                            ImageUsage.SAMPLED,
                            ImageUsage.STORAGE));

    boolean createImage(Op op) {
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

    boolean createView(Op op) {
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

    boolean createSampler() {
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

    boolean createPipeline() {
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
                                ComputePipelineInfo.of(name, Shaders.compute())));
        return false;
    }

    boolean createRecorder(Op op) {
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

    boolean createAndFail(Op op) {
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

    boolean retain(Op op) {
        Thing thing =
                pick(things(t -> !t.references.isEmpty() && !(t instanceof Recorder)), op.a());
        if (thing == null || thing.references.size() > 4) {
            return false;
        }
        thing.references.add(another(thing.references.getFirst()));
        return false;
    }

    static Reference another(Reference reference) {
        return switch (reference) {
            case Buffer buffer -> buffer.retain();
            case Image image -> image.retain();
            case ImageView view -> view.retain();
            case Sampler sampler -> sampler.retain();
            case ComputePipeline pipeline -> pipeline.retain();
            default -> throw new AssertionError(reference);
        };
    }

    boolean close(Op op) {
        Thing thing = pick(things(t -> !t.references.isEmpty()), op.a());
        if (thing == null) {
            return false;
        }
        return closeReference(thing, op.b() % thing.references.size());
    }

    boolean closeReference(Thing thing, int index) {
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

    static ChildrenAliveException refusedClose(Reference reference) {
        Throwable thrown = catchThrowable(reference::close);
        assertThat(thrown).isInstanceOf(ChildrenAliveException.class);
        assertThat(reference.isClosed()).isFalse();
        return (ChildrenAliveException) thrown;
    }

    static void checkChildren(ChildrenAliveException refused, List<Thing> alive) {
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

    boolean closeAgain(Op op) {
        Reference reference = pick(closedReferences, op.a());
        if (reference != null) {
            reference.close();
        }
        return false;
    }

    boolean useClosed(Op op) {
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

    static void refusedClosed(Runnable use, Reference reference) {
        assertThatThrownBy(use::run)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("'" + reference.name() + "' is closed");
    }

    boolean lookUp(Op op) {
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

    @Nullable Reference find(Thing thing) {
        return switch (thing.type) {
            case "Buffer" -> device.buffer(new BufferId(thing.id)).orElse(null);
            case "ImageView" -> device.imageView(new ImageViewId(thing.id)).orElse(null);
            default -> device.sampler(new SamplerId(thing.id)).orElse(null);
        };
    }

    boolean map(Op op) {
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
}
