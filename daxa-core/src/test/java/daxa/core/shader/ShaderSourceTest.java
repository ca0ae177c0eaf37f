package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.UsageException;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class ShaderSourceTest {

    @Test
    void messagesCallAFileByItsPathAsGiven() {
        Path path = Path.of("shaders", "a.vert");
        assertThat(ShaderSource.file(path).name()).isEqualTo(path.toString());
    }

    @Test
    void messagesCallATextByItsName() {
        assertThat(ShaderSource.text("sky", "void main() {}").name()).isEqualTo("sky");
    }

    @Test
    void anAbsoluteResourceStartsAtTheClassPath() {
        assertThat(ShaderSource.resource(String.class, "/daxa/shaders/daxa.glsl").name())
                .isEqualTo("classpath:/daxa/shaders/daxa.glsl");
    }

    @Test
    void anyOtherResourceStartsInThePackageOfTheAnchor() {
        assertThat(ShaderSource.resource(ShaderSourceTest.class, "parts/light.glsl").name())
                .isEqualTo("classpath:/daxa/core/shader/parts/light.glsl");
    }

    @Test
    void differentWaysToOneResourceAreEqual() {
        assertThat(ShaderSource.resource(ShaderSourceTest.class, "./parts//../../a.glsl"))
                .isEqualTo(ShaderSource.resource(ShaderSourceTest.class, "/daxa/core/a.glsl"));
    }

    @Test
    void aResourceOutsideTheClassPathIsRefused() {
        assertThatThrownBy(() -> ShaderSource.resource(String.class, "/a/../../b"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "shader resource '/a/../../b' leads out of the class path. Leave a '..'"
                                + " out.");
    }
}
