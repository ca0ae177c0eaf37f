package daxa.core;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The public types of the library, but for those of the Vulkan driver.
final class PublicTypes {
    private PublicTypes() {}

    static List<Class<?>> all() throws IOException, URISyntaxException {
        List<Class<?>> types = withHidden();
        types.removeIf(type -> !isPublic(type));
        return types;
    }

    /// Those that are not public too.
    static List<Class<?>> withHidden() throws IOException, URISyntaxException {
        Path root =
                Path.of(Device.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
                if (name.startsWith("daxa.core.") && !name.contains("driver.vulkan")) {
                    types.add(load(name.substring(0, name.length() - ".class".length())));
                }
            }
        }
        return types;
    }

    // What stands in an interface is public by itself, whoever sees the interface.
    private static boolean isPublic(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicTypes.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
