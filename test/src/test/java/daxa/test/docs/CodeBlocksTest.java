package daxa.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles every Java block of the guides.
///
/// A block with a class of its own is compiled as a file. The other blocks of a page are compiled
/// one after another in one method, so later blocks may use what earlier ones declared, and all of
/// them the names that [#CONTEXT] declares.
class CodeBlocksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile(
                    "^(?:public )?(?:final )?(?:class|record|interface) (\\w+)", Pattern.MULTILINE);

    private static final String IMPORTS =
            """
            import daxa.core.*;
            import daxa.core.command.*;
            import daxa.core.concurrent.*;
            import daxa.core.driver.*;
            import daxa.core.driver.simulated.*;
            import daxa.core.error.*;
            import daxa.core.lifetime.*;
            import daxa.core.pipeline.*;
            import daxa.core.present.*;
            import daxa.core.program.*;
            import daxa.core.resource.*;
            import daxa.core.shader.*;
            import daxa.core.query.*;
            import daxa.core.struct.*;
            import daxa.core.sync.*;
            import daxa.core.transfer.*;
            import daxa.taskgraph.*;
            import java.lang.foreign.*;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.List;
            import java.util.Optional;
            import java.util.OptionalInt;
            import java.util.concurrent.*;
            import org.joml.*;
            """;

    private static final String CONTEXT =
            "Instance instance, Device device, Queue queue, CommandRecorder recorder,"
                    + " ExecutableCommands commands";

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        pages.add(ROOT.resolve("README.md"));
        return pages.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockCompiles(Path page, @TempDir Path output) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        StringBuilder method = new StringBuilder();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            Matcher type = TYPE.matcher(block.group(1));
            if (type.find()) {
                boolean imports = block.group(1).contains("import ");
                sources.add(source(type.group(1), (imports ? "" : IMPORTS) + block.group(1)));
            } else {
                method.append("// block\n").append(block.group(1)).append('\n');
            }
        }
        sources.add(
                source(
                        "Page",
                        IMPORTS
                                + "class Page {\n"
                                + "    @SuppressWarnings(\"unused\")\n"
                                + "    void blocks("
                                + CONTEXT
                                + ") throws Exception {\n"
                                + method
                                + "}\n}\n"));
        assertThat(errors(sources, output)).as("errors in %s", page).isEmpty();
    }

    private static List<String> errors(List<JavaFileObject> sources, Path output) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
        compiler.getTask(
                        null,
                        null,
                        collector,
                        List.of(
                                "-d",
                                output.toString(),
                                "-proc:none",
                                "-classpath",
                                System.getProperty("java.class.path")),
                        null,
                        sources)
                .call();
        return collector.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> text(diagnostic))
                .toList();
    }

    private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        String line = "";
        if (source != null) {
            try {
                line =
                        source.getCharContent(true)
                                .toString()
                                .lines()
                                .skip(diagnostic.getLineNumber() - 1)
                                .findFirst()
                                .orElse("");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return diagnostic.getMessage(Locale.ROOT) + " in: " + line;
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
