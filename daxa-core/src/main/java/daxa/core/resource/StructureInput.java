package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.function.Consumer;

/// What an acceleration structure is built of: [BlasInput] or [TlasInput].
@Immutable
public sealed interface StructureInput permits BlasInput, TlasInput {
    /// What the structure is built for.
    ///
    /// @return an immutable set
    Set<BuildOption> options();

    /// Whether a top-level structure is built.
    ///
    /// @return false for a bottom-level one
    boolean isTopLevel();

    /// Adds a build to a batch; programs call `CommandRecorder.build`.
    ///
    /// @param batch the batch
    /// @throws daxa.core.error.UsageException if a device address is not aligned
    @Internal
    void addTo(BuildBatch batch);

    /// Names what a build reads; programs have no use for it.
    ///
    /// @param action gets each buffer and each bottom-level structure
    @Internal
    void eachUse(Consumer<Reference> action);

    /// What differs from the input that a structure was built of, so that it cannot be updated.
    ///
    /// @param built the other input, of the same level
    /// @return such as `geometries=2 (built with 1)`, or null if nothing does
    @Internal
    @Nullable String differenceFrom(StructureInput built);

    /// The options as Vulkan has them.
    ///
    /// @return `VkBuildAccelerationStructureFlagsKHR`
    default int vulkanFlags() {
        int flags = 0;
        for (int i = 0; i < Options.ALL.length; i++) {
            flags |= options().contains(Options.ALL[i]) ? Options.ALL[i].vulkanBit() : 0;
        }
        return flags;
    }
}
