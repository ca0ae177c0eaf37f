package daxa.core;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The exceptions that the documentation of the library's methods names.
final class ThrowsTags {
    // Simple names of exceptions by class, method and types of parameters, as in
    // Buffer.flush(long, long).
    private final Map<String, Set<String>> tags = new HashMap<>();

    /// Reads the sources of the library.
    static ThrowsTags read() throws IOException {
        ThrowsTags read = new ThrowsTags();
        try (StandardJavaFileManager files =
                        ToolProvider.getSystemJavaCompiler()
                                .getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> java = sources.filter(each -> each.toString().endsWith(".java")).toList();
            JavacTask task =
                    (JavacTask)
                            ToolProvider.getSystemJavaCompiler()
                                    .getTask(
                                            null,
                                            files,
                                            null,
                                            List.of(),
                                            null,
                                            files.getJavaFileObjectsFromPaths(java));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                read.new Scanner(docs).scan(unit, "");
            }
        }
        return read;
    }

    /// Whether the documentation of a method, or of one that it overrides, names an exception or
    /// one that it is a kind of.
    boolean name(Executable executable, Throwable thrown) {
        for (Class<?> type = executable.getDeclaringClass();
                type != null;
                type = type.getSuperclass()) {
            Set<String> found = tags.getOrDefault(signature(type, executable), Set.of());
            for (Class<?> each = thrown.getClass();
                    each != RuntimeException.class;
                    each = each.getSuperclass()) {
                if (found.contains(each.getSimpleName())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String signature(Class<?> type, Executable executable) {
        String name = type.getSimpleName();
        for (Class<?> outer = type.getEnclosingClass();
                outer != null;
                outer = outer.getEnclosingClass()) {
            name = outer.getSimpleName() + "." + name;
        }
        List<String> parameters =
                Arrays.stream(executable.getParameterTypes()).map(Class::getSimpleName).toList();
        return signature(
                name, executable instanceof Constructor<?> ? "" : executable.getName(), parameters);
    }

    private static String signature(String type, String method, List<String> parameters) {
        return type
                + (method.isEmpty() ? "" : "." + method)
                + "("
                + String.join(", ", parameters)
                + ")";
    }

    /// Goes through a file; what is handed down is the name of the class.
    private final class Scanner extends TreePathScanner<Void, String> {
        private final DocTrees docs;
        private final Map<String, String> variables = new HashMap<>();

        Scanner(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = (outer.isEmpty() ? "" : outer + ".") + type.getSimpleName();
            type.getTypeParameters().forEach(this::declare);
            if (type.getKind() == Tree.Kind.RECORD) {
                add(signature(name, "", components(type)), getCurrentPath());
            }
            return super.visitClass(type, name);
        }

        // Those of the constructor that a record has without writing it down.
        private List<String> components(ClassTree type) {
            List<String> types = new ArrayList<>();
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
                    types.add(erased(field));
                }
            }
            return types;
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            method.getTypeParameters().forEach(this::declare);
            String name = method.getName().contentEquals("<init>") ? "" : "" + method.getName();
            List<String> parameters = method.getParameters().stream().map(this::erased).toList();
            add(signature(type, name, parameters), getCurrentPath());
            return null;
        }

        private void declare(TypeParameterTree variable) {
            variables.put(
                    variable.getName().toString(),
                    variable.getBounds().isEmpty()
                            ? "Object"
                            : variable.getBounds().getFirst().toString());
        }

        private String erased(VariableTree parameter) {
            String text = parameter.getType().toString();
            text = text.replaceAll("@[\\w.]+ *", "").replaceAll("<.*>", "");
            text = text.substring(text.lastIndexOf('.') + 1);
            return variables.getOrDefault(text, text);
        }

        private void add(String method, TreePath path) {
            Set<String> found = tags.computeIfAbsent(method, _ -> new HashSet<>());
            DocCommentTree comment = docs.getDocCommentTree(path);
            if (comment == null) {
                return;
            }
            for (DocTree tag : comment.getBlockTags()) {
                if (tag instanceof ThrowsTree thrown) {
                    String exception = thrown.getExceptionName().getSignature();
                    found.add(exception.substring(exception.lastIndexOf('.') + 1));
                }
            }
        }
    }
}
