package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.MemoryRequirements;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.NativeMemory;
import daxa.core.error.VulkanResult;

import java.util.List;
import java.util.function.Supplier;

/// Blocks of memory of a [SimulatedDevice], and what is placed in them.
///
/// There are three memory types: 0 of the device, 1 that the host writes, 2 that the host reads.
/// Images lie in the first only, at multiples of 1024 bytes.
final class DeviceBlocks {
    private static final long BUFFER_ALIGNMENT = 256;
    private static final long IMAGE_ALIGNMENT = 1024;
    private static final int ALL_TYPES = 0b111;
    private static final int DEVICE_TYPE = 0b001;

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;

    DeviceBlocks(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
    }

    List<MemoryHeap> heaps() {
        DriverCall call = DriverCall.MEMORY_HEAPS;
        simulation.enter(call, device.self.handle, device.self.name);
        lock.lock();
        try {
            device.checkAlive(call);
            return device.memory.heaps(device.features().contains(Feature.MEMORY_BUDGET));
        } finally {
            lock.unlock();
        }
    }

    MemoryRequirements bufferRequirements(long size) {
        DriverCall call = DriverCall.BUFFER_REQUIREMENTS;
        simulation.enter(call, device.self.handle, device.self.name);
        device.checkAlive(call);
        return needs(size);
    }

    private static int type(MemoryKind kind) {
        return switch (kind) {
            case DEVICE -> 0;
            case UPLOAD -> 1;
            case READBACK -> 2;
        };
    }

    private static MemoryRequirements needs(long size) {
        return new MemoryRequirements(
                Math.ceilDiv(size, 16) * 16, BUFFER_ALIGNMENT, ALL_TYPES, false);
    }

    MemoryRequirements imageRequirements(ImageDescription image) {
        DriverCall call = DriverCall.IMAGE_REQUIREMENTS;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, image.name());
        lock.lock();
        try {
            device.checkAlive(call);
            checkImage(call, image);
            device.mayFailUnlessLost(call, entry, () -> "Image '" + image.name() + "'");
        } finally {
            lock.unlock();
        }
        return needs(image);
    }

    private static MemoryRequirements needs(ImageDescription image) {
        return new MemoryRequirements(
                Math.ceilDiv(ImageRules.bytes(image), IMAGE_ALIGNMENT) * IMAGE_ALIGNMENT,
                IMAGE_ALIGNMENT,
                DEVICE_TYPE,
                false);
    }

    private void checkImage(DriverCall call, ImageDescription image) {
        String problem = ImageRules.problem(image, device.limits(), device.adapter);
        if (problem != null) {
            throw simulation.fault(call, "Image '" + image.name() + "' " + problem);
        }
    }

    NativeMemory allocate(
            String name, MemoryRequirements needs, MemoryKind kind, boolean coherent) {
        DriverCall call = DriverCall.ALLOCATE_MEMORY;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "MemoryBlock '" + name + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFail(call, entry, text);
            int type = type(kind);
            if ((needs.memoryTypes() & 1 << type) == 0) {
                throw Simulation.failed(call, entry, VulkanResult.FEATURE_NOT_PRESENT, text.get());
            }
            SimObject.Memory block =
                    new SimObject.Memory(
                            simulation.newHandle(), name, device.owner, needs.size(), kind);
            block.bytes = device.memory.allocate(call, entry, kind, needs.size(), text);
            device.add(block, entry);
            long host =
                    block.bytes != 0 && !coherent && device.adapter.nonCoherent()
                            ? device.memory.separate(block.handle, block.bytes, block.size)
                            : block.bytes;
            return new NativeMemory(block.handle, host, type, DeviceMemory.heap(kind));
        } finally {
            lock.unlock();
        }
    }

    void free(long allocation) {
        DriverCall call = DriverCall.FREE_MEMORY;
        simulation.enter(call, allocation, "");
        lock.lock();
        try {
            SimObject.Memory block = block(call, allocation);
            device.checkNoChildren(call, block);
            device.removed(block, NativeKind.MEMORY);
            device.memory.join(call, allocation, block.text());
            device.memory.free(call, block.memory, block.bytes, block.size, block.text());
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Memory block(DriverCall call, long allocation) {
        return device.find(call, allocation, NativeKind.MEMORY, SimObject.Memory.class);
    }

    private void checkPlace(
            DriverCall call,
            String text,
            SimObject.Memory block,
            MemoryRequirements needs,
            long offset) {
        boolean inside = offset >= 0 && offset <= block.size - needs.size();
        boolean suits = (needs.memoryTypes() & 1 << type(block.memory)) != 0;
        if (!inside || !suits || offset % needs.alignment() != 0) {
            throw simulation.fault(
                    call,
                    text
                            + " of "
                            + needs
                            + " does not fit "
                            + block.text()
                            + " of "
                            + block.size
                            + " bytes in memory "
                            + block.memory
                            + " at "
                            + offset);
        }
    }

    NativeBuffer placeBuffer(String name, long size, NativeMemory memory, long offset) {
        DriverCall call = DriverCall.PLACE_BUFFER;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Buffer '" + name + "'";
        lock.lock();
        try {
            SimObject.Memory block = block(call, memory.allocation());
            checkPlace(call, text.get(), block, needs(size), offset);
            device.mayFail(call, entry, text);
            SimObject.Buffer buffer =
                    new SimObject.Buffer(
                            simulation.newHandle(),
                            name,
                            device.owner,
                            block,
                            size,
                            block.memory,
                            0,
                            device.memory.newAddress(size));
            buffer.offset = offset;
            device.add(buffer, entry);
            device.addressed(buffer);
            return new NativeBuffer(
                    buffer.handle,
                    0,
                    buffer.address,
                    memory.hostAddress() == 0 ? 0 : memory.hostAddress() + offset,
                    0,
                    memory.heap());
        } finally {
            lock.unlock();
        }
    }

    NativeImage placeImage(ImageDescription image, NativeMemory memory, long offset) {
        DriverCall call = DriverCall.PLACE_IMAGE;
        Simulation.Entry entry = simulation.enter(call, 0, image.name());
        Supplier<String> text = () -> "Image '" + image.name() + "'";
        lock.lock();
        try {
            SimObject.Memory block = block(call, memory.allocation());
            checkImage(call, image);
            checkPlace(call, text.get(), block, needs(image), offset);
            device.mayFail(call, entry, text);
            SimObject.Image made =
                    new SimObject.Image(simulation.newHandle(), device.owner, block, image, 0, 0);
            made.offset = offset;
            device.add(made, entry);
            return new NativeImage(made.handle, 0, 0, memory.heap());
        } finally {
            lock.unlock();
        }
    }

    void synchronize(DriverCall call, String name, long allocation, long offset, long size) {
        Simulation.Entry entry = simulation.enter(call, allocation, name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFailUnlessLost(call, entry, () -> "Buffer '" + name + "'");
            device.memory.synchronize(
                    call,
                    allocation,
                    offset,
                    size,
                    device.limits().nonCoherentAtomSize(),
                    call == DriverCall.FLUSH_MEMORY);
        } finally {
            lock.unlock();
        }
    }
}
