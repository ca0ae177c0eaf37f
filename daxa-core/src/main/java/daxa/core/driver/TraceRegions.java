package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where a trace command finds the records of a shader binding table: native
/// `VkStridedDeviceAddressRegionKHR`s, of which a region without records is all 0. Written before
/// it is used, and by nobody later.
@Internal
@ThreadSafe
public final class TraceRegions {
    /// The region of miss records.
    public static final int MISS = 0;

    /// The region of hit records.
    public static final int HIT = 1;

    /// The region of callable records.
    public static final int CALLABLE = 2;

    /// The region of the first ray generation record; those of the others follow.
    public static final int RAYGEN = 3;

    private static final int BYTES = 24;
    private static final int STRIDE = 8;
    private static final int SIZE = 16;

    private final MemorySegment regions;
    private final int raygens;

    /// Creates regions without records.
    ///
    /// @param raygens how many ray generation records there are
    public TraceRegions(int raygens) {
        this.raygens = raygens;
        regions = Arena.ofAuto().allocate((long) BYTES * (RAYGEN + raygens), Long.BYTES);
    }

    /// How many ray generation records there are.
    ///
    /// @return the number
    public int raygens() {
        return raygens;
    }

    /// Says where a region is.
    ///
    /// @param region its number
    /// @param deviceAddress the device address of its first record
    /// @param stride bytes from one record to the next
    /// @param size bytes
    public void set(int region, long deviceAddress, long stride, long size) {
        long at = (long) BYTES * region;
        regions.set(ValueLayout.JAVA_LONG, at, deviceAddress);
        regions.set(ValueLayout.JAVA_LONG, at + STRIDE, stride);
        regions.set(ValueLayout.JAVA_LONG, at + SIZE, size);
    }

    /// The device address of a region's first record.
    ///
    /// @param region its number
    /// @return the address; 0 where there are no records
    public long deviceAddress(int region) {
        return regions.get(ValueLayout.JAVA_LONG, (long) BYTES * region);
    }

    /// Bytes from one record of a region to the next.
    ///
    /// @param region its number
    /// @return bytes; 0 where there are no records
    public long stride(int region) {
        return regions.get(ValueLayout.JAVA_LONG, (long) BYTES * region + STRIDE);
    }

    /// Bytes of a region.
    ///
    /// @param region its number
    /// @return bytes; 0 where there are no records
    public long size(int region) {
        return regions.get(ValueLayout.JAVA_LONG, (long) BYTES * region + SIZE);
    }

    /// Where the host finds a region.
    ///
    /// @param region its number
    /// @return the address of the native struct, while this object is reachable
    public long address(int region) {
        return regions.address() + (long) BYTES * region;
    }
}
