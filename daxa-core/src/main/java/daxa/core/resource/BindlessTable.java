package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DriverLock;
import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.SamplerDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// The bindless set of a device: which resource stands in which slot. Only the device makes one;
/// programs see [BufferId], [ImageViewId], [SamplerId] and [TlasId].
///
/// A slot whose resource was destroyed holds the null resource of its kind (L12): a magenta image
/// of one texel, a sampler, or the address of 256 bytes of magenta. The image is one of two
/// dimensions that is read as floats. Where images of another kind were, and where none ever was,
/// which the id 0 names, there is no image on a device with [Feature#NULL_DESCRIPTOR]: shaders of
/// any kind read 0. On another device the magenta image is there too, and what a shader reads that
/// expects another kind is undefined. For acceleration structures it is one without instances.
@Internal
@ThreadSafe
public final class BindlessTable {
    private static final int NULL_BUFFER_BYTES = 256;

    /// Rank of the lock of the list of all images; whoever looks for children takes it.
    public static final LockRank IMAGES_RANK = Images.RANK;

    /// Rank of the lock that a submission holds while it brings images into their first layout.
    public static final LockRank LAYOUTS_RANK = new LockRank("first layouts", insideSubmit());

    private static final AtomicInteger DEVICES = new AtomicInteger();

    private final DeviceContext context;
    // Whether a slot can hold no image.
    private final boolean hasNulls;
    private final SlotTable buffers;
    private final SlotTable imageViews;
    private final SlotTable samplers;
    private final @Nullable SlotTable tlases;
    private final Natives natives;
    private final MemorySegment rows;
    private final LayoutOrder layoutOrder;
    private final Images images = new Images();
    private final RankedLock layoutsLock = new RankedLock(LAYOUTS_RANK);
    // Replaced with each format that is asked for first. Never changed, so readers need no lock.
    private volatile Map<Format, Long> formatFeatures = new EnumMap<>(Format.class);
    private volatile @Nullable AddressMap addresses;
    private volatile boolean layoutsAtWork;
    // Changed by who holds the lock.
    private volatile boolean nullImageUndefined = true;

    private record Natives(
            NativeBuffer rows,
            NativeBuffer nullBuffer,
            NativeImage nullImage,
            long nullView,
            long nullSampler,
            @Nullable NullTlas nullTlas) {}

    /// How many slots a table has.
    ///
    /// @param buffers slots for buffers, above 1
    /// @param imageViews slots for image views, above 1
    /// @param samplers slots for samplers, above 1
    /// @param tlases slots for top-level acceleration structures, above 1, or 0 for none
    public record Capacity(int buffers, int imageViews, int samplers, int tlases) {
        /// Checks the values.
        ///
        /// @throws UsageException if one is out of its range
        public Capacity {
            if (buffers < 2 || imageViews < 2 || samplers < 2 || tlases < 0 || tlases == 1) {
                throw new UsageException(
                        "capacity: buffers="
                                + buffers
                                + ", imageViews="
                                + imageViews
                                + ", samplers="
                                + samplers
                                + ", tlases="
                                + tlases
                                + " (expected above 1 each, or no tlases)");
            }
        }
    }

    /// Creates the table of a device.
    ///
    /// @param context the device
    /// @param capacity how many slots it has, within the device's limits
    public BindlessTable(DeviceContext context, Capacity capacity) {
        this.context = context;
        this.hasNulls = context.features().contains(Feature.NULL_DESCRIPTOR);
        int device = DEVICES.getAndIncrement() & (Ids.DEVICES - 1);
        String name = context.name();
        buffers =
                new SlotTable(
                        ResourceKind.BUFFER,
                        device,
                        name,
                        capacity.buffers(),
                        "DeviceInfo.withMaxBuffers");
        imageViews =
                new SlotTable(
                        ResourceKind.IMAGE_VIEW,
                        device,
                        name,
                        capacity.imageViews(),
                        "DeviceInfo.withMaxImageViews");
        samplers =
                new SlotTable(
                        ResourceKind.SAMPLER,
                        device,
                        name,
                        capacity.samplers(),
                        "DeviceInfo.withMaxSamplers");
        tlases =
                capacity.tlases() == 0
                        ? null
                        : new SlotTable(
                                ResourceKind.TLAS,
                                device,
                                name,
                                capacity.tlases(),
                                "DeviceInfo.withMaxTlases");
        List.of(buffers, imageViews, samplers, images).forEach(context.lifetimes()::add);
        layoutOrder = new LayoutOrder(context);
        try {
            natives = createNatives(context, capacity);
        } catch (RuntimeException e) {
            layoutOrder.destroy();
            throw e;
        }
        rows = MemorySegment.ofAddress(natives.rows.hostAddress()).reinterpret(rowBytes(capacity));
        MemorySegment.ofAddress(natives.nullBuffer.hostAddress())
                .reinterpret(NULL_BUFFER_BYTES)
                .fill((byte) 0xFF);
        for (int slot = 0; slot < capacity.buffers(); slot++) {
            writeRow(slot, natives.nullBuffer.deviceAddress());
        }
    }

    private static long rowBytes(Capacity capacity) {
        return capacity.buffers() * 8L;
    }

    private static Natives createNatives(DeviceContext context, Capacity capacity) {
        DeviceDriver driver = context.driver();
        String name = context.name();
        NativeBuffer rows = null;
        NativeBuffer nullBuffer = null;
        NativeImage nullImage = null;
        long nullView = 0;
        long nullSampler = 0;
        NullTlas nullTlas = null;
        try {
            rows =
                    driver.createBuffer(
                            name + " buffer addresses", rowBytes(capacity), MemoryKind.UPLOAD);
            nullBuffer =
                    driver.createBuffer(
                            name + " null buffer", NULL_BUFFER_BYTES, MemoryKind.UPLOAD);
            nullImage = driver.createImage(nullImage(name));
            nullView = driver.createImageView(nullView(name, nullImage.handle()));
            nullSampler = driver.createSampler(nullSampler(name));
            nullTlas =
                    capacity.tlases() == 0
                            ? null
                            : NullTlas.create(context, nullBuffer.deviceAddress());
            driver.createBindlessSet(
                    new BindlessDescription(
                            name + " bindless set",
                            capacity.imageViews(),
                            capacity.samplers(),
                            rows.handle(),
                            rowBytes(capacity),
                            context.features().contains(Feature.NULL_DESCRIPTOR) ? 0 : nullView,
                            nullSampler,
                            capacity.tlases(),
                            nullTlas == null ? 0 : nullTlas.handle()));
            return new Natives(rows, nullBuffer, nullImage, nullView, nullSampler, nullTlas);
        } catch (RuntimeException e) {
            destroyNatives(driver, rows, nullBuffer, nullImage, nullView, nullSampler, nullTlas);
            throw e;
        }
    }

    private static ImageDescription nullImage(String name) {
        int usage =
                ImageUsage.TRANSFER_DST.vulkanBit()
                        | ImageUsage.SAMPLED.vulkanBit()
                        | ImageUsage.STORAGE.vulkanBit();
        return new ImageDescription(
                name + " null image",
                2,
                Format.R8G8B8A8_UNORM.vulkanValue(),
                1,
                1,
                1,
                1,
                1,
                1,
                usage,
                false);
    }

    private static ImageViewDescription nullView(String name, long image) {
        return new ImageViewDescription(
                name + " null view",
                image,
                ImageViewType.TWO.vulkanValue(),
                Format.R8G8B8A8_UNORM.vulkanValue(),
                Format.R8G8B8A8_UNORM.vulkanAspects(),
                0,
                1,
                0,
                1,
                ImageUsage.SAMPLED.vulkanBit() | ImageUsage.STORAGE.vulkanBit());
    }

    private static SamplerDescription nullSampler(String name) {
        return SamplerObject.describe(SamplerInfo.nearest(name + " null sampler"));
    }

    private static void destroyNatives(
            DeviceDriver driver,
            @Nullable NativeBuffer rows,
            @Nullable NativeBuffer nullBuffer,
            @Nullable NativeImage nullImage,
            long nullView,
            long nullSampler,
            @Nullable NullTlas nullTlas) {
        if (nullTlas != null) {
            nullTlas.destroy(driver);
        }
        if (nullSampler != 0) {
            driver.destroySampler(nullSampler);
        }
        if (nullView != 0) {
            driver.destroyImageView(nullView);
        }
        if (nullImage != null) {
            driver.destroyImage(nullImage.handle(), nullImage.allocation());
        }
        if (nullBuffer != null) {
            driver.destroyBuffer(nullBuffer.handle(), nullBuffer.allocation());
        }
        if (rows != null) {
            driver.destroyBuffer(rows.handle(), rows.allocation());
        }
    }

    private static LockRank[] insideSubmit() {
        List<LockRank> inner = new ArrayList<>(Lifetimes.ranks());
        inner.add(DriverLock.RANK);
        inner.add(IMAGES_RANK);
        inner.add(DeviceContext.SEMAPHORES_RANK);
        return inner.toArray(LockRank[]::new);
    }

    /// The device that the table belongs to.
    ///
    /// @return what all its objects share
    public DeviceContext context() {
        return context;
    }

    /// Destroys the set and the null resources. The GPU is done and every object is destroyed.
    public void destroy() {
        DeviceDriver driver = context.driver();
        driver.destroyBindlessSet();
        layoutOrder.destroy();
        destroyNatives(
                driver,
                natives.rows,
                natives.nullBuffer,
                natives.nullImage,
                natives.nullView,
                natives.nullSampler,
                natives.nullTlas);
    }

    /// Looks a buffer up by its id.
    ///
    /// @param id the id
    /// @return a new reference, or null if the buffer is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign or its buffer was destroyed
    public @Nullable Buffer find(BufferId id) {
        return Buffer.retained(buffers.find(id.bits()));
    }

    /// Looks an image view up by its id.
    ///
    /// @param id the id
    /// @return a new reference, or null if the view is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign or its view was destroyed
    public @Nullable ImageView find(ImageViewId id) {
        return ImageView.retained(imageViews.find(id.bits()));
    }

    /// Looks a sampler up by its id.
    ///
    /// @param id the id
    /// @return a new reference, or null if the sampler is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign or its sampler was destroyed
    public @Nullable Sampler find(SamplerId id) {
        return Sampler.retained(samplers.find(id.bits()));
    }

    /// Looks a top-level acceleration structure up by its id.
    ///
    /// @param id the id
    /// @return a new reference, or null if the structure is closed
    /// @throws daxa.core.error.StaleIdException if the id is foreign or its structure was destroyed
    /// @throws UsageException if the device has no acceleration structures
    public @Nullable Tlas find(TlasId id) {
        return Tlas.retained(tlases("look-up of " + id).find(id.bits()));
    }

    private SlotTable tlases(String what) {
        if (tlases == null) {
            StructureObject.requireFeature(context, what);
            throw new IllegalStateException("no table of acceleration structures");
        }
        return tlases;
    }

    /// Finds the open buffer that lies at a device address.
    ///
    /// @param address the address
    /// @return the buffer, as a new reference, and the offset in it; null if there is none
    public @Nullable BufferLocation bufferAt(long address) {
        AddressMap map = addresses;
        if (map == null || !map.isCurrent(buffers.changes())) {
            map = mapAddresses();
            addresses = map;
        }
        return map.find(address);
    }

    private AddressMap mapAddresses() {
        long changes = buffers.changes();
        boolean complete = true;
        List<AddressMap.Entry> entries = new ArrayList<>();
        for (int slot = 1; slot < buffers.capacity(); slot++) {
            Counted buffer = buffers.at(slot);
            if (buffer != null) {
                long address = rows.get(ValueLayout.JAVA_LONG, slot * 8L);
                if (address == natives.nullBuffer.deviceAddress()) {
                    complete = false;
                } else {
                    entries.add(new AddressMap.Entry((BufferObject) buffer, address));
                }
            }
        }
        return new AddressMap(changes, complete, entries);
    }

    /// What a format can do, as the driver said when it was first asked.
    ///
    /// @param format the format
    /// @return `VkFormatFeatureFlags2` of images with optimal tiling
    long formatFeatures(Format format) {
        Long known = formatFeatures.get(format);
        return known == null ? askFormatFeatures(format) : known;
    }

    // Where two threads ask at once, one answer may be asked for again.
    private long askFormatFeatures(Format format) {
        long features = context.driver().formatFeatures(format.vulkanValue());
        Map<Format, Long> more = new EnumMap<>(formatFeatures);
        more.put(format, features);
        formatFeatures = more;
        return features;
    }

    /// What memory an image needs.
    ///
    /// @param info what it shall be
    /// @return the requirements
    /// @throws UsageException if the device cannot have the image
    public MemoryRequirements memoryRequirements(ImageInfo info) {
        return context.driver().imageRequirements(ImageObject.check(this, info));
    }

    // ---------------------------------------------------------------- for the resources themselves

    long allocateBuffer(Counted buffer) {
        return buffers.allocate(buffer);
    }

    void setBuffer(long id, long deviceAddress) {
        writeRow(Ids.slot(id), deviceAddress);
    }

    void releaseBuffer(long id) {
        writeRow(Ids.slot(id), natives.nullBuffer.deviceAddress());
        buffers.release(id);
    }

    private void writeRow(int slot, long deviceAddress) {
        rows.set(ValueLayout.JAVA_LONG, slot * 8L, deviceAddress);
    }

    long allocateImageView(Counted view) {
        return imageViews.allocate(view);
    }

    /// Lets shaders reach a view.
    ///
    /// @param plain whether it is of the null image's kind
    void setImageView(long id, long view, boolean sampled, boolean storage, boolean plain) {
        context.driver()
                .writeImageSlot(
                        Ids.slot(id),
                        sampled ? view : nullView(plain),
                        storage ? view : nullView(plain));
    }

    /// Gives a slot back whose view is about to be destroyed.
    ///
    /// @param plain whether the view was of the null image's kind
    void releaseImageView(long id, boolean plain) {
        context.driver().writeImageSlot(Ids.slot(id), nullView(plain), nullView(plain));
        imageViews.release(id);
    }

    private long nullView(boolean plain) {
        return plain || !hasNulls ? natives.nullView : 0;
    }

    /// Gives a slot back that was allocated, but never written.
    void forgetImageView(long id) {
        imageViews.release(id);
    }

    long allocateSampler(Counted sampler) {
        return samplers.allocate(sampler);
    }

    void setSampler(long id, long sampler) {
        context.driver().writeSamplerSlot(Ids.slot(id), sampler);
    }

    void releaseSampler(long id) {
        context.driver().writeSamplerSlot(Ids.slot(id), natives.nullSampler);
        samplers.release(id);
    }

    void forgetSampler(long id) {
        samplers.release(id);
    }

    long allocateTlas(Counted tlas) {
        return tlases(tlas.label()).allocate(tlas);
    }

    void setTlas(long id, long structure) {
        context.driver().writeAccelerationStructureSlot(Ids.slot(id), structure);
    }

    void releaseTlas(long id) {
        NullTlas none = Objects.requireNonNull(natives.nullTlas);
        context.driver().writeAccelerationStructureSlot(Ids.slot(id), none.handle());
        forgetTlas(id);
    }

    void forgetTlas(long id) {
        tlases("release").release(id);
    }

    // ---------------------------------------------------------------- first layouts

    /// Builds the structure without instances, where the device has any. Callers hold the layouts.
    void buildNullTlas(CommandDriver commands) {
        NullTlas none = natives.nullTlas;
        if (none != null) {
            none.build(commands);
        }
    }

    /// Notes a new image.
    ///
    /// @param undefined whether its layout is still undefined
    void addImage(ImageObject image, boolean undefined) {
        images.add(image, undefined);
    }

    /// Notes again that the layout of an image is still undefined.
    void undefinedLayout(ImageObject image) {
        images.giveBack(image);
    }

    /// Forgets an image that is about to be destroyed.
    void removeImage(ImageObject image) {
        images.remove(image);
    }

    /// The next image for a queue whose layout is still undefined, taken out of the list.
    @Nullable ImageObject pollUndefined(int queue) {
        return images.pollUndefined(queue);
    }

    /// Whether there are such images, or a queue is about to submit what brings them into a layout.
    boolean mayHaveUndefined(int queue) {
        // In this order: a queue announces itself before it takes images out of the list.
        return images.hasUndefinedFor(queue) || nullImageUndefined || layoutsAtWork;
    }

    /// Takes the duty to bring the null image into its layout and colour. Callers hold the layouts.
    ///
    /// @return its handle, or 0 if that was done
    long takeNullImage() {
        boolean due = nullImageUndefined;
        nullImageUndefined = false;
        return due ? natives.nullImage.handle() : 0;
    }

    /// Gives the duty back, since the submit failed. Callers hold the layouts.
    void giveNullImageBack() {
        nullImageUndefined = true;
    }

    LayoutOrder layoutOrder() {
        return layoutOrder;
    }

    void lockLayouts() {
        layoutsLock.lock();
        layoutsAtWork = true;
    }

    void unlockLayouts() {
        layoutsAtWork = false;
        layoutsLock.unlock();
    }
}
