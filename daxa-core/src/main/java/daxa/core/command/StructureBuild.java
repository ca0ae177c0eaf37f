package daxa.core.command;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.Buffer;
import daxa.core.resource.StructureInput;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasInput;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A build or an update of an acceleration structure. Made once, it can be recorded as often as
/// wanted; recording it again allocates nothing.
///
/// @param target the structure that is built
/// @param input what it is built of
/// @param source the structure that is updated, which may be the target itself; null for a build
///   from nothing
/// @param scratch scratch memory of the program; null for that of the recording
/// @param scratchOffset bytes; the device address is a multiple of the limit `scratchAlignment`
@Immutable
public record StructureBuild(
        AccelerationStructure target,
        StructureInput input,
        @Nullable AccelerationStructure source,
        @Nullable Buffer scratch,
        long scratchOffset) {
    /// Checks the values.
    ///
    /// @throws UsageException if they are of different levels
    public StructureBuild {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(input, "input");
        requireLevel("input", target, input.isTopLevel());
        if (source != null) {
            requireLevel("source", target, source instanceof Tlas);
        }
    }

    private static void requireLevel(String what, AccelerationStructure target, boolean topLevel) {
        if (target instanceof Tlas != topLevel) {
            throw new UsageException(
                    "StructureBuild of "
                            + target
                            + ": "
                            + what
                            + " is "
                            + (topLevel ? "top-level" : "bottom-level")
                            + " (expected "
                            + (topLevel ? "bottom-level" : "top-level")
                            + ", as the target)");
        }
    }

    /// A build of a bottom-level structure.
    ///
    /// @param target the structure
    /// @param input what it is built of
    /// @return the build
    public static StructureBuild of(Blas target, BlasInput input) {
        return new StructureBuild(target, input, null, null, 0);
    }

    /// A build of a top-level structure.
    ///
    /// @param target the structure
    /// @param input what it is built of
    /// @return the build
    public static StructureBuild of(Tlas target, TlasInput input) {
        return new StructureBuild(target, input, null, null, 0);
    }

    /// The same as an update of the structure in its place.
    ///
    /// @return the update
    public StructureBuild updating() {
        return updating(target);
    }

    /// The same as an update of another structure, which stays as it is.
    ///
    /// @param newSource a structure of the same level
    /// @return the update
    /// @throws UsageException if it is of another level
    public StructureBuild updating(AccelerationStructure newSource) {
        Objects.requireNonNull(newSource, "newSource");
        return new StructureBuild(target, input, newSource, scratch, scratchOffset);
    }

    /// The same with scratch memory of the program, which no other work uses at that time.
    ///
    /// @param newScratch the buffer
    /// @param offset bytes; the device address is a multiple of the limit `scratchAlignment`
    /// @return the build
    public StructureBuild withScratch(Buffer newScratch, long offset) {
        Objects.requireNonNull(newScratch, "newScratch");
        return new StructureBuild(target, input, source, newScratch, offset);
    }
}
