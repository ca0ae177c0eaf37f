package daxa.core.shader;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderStage;

import java.lang.System.Logger.Level;

/// Makes SPIR-V of the text of shaders.
///
/// Any number of threads may compile at the same time.
@ThreadSafe
public interface ShaderCompiler {
    /// Tells apart compilers that make different SPIR-V of the same texts, as part of the key under
    /// which their results are kept.
    ///
    /// @return name and version, of everything that takes part
    String identity();

    /// Tries to compile a shader.
    ///
    /// @param source where its text comes from
    /// @param stage its stage
    /// @param options how to compile it
    /// @return the shader or all errors, and what the result depends on
    /// @throws InterruptedWaitException if the thread is interrupted while it waits for the result
    ShaderCompilation attempt(ShaderSource source, ShaderStage stage, ShaderOptions options);

    /// Compiles a shader. Warnings go to the logger `daxa.core.shader`.
    ///
    /// @param source where its text comes from
    /// @param stage its stage
    /// @param options how to compile it
    /// @return the SPIR-V and what reflection found in it
    /// @throws ShaderException if a text cannot be found or read, or is wrong; the message lists
    ///   all errors with file, line and text
    /// @throws InterruptedWaitException if the thread is interrupted while it waits for the result
    default ShaderBinary compile(ShaderSource source, ShaderStage stage, ShaderOptions options) {
        ShaderCompilation compilation = attempt(source, stage, options);
        ShaderBinary binary = compilation.orThrow();
        System.Logger logger = System.getLogger("daxa.core.shader");
        compilation.warnings().forEach(warning -> logger.log(Level.WARNING, warning));
        return binary;
    }

    /// Compiles a shader with [ShaderOptions#DEFAULT].
    ///
    /// @param source where its text comes from
    /// @param stage its stage
    /// @return the SPIR-V and what reflection found in it
    /// @throws ShaderException if a text cannot be found or read, or is wrong; the message lists
    ///   all errors with file, line and text
    /// @throws InterruptedWaitException if the thread is interrupted while it waits for the result
    default ShaderBinary compile(ShaderSource source, ShaderStage stage) {
        return compile(source, stage, ShaderOptions.DEFAULT);
    }
}
