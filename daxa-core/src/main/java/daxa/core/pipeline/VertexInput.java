package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The vertex buffers that a pipeline reads and what its vertex shader finds in them. Without one,
/// shaders pull vertices from buffers.
///
/// ```java
/// new VertexInput(
///         List.of(new VertexBinding(12, VertexRate.VERTEX)),
///         List.of(new VertexAttribute(0, 0, Format.R32G32B32_SFLOAT, 0)));
/// ```
///
/// Limits are those that every Vulkan device has.
///
/// @param bindings the buffers, numbered from 0, at most 16
/// @param attributes the inputs, at most 16
@Immutable
public record VertexInput(List<VertexBinding> bindings, List<VertexAttribute> attributes) {
    /// No vertex buffers.
    public static final VertexInput NONE = new VertexInput(List.of(), List.of());

    private static final int MOST = 16;
    private static final int MAX_STRIDE = 2048;
    private static final int MAX_OFFSET = 2047;

    /// Checks the values.
    ///
    /// @throws UsageException if there are too many, a number is out of range, a location is used
    ///   twice, or a format is none of plain components
    public VertexInput {
        Objects.requireNonNull(bindings, "bindings");
        Objects.requireNonNull(attributes, "attributes");
        bindings = List.copyOf(bindings);
        attributes = List.copyOf(attributes);
        if (bindings.size() > MOST || attributes.size() > MOST) {
            throw new UsageException(
                    "vertex input: bindings="
                            + bindings.size()
                            + ", attributes="
                            + attributes.size()
                            + " (expected up to 16 each)");
        }
        for (VertexBinding binding : bindings) {
            if (binding.stride() < 0 || binding.stride() > MAX_STRIDE) {
                throw new UsageException(
                        "vertex input: " + binding + " (expected stride from 0 to 2048)");
            }
        }
        Set<Integer> locations = new HashSet<>();
        for (VertexAttribute attribute : attributes) {
            check(attribute, bindings.size());
            if (!locations.add(attribute.location())) {
                throw new UsageException(
                        "vertex input: location=" + attribute.location() + " is there twice");
            }
        }
    }

    private static void check(VertexAttribute attribute, int bindings) {
        Format format = attribute.format();
        boolean inRange =
                attribute.location() >= 0
                        && attribute.location() < MOST
                        && attribute.binding() >= 0
                        && attribute.binding() < bindings
                        && attribute.offset() >= 0
                        && attribute.offset() <= MAX_OFFSET;
        if (!inRange || !format.isColor() || format.blockWidth() != 1) {
            throw new UsageException(
                    "vertex input: "
                            + attribute
                            + " (expected location from 0 to 15, binding from 0 to "
                            + (bindings - 1)
                            + ", offset from 0 to 2047, a colour format without blocks)");
        }
    }
}
