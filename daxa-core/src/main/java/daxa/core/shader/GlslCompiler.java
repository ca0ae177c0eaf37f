package daxa.core.shader;

import daxa.core.concurrent.DeepStack;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.pipeline.ShaderInterface;
import daxa.core.pipeline.ShaderStage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The built-in compiler: GLSL 460 to SPIR-V 1.6 for Vulkan 1.3, by shaderc.
///
/// What a shader may rely on:
/// * `#version 460` may be left out.
/// * A virtual file of the options is found by exactly its name, before all others. Then `#include
///   "x"` looks in the folder of the including text, `#include <x>` does not; then both look in the
///   include roots of the options, in their order, and at last in the framework's own library:
///   `#include <daxa/daxa.glsl>` is always found. `#pragma once` works. Texts that include each
///   other in a circle, unguarded, are an error, and so are more than 64 nested texts.
/// * `DAXA_STAGE_VERTEX`, `DAXA_STAGE_FRAGMENT`, `DAXA_STAGE_COMPUTE` or whatever else the stage is
///   called is defined as 1, so that one file can hold several stages.
/// * The entry point is `main`.
/// * What is declared and not used is not in the SPIR-V, and needs no feature. Reflection counts it
///   all the same: an unused push constant block has its size.
///
/// Texts are UTF-8. Warnings go to the logger `daxa.core.shader`.
///
/// Each compile runs on a thread of its own, with a stack of 16 MiB, while the caller waits: the
/// compiler descends deeply and would overflow the stack of an ordinary thread.
@ThreadSafe
public final class GlslCompiler implements ShaderCompiler {
    private final boolean validating;

    /// Creates a compiler. It holds nothing that needs to be closed; all compilers share the native
    /// one.
    public GlslCompiler() {
        this(false);
    }

    private GlslCompiler(boolean validating) {
        this.validating = validating;
    }

    /// Creates a compiler that judges its own SPIR-V by the rules of Vulkan, for tests: where
    /// glslang takes what Vulkan forbids or has a defect, the compile fails.
    ///
    /// @return the compiler
    public static GlslCompiler validating() {
        return new GlslCompiler(true);
    }

    @Override
    public String identity() {
        return CompilerIdentity.text() + (validating ? ", validated" : "");
    }

    @Override
    public ShaderCompilation attempt(
            ShaderSource source, ShaderStage stage, ShaderOptions options) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(options, "options");
        return DeepStack.call(
                "daxa compiles " + source.name(), () -> attemptHere(source, stage, options));
    }

    private ShaderCompilation attemptHere(
            ShaderSource source, ShaderStage stage, ShaderOptions options) {
        SourceTrace trace = new SourceTrace();
        try (Arena arena = Arena.ofConfined()) {
            IncludeResolver includes = new IncludeResolver(source, trace, options);
            NativeCompiler.Result result = NativeCompiler.compile(includes, stage, options, arena);
            List<Diagnostic> said = Diagnostic.parse(result.log(), includes);
            MemorySegment spirv = result.spirv();
            if (spirv == null) {
                throw failure(source, stage, said);
            }
            return new ShaderCompilation(
                    binary(source, stage, options, spirv),
                    "",
                    said.stream().map(Diagnostic::text).toList(),
                    trace.dependencies());
        } catch (ShaderException e) {
            return new ShaderCompilation(
                    null, String.valueOf(e.getMessage()), List.of(), trace.dependencies());
        }
    }

    private ShaderBinary binary(
            ShaderSource source, ShaderStage stage, ShaderOptions options, MemorySegment spirv) {
        if (!options.entryPoint().equals("main")) {
            throw new ShaderException(
                    "%s has no entry point '%s'; it has: main. GLSL shaders start at 'main'."
                            .formatted(title(source, stage), options.entryPoint()));
        }
        MemorySegment module = SpirvOptimizer.run(spirv, options);
        String wrong = validating ? SpirvValidator.errors(module) : "";
        if (!wrong.isEmpty()) {
            throw new ShaderException(
                    "%s became SPIR-V that Vulkan does not allow: %s"
                            .formatted(title(source, stage), wrong));
        }
        return new ShaderBinary(
                source.name(),
                stage,
                options.entryPoint(),
                module,
                reflect(source, stage, options, spirv)
                        .withCapabilities(reflect(source, stage, options, module).capabilities()),
                Map.of());
    }

    // What is declared is read before anything is taken out, so that it does not depend on the
    // options; what is needed, afterwards.
    private static ShaderInterface reflect(
            ShaderSource source, ShaderStage stage, ShaderOptions options, MemorySegment spirv) {
        return ShaderInterface.of(source.name(), stage, options.entryPoint(), spirv);
    }

    private static ShaderException failure(
            ShaderSource source, ShaderStage stage, List<Diagnostic> said) {
        List<String> errors =
                said.stream().filter(Diagnostic::error).map(Diagnostic::text).toList();
        return new ShaderException(
                errors.stream()
                        .collect(
                                Collectors.joining(
                                        "\n\n",
                                        title(source, stage)
                                                + " has "
                                                + errors.size()
                                                + (errors.size() == 1 ? " error:\n" : " errors:\n"),
                                        "")));
    }

    private static String title(ShaderSource source, ShaderStage stage) {
        return "shader '" + source.name() + "' (" + stage.name().toLowerCase(Locale.ROOT) + ")";
    }
}
