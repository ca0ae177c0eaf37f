package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.EnumSets;
import daxa.core.driver.RayTracingDriver;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// What a top-level acceleration structure is built of: instances in a buffer, as
/// [BlasInstance#write] writes them.
///
/// The instances hold device addresses of bottom-level structures, which must not be closed for as
/// long as rays are traced through the top-level one. Those in `blases` must be open when the build
/// is submitted; after that, and for structures that are not named, it is the program's promise.
///
/// @param instances the buffer of the instances, or of their device addresses
/// @param offset bytes to the first one; its device address is a multiple of 16, or of 8 for
///   addresses
/// @param count instances, 0 for none
/// @param pointers whether there are device addresses of instances in the buffer, which themselves
///   lie at multiples of 16 anywhere
/// @param blases the structures that the instances name
/// @param options what it is built for
@Immutable
public record TlasInput(
        Buffer instances,
        long offset,
        int count,
        boolean pointers,
        List<Blas> blases,
        Set<BuildOption> options)
        implements StructureInput {
    /// Checks the values.
    ///
    /// @throws UsageException if one is out of its range, if instances lie outside of the buffer,
    ///   or options contradict each other
    public TlasInput {
        Objects.requireNonNull(instances, "instances");
        Objects.requireNonNull(blases, "blases");
        Objects.requireNonNull(options, "options");
        blases = List.copyOf(blases);
        options = EnumSets.copyOf(BuildOption.class, options);
        Alignments.requireAtLeast("TlasInput", "count", count, 0);
        Alignments.requireInside(
                "instances",
                instances,
                offset,
                (long) count * (pointers ? Long.BYTES : BlasInstance.BYTES));
        Options.check("TlasInput", options);
    }

    /// An input without options.
    ///
    /// @param instances the buffer of the instances, from its beginning
    /// @param count instances, 0 for none
    /// @param blases the structures that the instances name
    /// @return the input
    /// @throws UsageException if the count is negative, or the instances are not all in the buffer
    public static TlasInput of(Buffer instances, int count, Blas... blases) {
        Objects.requireNonNull(blases, "blases");
        return new TlasInput(instances, 0, count, false, List.of(blases), Set.of());
    }

    /// The same with one more option.
    ///
    /// @param option the option
    /// @return the input
    public TlasInput with(BuildOption option) {
        Objects.requireNonNull(option, "option");
        Set<BuildOption> more = EnumSet.of(option);
        more.addAll(options);
        return new TlasInput(instances, offset, count, pointers, blases, more);
    }

    /// The same with more bottom-level structures.
    ///
    /// @param more the structures that the instances name besides
    /// @return the input
    public TlasInput using(List<Blas> more) {
        Objects.requireNonNull(more, "more");
        List<Blas> all = new ArrayList<>(blases);
        all.addAll(more);
        return new TlasInput(instances, offset, count, pointers, all, options);
    }

    @Override
    public boolean isTopLevel() {
        return true;
    }

    @Internal
    @Override
    public void addTo(BuildBatch batch) {
        Objects.requireNonNull(batch, "batch");
        batch.add(RayTracingDriver.TOP_LEVEL, vulkanFlags(), 0, 0);
        batch.addInstances(
                0,
                count,
                Alignments.require(
                        "instances",
                        instances,
                        offset,
                        pointers ? Long.BYTES : BlasInstance.ALIGNMENT),
                pointers);
    }

    @Internal
    @Override
    public void eachUse(Consumer<Reference> action) {
        Objects.requireNonNull(action, "action");
        action.accept(instances);
        for (int i = 0; i < blases.size(); i++) {
            action.accept(blases.get(i));
        }
    }

    @Internal
    @Override
    public @Nullable String differenceFrom(StructureInput built) {
        Objects.requireNonNull(built, "built");
        TlasInput other = (TlasInput) built;
        return count == other.count
                ? Options.difference(options, other.options)
                : "count=" + count + " (built with " + other.count + ")";
    }
}
