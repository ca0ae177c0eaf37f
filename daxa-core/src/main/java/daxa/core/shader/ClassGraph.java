package daxa.core.shader;

import daxa.core.error.DaxaException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Finds the classes that a class uses, directly or through others, with their class files.
final class ClassGraph {
    private final Set<String> packages;
    private final Function<String, byte[]> reader;

    /// @param packages the packages whose classes are looked for, with slashes
    /// @param reader gives the class file of a class, by its name with slashes
    ClassGraph(Set<String> packages, Function<String, byte[]> reader) {
        this.packages = packages;
        this.reader = reader;
    }

    /// The class file of a class of the framework.
    ///
    /// @param name its name with slashes
    static byte[] read(String name) {
        try (InputStream in = ClassGraph.class.getResourceAsStream("/" + name + ".class")) {
            if (in == null) {
                throw new DaxaException("the class file of '" + name + "' is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new DaxaException("the class file of '" + name + "' cannot be read", e);
        }
    }

    /// The classes that are reached from some.
    ///
    /// @param roots the classes to begin with, which are among them
    /// @return the class files by name, in the order of the names
    SortedMap<String, byte[]> from(Class<?>... roots) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (Class<?> root : roots) {
            open.add(root.getName().replace('.', '/'));
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!found.containsKey(name)) {
                byte[] code = reader.apply(name);
                found.put(name, code);
                open.addAll(used(code));
            }
        }
        return found;
    }

    private List<String> used(byte[] code) {
        List<String> names = new ArrayList<>();
        for (PoolEntry entry : ClassFile.of().parse(code).constantPool()) {
            if (entry instanceof ClassEntry used && packages.contains(packageOf(used))) {
                names.add(used.asInternalName());
            }
        }
        return names;
    }

    // That of an array begins with '[' and is none of those that are looked for; the class of its
    // elements stands in the pool too where anything is done with them.
    private static String packageOf(ClassEntry used) {
        String name = used.asInternalName();
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}
