package daxa.taskgraph;

import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A resource as a description has it.
///
/// @param index its number in the graph; -1 for none
/// @param name its name
/// @param kind what it is
/// @param lifetime who owns it
/// @param width bytes of a buffer or of a structure of the graph, mip levels of an image, 1 for a
///   structure of the program
/// @param height layers of an image, 1 for others
/// @param count how many resources of the program stand behind it; 1 for those of the graph
/// @param image what an image is
/// @param presented whether it is the image of a swapchain
/// @param isPrevious whether it is what the execution before has left, of a pair
/// @param owner the builder, which tells graphs apart
record ResourceEntry(
        int index,
        String name,
        ResourceKind kind,
        ResourceLifetime lifetime,
        long width,
        int height,
        int count,
        @Nullable TaskImageInfo image,
        boolean presented,
        boolean isPrevious,
        @Nullable Object owner) {
    static final ResourceEntry NONE =
            new ResourceEntry(
                    -1,
                    "none",
                    ResourceKind.BUFFER,
                    ResourceLifetime.EXTERNAL,
                    0,
                    0,
                    1,
                    null,
                    false,
                    false,
                    null);

    /// The other one of a pair, which has the next number.
    ResourceEntry previous() {
        if (lifetime != ResourceLifetime.DOUBLE_BUFFERED || isPrevious) {
            throw new UsageException(
                    "previous() of "
                            + this
                            + ": lifetime="
                            + lifetime
                            + " (expected DOUBLE_BUFFERED, of this frame)");
        }
        return new ResourceEntry(
                index + 1,
                name + " (previous)",
                kind,
                lifetime,
                width,
                height,
                count,
                image,
                false,
                true,
                owner);
    }

    /// Whether both declare the same, whatever their numbers.
    boolean isSame(ResourceEntry other) {
        return isLike(other) && hasSizeOf(other);
    }

    /// Whether both declare the same but for its size; the number of mip levels and of layers is
    /// none.
    boolean isLike(ResourceEntry other) {
        return kind == other.kind
                && lifetime == other.lifetime
                && (image == null || width == other.width)
                && height == other.height
                && count == other.count
                && presented == other.presented
                && name.equals(other.name);
    }

    /// Whether both have the same bytes, or are the same images.
    boolean hasSizeOf(ResourceEntry other) {
        return width == other.width && Objects.equals(image, other.image);
    }

    @Override
    public String toString() {
        return index < 0 ? "nothing" : kind + " '" + name + "'";
    }
}
