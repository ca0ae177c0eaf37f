package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.testing.FailureMatrix;
import daxa.testing.InteropScenes;
import daxa.testing.Scene;
import daxa.testing.Scenes;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/// Fails each driver call of each scene in each way that Vulkan allows (L10, L11, L18).
class FailureMatrixTest {
    private static final FailureMatrix MATRIX = new FailureMatrix();

    static List<Scene> scenes() {
        return Stream.concat(Scenes.all().stream(), InteropScenes.simulatedOnly().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void eachCallMayFail(Scene scene) {
        long before = MATRIX.failures();
        for (FailureMatrix.Variant variant : FailureMatrix.Variant.all()) {
            MATRIX.sweep(scene, variant);
        }
        assertThat(MATRIX.failures() - before).isGreaterThan(100);
    }

    @AfterAll
    static void tell() {
        System.out.println(MATRIX.summary());
    }
}
