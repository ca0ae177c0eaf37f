package daxa.core.shader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that the compiler has to say.
///
/// @param error whether it is an error and not a warning
/// @param text where, what, the line, and how the text came to be included; several lines
record Diagnostic(boolean error, String text) {
    private static final Pattern KNOWN = Pattern.compile("(?::(\\d+))?: (error|warning): (.*)");
    private static final Pattern UNKNOWN =
            Pattern.compile("(.*?)(?::(\\d+))?: (error|warning): (.*)");
    private static final Pattern INCLUDE =
            Pattern.compile(
                    "'#include' : " + NativeCompiler.FAILURE + "(\\d+) for header name: .*");
    private static final Pattern TOKEN = Pattern.compile("'([^']+)' : .*");
    private static final Pattern WORD = Pattern.compile("\\w+");
    // Not by the compiler, but by IncludeResolver.
    private static final String PRAGMA_ONCE = ": warning: '#pragma once' : not implemented";
    private static final int CHAIN_ENDS = 4;

    /// Reads what the compiler wrote.
    ///
    /// @param log its lines
    /// @param includes the texts that the compiler has read
    /// @return what it says, in its order
    static List<Diagnostic> parse(String log, IncludeResolver includes) {
        return log.lines()
                .filter(line -> !line.isBlank() && !line.endsWith(PRAGMA_ONCE))
                .map(line -> parseLine(line, includes))
                .toList();
    }

    private static Diagnostic parseLine(String line, IncludeResolver includes) {
        // A path may hold anything, so the texts' names are looked for, the longest first.
        SourceUnit unit =
                includes.units().entrySet().stream()
                        .filter(entry -> line.startsWith(entry.getKey() + ":"))
                        .max(Map.Entry.comparingByKey(Diagnostic::compareLengths))
                        .map(Map.Entry::getValue)
                        .orElse(null);
        if (unit != null) {
            Matcher rest = KNOWN.matcher(line.substring(unit.name.length()));
            if (rest.matches()) {
                String message = message(rest.group(3).strip(), includes);
                return new Diagnostic(
                        rest.group(2).equals("error"), in(unit, number(rest.group(1)), message));
            }
        }
        // The text may give itself other names by #line.
        Matcher other = UNKNOWN.matcher(line);
        if (other.matches()) {
            String number = other.group(2);
            return new Diagnostic(
                    other.group(3).equals("error"),
                    other.group(1)
                            + (number == null ? "" : ":" + number)
                            + ": "
                            + message(other.group(4).strip(), includes));
        }
        return new Diagnostic(true, line.strip());
    }

    private static int compareLengths(String a, String b) {
        return Integer.compare(a.length(), b.length());
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static String message(String words, IncludeResolver includes) {
        Matcher include = INCLUDE.matcher(words);
        if (include.matches()) {
            return includes.failure(Integer.parseInt(include.group(1)));
        }
        if (words.contains("Missing entry point")) {
            return "there is no function 'void main()', where every GLSL shader starts";
        }
        return words;
    }

    private static String in(SourceUnit unit, int number, String message) {
        String line = unit.line(number);
        int column = line == null ? 0 : column(line, message);
        StringBuilder text = new StringBuilder(unit.source.name());
        if (number > 0) {
            text.append(':').append(number);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        text.append(": ").append(message);
        if (line != null) {
            text.append("\n    ").append(line.stripTrailing());
            if (column > 0) {
                // Tabs stay tabs, so that the mark stands below the word however wide they are.
                String before = line.substring(0, column - 1).replaceAll("[^\\t]", " ");
                text.append("\n    ").append(before).append('^');
            }
        }
        chain(unit).forEach(step -> text.append("\n  ").append(step));
        return text.toString();
    }

    private static List<String> chain(SourceUnit unit) {
        List<String> steps = new ArrayList<>();
        for (SourceUnit inner : IncludeResolver.chain(unit)) {
            if (inner.includer != null) {
                steps.add(
                        "included from "
                                + inner.includer.source.name()
                                + (inner.includerLine == 0 ? "" : ":" + inner.includerLine));
            }
        }
        int omitted = steps.size() - 2 * CHAIN_ENDS;
        if (omitted > 1) {
            steps.subList(CHAIN_ENDS, CHAIN_ENDS + omitted).clear();
            steps.add(CHAIN_ENDS, "... " + omitted + " more ...");
        }
        return steps;
    }

    /// The column, from 1, of the word that the message is about; 0 if that is not certain. The
    /// compiler tells the word but not the column, which is known where the word stands in the line
    /// once.
    private static int column(String line, String message) {
        Matcher named = TOKEN.matcher(message);
        if (!named.matches()) {
            return 0;
        }
        String token = named.group(1);
        String exact = Pattern.quote(token);
        String alone =
                WORD.matcher(token).matches()
                        ? "\\b" + exact + "\\b"
                        : "(?<![-+*/%<>=!&|^~])" + exact + "(?![-+*/%<>=!&|^~])";
        Matcher places = Pattern.compile(alone).matcher(line);
        if (!places.find()) {
            return 0;
        }
        int column = places.start() + 1;
        return places.find() ? 0 : column;
    }
}
