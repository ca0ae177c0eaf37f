package daxa.core.program;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.ShaderException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What a manager tells of pipelines that could not be built. It reads what the lock of the builds
/// guards, so callers hold that lock.
@ExternallySynchronized
final class BuildErrors {
    private final String label;

    BuildErrors(String label) {
        this.label = label;
    }

    ClosedException closed() {
        return new ClosedException(label + " is closed; close it after the last frame");
    }

    UsageException taken(String name) {
        return new UsageException(
                label
                        + " already has a pipeline '"
                        + name
                        + "'; take another name, or close that one first");
    }

    /// Why a pipeline of an open manager has nothing in use.
    static RuntimeException notReady(ManagedPipeline<?> pipeline) {
        if (pipeline.removed) {
            return new ClosedException(
                    "ManagedPipeline '"
                            + pipeline.name()
                            + "' is closed; close it after its last use");
        }
        if (pipeline.isFailed()) {
            return new ShaderException(
                    "pipeline '"
                            + pipeline.name()
                            + "' has no good build:\n\n"
                            + String.join("\n\n", newest(List.of(pipeline))));
        }
        if (!pipeline.held.isEmpty()) {
            return new ShaderException(pipeline.held);
        }
        return new UsageException(
                "pipeline '"
                        + pipeline.name()
                        + "' is not built yet; call awaitAll() after adding pipelines, or"
                        + " update() and isReady() each frame");
    }

    /// That a pipeline could not be made of good shaders.
    static String notMade(ManagedPipeline<?> pipeline, Throwable cause) {
        return "pipeline '"
                + pipeline.name()
                + "' could not be made: "
                + (cause instanceof DaxaException ? cause.getMessage() : cause);
    }

    /// Why a pipeline that is built is not put in use. Where it waits for one that is just being
    /// built, there is nothing to tell.
    ///
    /// @return empty if it does not wait, or for no failure
    static String held(ManagedPipeline<?> pipeline, Swap swap) {
        Set<ManagedPipeline<?>> seen = new LinkedHashSet<>();
        ManagedPipeline<?> last = pipeline;
        Swap.Wait wait = swap.wait(pipeline);
        while (wait != null && seen.add(last)) {
            last = wait.pipeline();
            wait = swap.wait(last);
        }
        Swap.Wait first = swap.wait(pipeline);
        return first == null || !last.isFailed()
                ? ""
                : "pipeline '"
                        + pipeline.name()
                        + "' is built, and waits for pipeline '"
                        + last.name()
                        + "', which could not be: what shares a changed text changes together, here"
                        + " '"
                        + first.text().name()
                        + "'";
    }

    /// The errors of the newest attempts, in the order of the pipelines, and after them who waits
    /// for those. A shader's errors stand there once, with the names of all pipelines that use it.
    static List<String> newest(Collection<ManagedPipeline<?>> pipelines) {
        List<String> errors = errors(pipelines, shader -> true, pipeline -> true);
        pipelines.stream()
                .map(each -> each.held)
                .filter(each -> !each.isEmpty())
                .forEach(errors::add);
        return errors;
    }

    /// The errors of which nobody was told yet. From now on they count as told.
    static List<String> unheard(Collection<ManagedPipeline<?>> pipelines) {
        List<String> errors =
                errors(pipelines, shader -> shader.unheard, pipeline -> pipeline.unheard);
        for (ManagedPipeline<?> pipeline : pipelines) {
            pipeline.unheard = false;
            pipeline.shaders.forEach(shader -> shader.unheard = false);
        }
        return errors;
    }

    private static List<String> errors(
            Collection<ManagedPipeline<?>> pipelines,
            Predicate<ShaderNode> ofShader,
            Predicate<ManagedPipeline<?>> ofPipeline) {
        Set<ShaderNode> seen = new LinkedHashSet<>();
        List<String> errors = new ArrayList<>();
        for (ManagedPipeline<?> pipeline : pipelines) {
            for (ShaderNode shader : pipeline.shaders) {
                ShaderResult result = shader.result;
                if (result != null
                        && shader.isFailed()
                        && ofShader.test(shader)
                        && seen.add(shader)) {
                    errors.add(result.compilation().failure() + "\n" + usedBy(shader));
                }
            }
            if (!pipeline.failure.isEmpty() && ofPipeline.test(pipeline)) {
                errors.add(pipeline.failure);
            }
        }
        return errors;
    }

    private static String usedBy(ShaderNode shader) {
        List<String> names = shader.users.stream().map(user -> "'" + user.name() + "'").toList();
        return "  used by pipeline" + (names.size() == 1 ? " " : "s ") + String.join(", ", names);
    }

    /// All errors of the newest attempts in one. What the driver says comes first: a lost device is
    /// more than a wrong shader.
    ///
    /// @return null if no newest attempt failed
    @Nullable RuntimeException failure(Collection<ManagedPipeline<?>> pipelines) {
        List<ManagedPipeline<?>> failed =
                pipelines.stream().filter(ManagedPipeline::isFailed).toList();
        if (failed.isEmpty()) {
            return null;
        }
        ShaderException failure =
                new ShaderException(
                        label
                                + ": "
                                + failed.size()
                                + " of "
                                + pipelines.size()
                                + (pipelines.size() == 1 ? " pipeline" : " pipelines")
                                + " could not be built:\n\n"
                                + String.join("\n\n", newest(pipelines)));
        for (Throwable cause : causes(failed)) {
            if (cause instanceof VulkanException thrown) {
                return thrown;
            }
            failure.addSuppressed(cause);
        }
        return failure;
    }

    private static Set<Throwable> causes(List<ManagedPipeline<?>> failed) {
        Set<Throwable> causes = new LinkedHashSet<>();
        for (ManagedPipeline<?> pipeline : failed) {
            for (ShaderNode shader : pipeline.shaders) {
                Throwable cause = shader.result == null ? null : shader.result.cause();
                if (cause != null) {
                    causes.add(cause);
                }
            }
            if (pipeline.cause != null) {
                causes.add(pipeline.cause);
            }
        }
        return causes;
    }
}
