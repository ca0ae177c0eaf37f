package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import java.util.List;
import java.util.Objects;

/// How a value lies in memory, as the SPIR-V of a shader says. All sizes and offsets are bytes.
@Immutable
public sealed interface DataType {
    /// Bytes from the first to the last that the value has.
    ///
    /// @return bytes; 0 for an array whose length is known at run time only
    int size();

    /// A number.
    ///
    /// @param type its type
    @Immutable
    record Scalar(ScalarType type) implements DataType {
        /// Checks that nothing is missing.
        public Scalar {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public int size() {
            return type.bytes();
        }
    }

    /// A vector.
    ///
    /// @param type the type of its components
    /// @param components how many it has, 2 to 4
    @Immutable
    record Vector(ScalarType type, int components) implements DataType {
        /// Checks that nothing is missing.
        public Vector {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public int size() {
            return type.bytes() * components;
        }
    }

    /// A matrix.
    ///
    /// @param type the type of its components
    /// @param columns its columns, 2 to 4
    /// @param rows its rows, 2 to 4
    /// @param stride bytes from one column to the next, or from one row if `rowMajor`; 0 where the
    ///   shader states no layout
    /// @param rowMajor whether rows follow each other in the place of columns
    @Immutable
    record Matrix(ScalarType type, int columns, int rows, int stride, boolean rowMajor)
            implements DataType {
        /// Checks that nothing is missing.
        public Matrix {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public int size() {
            return stride == 0
                    ? type.bytes() * columns * rows
                    : stride * (rowMajor ? rows : columns);
        }
    }

    /// An array.
    ///
    /// @param element the type of its elements
    /// @param length how many it has; 0 where that is known at run time only
    /// @param stride bytes from one element to the next; 0 where the shader states no layout
    @Immutable
    record Array(DataType element, int length, int stride) implements DataType {
        /// Checks that nothing is missing.
        public Array {
            Objects.requireNonNull(element, "element");
        }

        @Override
        public int size() {
            long bytes = (long) length * (stride == 0 ? element.size() : stride);
            return (int) Math.min(Integer.MAX_VALUE, bytes);
        }
    }

    /// A struct.
    ///
    /// @param name its name; empty where the shader holds no names
    /// @param members its members in the order in which the shader declares them
    @Immutable
    record Struct(String name, List<Member> members) implements DataType {
        /// Copies the list.
        public Struct {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(members, "members");
            members = List.copyOf(members);
        }

        @Override
        public int size() {
            long size = 0;
            for (Member member : members) {
                size = Math.max(size, (long) member.offset + member.type.size());
            }
            return (int) Math.min(Integer.MAX_VALUE, size);
        }
    }

    /// A member of a struct.
    ///
    /// @param name its name; empty where the shader holds no names
    /// @param offset bytes from the start of the struct
    /// @param type its type
    @Immutable
    record Member(String name, int offset, DataType type) {
        /// Checks that nothing is missing.
        public Member {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
        }
    }

    /// A device address with the type of what lies there.
    ///
    /// @param pointee the name of the block it points at, such as `daxa_BufferPtr_vec3`; empty
    ///   where the shader holds no names
    @Immutable
    record Pointer(String pointee) implements DataType {
        /// Checks that nothing is missing.
        public Pointer {
            Objects.requireNonNull(pointee, "pointee");
        }

        @Override
        public int size() {
            return Long.BYTES;
        }
    }

    /// What has no place in memory, such as an image.
    @Immutable
    record Opaque() implements DataType {
        @Override
        public int size() {
            return 0;
        }
    }
}
