package daxa.core.program;

import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ShaderException;
import daxa.core.pipeline.Pipeline;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.program.PipelineEvent.Outcome;
import daxa.core.shader.ShaderOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// The pipelines of a manager and their shaders, and what has to be built.
///
/// A shader is one job, and a pipeline whose shaders are all good is another. Jobs run on the
/// workers; the lock guards what is known, and is not held while anything is compiled, made, closed
/// or told.
@ThreadSafe
final class Builds {
    private static final LockRank RANK = new LockRank("pipelines");

    private final ShaderLoader loader;
    private final BuildErrors errors;
    private final BuildEvents events;
    private final BuildJobs jobs;
    private final @Nullable FileWatch watch;
    private final RankedLock lock = new RankedLock(RANK);

    // Guarded by the lock. The pipelines in the order in which they were added.
    private final Map<String, ManagedPipeline<?>> pipelines = new LinkedHashMap<>();
    private final ManagedShaders shaders;
    private boolean closed;

    // Set under the lock. Whether an update has something to do.
    private volatile boolean changed;

    Builds(PipelineManagerInfo info, ShaderLoader loader, Workers workers, Runnable save) {
        String label = "PipelineManager '" + info.name() + "'";
        this.loader = loader;
        errors = new BuildErrors(label);
        events = new BuildEvents(label, info.listener());
        jobs = new BuildJobs(label, lock, workers, save);
        shaders = new ManagedShaders(info.options());
        watch = info.hotReload() ? new FileWatch(this) : null;
    }

    /// How many pipelines were made.
    long made() {
        return jobs.made();
    }

    private void requireOpen() {
        if (closed) {
            throw errors.closed();
        }
    }

    // ---------------------------------------------------------------- adding and removing

    <P extends Pipeline> ManagedPipeline<P> add(
            String name, List<StageSource> stages, Function<CompiledStages, P> maker) {
        lock.lock();
        try {
            requireOpen();
            if (pipelines.containsKey(name)) {
                throw errors.taken(name);
            }
            List<ShaderNode> nodes = new ArrayList<>();
            for (StageSource stage : new LinkedHashSet<>(stages)) {
                nodes.add(shaders.get(stage));
            }
            ManagedPipeline<P> pipeline =
                    new ManagedPipeline<>(this, name, List.copyOf(nodes), maker);
            pipelines.put(name, pipeline);
            for (ShaderNode node : nodes) {
                node.users.add(pipeline);
                if (node.result == null && !node.running) {
                    start(node);
                }
            }
            jobs.begin(pipeline);
            shadersChanged(pipeline);
            return pipeline;
        } finally {
            lock.unlock();
        }
    }

    void remove(ManagedPipeline<?> pipeline) {
        List<Pipeline> over = new ArrayList<>();
        lock.lock();
        try {
            if (pipeline.removed) {
                return;
            }
            pipelines.remove(pipeline.name());
            forget(pipeline, over);
            // Others may have waited for it.
            changed = true;
            shaders.release(pipeline);
        } finally {
            lock.unlock();
        }
        over.forEach(Pipeline::close);
    }

    private static void forget(ManagedPipeline<?> pipeline, List<Pipeline> over) {
        pipeline.removed = true;
        addIfThere(over, pipeline.swap());
        addIfThere(over, pipeline.swap());
    }

    private static void addIfThere(List<Pipeline> list, @Nullable Pipeline reference) {
        if (reference != null) {
            list.add(reference);
        }
    }

    /// Why a pipeline has nothing in use.
    RuntimeException whyNone(ManagedPipeline<?> pipeline) {
        lock.lock();
        try {
            return closed ? errors.closed() : BuildErrors.notReady(pipeline);
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- jobs

    /// Has a shader compiled. Under the lock.
    private void start(ShaderNode node) {
        node.users.forEach(jobs::begin);
        if (node.running) {
            node.again = true;
            return;
        }
        node.running = true;
        jobs.execute(() -> run(node));
    }

    private void run(ShaderNode node) {
        ShaderResult result = loader.load(node.stage, optionsNow(node));
        if (publish(node, result) && watch != null) {
            watch.follow(files(node));
        }
    }

    private ShaderOptions optionsNow(ShaderNode node) {
        lock.lock();
        try {
            return node.stage.options(shaders.options());
        } finally {
            lock.unlock();
        }
    }

    private List<Path> files(ShaderNode node) {
        lock.lock();
        try {
            return node.files();
        } finally {
            lock.unlock();
        }
    }

    private boolean publish(ShaderNode node, ShaderResult result) {
        lock.lock();
        try {
            node.running = false;
            if (closed || node.users.isEmpty()) {
                return false;
            }
            if (node.again || shaders.isOutdated(node, result)) {
                node.again = false;
                start(node);
                return false;
            }
            node.publish(result);
            shaders.learn(node, watch != null).forEach(this::start);
            List.copyOf(node.users).forEach(this::shadersChanged);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Goes on with a pipeline of which a shader may have changed. Under the lock.
    private void shadersChanged(ManagedPipeline<?> pipeline) {
        if (pipeline.shaders.stream().anyMatch(each -> each.running || each.result == null)) {
            return;
        }
        if (pipeline.shaders.stream().anyMatch(ShaderNode::isFailed)) {
            pipeline.failure = "";
            pipeline.cause = null;
            changed = true;
            tell(pipeline, Outcome.FAILED);
        } else if (pipeline.running) {
            pipeline.again = true;
        } else {
            startPipeline(pipeline);
        }
    }

    private void startPipeline(ManagedPipeline<?> pipeline) {
        jobs.begin(pipeline);
        pipeline.running = true;
        pipeline.again = false;
        jobs.execute(() -> run(pipeline));
    }

    private <P extends Pipeline> void run(ManagedPipeline<P> pipeline) {
        Pipeline over = null;
        try {
            Input input = input(pipeline);
            if (input != null) {
                over = make(pipeline, input);
            }
        } finally {
            if (over != null) {
                over.close();
            }
        }
    }

    /// What a pipeline is made from.
    private record Input(CompiledStages stages, Texts texts) {}

    private @Nullable Input input(ManagedPipeline<?> pipeline) {
        lock.lock();
        try {
            Map<StageSource, ShaderBinary> binaries = new LinkedHashMap<>();
            List<ShaderResult> results = new ArrayList<>();
            for (ShaderNode node : pipeline.shaders) {
                ShaderResult result = node.result;
                ShaderBinary binary = result == null ? null : result.compilation().binary();
                if (result == null || binary == null) {
                    // It failed meanwhile, and that was told.
                    pipeline.running = false;
                    return null;
                }
                binaries.put(node.stage, binary);
                results.add(result);
            }
            return new Input(new CompiledStages(pipeline.name(), binaries), Texts.of(results));
        } finally {
            lock.unlock();
        }
    }

    // The function is the user's and may throw anything.
    private <P extends Pipeline> @Nullable Pipeline make(ManagedPipeline<P> pipeline, Input input) {
        P ready = null;
        Throwable thrown = null;
        try {
            ready = pipeline.maker.apply(input.stages);
        } catch (Throwable e) {
            thrown = e;
        }
        lock.lock();
        try {
            pipeline.running = false;
            if (closed || pipeline.removed) {
                return ready;
            }
            if (pipeline.again) {
                pipeline.again = false;
                shadersChanged(pipeline);
                return ready;
            }
            changed = true;
            pipeline.cause = thrown;
            if (thrown != null) {
                pipeline.failure = BuildErrors.notMade(pipeline, thrown);
                pipeline.unheard = true;
                tell(pipeline, Outcome.FAILED);
                return null;
            }
            jobs.countMade();
            pipeline.failure = "";
            pipeline.unheard = false;
            Pipeline before = pipeline.ready;
            pipeline.ready = ready;
            pipeline.readyTexts = input.texts;
            tell(pipeline, origin(pipeline));
            return before;
        } finally {
            lock.unlock();
        }
    }

    private static Outcome origin(ManagedPipeline<?> pipeline) {
        Outcome newest = Outcome.PREBUILT;
        for (ShaderNode node : pipeline.shaders) {
            Outcome origin = node.result == null ? newest : node.result.origin();
            if (origin.compareTo(newest) < 0) {
                newest = origin;
            }
        }
        return newest;
    }

    private void tell(ManagedPipeline<?> pipeline, Outcome outcome) {
        jobs.end(pipeline);
        events.tell(
                () ->
                        new PipelineEvent(
                                pipeline.name(),
                                outcome,
                                outcome == Outcome.FAILED
                                        ? BuildErrors.newest(List.of(pipeline))
                                        : List.of(),
                                jobs.finished(),
                                jobs.total()));
    }

    // ---------------------------------------------------------------- changes

    /// Takes notice of a file's content.
    ///
    /// @param file its absolute path
    /// @param hash the hash of its content, null where there is none
    void saw(Path file, @Nullable String hash) {
        lock.lock();
        try {
            if (!closed) {
                shaders.saw(file, hash).forEach(this::start);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a file's content is other than what some shader's newest attempt found.
    boolean isNews(Path file, @Nullable String hash) {
        lock.lock();
        try {
            return shaders.isNews(file, hash);
        } finally {
            lock.unlock();
        }
    }

    /// The files that the newest attempts read or looked for.
    Set<Path> files() {
        lock.lock();
        try {
            return shaders.files();
        } finally {
            lock.unlock();
        }
    }

    void setVirtualFile(String name, String text) {
        lock.lock();
        try {
            requireOpen();
            shaders.setVirtualFile(name, text).forEach(this::start);
        } finally {
            lock.unlock();
        }
    }

    /// Looks at all files at once, and tries again what failed.
    void reload() {
        lock.lock();
        try {
            requireOpen();
        } finally {
            lock.unlock();
        }
        for (Path file : files()) {
            saw(file, FileWatch.hash(file));
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            for (ManagedPipeline<?> pipeline : pipelines.values()) {
                for (ShaderNode node : pipeline.shaders) {
                    if (node.isFailed() && !node.running) {
                        start(node);
                    }
                }
                if (!pipeline.failure.isEmpty() && !pipeline.running) {
                    shadersChanged(pipeline);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- results

    PipelineUpdate update() {
        return changed ? swap() : PipelineUpdate.NOTHING;
    }

    private PipelineUpdate swap() {
        List<Pipeline> over = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        List<String> told;
        lock.lock();
        try {
            requireOpen();
            changed = false;
            Swap swap = new Swap(pipelines.values());
            for (ManagedPipeline<?> pipeline : swap.now()) {
                replaced.add(pipeline.name());
                addIfThere(over, pipeline.swap());
            }
            told = BuildErrors.unheard(pipelines.values());
            for (ManagedPipeline<?> pipeline : pipelines.values()) {
                String held = BuildErrors.held(pipeline, swap);
                if (!held.isEmpty() && !held.equals(pipeline.held)) {
                    told.add(held);
                }
                pipeline.held = held;
            }
        } finally {
            lock.unlock();
        }
        over.forEach(Pipeline::close);
        return new PipelineUpdate(replaced, told);
    }

    List<String> errors() {
        lock.lock();
        try {
            requireOpen();
            return List.copyOf(BuildErrors.newest(pipelines.values()));
        } finally {
            lock.unlock();
        }
    }

    void awaitAll(Duration deadline) {
        long start = System.nanoTime();
        awaitIdle(deadline);
        events.await(Nanos.of(deadline) - (System.nanoTime() - start), deadline);
        swap();
        RuntimeException failure = failure();
        if (failure != null) {
            throw failure;
        }
    }

    /// Waits until no job is left.
    void awaitIdle(Duration deadline) {
        CountDownLatch latch;
        lock.lock();
        try {
            requireOpen();
            latch = jobs.idle();
        } finally {
            lock.unlock();
        }
        jobs.await(latch, deadline);
    }

    private @Nullable RuntimeException failure() {
        lock.lock();
        try {
            return errors.failure(pipelines.values());
        } finally {
            lock.unlock();
        }
    }

    /// The good shaders of all pipelines.
    ///
    /// @throws ShaderException if the newest attempt of a pipeline failed
    Map<StageSource, ShaderBinary> binaries(Duration deadline) {
        awaitIdle(deadline);
        RuntimeException failure = failure();
        if (failure != null) {
            throw failure;
        }
        lock.lock();
        try {
            return shaders.binaries();
        } finally {
            lock.unlock();
        }
    }

    ShaderOptions options() {
        lock.lock();
        try {
            return shaders.options();
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- the end

    /// Closes all pipelines and stops the workers.
    ///
    /// @param deadline how long to wait for jobs that are running; they close what they make later
    /// @return false if this was done before
    boolean close(Duration deadline) {
        List<Pipeline> over = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            changed = true;
            pipelines.values().forEach(each -> forget(each, over));
            jobs.idle().countDown();
        } finally {
            lock.unlock();
        }
        if (watch != null) {
            watch.close();
        }
        jobs.close(deadline);
        over.forEach(Pipeline::close);
        return true;
    }
}
