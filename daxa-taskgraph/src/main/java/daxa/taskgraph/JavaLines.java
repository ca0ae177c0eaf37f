package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.atomic.AtomicReference;

/// Finds the Java line of a lambda expression, of a method reference or of a class, out of what the
/// compiler has left in class files. It costs nothing until it is asked for.
final class JavaLines {
    static final String UNKNOWN = "";

    private static final ClassValue<AtomicReference<@Nullable String>> FOUND =
            new ClassValue<>() {
                @Override
                protected AtomicReference<@Nullable String> computeValue(Class<?> type) {
                    return new AtomicReference<>();
                }
            };

    private JavaLines() {}

    /// Where the code of an object begins.
    ///
    /// @param work an object with one method
    /// @return the line, as a stack trace has it; [#UNKNOWN] where class files do not tell
    static String of(Serializable work) {
        AtomicReference<@Nullable String> found = FOUND.get(work.getClass());
        String line = found.get();
        if (line == null) {
            line = find(work);
            found.set(line);
        }
        return line;
    }

    private static String find(Serializable work) {
        try {
            SerializedLambda lambda = Capture.of(work);
            Class<?> type = work.getClass();
            return lambda == null
                    ? find(type, type.getName(), "")
                    : find(
                            type,
                            lambda.getImplClass().replace('/', '.'),
                            lambda.getImplMethodName() + lambda.getImplMethodSignature());
        } catch (IOException | RuntimeException e) {
            // Class loaders and class files may do anything; people can do without the line.
            return UNKNOWN;
        }
    }

    /// @param method name and type of the method; empty for the first one that is no constructor
    private static String find(Class<?> near, String name, String method) throws IOException {
        String file = name.replace('.', '/') + ".class";
        ClassLoader loader = near.getClassLoader();
        try (InputStream bytes =
                loader == null
                        ? ClassLoader.getSystemResourceAsStream(file)
                        : loader.getResourceAsStream(file)) {
            if (bytes == null) {
                return UNKNOWN;
            }
            ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
            for (MethodModel each : model.methods()) {
                String methodName = each.methodName().stringValue();
                boolean isWanted =
                        method.isEmpty()
                                ? !methodName.startsWith("<")
                                : method.equals(methodName + each.methodType().stringValue());
                int line = isWanted ? firstLine(each) : 0;
                if (line > 0) {
                    return new StackTraceElement(name, methodName, sourceFile(model), line)
                            .toString();
                }
            }
        }
        return UNKNOWN;
    }

    private static int firstLine(MethodModel method) {
        return method.findAttribute(Attributes.code())
                .flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
                .map(table -> table.lineNumbers().getFirst().lineNumber())
                .orElse(0);
    }

    private static @Nullable String sourceFile(ClassModel model) {
        return model.findAttribute(Attributes.sourceFile())
                .map(attribute -> attribute.sourceFile().stringValue())
                .orElse(null);
    }

    /// Gets what a lambda would be serialised as, without what it captures.
    private static final class Capture extends ObjectOutputStream {
        private @Nullable SerializedLambda lambda;

        private Capture() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        static @Nullable SerializedLambda of(Serializable work) throws IOException {
            try (Capture capture = new Capture()) {
                capture.writeObject(work);
                return capture.lambda;
            }
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (object instanceof SerializedLambda found) {
                lambda = found;
            }
            return null;
        }
    }
}
