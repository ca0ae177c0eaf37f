package daxa.core.struct;

import daxa.core.error.UsageException;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Makes the class that writes and reads a struct, with all offsets as constants.
///
/// The class is a hidden nestmate of the record, which therefore may be private. Each field has
/// methods of its own, short enough to be inlined. They get the field and not the record, so that a
/// record that is made only to be written need not come into being.
final class StructGenerator {
    private static final ClassDesc STRUCT = desc(Struct.class);
    private static final ClassDesc RECORD = desc(Record.class);
    private static final ClassDesc SEGMENT = desc(MemorySegment.class);
    private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
    private static final ClassDesc STRING = ConstantDescs.CD_String;
    private static final ClassDesc INT = ConstantDescs.CD_int;
    private static final ClassDesc LONG = ConstantDescs.CD_long;
    private static final ClassDesc VOID = ConstantDescs.CD_void;
    private static final DirectMethodHandleDesc CLASS_DATA_AT =
            ConstantDescs.ofConstantBootstrap(
                    desc(MethodHandles.class), "classDataAt", OBJECT, INT);
    private static final int FLAGS = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;

    private final StructModel model;
    private final ClassDesc record;
    private final ClassDesc self;

    /// What the class has besides its code: structs and constants of enums.
    private final List<Object> data = new ArrayList<>();

    private StructGenerator(StructModel model) {
        this.model = model;
        record = desc(model.type());
        self = ClassDesc.of(model.type().getName() + "$" + model.layout());
    }

    /// Makes the struct.
    ///
    /// @throws UsageException if the package of the record is not open to the framework
    static Struct<?> generate(StructModel model) {
        MethodHandles.Lookup lookup = lookup(model.type());
        StructGenerator generator = new StructGenerator(model);
        byte[] code = generator.code();
        try {
            MethodHandles.Lookup made =
                    lookup.defineHiddenClassWithClassData(
                            code,
                            List.copyOf(generator.data),
                            true,
                            MethodHandles.Lookup.ClassOption.NESTMATE);
            Constructor<?> constructor = made.lookupClass().getDeclaredConstructor(Object.class);
            constructor.setAccessible(true);
            return (Struct<?>) constructor.newInstance((Object) model);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(model.type().getName(), e);
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new UsageException(
                    "struct '"
                            + type.getSimpleName()
                            + "': package "
                            + type.getPackageName()
                            + " is not open to daxa.core. Add 'opens "
                            + type.getPackageName()
                            + " to daxa.core;' to module "
                            + type.getModule().getName()
                            + ".");
        }
    }

    private byte[] code() {
        return ClassFile.of()
                .build(
                        self,
                        type -> {
                            type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                            type.withSuperclass(STRUCT);
                            type.withMethodBody(
                                    ConstantDescs.INIT_NAME,
                                    MethodTypeDesc.of(VOID, OBJECT),
                                    0,
                                    body ->
                                            body.aload(0)
                                                    .aload(1)
                                                    .invokespecial(
                                                            STRUCT,
                                                            ConstantDescs.INIT_NAME,
                                                            MethodTypeDesc.of(VOID, OBJECT))
                                                    .return_());
                            List<StructModel.Member> members = model.members();
                            for (int i = 0; i < members.size(); i++) {
                                int index = i;
                                type.withMethodBody(
                                        "check" + i,
                                        checkOne(i),
                                        FLAGS,
                                        body -> checkField(body, index));
                                type.withMethodBody(
                                        "put" + i, putOne(i), FLAGS, body -> putField(body, index));
                                type.withMethodBody(
                                        "get" + i,
                                        getOne(index),
                                        FLAGS,
                                        body -> getField(body, index));
                            }
                            type.withMethodBody(
                                    "check",
                                    MethodTypeDesc.of(VOID, RECORD),
                                    ClassFile.ACC_PROTECTED,
                                    this::checkAll);
                            type.withMethodBody(
                                    "put",
                                    MethodTypeDesc.of(VOID, SEGMENT, LONG, RECORD),
                                    ClassFile.ACC_PROTECTED,
                                    this::putAll);
                            type.withMethodBody(
                                    "get",
                                    MethodTypeDesc.of(RECORD, SEGMENT, LONG),
                                    ClassFile.ACC_PROTECTED,
                                    this::getAll);
                        });
    }

    // ---------------------------------------------------------------- whole structs

    private MethodTypeDesc checkOne(int index) {
        return MethodTypeDesc.of(VOID, component(index));
    }

    private MethodTypeDesc putOne(int index) {
        return MethodTypeDesc.of(
                VOID, SEGMENT, LONG, desc(unwrapped(model.members().get(index).type())));
    }

    private MethodTypeDesc getOne(int index) {
        return MethodTypeDesc.of(component(index), SEGMENT, LONG);
    }

    private ClassDesc component(int index) {
        return desc(model.members().get(index).type().javaType());
    }

    private void checkAll(CodeBuilder body) {
        body.aload(1).checkcast(record).astore(1);
        for (int i = 0; i < model.members().size(); i++) {
            if (!(model.members().get(i).type() instanceof FieldType.Primitive)) {
                loadField(body, 1, i);
                body.invokestatic(self, "check" + i, checkOne(i));
            }
        }
        body.return_();
    }

    private void putAll(CodeBuilder body) {
        body.aload(4).checkcast(record).astore(4);
        for (int i = 0; i < model.members().size(); i++) {
            body.aload(1).lload(2);
            loadField(body, 4, i);
            unwrap(body, model.members().get(i).type());
            body.invokestatic(self, "put" + i, putOne(i));
        }
        body.return_();
    }

    private void getAll(CodeBuilder body) {
        body.new_(record).dup();
        List<ClassDesc> parameters = new ArrayList<>();
        for (int i = 0; i < model.members().size(); i++) {
            body.aload(1).lload(2).invokestatic(self, "get" + i, getOne(i));
            parameters.add(component(i));
        }
        body.invokespecial(record, ConstantDescs.INIT_NAME, MethodTypeDesc.of(VOID, parameters))
                .areturn();
    }

    // ---------------------------------------------------------------- one field

    private String where(int index) {
        return model.name() + "." + model.members().get(index).name();
    }

    private void loadField(CodeBuilder body, int recordSlot, int index) {
        RecordComponent component = model.type().getRecordComponents()[index];
        body.aload(recordSlot)
                .invokevirtual(
                        record,
                        component.getAccessor().getName(),
                        MethodTypeDesc.of(component(index)));
    }

    private void checkField(CodeBuilder body, int index) {
        FieldType type = model.members().get(index).type();
        String where = where(index);
        if (type instanceof FieldType.Array array) {
            body.aload(0);
            requireNonNull(body, where);
            body.aload(0)
                    .arraylength()
                    .loadConstant(array.length())
                    .loadConstant(where)
                    .invokestatic(STRUCT, "checkLength", MethodTypeDesc.of(VOID, INT, INT, STRING));
            if (!(array.element() instanceof FieldType.Primitive)) {
                loop(
                        body,
                        array.length(),
                        i -> {
                            body.aload(0)
                                    .iload(i)
                                    .aaload()
                                    .loadConstant(where)
                                    .iload(i)
                                    .invokestatic(
                                            STRUCT,
                                            "checkElement",
                                            MethodTypeDesc.of(VOID, OBJECT, STRING, INT));
                            if (array.element() instanceof FieldType.Nested nested) {
                                body.aload(0).iload(i).aaload();
                                checkNested(body, nested, where);
                            }
                        });
            }
        } else if (type instanceof FieldType.Nested nested) {
            body.aload(0);
            checkNested(body, nested, where);
        } else if (!(type instanceof FieldType.Primitive)) {
            body.aload(0);
            requireNonNull(body, where);
        }
        body.return_();
    }

    private void checkNested(CodeBuilder body, FieldType.Nested nested, String where) {
        // record | struct, record, where
        int value = body.allocateLocal(TypeKind.REFERENCE);
        body.astore(value);
        loadStruct(body, nested);
        body.aload(value)
                .loadConstant(where)
                .invokestatic(
                        STRUCT, "checkNested", MethodTypeDesc.of(VOID, STRUCT, RECORD, STRING));
    }

    private static void requireNonNull(CodeBuilder body, String where) {
        body.loadConstant(where)
                .invokestatic(
                        desc(Objects.class),
                        "requireNonNull",
                        MethodTypeDesc.of(OBJECT, OBJECT, STRING))
                .pop();
    }

    private void putField(CodeBuilder body, int index) {
        FieldType type = model.members().get(index).type();
        StructField field = model.fields().get(index);
        if (type instanceof FieldType.Array array) {
            loop(
                    body,
                    array.length(),
                    i -> {
                        TypeKind kind = kind(unwrapped(array.element()));
                        int element = body.allocateLocal(kind);
                        body.aload(3).iload(i).arrayLoad(arrayKind(array.element()));
                        unwrap(body, array.element());
                        body.storeLocal(kind, element);
                        int at = elementOffset(body, field.offset(), field.stride(), i);
                        putValue(body, array.element(), element, at, 0);
                    });
        } else {
            putValue(body, type, 3, 1, field.offset());
        }
        body.return_();
    }

    /// The class of what [#unwrap(CodeBuilder, FieldType)] makes.
    private static Class<?> unwrapped(FieldType type) {
        return switch (type) {
            case FieldType.Id id -> long.class;
            case FieldType.Pointer pointer -> long.class;
            case FieldType.Enumeration enumeration -> int.class;
            default -> type.javaType();
        };
    }

    /// Takes the number out of what is on the stack, where that is all there is in it.
    private static void unwrap(CodeBuilder body, FieldType type) {
        switch (type) {
            case FieldType.Id(Class<?> javaType) -> call(body, javaType, "bits", long.class);
            case FieldType.Pointer pointer -> call(body, pointer.javaType(), "address", long.class);
            case FieldType.Enumeration(Class<?> javaType) ->
                    call(body, javaType, "ordinal", int.class);
            default -> {}
        }
    }

    private void getField(CodeBuilder body, int index) {
        FieldType type = model.members().get(index).type();
        StructField field = model.fields().get(index);
        if (type instanceof FieldType.Array array) {
            int values = body.allocateLocal(TypeKind.REFERENCE);
            Class<?> element = array.element().javaType();
            body.loadConstant(array.length());
            if (element.isPrimitive()) {
                body.newarray(arrayKind(array.element()));
            } else {
                body.anewarray(desc(element));
            }
            body.astore(values);
            loop(
                    body,
                    array.length(),
                    i -> {
                        int at = elementOffset(body, field.offset(), field.stride(), i);
                        body.aload(values).iload(i);
                        getValue(body, array.element(), at, 0, where(index));
                        body.arrayStore(arrayKind(array.element()));
                    });
            body.aload(values);
        } else {
            getValue(body, type, 1, field.offset(), where(index));
        }
        body.return_(kind(type.javaType()));
    }

    // offset + field + i * stride, in a new local
    private static int elementOffset(CodeBuilder body, long field, long stride, int i) {
        int at = body.allocateLocal(TypeKind.LONG);
        body.lload(1)
                .loadConstant(field)
                .ladd()
                .iload(i)
                .i2l()
                .loadConstant(stride)
                .lmul()
                .ladd()
                .lstore(at);
        return at;
    }

    // ---------------------------------------------------------------- one value

    /// Writes the value in a local to the offset in another one, plus a constant.
    private void putValue(CodeBuilder body, FieldType type, int value, int at, long offset) {
        switch (type) {
            case FieldType.Primitive(Class<?> javaType, Scalar scalar) ->
                    set(body, scalar, at, offset, () -> body.loadLocal(kind(javaType), value));
            case FieldType.Joml joml -> {
                long stride = joml.columnStride(model.layout());
                for (int column = 0; column < joml.columns(); column++) {
                    for (int row = 0; row < joml.rows(); row++) {
                        String accessor = accessor(joml, column, row);
                        long to = offset + column * stride + (long) row * joml.scalar().bytes;
                        set(
                                body,
                                joml.scalar(),
                                at,
                                to,
                                () -> {
                                    body.aload(value);
                                    call(body, joml.javaType(), accessor, joml.scalar().number());
                                });
                    }
                }
            }
            case FieldType.Id id -> set(body, Scalar.UINT64, at, offset, () -> body.lload(value));
            case FieldType.Pointer pointer ->
                    set(body, Scalar.UINT64, at, offset, () -> body.lload(value));
            case FieldType.Enumeration enumeration ->
                    set(body, Scalar.INT32, at, offset, () -> body.iload(value));
            case FieldType.Nested nested -> {
                body.aload(0);
                loadOffset(body, at, offset);
                body.aload(value);
                loadStruct(body, nested);
                body.invokestatic(
                        STRUCT,
                        "putNested",
                        MethodTypeDesc.of(VOID, SEGMENT, LONG, RECORD, STRUCT));
            }
            case FieldType.Array array -> throw new AssertionError(array);
        }
    }

    /// Reads a value and leaves it on the stack.
    private void getValue(CodeBuilder body, FieldType type, int at, long offset, String where) {
        switch (type) {
            case FieldType.Primitive(Class<?> javaType, Scalar scalar) -> {
                load(body, scalar, at, offset);
                if (javaType == boolean.class) {
                    Label no = body.newLabel();
                    Label end = body.newLabel();
                    body.ifeq(no).iconst_1().goto_(end);
                    body.labelBinding(no).iconst_0().labelBinding(end);
                } else if (javaType == char.class) {
                    body.i2c();
                }
            }
            case FieldType.Joml joml -> {
                ClassDesc made = desc(joml.made());
                body.new_(made).dup();
                body.invokespecial(made, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
                List<ClassDesc> parameters = new ArrayList<>();
                long stride = joml.columnStride(model.layout());
                for (int column = 0; column < joml.columns(); column++) {
                    for (int row = 0; row < joml.rows(); row++) {
                        long from = offset + column * stride + (long) row * joml.scalar().bytes;
                        load(body, joml.scalar(), at, from);
                        parameters.add(desc(joml.scalar().number()));
                    }
                }
                // Vector3L has no constructor of three longs, but a setter.
                body.invokevirtual(made, "set", MethodTypeDesc.of(made, parameters));
            }
            case FieldType.Id(Class<?> javaType) -> getWrapped(body, javaType, at, offset);
            case FieldType.Pointer pointer -> getWrapped(body, pointer.javaType(), at, offset);
            case FieldType.Enumeration(Class<?> javaType) -> {
                loadData(body, OBJECT.arrayType(), javaType.getEnumConstants());
                load(body, Scalar.INT32, at, offset);
                body.loadConstant(where)
                        .invokestatic(
                                STRUCT,
                                "constant",
                                MethodTypeDesc.of(OBJECT, OBJECT.arrayType(), INT, STRING))
                        .checkcast(desc(javaType));
            }
            case FieldType.Nested nested -> {
                body.aload(0);
                loadOffset(body, at, offset);
                loadStruct(body, nested);
                body.invokestatic(
                                STRUCT,
                                "getNested",
                                MethodTypeDesc.of(RECORD, SEGMENT, LONG, STRUCT))
                        .checkcast(desc(nested.javaType()));
            }
            case FieldType.Array array -> throw new AssertionError(array);
        }
    }

    private void getWrapped(CodeBuilder body, Class<?> javaType, int at, long offset) {
        ClassDesc made = desc(javaType);
        body.new_(made).dup();
        load(body, Scalar.UINT64, at, offset);
        body.invokespecial(made, ConstantDescs.INIT_NAME, MethodTypeDesc.of(VOID, LONG));
    }

    private static String accessor(FieldType.Joml joml, int column, int row) {
        return joml.columns() == 1 ? "xyzw".substring(row, row + 1) : "m" + column + row;
    }

    private static void call(CodeBuilder body, Class<?> on, String method, Class<?> result) {
        MethodTypeDesc type = MethodTypeDesc.of(desc(result));
        if (on.isInterface()) {
            body.invokeinterface(desc(on), method, type);
        } else {
            body.invokevirtual(desc(on), method, type);
        }
    }

    private static void set(
            CodeBuilder body, Scalar scalar, int at, long offset, Runnable loadValue) {
        ClassDesc layout = desc(scalar.layoutClass());
        body.aload(0).getstatic(desc(ValueLayout.class), scalar.layoutName(), layout);
        loadOffset(body, at, offset);
        loadValue.run();
        if (scalar == Scalar.FLOAT16) {
            convert(body, "floatToFloat16", ConstantDescs.CD_float, ConstantDescs.CD_short);
        }
        body.invokeinterface(
                SEGMENT, "set", MethodTypeDesc.of(VOID, layout, LONG, desc(scalar.carrier)));
    }

    private static void load(CodeBuilder body, Scalar scalar, int at, long offset) {
        ClassDesc layout = desc(scalar.layoutClass());
        body.aload(0).getstatic(desc(ValueLayout.class), scalar.layoutName(), layout);
        loadOffset(body, at, offset);
        body.invokeinterface(SEGMENT, "get", MethodTypeDesc.of(desc(scalar.carrier), layout, LONG));
        if (scalar == Scalar.FLOAT16) {
            convert(body, "float16ToFloat", ConstantDescs.CD_short, ConstantDescs.CD_float);
        }
    }

    private static void convert(CodeBuilder body, String method, ClassDesc from, ClassDesc to) {
        body.invokestatic(desc(Float.class), method, MethodTypeDesc.of(to, from));
    }

    private static void loadOffset(CodeBuilder body, int at, long offset) {
        body.lload(at);
        if (offset != 0) {
            body.loadConstant(offset).ladd();
        }
    }

    // ---------------------------------------------------------------- tools

    private void loadStruct(CodeBuilder body, FieldType.Nested nested) {
        loadData(body, STRUCT, Structs.of(nested.javaType(), model.layout()));
    }

    private void loadData(CodeBuilder body, ClassDesc type, Object value) {
        data.add(value);
        body.loadConstant(
                DynamicConstantDesc.ofNamed(
                        CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, type, data.size() - 1));
    }

    private interface LoopBody {
        void write(int indexSlot);
    }

    private static void loop(CodeBuilder body, int count, LoopBody each) {
        int i = body.allocateLocal(TypeKind.INT);
        Label next = body.newLabel();
        Label end = body.newLabel();
        body.iconst_0().istore(i).labelBinding(next);
        body.iload(i).loadConstant(count).if_icmpge(end);
        each.write(i);
        body.iinc(i, 1).goto_(next).labelBinding(end);
    }

    private static TypeKind kind(Class<?> type) {
        return TypeKind.from(desc(type)).asLoadable();
    }

    private static TypeKind arrayKind(FieldType element) {
        return TypeKind.from(desc(element.javaType()));
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
