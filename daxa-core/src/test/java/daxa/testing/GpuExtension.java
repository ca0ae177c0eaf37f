package daxa.testing;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.lang.reflect.Method;

/// Gives each test a [Gpu] of its own, and after the test fails it for whatever is left.
public final class GpuExtension
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(GpuExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        Gpu.Kind kind = context.getRequiredTestClass().getAnnotation(OnDriver.class).value();
        GpuSetup setup = context.getRequiredTestMethod().getAnnotation(GpuSetup.class);
        if (setup == null) {
            setup = context.getRequiredTestClass().getAnnotation(GpuSetup.class);
        }
        context.getStore(NAMESPACE)
                .put(Gpu.class, new Gpu(kind, setup == null ? defaults() : setup));
    }

    @GpuSetup
    @SuppressWarnings("unused") // read by reflection
    private static void defaultSetup() {}

    /// The set-up of a test that asks for nothing.
    static GpuSetup defaults() {
        try {
            Method method = GpuExtension.class.getDeclaredMethod("defaultSetup");
            return method.getAnnotation(GpuSetup.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        gpu(context).finishTest();
    }

    private static Gpu gpu(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Gpu.class, Gpu.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gpu.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return gpu(context);
    }
}
