package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.testing.FailureMatrix;
import daxa.testing.Scene;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// Each driver call of scenes with task graphs fails once in each way: nothing is lost.
class GraphFailureTest {
    static List<Scene> scenes() {
        return GraphScenes.all();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void eachCallMayFail(Scene scene) {
        FailureMatrix matrix = new FailureMatrix();
        for (FailureMatrix.Variant variant : FailureMatrix.Variant.all()) {
            matrix.sweep(scene, variant);
        }
        assertThat(matrix.failures()).isGreaterThan(50);
        System.out.println(scene + ", " + matrix.summary());
    }
}
