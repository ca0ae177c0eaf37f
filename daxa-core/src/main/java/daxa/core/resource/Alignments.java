package daxa.core.resource;

import daxa.core.error.UsageException;

/// Checks of where the data of acceleration structures lie.
final class Alignments {
    private Alignments() {}

    /// Refuses a device address at which Vulkan does not let some data begin.
    static long require(String what, Buffer buffer, long offset, int alignment) {
        long address = buffer.deviceAddress() + offset;
        if (address % alignment != 0) {
            throw new UsageException(
                    what
                            + " in "
                            + buffer
                            + " at offset="
                            + offset
                            + " begin at the device address 0x"
                            + Long.toHexString(address)
                            + " (expected a multiple of "
                            + alignment
                            + ")");
        }
        return address;
    }

    /// Refuses data that are not all inside of their buffer.
    static void requireInside(String what, Buffer buffer, long offset, long size) {
        if (offset < 0 || offset > buffer.info().size() - size) {
            throw new UsageException(
                    what
                            + " in "
                            + buffer
                            + ": offset="
                            + offset
                            + " and "
                            + size
                            + " bytes (expected within its "
                            + buffer.info().size()
                            + " bytes)");
        }
    }

    /// Refuses a number below a smallest one.
    static void requireAtLeast(String type, String what, long value, long least) {
        if (value < least) {
            throw new UsageException(
                    type + ": " + what + "=" + value + " (expected at least " + least + ")");
        }
    }

    /// Refuses a distance that is no multiple of a unit, or too short or too long.
    static void requireStride(String type, long stride, long unit, long least) {
        if (stride < least || stride % unit != 0 || stride > 0xFFFF_FFFFL) {
            throw new UsageException(
                    type
                            + ": stride="
                            + stride
                            + " (expected a multiple of "
                            + unit
                            + ", from "
                            + least
                            + " to 4294967295)");
        }
    }
}
