package daxa.core;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.EnumSets;
import daxa.core.driver.Feature;
import daxa.core.driver.Limit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a program cannot do without, by name and combinable.
///
/// ```java
/// Requirements needs = Requirements.meshShaders().and(Limit.MAX_MESH_OUTPUT_VERTICES, 64);
/// Device device = instance.createDevice(DeviceInfo.of("gpu").require(needs));
/// ```
///
/// Where no device has all of it, the error names all that each device lacks.
///
/// @param features features of the device
/// @param limits what limits it needs at least, in the limit's unit
@Immutable
public record Requirements(Set<Feature> features, Map<Limit, Long> limits) {
    /// Nothing beyond what the framework itself needs.
    public static final Requirements NONE = new Requirements(Set.of(), Map.of());

    /// Copies the collections.
    public Requirements {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(limits, "limits");
        features = EnumSets.copyOf(Feature.class, features);
        Map<Limit, Long> sorted = new EnumMap<>(Limit.class);
        sorted.putAll(limits);
        limits = Collections.unmodifiableMap(sorted);
    }

    /// Features alone.
    ///
    /// @param features features of the device
    /// @return the requirements
    public static Requirements of(Feature... features) {
        Objects.requireNonNull(features, "features");
        return new Requirements(EnumSets.copyOf(Feature.class, List.of(features)), Map.of());
    }

    /// Pipelines with task and mesh shaders, and indirect draws of them with counts.
    ///
    /// @return the requirements
    public static Requirements meshShaders() {
        return of(
                Feature.TASK_SHADER,
                Feature.MESH_SHADER,
                Feature.MULTI_DRAW_INDIRECT,
                Feature.DRAW_INDIRECT_COUNT);
    }

    /// Acceleration structures, ray tracing pipelines, and indirect traces.
    ///
    /// @return the requirements
    public static Requirements rayTracing() {
        return of(
                Feature.ACCELERATION_STRUCTURE,
                Feature.RAY_TRACING_PIPELINE,
                Feature.RAY_TRACING_INDIRECT);
    }

    /// Both together.
    ///
    /// @param other what is needed too
    /// @return all features, and of each limit the larger one
    public Requirements and(Requirements other) {
        Objects.requireNonNull(other, "other");
        Set<Feature> all = EnumSet.noneOf(Feature.class);
        all.addAll(features);
        all.addAll(other.features);
        Map<Limit, Long> largest = new EnumMap<>(Limit.class);
        largest.putAll(limits);
        other.limits.forEach((limit, value) -> largest.merge(limit, value, Math::max));
        return new Requirements(all, largest);
    }

    /// The same with one more feature.
    ///
    /// @param feature a feature of the device
    /// @return a changed copy
    public Requirements and(Feature feature) {
        Objects.requireNonNull(feature, "feature");
        return and(of(feature));
    }

    /// The same with one more limit.
    ///
    /// @param limit what is needed much of
    /// @param atLeast how much is needed, in the limit's unit
    /// @return a changed copy
    public Requirements and(Limit limit, long atLeast) {
        Objects.requireNonNull(limit, "limit");
        return and(new Requirements(Set.of(), Map.of(limit, atLeast)));
    }

    /// All of it in one line.
    ///
    /// @return such as `meshShader, maxImageDimension2D >= 4096 texels`
    @Override
    public String toString() {
        Stream<String> names = features.stream().map(Feature::vulkanName);
        List<String> least =
                limits.entrySet().stream()
                        .map(
                                each ->
                                        each.getKey().limitName()
                                                + " >= "
                                                + each.getValue()
                                                + " "
                                                + each.getKey().unit())
                        .toList();
        String text = Stream.concat(names, least.stream()).collect(Collectors.joining(", "));
        return text.isEmpty() ? "nothing" : text;
    }
}
