package daxa.core.driver;

import daxa.core.concurrent.Immutable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What a driver tells about the loss of a device.
///
/// @param description the driver's own words
/// @param addresses where memory was reached that must not be
/// @param vendors what else the driver tells
@Immutable
public record DeviceFault(String description, List<Address> addresses, List<Vendor> vendors) {
    /// Copies the lists.
    public DeviceFault {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(addresses, "addresses");
        Objects.requireNonNull(vendors, "vendors");
        addresses = List.copyOf(addresses);
        vendors = List.copyOf(vendors);
    }

    /// What was done at an address, in the order of `VkDeviceFaultAddressTypeEXT`.
    public enum AddressType {
        /// Nothing that is known.
        NONE,
        /// It was read.
        READ_INVALID,
        /// It was written.
        WRITE_INVALID,
        /// It was executed.
        EXECUTE_INVALID,
        /// An instruction there had to do with the fault.
        INSTRUCTION_POINTER_UNKNOWN,
        /// An instruction there was invalid.
        INSTRUCTION_POINTER_INVALID,
        /// An instruction there made the fault.
        INSTRUCTION_POINTER_FAULT
    }

    /// An address, as near as the hardware knows it.
    ///
    /// @param type what was done there
    /// @param address the device address
    /// @param precision a power of two: the address lies somewhere in a range of so many bytes
    @Immutable
    public record Address(AddressType type, long address, long precision) {
        /// Checks the type.
        public Address {
            Objects.requireNonNull(type, "type");
        }

        /// The first address of the range.
        ///
        /// @return the address
        public long first() {
            return address & -precision;
        }

        /// The last address of the range.
        ///
        /// @return the address
        public long last() {
            return address | (precision - 1);
        }
    }

    /// Something that only the driver's vendor understands.
    ///
    /// @param description the driver's own words
    /// @param code the fault
    /// @param data more about it
    @Immutable
    public record Vendor(String description, long code, long data) {
        /// Checks the description.
        public Vendor {
            Objects.requireNonNull(description, "description");
        }
    }

    /// The whole as text.
    ///
    /// @return one line, and one more for each address and each vendor's word
    public String text() {
        StringBuilder text = new StringBuilder("fault: ").append(description);
        for (Address each : addresses) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "\n  %s at 0x%x to 0x%x",
                            each.type,
                            each.first(),
                            each.last()));
        }
        for (Vendor each : vendors) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "\n  vendor: %s, code 0x%x, data 0x%x",
                            each.description,
                            each.code,
                            each.data));
        }
        return text.toString();
    }
}
