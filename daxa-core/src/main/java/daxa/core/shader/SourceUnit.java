package daxa.core.shader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One text that takes part in a compile: the main one, or one inclusion of another.
final class SourceUnit {
    private static final Pattern COMMENT =
            Pattern.compile("//[^\\r\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern PRAGMA_ONCE =
            Pattern.compile("^\\h*#\\h*pragma\\h+once\\b", Pattern.MULTILINE);
    private static final Pattern GUARD =
            Pattern.compile("\\A\\s*#\\h*ifndef\\h+(\\w+)\\s+#\\h*define\\h+\\1\\b");
    private static final Pattern VERSION =
            Pattern.compile("^\\h*#\\h*version\\b", Pattern.MULTILINE);
    private static final Pattern LINE = Pattern.compile("^\\h*#\\h*line\\b", Pattern.MULTILINE);

    /// Where the text comes from.
    final ShaderSource source;

    /// The name under which the compiler knows the text, different from that of every other one.
    final String name;

    /// The text.
    final String text;

    /// The text that includes this one; null for the main one.
    final @Nullable SourceUnit includer;

    /// The line of the directive in the includer; 0 if unknown.
    final int includerLine;

    private final Object identity;
    private final List<String> requests = new ArrayList<>();

    SourceUnit(
            ShaderSource source,
            String name,
            String text,
            @Nullable SourceUnit includer,
            int includerLine) {
        this.source = source;
        this.name = name;
        this.text = text;
        this.includer = includer;
        this.includerLine = includerLine;
        identity = identity(source);
    }

    /// Whether this is an inclusion of the same file, by whatever path it was reached.
    boolean isSameAs(SourceUnit other) {
        return identity.equals(other.identity);
    }

    /// Notes that this text includes another.
    ///
    /// @param requested what stands between the quotes or brackets
    /// @return the line of the directive, or 0 if it cannot be told
    int noteRequest(String requested) {
        requests.add(requested);
        long occurrence = requests.stream().filter(requested::equals).count();
        Matcher directives =
                Pattern.compile(
                                "^\\h*#\\h*include\\h*[<\"]" + Pattern.quote(requested) + "[>\"]",
                                Pattern.MULTILINE)
                        .matcher(text);
        int line = 0;
        for (long i = 0; i < occurrence && directives.find(); i++) {
            line = 1 + (int) lines(text.substring(0, directives.start()));
        }
        return line;
    }

    /// The text of a line.
    ///
    /// @param number the line, counted from 1 by the compiler
    /// @return the line, or null if there is none or the text numbers its lines itself
    @Nullable String line(int number) {
        if (number < 1 || LINE.matcher(text).find()) {
            return null;
        }
        return text.lines().skip(number - 1L).findFirst().orElse(null);
    }

    boolean hasVersion() {
        return VERSION.matcher(text).find();
    }

    boolean hasPragmaOnce() {
        return PRAGMA_ONCE.matcher(withoutComments()).find();
    }

    /// Whether the text is empty for the compiler when it is included once more.
    boolean isGuarded() {
        return hasPragmaOnce() || GUARD.matcher(withoutComments()).find();
    }

    private String withoutComments() {
        return COMMENT.matcher(text).replaceAll(" ");
    }

    private static Object identity(ShaderSource source) {
        if (source instanceof ShaderSource.File(Path path)) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                return path.toAbsolutePath().normalize();
            }
        }
        return source;
    }

    private static long lines(String upToALineStart) {
        return upToALineStart.lines().count();
    }
}
