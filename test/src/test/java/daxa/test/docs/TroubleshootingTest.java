package daxa.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The errors that the guide explains are those that the sources say.
class TroubleshootingTest {
    private static final Path PAGE = Path.of("../docs/troubleshooting.md");
    private static final Path SOURCES = Path.of("../daxa-core/src/main/java");

    @Test
    void eachQuotedErrorIsInTheSources() throws IOException {
        List<String> sources = sources();
        List<String> wrong = new ArrayList<>();
        int quoted = 0;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("### ")) {
                quoted++;
                String text = line.substring(5, line.lastIndexOf('`'));
                if (sources.stream().noneMatch(source -> says(source, text))) {
                    wrong.add(text);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(quoted).isGreaterThan(25);
    }

    /// Whether a source has all parts of a text, between which stand names and values.
    private static boolean says(String source, String text) {
        for (String part : text.split("…", -1)) {
            if (!source.contains(part.strip())) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aTextThatNobodySaysIsFound() throws IOException {
        List<String> sources = sources();
        assertThat(sources).noneMatch(source -> says(source, "was … eaten by a grue"));
        assertThat(sources).anyMatch(source -> says(source, "the token names no submission; pass"));
    }

    /// All sources, with texts that are put together of several literals in one piece.
    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
            }
        }
        return sources;
    }
}
