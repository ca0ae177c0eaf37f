package daxa.taskgraph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON by its grammar (RFC 8259), to tell whether a text is JSON and what it says. Objects
/// become maps and arrays lists, numbers longs; whatever else a text may have is refused.
final class JsonReader {
    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skip();
        reader.require(reader.at == text.length());
        return value;
    }

    private void require(boolean right) {
        if (!right) {
            throw new IllegalArgumentException("no JSON at " + at + " of " + text);
        }
    }

    private void skip() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(String expected) {
        skip();
        boolean isThere = text.startsWith(expected, at);
        at += isThere ? expected.length() : 0;
        return isThere;
    }

    private Object value() {
        if (take("{")) {
            return object();
        }
        if (take("[")) {
            return array();
        }
        if (take("\"")) {
            return string();
        }
        if (take("true")) {
            return true;
        }
        return take("false") ? false : number();
    }

    private Map<String, Object> object() {
        Map<String, Object> all = new LinkedHashMap<>();
        while (!take("}")) {
            require(all.isEmpty() || take(","));
            require(take("\""));
            String name = string();
            require(take(":"));
            Object value = value();
            // JSON lets a name be there twice; nobody could read that.
            require(all.put(name, value) == null);
        }
        return all;
    }

    private List<Object> array() {
        List<Object> all = new ArrayList<>();
        while (!take("]")) {
            require(all.isEmpty() || take(","));
            all.add(value());
        }
        return all;
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char next = text.charAt(at++);
            require(next >= ' ');
            value.append(next == '\\' ? escaped() : next);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char kind = text.charAt(at++);
        if (kind == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int which = "\"\\/bfnrt".indexOf(kind);
        require(which >= 0);
        return "\"\\/\b\f\n\r\t".charAt(which);
    }

    private Long number() {
        int begin = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(begin, at);
        require(digits.matches("-?(0|[1-9][0-9]*)"));
        return Long.valueOf(digits);
    }
}
