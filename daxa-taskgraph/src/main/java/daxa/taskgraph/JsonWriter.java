package daxa.taskgraph;

import java.util.List;

/// Writes JSON with a line for each member, in ASCII.
final class JsonWriter {
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean isFirst = true;

    JsonWriter begin(char bracket) {
        text.append(bracket);
        depth++;
        isFirst = true;
        return this;
    }

    JsonWriter end(char bracket) {
        depth--;
        if (!isFirst) {
            newLine();
        }
        text.append(bracket);
        isFirst = false;
        return this;
    }

    /// Begins an element of an array.
    JsonWriter item() {
        text.append(isFirst ? "" : ",");
        newLine();
        isFirst = false;
        return this;
    }

    /// Begins a member of an object.
    JsonWriter name(String name) {
        item();
        appendString(name);
        text.append(": ");
        return this;
    }

    JsonWriter value(String value) {
        appendString(value);
        return this;
    }

    JsonWriter value(long value) {
        text.append(value);
        return this;
    }

    JsonWriter value(boolean value) {
        text.append(value);
        return this;
    }

    /// Writes an array of numbers in one line.
    JsonWriter values(List<Integer> values) {
        text.append(values);
        return this;
    }

    private void newLine() {
        text.append('\n').repeat("  ", depth);
    }

    private void appendString(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.append('\n').toString();
    }
}
