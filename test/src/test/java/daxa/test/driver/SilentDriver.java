package daxa.test.driver;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.InstanceDriver;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A driver that does nothing and allocates nothing where commands are recorded, submitted and
/// presented, so that what is left is the framework's share.
final class SilentDriver {
    private static final ClassDesc DEVICE = descriptor(DeviceDriver.class);

    private SilentDriver() {}

    /// A driver like another one, but for that.
    static DriverProvider over(DriverProvider driver) {
        Class<?> commands = silentCommands();
        Class<?> device = silentDevice();
        return (request, messages) ->
                instance(driver.createInstance(request, messages), commands, device);
    }

    private static InstanceDriver instance(
            InstanceDriver target, Class<?> commands, Class<?> device) {
        Supplier<CommandDriver> silent = () -> (CommandDriver) create(commands);
        return (InstanceDriver)
                Proxy.newProxyInstance(
                        InstanceDriver.class.getClassLoader(),
                        new Class<?>[] {InstanceDriver.class},
                        (proxy, called, arguments) -> {
                            Object result = call(target, called, arguments);
                            return called.getName().equals("createDevice")
                                    ? create(device, result, silent)
                                    : result;
                        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object create(Class<?> type, Object... arguments) {
        try {
            return type.getDeclaredConstructors()[0].newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("silent driver", e);
        }
    }

    // ---------------------------------------------------------------- classes

    /// Each method of the interface returns at once.
    private static Class<?> silentCommands() {
        return define(
                Object.class,
                type -> {
                    type.withInterfaceSymbols(descriptor(CommandDriver.class));
                    constructor(type, Object.class);
                    for (Method method : CommandDriver.class.getMethods()) {
                        method(
                                type,
                                method,
                                code -> {
                                    if (method.getReturnType() == long.class) {
                                        code.lconst_0();
                                    }
                                });
                    }
                });
    }

    /// What [SilentDevice] leaves open the device behind it does.
    private static Class<?> silentDevice() {
        return define(
                SilentDevice.class,
                type -> {
                    constructor(type, SilentDevice.class, DeviceDriver.class, Supplier.class);
                    for (Method method : SilentDevice.class.getMethods()) {
                        if (Modifier.isAbstract(method.getModifiers())) {
                            method(type, method, code -> forward(code, method));
                        }
                    }
                });
    }

    private static void forward(CodeBuilder code, Method method) {
        code.aload(0).getfield(descriptor(SilentDevice.class), "target", DEVICE);
        loadParameters(code, method.getParameterTypes());
        code.invokeinterface(
                DEVICE,
                method.getName(),
                descriptor(method.getReturnType(), method.getParameterTypes()));
    }

    private static void loadParameters(CodeBuilder code, Class<?>... types) {
        int slot = 1;
        for (Class<?> type : types) {
            TypeKind kind = TypeKind.from(type);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
    }

    private static void constructor(ClassBuilder type, Class<?> parent, Class<?>... parameters) {
        MethodTypeDesc descriptor = descriptor(void.class, parameters);
        type.withMethodBody(
                ConstantDescs.INIT_NAME,
                descriptor,
                ClassFile.ACC_PUBLIC,
                code -> {
                    code.aload(0);
                    loadParameters(code, parameters);
                    code.invokespecial(descriptor(parent), ConstantDescs.INIT_NAME, descriptor)
                            .return_();
                });
    }

    private static void method(ClassBuilder type, Method method, Consumer<CodeBuilder> body) {
        type.withMethodBody(
                method.getName(),
                descriptor(method.getReturnType(), method.getParameterTypes()),
                ClassFile.ACC_PUBLIC,
                code -> {
                    body.accept(code);
                    code.return_(TypeKind.from(method.getReturnType()));
                });
    }

    private static Class<?> define(Class<?> parent, Consumer<ClassBuilder> content) {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                ClassDesc.of(SilentDriver.class.getPackageName(), "Silent"),
                                type -> {
                                    type.withSuperclass(descriptor(parent));
                                    content.accept(type);
                                });
        try {
            return MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
        } catch (IllegalAccessException e) {
            throw new LinkageError("silent driver", e);
        }
    }

    private static ClassDesc descriptor(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    private static MethodTypeDesc descriptor(Class<?> result, Class<?>... parameters) {
        return MethodType.methodType(result, parameters).describeConstable().orElseThrow();
    }
}
