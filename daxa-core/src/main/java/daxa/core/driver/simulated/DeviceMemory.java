package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.MemoryHeap;
import daxa.core.driver.MemoryKind;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The memory of a device: how much is allocated, addresses, and the bytes that the host can see.
/// The driver's lock guards it.
final class DeviceMemory {
    private static final long FIRST_ADDRESS = 0x1_0000_0000L;
    private static final long ADDRESS_STEP = 256;
    private static final long HOST_BYTES = 16L << 30;

    private final Simulation simulation;
    private final long deviceBytes;
    private final DeviceLimits limits;
    private final HostMemory host = new HostMemory();
    private final Map<Long, Views> separate = new HashMap<>();
    private long nextAddress = FIRST_ADDRESS;
    private long allocated;
    private long deviceAllocated;
    private long allocations;

    DeviceMemory(Simulation simulation, long deviceBytes, DeviceLimits limits) {
        this.limits = limits;
        this.simulation = simulation;
        this.deviceBytes = deviceBytes;
    }

    /// What host and device see of an allocation whose memory is not coherent.
    private record Views(long device, long host, long size) {}

    /// The heaps: the device's own, and the host's.
    List<MemoryHeap> heaps(boolean budget) {
        long host = allocated - deviceAllocated;
        return List.of(
                new MemoryHeap(0, true, deviceBytes, deviceAllocated, budget(deviceBytes, budget)),
                new MemoryHeap(1, false, HOST_BYTES, host, budget(HOST_BYTES, budget)));
    }

    private static long budget(long size, boolean known) {
        return known ? size / 8 * 7 : size / 5 * 4;
    }

    /// The heap of a kind of memory.
    static int heap(MemoryKind kind) {
        return kind.hostVisible() ? 1 : 0;
    }

    /// Gives the host bytes of its own for an allocation.
    ///
    /// @return where they are
    long separate(long allocation, long bytes, long size) {
        long seen = HostMemory.allocate(size);
        if (seen == 0) {
            throw new IllegalStateException("the host has no " + size + " bytes to simulate");
        }
        separate.put(allocation, new Views(bytes, seen, size));
        return seen;
    }

    /// Takes the host's own bytes of an allocation back, if it has any.
    void join(DriverCall call, long allocation, String owner) {
        Views views = separate.remove(allocation);
        if (views != null) {
            freeBytes(call, views.host, views.size, owner);
        }
    }

    /// Copies what one side sees to the other, atom by atom.
    void synchronize(
            DriverCall call, long allocation, long offset, long size, long atom, boolean toDevice) {
        Views views = separate.get(allocation);
        if (views == null) {
            return;
        }
        if (offset < 0 || size < 1 || offset > views.size - size) {
            throw simulation.fault(
                    call, size + " bytes at " + offset + " (expected within " + views.size + ")");
        }
        long first = offset / atom * atom;
        long bytes = Math.min(views.size, Math.ceilDiv(offset + size, atom) * atom) - first;
        MemorySegment device = HostMemory.segment(views.device + first, bytes);
        MemorySegment host = HostMemory.segment(views.host + first, bytes);
        if (toDevice) {
            device.copyFrom(host);
        } else {
            host.copyFrom(device);
        }
    }

    /// Bytes of all memory that is allocated.
    long allocatedBytes() {
        return allocated;
    }

    /// Allocates memory of a kind.
    ///
    /// @param text what it is for
    /// @return where its bytes are; 0 for memory that the host does not see
    long allocate(
            DriverCall call,
            Simulation.@Nullable Entry entry,
            MemoryKind kind,
            long size,
            Supplier<String> text) {
        if (allocations == limits.maxMemoryAllocationCount()) {
            throw limits.noMoreAllocations(text.get());
        }
        long bytes = 0;
        if (kind.hostVisible()) {
            bytes = HostMemory.allocate(size);
            if (bytes == 0) {
                throw Simulation.failed(call, entry, VulkanResult.OUT_OF_HOST_MEMORY, text.get());
            }
        } else {
            if (size > deviceBytes - deviceAllocated) {
                throw Simulation.failed(call, entry, VulkanResult.OUT_OF_DEVICE_MEMORY, text.get());
            }
            deviceAllocated += size;
        }
        allocated += size;
        allocations++;
        return bytes;
    }

    /// Frees what [#allocate] gave.
    ///
    /// @param address where its bytes are by now, 0 if it has none
    void free(DriverCall call, MemoryKind kind, long address, long size, String owner) {
        allocated -= size;
        allocations--;
        if (!kind.hostVisible()) {
            deviceAllocated -= size;
        }
        freeBytes(call, address, size, owner);
    }

    /// Frees bytes that count as no memory of the device.
    ///
    /// @param address where they are, 0 for nowhere
    void freeBytes(DriverCall call, long address, long size, String owner) {
        if (address != 0) {
            host.free(address, size, owner, (who, offset) -> writtenAfterFree(call, who, offset));
        }
    }

    /// Returns to the system what is kept to find late writes.
    void releaseAll(DriverCall call) {
        host.releaseAll((who, offset) -> writtenAfterFree(call, who, offset));
    }

    /// Keeps a fault that nobody can be blamed for here: the culprit is another call, or the host.
    private void writtenAfterFree(DriverCall call, String owner, long offset) {
        simulation.fault(
                call, "byte " + offset + " of " + owner + " was written after it was destroyed");
    }

    /// Takes a device address for a buffer.
    long newAddress(long size) {
        long address = nextAddress;
        // At least one step stays free, so that the end of one is not the start of the next.
        nextAddress += (size / ADDRESS_STEP + 2) * ADDRESS_STEP;
        return address;
    }
}
