package daxa.core.shader;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.struct.Structs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// How a shader is compiled. Begin with [#DEFAULT] and change what is to be different.
///
/// @param defines macros and their values, in the order in which they are defined
/// @param includeRoots folders in which `#include` looks, in this order
/// @param virtualFiles texts by the name under which they are included, in quotes or brackets; such
///   a name wins over every file
/// @param entryPoint the function where the shader starts; GLSL knows only `main`
/// @param optimize whether the SPIR-V is optimised, which also drops the names in it unless
///   `debugInfo` is set
/// @param debugInfo whether the SPIR-V holds the source texts and line numbers, for tools such as
///   RenderDoc
@Immutable
public record ShaderOptions(
        Map<String, String> defines,
        List<Path> includeRoots,
        Map<String, String> virtualFiles,
        String entryPoint,
        boolean optimize,
        boolean debugInfo) {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> PREDEFINED =
            Set.of("defined", "__LINE__", "__FILE__", "__VERSION__");

    /// No defines, no include roots, no virtual files, entry point `main`, neither optimised nor
    /// with debug information.
    public static final ShaderOptions DEFAULT =
            new ShaderOptions(Map.of(), List.of(), Map.of(), "main", false, false);

    /// Checks and copies what was given.
    ///
    /// @throws UsageException if a define or the entry point has a name that GLSL does not allow,
    ///   or the value of a define is not one line
    public ShaderOptions {
        Objects.requireNonNull(defines, "defines");
        Objects.requireNonNull(includeRoots, "includeRoots");
        Objects.requireNonNull(virtualFiles, "virtualFiles");
        Objects.requireNonNull(entryPoint, "entryPoint");
        defines = Collections.unmodifiableMap(new LinkedHashMap<>(defines));
        includeRoots = List.copyOf(includeRoots);
        virtualFiles = Map.copyOf(virtualFiles);
        defines.forEach(ShaderOptions::checkDefine);
        if (!IDENTIFIER.matcher(entryPoint).matches()) {
            throw new UsageException(
                    "entryPoint='" + entryPoint + "' (expected the name of a function)");
        }
    }

    /// The same with one more macro. One that is already defined gets the new value and keeps its
    /// place.
    ///
    /// @param name its name
    /// @param value its value, one line; may be empty
    /// @return new options
    /// @throws UsageException if GLSL does not allow the name, or the value is not one line
    public ShaderOptions withDefine(String name, String value) {
        Objects.requireNonNull(name, "name");
        Map<String, String> more = new LinkedHashMap<>(defines);
        more.put(name, value);
        return withDefines(more);
    }

    /// The same with other macros.
    ///
    /// @param value names and values, in the order in which they shall be defined
    /// @return new options
    /// @throws UsageException if GLSL does not allow a name, or a value is not one line
    public ShaderOptions withDefines(Map<String, String> value) {
        Objects.requireNonNull(value, "value");
        return new ShaderOptions(
                value, includeRoots, virtualFiles, entryPoint, optimize, debugInfo);
    }

    /// The same with one more folder in which `#include` looks, after the others.
    ///
    /// @param folder the folder
    /// @return new options
    public ShaderOptions withIncludeRoot(Path folder) {
        Objects.requireNonNull(folder, "folder");
        List<Path> more = new ArrayList<>(includeRoots);
        more.add(folder);
        return withIncludeRoots(more);
    }

    /// The same with other folders in which `#include` looks.
    ///
    /// @param value the folders, in this order
    /// @return new options
    public ShaderOptions withIncludeRoots(List<Path> value) {
        Objects.requireNonNull(value, "value");
        return new ShaderOptions(defines, value, virtualFiles, entryPoint, optimize, debugInfo);
    }

    /// The same with one more virtual file. One of that name is replaced.
    ///
    /// @param name the name under which it is included
    /// @param text its text
    /// @return new options
    public ShaderOptions withVirtualFile(String name, String text) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
        Map<String, String> more = new HashMap<>(virtualFiles);
        more.put(name, text);
        return withVirtualFiles(more);
    }

    /// The same with the structs of records, and of all that they contain or point at, as virtual
    /// files: shaders include them by `#include <Name>`.
    ///
    /// @param types the records
    /// @return new options
    /// @throws UsageException if a record cannot be a struct, or two of the same name are among
    ///   them
    @SafeVarargs
    @SuppressWarnings("varargs") // Only read.
    public final ShaderOptions withStructs(Class<? extends Record>... types) {
        Map<String, String> more = new HashMap<>(virtualFiles);
        more.putAll(Structs.glsl(types));
        return withVirtualFiles(more);
    }

    /// The same with other virtual files.
    ///
    /// @param value texts by name
    /// @return new options
    public ShaderOptions withVirtualFiles(Map<String, String> value) {
        Objects.requireNonNull(value, "value");
        return new ShaderOptions(defines, includeRoots, value, entryPoint, optimize, debugInfo);
    }

    /// The same with another entry point.
    ///
    /// @param value the name of a function
    /// @return new options
    /// @throws UsageException if it is not a name
    public ShaderOptions withEntryPoint(String value) {
        Objects.requireNonNull(value, "value");
        return new ShaderOptions(defines, includeRoots, virtualFiles, value, optimize, debugInfo);
    }

    /// The same, optimised or not.
    ///
    /// @param value whether to optimise
    /// @return new options
    public ShaderOptions withOptimize(boolean value) {
        return new ShaderOptions(defines, includeRoots, virtualFiles, entryPoint, value, debugInfo);
    }

    /// The same, with or without debug information.
    ///
    /// @param value whether the SPIR-V shall hold it
    /// @return new options
    public ShaderOptions withDebugInfo(boolean value) {
        return new ShaderOptions(defines, includeRoots, virtualFiles, entryPoint, optimize, value);
    }

    private static void checkDefine(String name, String value) {
        if (!IDENTIFIER.matcher(name).matches()
                || name.startsWith("GL_")
                || PREDEFINED.contains(name)) {
            throw new UsageException(
                    "define '"
                            + name
                            + "' (expected letters, digits and '_', not a digit first, not 'GL_'"
                            + " first, no name that GLSL defines itself)");
        }
        if (value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0
                || value.indexOf('\0') >= 0
                || value.endsWith("\\")) {
            throw new UsageException(
                    "define '"
                            + name
                            + "' has a value of several lines (expected one line, without '\\' at"
                            + " its end)");
        }
    }
}
