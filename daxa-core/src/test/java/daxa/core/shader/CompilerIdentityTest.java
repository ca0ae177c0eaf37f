package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.DaxaException;

import org.junit.jupiter.api.Test;

import java.util.Set;

/// What names a compiler in a cache changes with each class that has a say in the result.
class CompilerIdentityTest {
    private static byte[] changed(String name) {
        byte[] code = ClassGraph.read(name);
        code[5]++; // The minor version of the class file.
        return code;
    }

    @Test
    void theClassesThatCompileAndReflectAreFound() {
        Set<String> found = CompilerIdentity.compiling(ClassGraph::read).keySet();
        assertThat(found)
                .contains(
                        "daxa/core/shader/GlslCompiler",
                        "daxa/core/shader/ImageCapabilities",
                        "daxa/core/shader/IncludeResolver",
                        "daxa/core/shader/NativeCompiler",
                        "daxa/core/shader/NativeCompiler$Running",
                        "daxa/core/shader/SourceUnit",
                        "daxa/core/shader/SpirvOptimizer",
                        "daxa/core/pipeline/DataType$Member",
                        "daxa/core/pipeline/ShaderInterface",
                        "daxa/core/pipeline/SpirvReader")
                // Those that make pipelines of the result have no say in it.
                .doesNotContain(
                        "daxa/core/pipeline/ShaderChecks", "daxa/core/pipeline/ComputePipeline");
    }

    @Test
    void aChangeInAnyClassChangesTheIdentity() {
        String before = CompilerIdentity.classes(ClassGraph::read);
        assertThat(CompilerIdentity.text()).contains(before);
        for (String each : CompilerIdentity.compiling(ClassGraph::read).keySet()) {
            assertThat(
                            CompilerIdentity.classes(
                                    name ->
                                            name.equals(each)
                                                    ? changed(name)
                                                    : ClassGraph.read(name)))
                    .as(each)
                    .isNotEqualTo(before);
        }
    }

    @Test
    void aMissingClassFileIsNamed() {
        assertThatThrownBy(() -> ClassGraph.read("daxa/core/shader/Nothing"))
                .isInstanceOf(DaxaException.class)
                .hasMessage("the class file of 'daxa/core/shader/Nothing' is missing");
    }
}
