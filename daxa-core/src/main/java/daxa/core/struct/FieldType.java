package daxa.core.struct;

/// The type of a field, in Java and in GLSL.
sealed interface FieldType {
    /// Its class in Java.
    Class<?> javaType();

    /// Its name in GLSL, without the length of arrays.
    String glsl();

    /// What its offset is a multiple of.
    long alignment(StructLayout layout);

    /// Its bytes, up to the end of its last number.
    long size(StructLayout layout);

    /// Bytes from one element to the next in an array of it.
    default long stride(StructLayout layout) {
        return roundUp(size(layout), arrayAlignment(alignment(layout), layout));
    }

    /// A number of Java.
    record Primitive(Class<?> javaType, Scalar scalar) implements FieldType {
        @Override
        public String glsl() {
            return scalar.glsl;
        }

        @Override
        public long alignment(StructLayout layout) {
            return scalar.bytes;
        }

        @Override
        public long size(StructLayout layout) {
            return scalar.bytes;
        }
    }

    /// A vector or matrix of JOML.
    ///
    /// @param made what reading makes, a class where `javaType` may be an interface
    /// @param columns 1 for a vector
    /// @param rows the numbers of a column
    record Joml(Class<?> javaType, Class<?> made, Scalar scalar, int columns, int rows)
            implements FieldType {
        @Override
        public String glsl() {
            if (columns == 1) {
                return scalar.prefix() + "vec" + rows;
            }
            return scalar.prefix() + "mat" + columns + (rows == columns ? "" : "x" + rows);
        }

        @Override
        public long alignment(StructLayout layout) {
            if (layout == StructLayout.SCALAR) {
                return scalar.bytes;
            }
            long column = (long) scalar.bytes * (rows == 2 ? 2 : 4);
            return columns == 1 ? column : arrayAlignment(column, layout);
        }

        @Override
        public long size(StructLayout layout) {
            return columns == 1 ? (long) rows * scalar.bytes : columns * columnStride(layout);
        }

        /// Bytes from one column to the next.
        long columnStride(StructLayout layout) {
            return layout == StructLayout.SCALAR ? (long) rows * scalar.bytes : alignment(layout);
        }
    }

    /// An id of a resource: a struct of two 32-bit numbers.
    record Id(Class<?> javaType) implements FieldType {
        @Override
        public String glsl() {
            return "daxa_" + javaType.getSimpleName();
        }

        @Override
        public long alignment(StructLayout layout) {
            return arrayAlignment(4, layout);
        }

        @Override
        public long size(StructLayout layout) {
            return roundUp(8, alignment(layout));
        }
    }

    /// A device address with a type.
    ///
    /// @param target what it points at
    /// @param circular whether one can come back from there, over pointers and nested structs. The
    ///   compiler, which compares types of pointers by what they point at, would not come to an end
    record Pointer(Class<?> javaType, FieldType target, boolean circular) implements FieldType {
        @Override
        public String glsl() {
            return circular ? "uint64_t" : typedGlsl();
        }

        String typedGlsl() {
            return "daxa_" + javaType.getSimpleName() + "(" + target.glsl() + ")";
        }

        @Override
        public long alignment(StructLayout layout) {
            return 8;
        }

        @Override
        public long size(StructLayout layout) {
            return 8;
        }
    }

    /// An enum, as its ordinal.
    record Enumeration(Class<?> javaType) implements FieldType {
        @Override
        public String glsl() {
            return "int";
        }

        @Override
        public long alignment(StructLayout layout) {
            return 4;
        }

        @Override
        public long size(StructLayout layout) {
            return 4;
        }
    }

    /// A struct in the struct.
    record Nested(Class<? extends Record> javaType) implements FieldType {
        @Override
        public String glsl() {
            return javaType.getSimpleName();
        }

        @Override
        public long alignment(StructLayout layout) {
            return Structs.of(javaType, layout).alignment();
        }

        @Override
        public long size(StructLayout layout) {
            return Structs.of(javaType, layout).size();
        }
    }

    /// An array of fixed length.
    record Array(Class<?> javaType, FieldType element, int length) implements FieldType {
        @Override
        public String glsl() {
            return element.glsl();
        }

        @Override
        public long alignment(StructLayout layout) {
            return arrayAlignment(element.alignment(layout), layout);
        }

        @Override
        public long size(StructLayout layout) {
            long stride = element.stride(layout);
            return layout == StructLayout.SCALAR
                    ? stride * (length - 1) + element.size(layout)
                    : stride * length;
        }
    }

    /// The alignment of arrays, structs and columns whose parts are aligned to something.
    static long arrayAlignment(long alignment, StructLayout layout) {
        return layout == StructLayout.STD140 ? roundUp(alignment, 16) : alignment;
    }

    static long roundUp(long value, long alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }
}
