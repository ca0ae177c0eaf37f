package daxa.core.driver.simulated;

import daxa.core.driver.MemoryKind;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The memory of a device: how much is allocated, addresses, and the bytes that the host can see.
/// The driver's lock guards it.
final class DeviceMemory {
    private static final long FIRST_ADDRESS = 0x1_0000_0000L;
    private static final long ADDRESS_STEP = 256;

    private final Simulation simulation;
    private final long deviceBytes;
    private final HostMemory host = new HostMemory();
    private long nextAddress = FIRST_ADDRESS;
    private long allocated;
    private long deviceAllocated;

    DeviceMemory(Simulation simulation, long deviceBytes) {
        this.simulation = simulation;
        this.deviceBytes = deviceBytes;
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
        return bytes;
    }

    /// Frees what [#allocate] gave.
    ///
    /// @param address where its bytes are by now, 0 if it has none
    void free(DriverCall call, MemoryKind kind, long address, long size, String owner) {
        allocated -= size;
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
