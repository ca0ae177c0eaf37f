package daxa.core.struct;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// Where a field of a struct lies.
///
/// @param name its name, in Java and in GLSL
/// @param glslType its type in GLSL; of an array, that of its elements
/// @param offset bytes from the beginning of the struct
/// @param size bytes, up to the end of its last number
/// @param length elements of an array; 0 for what is no array
/// @param stride bytes from one element of an array to the next; 0 for what is no array
@Immutable
public record StructField(
        String name, String glslType, long offset, long size, int length, long stride) {

    /// Checks that name and type are there.
    public StructField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(glslType, "glslType");
    }

    /// As it would be declared in GLSL, with the offset.
    @Override
    public String toString() {
        return glslType + " " + name + (length == 0 ? "" : "[" + length + "]") + " at " + offset;
    }
}
