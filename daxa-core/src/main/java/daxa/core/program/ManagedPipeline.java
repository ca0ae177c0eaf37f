package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A pipeline that its manager builds, and builds anew when its shaders change.
///
/// ```java
/// draws.setPipeline(triangle.get());
/// ```
///
/// @param <P> the type of pipeline
@ThreadSafe
public final class ManagedPipeline<P extends Pipeline> implements AutoCloseable {
    private final Builds builds;
    private final String name;
    private volatile @Nullable P current;

    final Function<CompiledStages, P> maker;

    // What follows is guarded by the lock of the builds.
    final List<ShaderNode> shaders;

    /// Built and not in use yet.
    @Nullable P ready;

    /// What [#ready] was built from.
    Texts readyTexts = Texts.NONE;

    /// What is in use was built from this.
    Texts texts = Texts.NONE;

    /// Why [#ready] waits for a pipeline that could not be built; empty if it does not.
    String held = "";

    /// Why the newest attempt to make it of good shaders failed; empty if it did not.
    String failure = "";

    @Nullable Throwable cause;

    /// Whether it is being made.
    boolean running;

    /// Whether it has to be made again at once, since a shader changed while it was being made.
    boolean again;

    /// Whether it counts as being built.
    boolean counted;

    /// Whether nobody was told of the failure yet.
    boolean unheard;

    boolean removed;

    ManagedPipeline(
            Builds builds,
            String name,
            List<ShaderNode> shaders,
            Function<CompiledStages, P> maker) {
        this.builds = builds;
        this.name = name;
        this.shaders = shaders;
        this.maker = maker;
    }

    /// The name that it was added under.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Whether [#get()] has something to return.
    ///
    /// @return true once a build was good and is in use; later failures do not change it
    public boolean isReady() {
        return current != null;
    }

    /// The newest good version, to be asked for anew in each frame: the manager closes it when it
    /// puts another in its place, in [PipelineManager#update()], or is closed itself. Recordings
    /// hold on to what they use. Costs a read.
    ///
    /// @return a reference that belongs to the manager
    /// @throws daxa.core.error.ShaderException if no build was good so far, with all errors; or if
    ///   it waits for a pipeline that could not be built
    /// @throws daxa.core.error.UsageException if it is not built yet
    /// @throws daxa.core.error.ClosedException if it or the manager is closed
    public P get() {
        P seen = current;
        if (seen == null) {
            throw builds.whyNone(this);
        }
        return seen;
    }

    /// Takes the pipeline out of the manager and closes it. Closing again does nothing.
    @Override
    public void close() {
        builds.remove(this);
    }

    /// Puts what is ready in use. Under the lock.
    ///
    /// @return what was in use before
    @Nullable Pipeline swap() {
        P before = current;
        current = ready;
        texts = readyTexts;
        ready = null;
        readyTexts = Texts.NONE;
        held = "";
        return before;
    }

    /// Whether the newest attempt failed. Under the lock.
    boolean isFailed() {
        return !failure.isEmpty() || shaders.stream().anyMatch(ShaderNode::isFailed);
    }

    /// Name and state.
    @Override
    public String toString() {
        return "ManagedPipeline '" + name + "'" + (isReady() ? "" : " (not ready)");
    }
}
