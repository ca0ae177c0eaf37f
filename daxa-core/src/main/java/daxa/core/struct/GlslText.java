package daxa.core.struct;

import daxa.core.error.UsageException;

/// Writes a struct down in GLSL.
final class GlslText {
    private final StructModel model;
    private final StringBuilder text = new StringBuilder();

    private GlslText(StructModel model) {
        this.model = model;
    }

    static String of(StructModel model) {
        if (model.layout() != StructLayout.SCALAR) {
            throw new UsageException(
                    "struct '"
                            + model.name()
                            + "' in layout "
                            + model.layout()
                            + " has no GLSL text. Take that of the scalar layout: the struct is the"
                            + " same, and the block that it stands in decides about the layout.");
        }
        return new GlslText(model).write();
    }

    private String write() {
        String guard = "DAXA_STRUCT_" + model.name();
        line("// " + model.type().getName() + ": " + model.size() + " bytes, scalar layout.");
        line("#ifndef " + guard);
        line("#define " + guard);
        extensions();
        line("#include <daxa/buffers.glsl>");
        model.pointedScalars().stream()
                .map(Scalar::pointerFile)
                .filter(file -> !file.equals("buffers.glsl"))
                .distinct()
                .forEach(file -> line("#include <daxa/" + file + ">"));
        model.contained().forEach(this::include);
        model.pointees(false).forEach(this::include);
        model.enums().forEach(this::constants);
        line("struct " + model.name());
        line("{");
        for (int i = 0; i < model.fields().size(); i++) {
            field(model.fields().get(i), model.members().get(i).type());
        }
        line("};");
        line("DAXA_DECL_BUFFER_PTR(" + model.name() + ", " + model.alignment() + ")");
        model.pointees(true).forEach(this::include);
        line("#endif");
        return text.toString();
    }

    private void extensions() {
        model.scalars().stream()
                .map(GlslText::smallType)
                .filter(type -> !type.isEmpty())
                .distinct()
                .forEach(
                        type ->
                                line(
                                        "#extension GL_EXT_shader_explicit_arithmetic_types_"
                                                + type
                                                + " : require"));
    }

    // What the extension of a type is called that is not in GLSL itself; empty for others.
    private static String smallType(Scalar scalar) {
        return switch (scalar) {
            case INT8, UINT8 -> "int8";
            case INT16, UINT16 -> "int16";
            case FLOAT16 -> "float16";
            case BOOL, INT32, UINT32, INT64, UINT64, FLOAT32, FLOAT64 -> "";
        };
    }

    private void constants(Class<?> type) {
        String guard = "DAXA_ENUM_" + type.getSimpleName();
        line("#ifndef " + guard);
        line("#define " + guard);
        Object[] constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            String name = type.getSimpleName() + "_" + ((Enum<?>) constants[i]).name();
            GlslWords.check("constant '" + name + "'", name);
            line("const int " + name + " = " + i + ";");
        }
        line("#endif");
    }

    private void field(StructField field, FieldType type) {
        FieldType single = type instanceof FieldType.Array array ? array.element() : type;
        String array = field.length() == 0 ? "" : "[" + field.length() + "]";
        String typed =
                single instanceof FieldType.Pointer pointer && pointer.circular()
                        ? ", the address of a " + pointer.typedGlsl()
                        : "";
        line(
                "    "
                        + field.glslType()
                        + " "
                        + field.name()
                        + array
                        + "; // "
                        + field.offset()
                        + typed);
    }

    private void include(Class<?> type) {
        line("#include <" + type.getSimpleName() + ">");
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
