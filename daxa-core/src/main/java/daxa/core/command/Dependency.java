package daxa.core.command;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.DependencyDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.resource.Buffer;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The barriers that an [daxa.core.sync.Event] stands for. Its signal and its waits name the same
/// ones, so a program makes them once.
///
/// ```java
/// Dependency lights = Dependency.of(Access.COMPUTE_WRITE, Access.FRAGMENT_READ);
/// recorder.signal(event, lights);
/// // … what needs no lights …
/// recorder.waitFor(event, lights);
/// ```
///
/// It keeps no resource alive. Two are equal if their barriers are.
@Immutable
public final class Dependency {
    private static final long STAGE_HOST = 0x4000L;

    private final DependencyDescription description;
    private final List<Reference> resources;
    private final long stages;

    private Dependency(DependencyDescription description, List<Reference> resources) {
        this.description = description;
        this.resources = List.copyOf(resources);
        this.stages = description.srcStages() | description.dstStages();
        if ((stages & STAGE_HOST) != 0) {
            throw new UsageException(
                    "Dependency with the stage HOST, which events do not have; use a barrier");
        }
    }

    /// A barrier over all memory.
    ///
    /// @param before how memory was used before the signal
    /// @param after how it will be used after the wait
    /// @return the dependency
    /// @throws UsageException if one is a use by the host
    public static Dependency of(Access before, Access after) {
        return new Dependency(
                new DependencyDescription(List.of(scopes(before, after)), List.of(), List.of()),
                List.of());
    }

    /// A barrier over bytes of one buffer alone.
    ///
    /// @param before how they were used before the signal
    /// @param after how they will be used after the wait
    /// @param buffer the buffer
    /// @param offset bytes
    /// @param size bytes, above 0
    /// @return the dependency
    /// @throws UsageException if one is a use by the host, or the range is not inside the buffer
    /// @throws daxa.core.error.ClosedException if the buffer is closed
    public static Dependency of(
            Access before, Access after, Buffer buffer, long offset, long size) {
        DependencyDescription.Memory scopes = scopes(before, after);
        TransferRegion.checkRange(Objects.requireNonNull(buffer, "buffer"), offset, size);
        return new Dependency(
                new DependencyDescription(
                        List.of(),
                        List.of(
                                new DependencyDescription.Buffer(
                                        scopes, buffer.nativeHandle(), offset, size)),
                        List.of()),
                List.of(buffer));
    }

    /// A barrier over mip levels and layers of one image alone.
    ///
    /// @param before how they were used before the signal
    /// @param after how they will be used after the wait
    /// @param image the image
    /// @param range which mip levels and layers
    /// @return the dependency
    /// @throws UsageException if one is a use by the host, or the range is not inside the image
    /// @throws daxa.core.error.ClosedException if the image is closed
    public static Dependency of(Access before, Access after, Image image, ImageRange range) {
        DependencyDescription.Memory scopes = scopes(before, after);
        ImageInfo info = Objects.requireNonNull(image, "image").info();
        Objects.requireNonNull(range, "range").check(info);
        return new Dependency(
                new DependencyDescription(
                        List.of(),
                        List.of(),
                        List.of(
                                new DependencyDescription.Image(
                                        scopes,
                                        image.nativeHandle(),
                                        info.format().vulkanAspects(),
                                        range.baseMip(),
                                        range.mipCount(),
                                        range.baseLayer(),
                                        range.layerCount()))),
                List.of(image));
    }

    private static DependencyDescription.Memory scopes(Access before, Access after) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        return new DependencyDescription.Memory(
                before.stages(), before.accesses(), after.stages(), after.accesses());
    }

    /// The barriers of both.
    ///
    /// @param other the other one
    /// @return a new dependency
    public Dependency and(Dependency other) {
        DependencyDescription with = other.description;
        return new Dependency(
                new DependencyDescription(
                        joined(description.memory(), with.memory()),
                        joined(description.buffers(), with.buffers()),
                        joined(description.images(), with.images())),
                joined(resources, other.resources));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    DependencyDescription description() {
        return description;
    }

    List<Reference> resources() {
        return resources;
    }

    long stages() {
        return stages;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dependency that && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return description.hashCode();
    }

    @Override
    public String toString() {
        return description.toString();
    }
}
