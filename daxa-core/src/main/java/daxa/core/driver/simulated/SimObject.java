package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RasterState;
import daxa.core.driver.RayTracingPipelineDescription;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A native object of the simulation. Unless a field says otherwise the driver's lock guards it.
class SimObject {
    final long handle;
    final NativeKind kind;
    final String name;

    /// The device it belongs to; null for what belongs to an instance.
    final @Nullable SimulatedDevice device;

    /// What it was made from; null where that is the device or instance itself.
    final @Nullable SimObject parent;

    /// Read without the lock by recordings.
    volatile boolean destroyed;

    /// The last recording that noted it, so that most recordings note it once. Unguarded: a lost
    /// write only makes a recording note it again.
    long notedBy;

    /// Whether it was made elsewhere.
    boolean foreign;

    /// How many living objects were made from it.
    int children;

    /// For each queue the newest submission that uses it; made with the first use.
    private long @Nullable [] lastUse;

    SimObject(
            long handle,
            NativeKind kind,
            String name,
            @Nullable SimulatedDevice device,
            @Nullable SimObject parent) {
        this.handle = handle;
        this.kind = kind;
        this.name = name;
        this.device = device;
        this.parent = parent;
    }

    /// What users call a kind of object.
    static String kindText(NativeKind kind) {
        return switch (kind) {
            case COMMAND_POOL -> "Command buffer";
            case DESCRIPTOR_POOL -> "Bindless set";
            default ->
                    kind.name().charAt(0)
                            + kind.name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    /// Kind and name, for messages.
    final String text() {
        return kindText(kind) + " '" + name + "'";
    }

    final boolean isMadeFrom(SimObject other) {
        return parent != null && parent.handle == other.handle;
    }

    /// Notes that a submission uses it.
    final void use(int queue, long value, int queueCount) {
        long[] uses = lastUse;
        if (uses == null) {
            uses = new long[queueCount];
            lastUse = uses;
        }
        uses[queue] = value;
    }

    /// The newest submission to a queue that uses it, 0 if there was none.
    final long lastUse(int queue) {
        long[] uses = lastUse;
        return uses == null ? 0 : uses[queue];
    }

    final boolean everUsed() {
        return lastUse != null;
    }

    /// A block of memory.
    static final class Memory extends SimObject {
        final long size;
        final MemoryKind memory;

        /// Where its bytes are. Device memory gets them with the first command that writes it.
        long bytes;

        Memory(long handle, String name, SimulatedDevice device, long size, MemoryKind memory) {
            super(handle, NativeKind.MEMORY, name, device, null);
            this.size = size;
            this.memory = memory;
        }
    }

    /// A buffer.
    static final class Buffer extends SimObject {
        /// Where it lies in a block of memory.
        long offset;

        final long size;
        final MemoryKind memory;
        final long allocation;

        /// The device address of its first byte.
        final long address;

        /// Where its bytes are. Device memory gets them with the first command that writes it.
        long bytes;

        Buffer(
                long handle,
                String name,
                SimulatedDevice device,
                @Nullable Memory block,
                long size,
                MemoryKind memory,
                long allocation,
                long address) {
            super(handle, NativeKind.BUFFER, name, device, block);
            this.address = address;
            this.size = size;
            this.memory = memory;
            this.allocation = allocation;
        }
    }

    /// An image, a swapchain's too.
    static final class Image extends SimObject {
        final ImageDescription info;
        final long allocation;
        final long allocatedBytes;

        /// The layout after everything that was submitted.
        int layout;

        /// The native queue that brings it into that layout, and the number of the part there; 0
        /// for none.
        int layoutQueue;

        long layoutPart;

        /// Where it lies in a block of memory.
        long offset;

        /// Where its texels are; 0 until a command writes them.
        long bytes;

        Image(
                long handle,
                SimulatedDevice device,
                @Nullable SimObject parent,
                ImageDescription info,
                long allocation,
                long allocatedBytes) {
            super(handle, NativeKind.IMAGE, info.name(), device, parent);
            this.info = info;
            this.allocation = allocation;
            this.allocatedBytes = allocatedBytes;
        }

        int width(int mip) {
            return Math.max(1, info.width() >> mip);
        }

        int height(int mip) {
            return Math.max(1, info.height() >> mip);
        }

        int depth(int mip) {
            return Math.max(1, info.depth() >> mip);
        }
    }

    /// A view of an image.
    static final class View extends SimObject {
        final Image image;
        final ImageViewDescription info;

        View(long handle, SimulatedDevice device, Image image, ImageViewDescription info) {
            super(handle, NativeKind.IMAGE_VIEW, info.name(), device, image);
            this.image = image;
            this.info = info;
        }
    }

    /// A pipeline.
    static class Pipeline extends SimObject {
        final int bindPoint;

        /// `VkShaderStageFlags` of its shaders.
        final int stages;

        /// State that has to be set before a draw, beside viewport and scissor.
        final List<Integer> dynamicStates;

        final int vertexBindings;
        final int viewMask;
        final int viewports;
        final boolean writesDepth;
        final boolean writesStencil;

        Pipeline(
                long handle,
                String name,
                SimulatedDevice device,
                int bindPoint,
                int stages,
                boolean writesDepth,
                RasterState state) {
            super(handle, NativeKind.PIPELINE, name, device, null);
            this.bindPoint = bindPoint;
            this.stages = stages;
            this.dynamicStates = state.dynamicStates();
            this.vertexBindings = state.bindings().size();
            this.viewMask = state.viewMask();
            this.viewports = state.viewports();
            this.writesDepth = writesDepth;
            this.writesStencil = (state.front().writeMask() | state.back().writeMask()) != 0;
        }

        boolean hasTask() {
            return (stages & PipelineRules.TASK) != 0;
        }

        boolean hasMesh() {
            return (stages & PipelineRules.MESH) != 0;
        }
    }

    /// A ray tracing pipeline or a library.
    static final class RayTracingPipeline extends Pipeline {
        /// For each group the stage of its general shader in Vulkan's numbers, or 0 where it is for
        /// hits.
        final List<Integer> groups;

        final List<RayTracingPipeline> libraries;

        /// Whether it is a library, which cannot be bound.
        final boolean library;

        final int maxRecursionDepth;
        final boolean dynamicStackSize;

        RayTracingPipeline(
                long handle,
                SimulatedDevice device,
                int stages,
                List<Integer> groups,
                List<RayTracingPipeline> libraries,
                RayTracingPipelineDescription pipeline) {
            super(
                    handle,
                    pipeline.name(),
                    device,
                    CommandDriver.RAY_TRACING,
                    stages,
                    false,
                    RasterState.DEFAULT);
            this.groups = List.copyOf(groups);
            this.libraries = List.copyOf(libraries);
            this.library = pipeline.library();
            this.maxRecursionDepth = pipeline.maxRecursionDepth();
            this.dynamicStackSize = pipeline.dynamicStackSize();
        }
    }

    /// A semaphore.
    static final class Semaphore extends SimObject {
        final boolean timeline;

        /// What a timeline has reached.
        long value;

        /// The largest value of a timeline that was signalled or submitted.
        long submittedValue;

        /// Whether the last operation given to a binary semaphore is a signal.
        boolean signaled;

        /// The submission whose signal that is; queue -1 for an acquired image.
        int signalQueue = -1;

        long signalValue;

        /// The last submission that waits for it; value 0 for none.
        int waitQueue;

        long waitValue;

        /// Presents that wait for it and are not over.
        int presents;

        /// How many threads wait for it.
        int waiters;

        /// The clocks of submitted signals, by value; see [QueueOrder].
        final TreeMap<Long, long[]> signals = new TreeMap<>();

        Semaphore(long handle, String name, SimulatedDevice device, boolean timeline, long value) {
            super(handle, NativeKind.SEMAPHORE, name, device, null);
            this.timeline = timeline;
            this.value = value;
            this.submittedValue = value;
        }
    }

    /// A query pool.
    static final class QueryPool extends SimObject {
        /// For each query what was submitted: 0 for never reset, 1 for reset, 2 for written.
        byte[] states;

        /// `VkQueryType`.
        final int type;

        /// `VkQueryPipelineStatisticFlags`.
        final int statistics;

        /// Values of each query.
        final int width;

        final long[] values;
        final boolean[] available;

        /// For each query and queue the newest submission that uses it.
        private final long[][] uses;

        QueryPool(
                long handle,
                String name,
                SimulatedDevice device,
                int type,
                int count,
                int statistics,
                int queues) {
            super(handle, NativeKind.QUERY_POOL, name, device, null);
            this.type = type;
            this.statistics = statistics;
            width = Math.max(1, Integer.bitCount(statistics));
            states = new byte[count];
            values = new long[count * width];
            available = new boolean[count];
            uses = new long[count][queues];
        }

        void useQueries(int first, int count, int queue, long value) {
            for (int i = first; i < first + count; i++) {
                uses[i][queue] = value;
            }
        }

        long use(int query, int queue) {
            return uses[query][queue];
        }
    }

    /// An event.
    static final class Event extends SimObject {
        /// What submitted commands leave.
        DeviceEvents.State state = DeviceEvents.State.RESET;

        Event(long handle, String name, SimulatedDevice device) {
            super(handle, NativeKind.EVENT, name, device, null);
        }
    }

    /// A pipeline cache. What it holds are the names of the pipelines that were made with it.
    static final class PipelineCache extends SimObject {
        final Set<String> pipelines = new TreeSet<>();

        PipelineCache(long handle, String name, SimulatedDevice device) {
            super(handle, NativeKind.PIPELINE_CACHE, name, device, null);
        }
    }

    /// A fence.
    static final class Fence extends SimObject {
        boolean signaled;

        /// Whether a present that is not over signals it.
        boolean pending;

        /// How many threads wait for it.
        int waiters;

        Fence(long handle, String name, SimulatedDevice device) {
            super(handle, NativeKind.FENCE, name, device, null);
        }
    }

    /// An acceleration structure, a child of the buffer under it.
    static final class Structure extends SimObject {
        final int type;
        final long size;
        final long address;

        /// The flags of its newest build, 1 if that was an update, how many geometries it has, and
        /// the primitives of each; null before the first.
        long @Nullable [] shape;

        Structure(
                long handle,
                String name,
                SimulatedDevice device,
                Buffer below,
                int type,
                long size,
                long address) {
            super(handle, NativeKind.ACCELERATION_STRUCTURE, name, device, below);
            this.type = type;
            this.size = size;
            this.address = address;
        }

        boolean allows(int flag) {
            long[] built = shape;
            return built != null && (built[0] & flag) != 0;
        }

        boolean hasPrimitives(long[] other) {
            long[] built = shape;
            return built != null && Arrays.equals(built, 2, built.length, other, 2, other.length);
        }
    }
}
