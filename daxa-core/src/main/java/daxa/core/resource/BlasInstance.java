package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.EnumSets;
import daxa.core.error.UsageException;

import org.joml.Matrix4x3f;
import org.joml.Matrix4x3fc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// An instance of a bottom-level structure in a top-level one, as
/// `VkAccelerationStructureInstanceKHR` lays it out: 64 bytes.
///
/// @param address the device address of the bottom-level structure; 0 for an instance that no ray
///   hits
/// @param transform from the structure's space to the world's
/// @param customIndex a number that shaders read, 0 to 16,777,215
/// @param mask a ray sees the instance if their masks have a bit in common, 0 to 255
/// @param recordOffset is added to the number of the hit record in a shader binding table, 0 to
///   16,777,215
/// @param options how rays see it
@Immutable
public record BlasInstance(
        long address,
        Matrix4x3fc transform,
        int customIndex,
        int mask,
        int recordOffset,
        Set<InstanceOption> options) {
    /// Bytes of an instance in a buffer.
    public static final int BYTES = 64;

    /// Bytes; an instance's device address is a multiple of it.
    public static final int ALIGNMENT = 16;

    private static final int MAX_24_BITS = 0xFF_FFFF;
    private static final int MAX_MASK = 0xFF;
    private static final long INDEX_AND_MASK = 48;
    private static final long RECORD_AND_OPTIONS = 52;
    private static final long ADDRESS = 56;

    /// Checks the values, and copies the matrix.
    ///
    /// @throws UsageException if one is out of its range
    public BlasInstance {
        Objects.requireNonNull(transform, "transform");
        Objects.requireNonNull(options, "options");
        transform = new Matrix4x3f(transform);
        options = EnumSets.copyOf(InstanceOption.class, options);
        require("customIndex", customIndex, MAX_24_BITS);
        require("mask", mask, MAX_MASK);
        require("recordOffset", recordOffset, MAX_24_BITS);
        if (options.contains(InstanceOption.FORCE_OPAQUE)
                && options.contains(InstanceOption.FORCE_NO_OPAQUE)) {
            throw new UsageException(
                    "BlasInstance: options has FORCE_OPAQUE and FORCE_NO_OPAQUE (expected one of"
                            + " them at most)");
        }
    }

    private static void require(String what, int value, int most) {
        if (value < 0 || value > most) {
            throw new UsageException(
                    "BlasInstance: " + what + "=" + value + " (expected 0 to " + most + ")");
        }
    }

    /// An instance where the structure was built, seen by all rays.
    ///
    /// @param blas the structure
    /// @return the instance
    public static BlasInstance of(Blas blas) {
        Objects.requireNonNull(blas, "blas");
        return new BlasInstance(blas.deviceAddress(), new Matrix4x3f(), 0, MAX_MASK, 0, Set.of());
    }

    /// The same at another place.
    ///
    /// @param newTransform from the structure's space to the world's
    /// @return the instance
    public BlasInstance withTransform(Matrix4x3fc newTransform) {
        Objects.requireNonNull(newTransform, "newTransform");
        return new BlasInstance(address, newTransform, customIndex, mask, recordOffset, options);
    }

    /// The same with another number for shaders.
    ///
    /// @param newCustomIndex 0 to 16,777,215
    /// @return the instance
    /// @throws UsageException if the number is out of range
    public BlasInstance withCustomIndex(int newCustomIndex) {
        return new BlasInstance(address, transform, newCustomIndex, mask, recordOffset, options);
    }

    /// The same for some rays alone.
    ///
    /// @param newMask 0 to 255
    /// @return the instance
    /// @throws UsageException if the mask is out of range
    public BlasInstance withMask(int newMask) {
        return new BlasInstance(address, transform, customIndex, newMask, recordOffset, options);
    }

    /// The same with other hit records.
    ///
    /// @param newRecordOffset 0 to 16,777,215
    /// @return the instance
    /// @throws UsageException if the offset is out of range
    public BlasInstance withRecordOffset(int newRecordOffset) {
        return new BlasInstance(address, transform, customIndex, mask, newRecordOffset, options);
    }

    /// The same with one more option.
    ///
    /// @param option the option
    /// @return the instance
    public BlasInstance with(InstanceOption option) {
        Objects.requireNonNull(option, "option");
        Set<InstanceOption> more = EnumSet.of(option);
        more.addAll(options);
        return new BlasInstance(address, transform, customIndex, mask, recordOffset, more);
    }

    /// Writes the instance for a build.
    ///
    /// @param target where to, such as a mapped buffer
    /// @param offset bytes
    /// @throws UsageException if there are no 64 bytes
    public void write(MemorySegment target, long offset) {
        Objects.requireNonNull(target, "target");
        if (offset < 0 || offset > target.byteSize() - BYTES) {
            throw new UsageException(
                    "BlasInstance: offset="
                            + offset
                            + ", bytes="
                            + BYTES
                            + " do not lie in memory of "
                            + target.byteSize()
                            + " bytes");
        }
        Matrix4x3fc m = transform;
        row(target, offset, m.m00(), m.m10(), m.m20(), m.m30());
        row(target, offset + 16, m.m01(), m.m11(), m.m21(), m.m31());
        row(target, offset + 32, m.m02(), m.m12(), m.m22(), m.m32());
        target.set(
                ValueLayout.JAVA_INT_UNALIGNED, offset + INDEX_AND_MASK, customIndex | mask << 24);
        int bits = 0;
        for (InstanceOption option : options) {
            bits |= option.vulkanBit();
        }
        target.set(
                ValueLayout.JAVA_INT_UNALIGNED,
                offset + RECORD_AND_OPTIONS,
                recordOffset | bits << 24);
        target.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + ADDRESS, address);
    }

    private static void row(MemorySegment target, long at, float a, float b, float c, float d) {
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, a);
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 4, b);
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 8, c);
        target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 12, d);
    }
}
