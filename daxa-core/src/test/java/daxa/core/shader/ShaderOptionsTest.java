package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ShaderOptionsTest {

    @Test
    void theDefaultAsksForNothing() {
        assertThat(ShaderOptions.DEFAULT)
                .isEqualTo(new ShaderOptions(Map.of(), List.of(), Map.of(), "main", false, false));
    }

    @Test
    void eachMethodChangesOneThing() {
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withDefine("A", "1")
                        .withIncludeRoot(Path.of("x"))
                        .withIncludeRoot(Path.of("y"))
                        .withVirtualFile("V", "int v;")
                        .withEntryPoint("start")
                        .withOptimize(true)
                        .withDebugInfo(true);
        assertThat(options)
                .isEqualTo(
                        new ShaderOptions(
                                Map.of("A", "1"),
                                List.of(Path.of("x"), Path.of("y")),
                                Map.of("V", "int v;"),
                                "start",
                                true,
                                true));
    }

    @Test
    void definesKeepTheirOrder() {
        ShaderOptions options =
                ShaderOptions.DEFAULT
                        .withDefine("Z", "1")
                        .withDefine("M", "")
                        .withDefine("A", "3")
                        .withDefine("Z", "4");
        assertThat(options.defines())
                .containsExactly(Map.entry("Z", "4"), Map.entry("M", ""), Map.entry("A", "3"));
    }

    @Test
    void whatWasGivenIsCopied() {
        Map<String, String> given = new HashMap<>(Map.of("A", "1"));
        ShaderOptions options = ShaderOptions.DEFAULT.withDefines(given);
        given.put("B", "2");
        assertThat(options.defines()).containsOnlyKeys("A");
        assertThatThrownBy(() -> options.defines().put("C", "3"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A B", "F(x)", "GL_X", "defined", "__FILE__", "Ä"})
    void aNameThatGlslDoesNotAllowIsRefused(String name) {
        assertThatThrownBy(() -> ShaderOptions.DEFAULT.withDefine(name, "1"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "define '"
                                + name
                                + "' (expected letters, digits and '_', not a digit first, not"
                                + " 'GL_' first, no name that GLSL defines itself)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n2", "1\r2", "1\0", "1\\"})
    void aValueOfSeveralLinesIsRefused(String value) {
        assertThatThrownBy(() -> ShaderOptions.DEFAULT.withDefine("A", value))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "define 'A' has a value of several lines (expected one line, without '\\'"
                                + " at its end)");
    }

    @Test
    void anEntryPointThatIsNoNameIsRefused() {
        assertThatThrownBy(() -> ShaderOptions.DEFAULT.withEntryPoint("main()"))
                .isInstanceOf(UsageException.class)
                .hasMessage("entryPoint='main()' (expected the name of a function)");
    }
}
