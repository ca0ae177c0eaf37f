package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.program.PipelineEvent.Outcome;
import daxa.core.shader.ShaderCompilation;
import daxa.core.shader.ShaderCompiler;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Gets shaders for a manager, with no lock held.
@ThreadSafe
final class ShaderLoader {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.shader");
    private final ShaderCompiler compiler;
    private final @Nullable Prebuilt prebuilt;
    private final @Nullable CacheFolder cache;
    private final LongAdder compiled = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder taken = new LongAdder();

    ShaderLoader(PipelineManagerInfo info, @Nullable CacheFolder cache) {
        compiler = info.compiler();
        ShaderSource source = info.prebuilt();
        prebuilt = source == null ? null : Prebuilt.read(source);
        this.cache = prebuilt == null ? cache : null;
    }

    /// What was done so far.
    ///
    /// @param pipelines how many pipelines were made
    PipelineStatistics statistics(long pipelines, long damaged) {
        return new PipelineStatistics(
                compiled.sum(), cached.sum(), taken.sum(), damaged, pipelines);
    }

    /// Gets a shader. Throws nothing: compilers may throw anything, up to the error that their
    /// native library is missing.
    ShaderResult load(StageSource stage, ShaderOptions options) {
        try {
            if (prebuilt != null) {
                ShaderBinary binary = prebuilt.find(stage, options);
                taken.increment();
                return new ShaderResult(
                        new ShaderCompilation(binary, "", List.of(), List.of()),
                        Outcome.PREBUILT,
                        null);
            }
            ShaderCompilation found = cache == null ? null : cache.find(stage, options);
            if (found != null) {
                cached.increment();
                return new ShaderResult(found, Outcome.CACHED, null);
            }
            ShaderCompilation compilation = compile(stage, options);
            if (cache != null) {
                cache.store(stage, options, compilation);
            }
            return new ShaderResult(compilation, Outcome.COMPILED, null);
        } catch (ShaderException e) {
            return ShaderResult.failed(String.valueOf(e.getMessage()), e);
        } catch (Throwable e) {
            return ShaderResult.failed(stage.title() + ": " + e, e);
        }
    }

    private ShaderCompilation compile(StageSource stage, ShaderOptions options) {
        compiled.increment();
        ShaderCompilation compilation = compiler.attempt(stage.source(), stage.stage(), options);
        compilation.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning));
        return compilation;
    }
}
