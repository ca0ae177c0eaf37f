package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a ray tracing pipeline, or a library for such pipelines, shall be.
///
/// ```java
/// RayTracingPipelineInfo.of(
///                 "path tracer",
///                 ShaderGroup.raygen("camera", camera),
///                 ShaderGroup.miss("sky", sky),
///                 ShaderGroup.triangles("mesh").with(closestHit))
///         .withMaxRecursionDepth(2);
/// ```
///
/// Groups are numbered in the order in which they stand here; those of the libraries follow,
/// library by library, each with its own order.
///
/// @param name its name, for messages and tools
/// @param groups its own shader groups
/// @param libraries libraries whose groups it has too, made for the same recursion depth and sizes
/// @param maxRecursionDepth how deep traces start traces: 1 if only ray generation shaders trace, 2
///   if the shaders of their hits and misses trace too, and so on; 0 if nobody traces
/// @param maxPayloadSize bytes of the largest payload of rays; counts only with libraries, and in
///   them
/// @param maxHitAttributeSize bytes of the largest attributes of hits; counts only with libraries,
///   and in them
/// @param dynamicStackSize whether commands can change the size of the stack while it is bound
@Immutable
public record RayTracingPipelineInfo(
        String name,
        List<ShaderGroup> groups,
        List<RayTracingLibrary> libraries,
        int maxRecursionDepth,
        int maxPayloadSize,
        int maxHitAttributeSize,
        boolean dynamicStackSize) {
    private static final int DEFAULT_PAYLOAD_SIZE = 64;
    // What every device has.
    private static final int DEFAULT_HIT_ATTRIBUTE_SIZE = 32;

    /// Copies the lists and checks the numbers.
    ///
    /// @throws UsageException if there is neither a group nor a library, two groups have the same
    ///   name, or a number is below 0
    public RayTracingPipelineInfo {
        Objects.requireNonNull(name, "name");
        groups = List.copyOf(Objects.requireNonNull(groups, "groups"));
        libraries = List.copyOf(Objects.requireNonNull(libraries, "libraries"));
        require(
                name,
                !groups.isEmpty() || !libraries.isEmpty(),
                "groups=[], libraries=[]",
                "at least one group");
        atLeastZero(name, "maxRecursionDepth", maxRecursionDepth);
        atLeastZero(name, "maxPayloadSize", maxPayloadSize);
        atLeastZero(name, "maxHitAttributeSize", maxHitAttributeSize);
        Set<String> names = new HashSet<>();
        for (ShaderGroup group : groups) {
            require(
                    name,
                    names.add(group.name()),
                    "two groups named '" + group.name() + "'",
                    "names of their own");
        }
    }

    private static void atLeastZero(String pipeline, String what, int value) {
        require(pipeline, value >= 0, what + "=" + value, "at least 0");
    }

    private static void require(String pipeline, boolean rule, String found, String expected) {
        if (!rule) {
            throw new UsageException(
                    "pipeline '" + pipeline + "': " + found + " (expected " + expected + ")");
        }
    }

    /// A pipeline whose ray generation shaders trace, and no others; without libraries.
    ///
    /// @param name its name, for messages and tools
    /// @param groups its shader groups, at least one
    /// @return the info
    /// @throws UsageException if there is no group, or two have the same name
    public static RayTracingPipelineInfo of(String name, ShaderGroup... groups) {
        Objects.requireNonNull(groups, "groups");
        return of(name, List.of(groups));
    }

    /// A pipeline whose ray generation shaders trace, and no others; without libraries.
    ///
    /// @param name its name, for messages and tools
    /// @param groups its shader groups, at least one
    /// @return the info
    /// @throws UsageException if there is no group, or two have the same name
    public static RayTracingPipelineInfo of(String name, List<ShaderGroup> groups) {
        return new RayTracingPipelineInfo(
                name,
                groups,
                List.of(),
                1,
                DEFAULT_PAYLOAD_SIZE,
                DEFAULT_HIT_ATTRIBUTE_SIZE,
                false);
    }

    /// A pipeline of the groups of libraries, with their depth and sizes.
    ///
    /// @param name its name, for messages and tools
    /// @param first a library
    /// @param more libraries made for the same depth and sizes
    /// @return the info
    /// @throws daxa.core.error.ClosedException if the first one is closed
    public static RayTracingPipelineInfo ofLibraries(
            String name, RayTracingLibrary first, RayTracingLibrary... more) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(more, "more");
        List<RayTracingLibrary> all = new ArrayList<>(List.of(more));
        all.addFirst(first);
        RayTracingPipelineInfo info = first.info();
        return new RayTracingPipelineInfo(
                name,
                List.of(),
                all,
                info.maxRecursionDepth,
                info.maxPayloadSize,
                info.maxHitAttributeSize,
                false);
    }

    /// The same with one more group.
    ///
    /// @param group the group
    /// @return a changed copy
    /// @throws UsageException if another one has its name
    public RayTracingPipelineInfo with(ShaderGroup group) {
        Objects.requireNonNull(group, "group");
        return changed(more(groups, group), libraries, maxRecursionDepth);
    }

    /// The same with one more library.
    ///
    /// @param library the library
    /// @return a changed copy
    public RayTracingPipelineInfo with(RayTracingLibrary library) {
        Objects.requireNonNull(library, "library");
        return changed(groups, more(libraries, library), maxRecursionDepth);
    }

    /// The same with another recursion depth.
    ///
    /// @param depth how deep traces start traces, from 0
    /// @return a changed copy
    /// @throws UsageException if it is below 0
    public RayTracingPipelineInfo withMaxRecursionDepth(int depth) {
        return changed(groups, libraries, depth);
    }

    private static <T> List<T> more(List<T> list, T added) {
        List<T> more = new ArrayList<>(list);
        more.add(added);
        return more;
    }

    private RayTracingPipelineInfo changed(
            List<ShaderGroup> newGroups, List<RayTracingLibrary> newLibraries, int depth) {
        return new RayTracingPipelineInfo(
                name,
                newGroups,
                newLibraries,
                depth,
                maxPayloadSize,
                maxHitAttributeSize,
                dynamicStackSize);
    }

    /// The same with other largest sizes of what shaders share, which count only with libraries and
    /// in them.
    ///
    /// @param payloadBytes the size of the largest payload of rays, from 0
    /// @param hitAttributeBytes the size of the largest attributes of hits, from 0
    /// @return a changed copy
    /// @throws UsageException if one is below 0
    public RayTracingPipelineInfo withMaxSizes(int payloadBytes, int hitAttributeBytes) {
        return new RayTracingPipelineInfo(
                name,
                groups,
                libraries,
                maxRecursionDepth,
                payloadBytes,
                hitAttributeBytes,
                dynamicStackSize);
    }

    /// The same with a stack whose size commands can change while it is bound.
    ///
    /// @return a changed copy
    public RayTracingPipelineInfo withDynamicStackSize() {
        return new RayTracingPipelineInfo(
                name,
                groups,
                libraries,
                maxRecursionDepth,
                maxPayloadSize,
                maxHitAttributeSize,
                true);
    }
}
