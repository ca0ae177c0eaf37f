package daxa.core.resource;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.BuildBatch;
import daxa.core.driver.EnumSets;
import daxa.core.driver.RayTracingDriver;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// What a bottom-level acceleration structure is built of. Made once, it serves for its sizes, its
/// build and all its updates.
///
/// @param geometries its geometries, at least one; all triangles, or all boxes
/// @param options what it is built for
@Immutable
public record BlasInput(List<BlasGeometry> geometries, Set<BuildOption> options)
        implements StructureInput {
    /// Checks the values.
    ///
    /// @throws UsageException if there is no geometry, if triangles and boxes are mixed, or options
    ///   contradict each other
    public BlasInput {
        Objects.requireNonNull(geometries, "geometries");
        Objects.requireNonNull(options, "options");
        geometries = List.copyOf(geometries);
        options = EnumSets.copyOf(BuildOption.class, options);
        if (geometries.isEmpty()) {
            throw new UsageException("BlasInput: geometries is empty (expected at least one)");
        }
        Class<?> first = geometries.getFirst().getClass();
        if (geometries.stream().anyMatch(each -> each.getClass() != first)) {
            throw new UsageException(
                    "BlasInput: geometries mix triangles and boxes (expected one kind); build a"
                            + " structure of each kind");
        }
        Options.check("BlasInput", options);
    }

    /// An input without options.
    ///
    /// @param geometries the geometries
    /// @return the input
    public static BlasInput of(BlasGeometry... geometries) {
        Objects.requireNonNull(geometries, "geometries");
        return new BlasInput(List.of(geometries), Set.of());
    }

    /// The same with one more option.
    ///
    /// @param option the option
    /// @return the input
    public BlasInput with(BuildOption option) {
        Objects.requireNonNull(option, "option");
        Set<BuildOption> more = EnumSet.of(option);
        more.addAll(options);
        return new BlasInput(geometries, more);
    }

    @Override
    public boolean isTopLevel() {
        return false;
    }

    @Internal
    @Override
    public void addTo(BuildBatch batch) {
        Objects.requireNonNull(batch, "batch");
        batch.add(RayTracingDriver.BOTTOM_LEVEL, vulkanFlags(), 0, 0);
        for (int i = 0; i < geometries.size(); i++) {
            geometries.get(i).addTo(batch);
        }
    }

    @Internal
    @Override
    public void eachUse(Consumer<Reference> action) {
        Objects.requireNonNull(action, "action");
        for (int i = 0; i < geometries.size(); i++) {
            geometries.get(i).eachBuffer(action);
        }
    }

    /// All its primitives.
    ///
    /// @return triangles or boxes
    public long primitives() {
        long sum = 0;
        for (int i = 0; i < geometries.size(); i++) {
            sum += geometries.get(i).count();
        }
        return sum;
    }

    @Internal
    @Override
    public @Nullable String differenceFrom(StructureInput built) {
        Objects.requireNonNull(built, "built");
        BlasInput other = (BlasInput) built;
        if (geometries.size() != other.geometries.size()) {
            return "geometries="
                    + geometries.size()
                    + " (built with "
                    + other.geometries.size()
                    + ")";
        }
        for (int i = 0; i < geometries.size(); i++) {
            String difference = geometries.get(i).differenceFrom(other.geometries.get(i));
            if (difference != null) {
                return "geometry " + i + " has " + difference;
            }
        }
        return Options.difference(options, other.options);
    }
}
