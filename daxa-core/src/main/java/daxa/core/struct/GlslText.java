package daxa.core.struct;

import daxa.core.error.UsageException;

import java.util.Set;
import java.util.TreeSet;

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
        model.contained().forEach(type -> line("#include <" + type.getSimpleName() + ">"));
        model.enums().forEach(this::constants);
        Set<String> pointers = new TreeSet<>();
        pointers.add(model.name());
        model.pointees().forEach(type -> pointers.add(type.getSimpleName()));
        pointers.forEach(this::announcePointers);
        line("struct " + model.name());
        line("{");
        for (StructField field : model.fields()) {
            String array = field.length() == 0 ? "" : "[" + field.length() + "]";
            line("    " + field.glslType() + " " + field.name() + array + "; // " + field.offset());
        }
        line("};");
        line("DAXA_DECL_BUFFER_PTR(" + model.name() + ", " + model.alignment() + ")");
        // After the struct, since they may point back at it.
        model.pointees().forEach(type -> line("#include <" + type.getSimpleName() + ">"));
        line("#endif");
        return text.toString();
    }

    private void extensions() {
        if (model.has(Scalar.INT8) || model.has(Scalar.UINT8)) {
            line("#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require");
        }
        if (model.has(Scalar.INT16) || model.has(Scalar.UINT16)) {
            line("#extension GL_EXT_shader_explicit_arithmetic_types_int16 : require");
        }
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

    private void announcePointers(String name) {
        String guard = "DAXA_POINTERS_" + name;
        line("#ifndef " + guard);
        line("#define " + guard);
        line("DAXA_FORWARD_DECL_BUFFER_PTR(" + name + ")");
        line("#endif");
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
