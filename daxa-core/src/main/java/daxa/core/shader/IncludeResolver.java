package daxa.core.shader;

import daxa.core.error.ShaderException;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds what a shader includes, during one compile.
///
/// A virtual file of exactly that name comes first. Then `#include "x"` looks in the folder of the
/// including text; then, as `#include <x>` does, in the include roots; last in the framework's
/// library, whose names begin with `daxa/`.
final class IncludeResolver {
    /// How many texts may be nested, the main one not counted.
    static final int MAX_DEPTH = 64;

    private static final String LIBRARY_PREFIX = "daxa/";

    /// Where the library is on the class path.
    static final String LIBRARY_FOLDER = "/daxa/shaders/";

    private final ShaderOptions options;
    private final SourceTrace trace;
    private final SourceUnit main;
    private final Map<String, SourceUnit> units = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<Request, Integer> failed = new HashMap<>();

    private record Request(SourceUnit includer, String requested) {}

    private record Candidate(ShaderSource source, String folder) {}

    /// What became of a directive.
    sealed interface Answer {}

    /// The text was found.
    ///
    /// @param unit the inclusion
    /// @param text what the compiler shall read: empty where the file is to be read only once
    record Included(SourceUnit unit, String text) implements Answer {}

    /// The text was not found or must not be included.
    ///
    /// @param number of the message, for [IncludeResolver#failure(int)]
    record Failed(int number) implements Answer {}

    IncludeResolver(ShaderSource source, SourceTrace trace, ShaderOptions options) {
        this.options = options;
        this.trace = trace;
        String text = trace.readMain(source);
        main = new SourceUnit(source, source.name(), text, null, 0);
        units.put(main.name, main);
    }

    SourceUnit main() {
        return main;
    }

    /// All texts so far, by the names under which the compiler knows them.
    Map<String, SourceUnit> units() {
        return units;
    }

    /// The message of a directive that failed.
    String failure(int number) {
        return failures.get(number);
    }

    /// Answers a directive.
    ///
    /// @param includerName the compiler's name of the including text
    /// @param requested what stands between the quotes or brackets
    /// @param quoted whether it stands between quotes
    Answer resolve(String includerName, String requested, boolean quoted) {
        SourceUnit includer = units.getOrDefault(includerName, main);
        Request request = new Request(includer, requested);
        // What fails in quotes, the compiler asks for again as if it stood in brackets.
        Integer known = failed.get(request);
        if (known != null) {
            return new Failed(known);
        }
        try {
            return include(includer, requested, quoted);
        } catch (ShaderException e) {
            failures.add(String.valueOf(e.getMessage()));
            failed.put(request, failures.size() - 1);
            return new Failed(failures.size() - 1);
        }
    }

    private Included include(SourceUnit includer, String requested, boolean quoted) {
        int line = includer.noteRequest(requested);
        String virtual = trace.readVirtual(requested, options.virtualFiles());
        if (virtual != null) {
            ShaderSource source = ShaderSource.text(requested, virtual);
            return admit(new Request(includer, requested), source, virtual, line);
        }
        List<String> searched = new ArrayList<>();
        for (Candidate candidate : candidates(includer, requested, quoted)) {
            String text = trace.read(candidate.source);
            if (text != null) {
                return admit(new Request(includer, requested), candidate.source, text, line);
            }
            searched.add(candidate.folder);
        }
        throw new ShaderException(
                "include '"
                        + requested
                        + "' was not found; looked in: "
                        + (searched.isEmpty() ? "nothing" : String.join(", ", searched))
                        + ". Correct the name, or add the folder to the include roots.");
    }

    private Included admit(Request request, ShaderSource source, String text, int line) {
        SourceUnit includer = request.includer;
        SourceUnit unit = new SourceUnit(source, uniqueName(source), text, includer, line);
        List<SourceUnit> chain = chain(includer);
        if (chain.size() > MAX_DEPTH) {
            throw new ShaderException(
                    "include '"
                            + request.requested
                            + "' is nested deeper than "
                            + MAX_DEPTH
                            + " texts. Include less, or look for files that include each other.");
        }
        if (!unit.isGuarded()) {
            for (int i = 0; i < chain.size(); i++) {
                if (unit.isSameAs(chain.get(i))) {
                    throw new ShaderException(cycle(chain.subList(0, i + 1), source));
                }
            }
        }
        boolean again = unit.hasPragmaOnce() && units.values().stream().anyMatch(unit::isSameAs);
        units.put(unit.name, unit);
        return new Included(unit, again ? "" : text);
    }

    private static String cycle(List<SourceUnit> innermostFirst, ShaderSource again) {
        return Stream.concat(
                        innermostFirst.reversed().stream().map(unit -> unit.source.name()),
                        Stream.of(again.name()))
                .collect(
                        Collectors.joining(
                                " -> ",
                                "texts include each other in a circle: ",
                                ". Break the circle, or put '#pragma once' into them."));
    }

    /// The texts that lead to one, itself first, the main one last.
    static List<SourceUnit> chain(SourceUnit innermost) {
        List<SourceUnit> chain = new ArrayList<>();
        for (SourceUnit unit = innermost; unit != null; unit = unit.includer) {
            chain.add(unit);
        }
        return chain;
    }

    private List<Candidate> candidates(SourceUnit includer, String requested, boolean quoted) {
        List<Candidate> found = new ArrayList<>();
        try {
            if (quoted) {
                Candidate beside = beside(includer.source, requested);
                if (beside != null) {
                    found.add(beside);
                }
            }
            for (Path root : options.includeRoots()) {
                found.add(
                        new Candidate(
                                ShaderSource.file(root.resolve(requested).normalize()),
                                "'" + root + "'"));
            }
            if (requested.startsWith(LIBRARY_PREFIX)) {
                found.add(
                        new Candidate(
                                ShaderSource.resource(
                                        IncludeResolver.class,
                                        LIBRARY_FOLDER
                                                + requested.substring(LIBRARY_PREFIX.length())),
                                "the library"));
            }
        } catch (InvalidPathException | UsageException e) {
            throw new ShaderException("include '" + requested + "' is no path: " + e.getMessage());
        }
        return found;
    }

    private static @Nullable Candidate beside(ShaderSource includer, String requested) {
        return switch (includer) {
            case ShaderSource.Text text -> null;
            case ShaderSource.File(Path path) -> {
                Path folder = path.toAbsolutePath().getParent();
                yield new Candidate(
                        ShaderSource.file(path.resolveSibling(requested).normalize()),
                        "'" + folder + "'");
            }
            case ShaderSource.Resource(Class<?> anchor, String path) -> {
                String folder = path.substring(0, path.lastIndexOf('/') + 1);
                yield new Candidate(
                        ShaderSource.resource(
                                anchor, requested.startsWith("/") ? requested : folder + requested),
                        "'classpath:" + folder + "'");
            }
        };
    }

    private String uniqueName(ShaderSource source) {
        String name = source.name();
        for (int i = 2; units.containsKey(name); i++) {
            name = source.name() + " (" + i + ")";
        }
        return name;
    }
}
