package daxa.core.pipeline;

import daxa.core.struct.Struct;
import daxa.core.struct.StructField;

import java.util.List;

/// Compares the members of a shader's block with the fields of a record's struct.
final class BlockFields {
    // Of the names of ids and typed addresses in GLSL.
    private static final String PREFIX = "daxa_";

    private BlockFields() {}

    /// Lists what differs.
    ///
    /// @param shader the shader's name
    /// @param block the members of its block
    /// @param struct what the host writes there
    /// @param wrong where to
    static void compare(
            String shader, List<DataType.Member> block, Struct<?> struct, List<String> wrong) {
        List<DataType.Member> members = members(block);
        for (int i = 0; i < members.size(); i++) {
            compare(shader, members.get(i), struct, i, wrong);
        }
    }

    /// Lists the fields that shaders do not have.
    ///
    /// @param size bytes that they have
    /// @param struct what the host writes there
    /// @param wrong where to
    static void listMissing(long size, Struct<?> struct, List<String> wrong) {
        for (StructField field : struct.fields()) {
            if (field.offset() + field.size() > size) {
                wrong.add(
                        "'"
                                + field.name()
                                + "' at "
                                + field.offset()
                                + " with "
                                + field.size()
                                + " bytes in Java is missing in the shader");
            }
        }
    }

    // A block that is made of one struct, as DAXA_PUSH_CONSTANTS makes it, is that struct.
    private static List<DataType.Member> members(List<DataType.Member> block) {
        return block.size() == 1
                        && block.getFirst().offset() == 0
                        && block.getFirst().type() instanceof DataType.Struct inner
                ? inner.members()
                : block;
    }

    private static void compare(
            String shader,
            DataType.Member member,
            Struct<?> struct,
            int index,
            List<String> wrong) {
        String there =
                "'"
                        + member.name()
                        + "' at "
                        + member.offset()
                        + " with "
                        + member.type().size()
                        + " bytes in "
                        + shader;
        if (index >= struct.fields().size()) {
            wrong.add(there + " is missing in Java");
            return;
        }
        StructField field = struct.fields().get(index);
        // Shaders without debug names have none here.
        boolean named = member.name().isEmpty() || member.name().equals(field.name());
        if (!named || member.offset() != field.offset() || member.type().size() != field.size()) {
            wrong.add(
                    there
                            + " is '"
                            + field.name()
                            + "' at "
                            + field.offset()
                            + " with "
                            + field.size()
                            + " bytes in Java");
        } else if (isOther(member.type(), field.glslType())) {
            wrong.add(
                    "'"
                            + field.name()
                            + "' at "
                            + field.offset()
                            + " is "
                            + text(member.type())
                            + " in "
                            + shader
                            + " and "
                            + field.glslType()
                            + " in Java");
        }
    }

    // Whether an id or a typed address is something else in the shader, where that is known. What
    // has equal bytes besides, such as a number in the place of an address, may be meant.
    private static boolean isOther(DataType type, String glslType) {
        boolean isId = glslType.startsWith(PREFIX) && glslType.endsWith("Id");
        boolean isPointer = glslType.startsWith(PREFIX) && !isId;
        return switch (type) {
            case DataType.Array array -> isOther(array.element(), glslType);
            case DataType.Struct(String name, List<DataType.Member> members) ->
                    isPointer || (isId && !name.isEmpty() && !name.equals(glslType));
            case DataType.Pointer(String pointee) ->
                    isId
                            || (isPointer
                                    && pointee.startsWith(PREFIX)
                                    && !pointee.startsWith(
                                            glslType.substring(0, glslType.indexOf('(')) + "_"));
            default -> false;
        };
    }

    private static String text(DataType type) {
        return switch (type) {
            case DataType.Array array -> text(array.element());
            case DataType.Struct(String name, List<DataType.Member> members) ->
                    name.isEmpty() ? "a struct" : name;
            case DataType.Pointer(String pointee) -> pointee.isEmpty() ? "an address" : pointee;
            default -> throw new AssertionError(type);
        };
    }
}
