package daxa.test.driver;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.InstanceDriver;

import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// A driver whose command buffers do nothing and allocate nothing, so that what is left is the
/// framework's share of recording.
final class SilentCommands {
    private SilentCommands() {}

    /// A driver like another one, but for its command buffers.
    static DriverProvider over(DriverProvider driver) {
        Class<?> silent = silentClass();
        return (request, messages) ->
                replace(
                        InstanceDriver.class,
                        driver.createInstance(request, messages),
                        "createDevice",
                        device ->
                                replace(
                                        DeviceDriver.class,
                                        (DeviceDriver) device,
                                        "createCommands",
                                        commands -> {
                                            ((CommandDriver) commands).destroy();
                                            return instance(silent);
                                        }));
    }

    /// What is returned in the place of a method's result.
    private interface Replacement {
        Object of(Object result);
    }

    private static <T> T replace(Class<T> type, T target, String method, Replacement replacement) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, called, arguments) -> {
                            Object result = call(target, called, arguments);
                            return called.getName().equals(method)
                                    ? replacement.of(result)
                                    : result;
                        }));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static CommandDriver instance(Class<?> silent) {
        try {
            return (CommandDriver) silent.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("silent commands", e);
        }
    }

    // Each method of the interface returns at once.
    private static Class<?> silentClass() {
        ClassDesc name = ClassDesc.of(SilentCommands.class.getPackageName(), "Silent");
        byte[] bytes =
                ClassFile.of()
                        .build(
                                name,
                                type -> {
                                    type.withInterfaceSymbols(
                                            CommandDriver.class.describeConstable().orElseThrow());
                                    type.withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            ConstantDescs.MTD_void,
                                            ClassFile.ACC_PUBLIC,
                                            code ->
                                                    code.aload(0)
                                                            .invokespecial(
                                                                    ConstantDescs.CD_Object,
                                                                    ConstantDescs.INIT_NAME,
                                                                    ConstantDescs.MTD_void)
                                                            .return_());
                                    for (Method method : CommandDriver.class.getMethods()) {
                                        type.withMethodBody(
                                                method.getName(),
                                                MethodTypeDesc.ofDescriptor(
                                                        java.lang.invoke.MethodType.methodType(
                                                                        method.getReturnType(),
                                                                        method.getParameterTypes())
                                                                .descriptorString()),
                                                ClassFile.ACC_PUBLIC,
                                                code ->
                                                        (method.getReturnType() == long.class
                                                                        ? code.lconst_0()
                                                                        : code)
                                                                .return_(
                                                                        TypeKind.from(
                                                                                method
                                                                                        .getReturnType())));
                                    }
                                });
        try {
            return MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
        } catch (IllegalAccessException e) {
            throw new LinkageError("silent commands", e);
        }
    }
}
