package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.Serializable;
import java.lang.reflect.Proxy;

/// Java lines of callbacks, found when somebody asks.
class JavaLinesTest {
    private interface Work extends Runnable, Serializable {}

    private static void method() {}

    private static int lineHere() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    private static void assertLine(Work work, int line) {
        assertThat(JavaLines.of(work))
                .startsWith("daxa.taskgraph.JavaLinesTest")
                .endsWith("(JavaLinesTest.java:" + line + ")");
        assertThat(JavaLines.of(work)).isSameAs(JavaLines.of(work));
    }

    @Test
    void aLambdaHasTheLineWhereItsCodeBegins() {
        assertLine(() -> {}, lineHere());
        Object captured = new Object();
        Work work =
                () -> {
                    captured.notifyAll();
                    method();
                };
        assertLine(work, lineHere() - 3);
    }

    @Test
    void aMethodReferenceHasTheLineOfItsMethod() {
        assertThat(JavaLines.of((Work) JavaLinesTest::method)).contains("JavaLinesTest.method(");
    }

    @Test
    void aClassHasTheLineOfItsMethod() {
        Work work =
                new Work() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void run() {
                        method();
                    }
                };
        assertLine(work, lineHere() - 3);
    }

    @Test
    void whatHasNoClassFileHasNoLine() {
        Object proxy =
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Work.class},
                        (self, method, arguments) -> null);
        assertThat(JavaLines.of((Work) proxy)).isEmpty();
    }
}
