package daxa.core.shader;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/// The shaders of the samples, as the samples expect them.
class SampleShadersTest {
    private static final Path FOLDER = Path.of("..", "shaders", "samples");

    private static ShaderBinary compile(String name, ShaderStage stage) {
        ShaderBinary last = null;
        for (ShaderOptions options :
                List.of(ShaderOptions.DEFAULT.withOptimize(true), ShaderOptions.DEFAULT)) {
            ShaderCompilation compilation =
                    new GlslCompiler()
                            .attempt(ShaderSource.file(FOLDER.resolve(name)), stage, options);
            assertThat(compilation.warnings()).isEmpty();
            last = compilation.orThrow();
            SpirvTools.assertValid(last);
        }
        assertThat(last).isNotNull();
        return last;
    }

    @Test
    void triangle() {
        ShaderBinary vertex = compile("triangle.vert", ShaderStage.VERTEX);
        assertThat(vertex.pushConstantSize()).isEqualTo(8);
        assertThat(SpirvTools.disassemble(vertex.spirv()))
                .containsPattern("OpMemberDecorate %Vertex\\w* 1 Offset 12")
                .contains("OpConstant %ulong 24");
        ShaderBinary fragment = compile("triangle.frag", ShaderStage.FRAGMENT);
        assertThat(fragment.pushConstantSize()).isZero();
    }

    @Test
    void compute() {
        ShaderBinary binary = compile("compute.comp", ShaderStage.COMPUTE);
        assertThat(binary.pushConstantSize()).isEqualTo(20);
        assertThat(binary.workgroup()).hasToString("8x8x1");
        assertThat(SpirvTools.disassemble(binary.spirv()))
                .contains(
                        "OpMemberDecorate %Push 0 Offset 0",
                        "OpMemberDecorate %Push 1 Offset 8", "OpMemberDecorate %Push 2 Offset 16");
    }
}
