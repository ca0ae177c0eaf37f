package daxa.core.program;

import daxa.core.concurrent.Dispatcher;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.Nanos;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.ClosedException;
import daxa.core.error.DaxaException;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.error.ShaderException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.lifetime.Reference;
import daxa.core.pipeline.ShaderBinary;
import daxa.core.program.PipelineEvent.Outcome;
import daxa.core.shader.ShaderDependency;
import daxa.core.shader.ShaderOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// The pipelines of a manager and their shaders, and what has to be built.
///
/// A shader is one job, and a pipeline whose shaders are all good is another. Jobs run on the
/// workers; the lock guards what is known, and is not held while anything is compiled, made, closed
/// or told.
@ThreadSafe
final class Builds {
    private static final LockRank RANK = new LockRank("pipelines");

    private final String label;
    private final ShaderLoader loader;
    private final Workers workers;
    private final Runnable save;
    private final @Nullable FileWatch watch;
    private final @Nullable Consumer<PipelineEvent> listener;
    private final Dispatcher dispatcher;
    private final RankedLock lock = new RankedLock(RANK);

    // Guarded by the lock, in the order in which they were added.
    private final Map<String, ManagedPipeline<?>> pipelines = new LinkedHashMap<>();
    private final Map<StageSource, ShaderNode> shaders = new LinkedHashMap<>();
    // What was last found in each file.
    private final Map<Path, @Nullable String> known = new HashMap<>();
    private ShaderOptions options;
    private int pending;
    private CountDownLatch idle = new CountDownLatch(0);
    private int finished;
    private int total;
    private long made;
    private long saved;
    private boolean closed;

    // Set under the lock. Whether an update has something to do.
    private volatile boolean changed;

    Builds(PipelineManagerInfo info, ShaderLoader loader, Workers workers, Runnable save) {
        this.save = save;
        label = "PipelineManager '" + info.name() + "'";
        this.loader = loader;
        this.workers = workers;
        this.options = info.options();
        this.listener = info.listener();
        dispatcher = new Dispatcher("daxa tells of pipelines");
        watch = info.hotReload() ? new FileWatch(this) : null;
    }

    /// How many pipelines were made.
    long made() {
        lock.lock();
        try {
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private ClosedException closedException() {
        return new ClosedException(label + " is closed; close it after the last frame");
    }

    // ---------------------------------------------------------------- adding and removing

    <P extends Reference> ManagedPipeline<P> add(
            String name, List<StageSource> stages, Function<CompiledStages, P> maker) {
        lock.lock();
        try {
            requireOpen();
            if (pipelines.containsKey(name)) {
                throw new UsageException(
                        label
                                + " already has a pipeline '"
                                + name
                                + "'; take another name, or close that one first");
            }
            List<ShaderNode> nodes = new ArrayList<>();
            for (StageSource stage : new LinkedHashSet<>(stages)) {
                nodes.add(shaders.computeIfAbsent(stage, ShaderNode::new));
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
            count(pipeline);
            shadersChanged(pipeline);
            return pipeline;
        } finally {
            lock.unlock();
        }
    }

    void remove(ManagedPipeline<?> pipeline) {
        List<Reference> over = new ArrayList<>();
        lock.lock();
        try {
            if (pipeline.removed) {
                return;
            }
            pipelines.remove(pipeline.name());
            forget(pipeline, over);
            // Others may have waited for it.
            changed = true;
            for (ShaderNode node : pipeline.shaders) {
                node.users.remove(pipeline);
                if (node.users.isEmpty()) {
                    shaders.remove(node.stage);
                }
            }
        } finally {
            lock.unlock();
        }
        over.forEach(Reference::close);
    }

    private static void forget(ManagedPipeline<?> pipeline, List<Reference> over) {
        pipeline.removed = true;
        addIfThere(over, pipeline.swap());
        addIfThere(over, pipeline.swap());
    }

    private static void addIfThere(List<Reference> list, @Nullable Reference reference) {
        if (reference != null) {
            list.add(reference);
        }
    }

    /// Why a pipeline has nothing in use.
    RuntimeException whyNone(ManagedPipeline<?> pipeline) {
        lock.lock();
        try {
            if (closed) {
                return closedException();
            }
            if (pipeline.removed) {
                return new ClosedException(
                        "ManagedPipeline '"
                                + pipeline.name()
                                + "' is closed; close it after its"
                                + " last use");
            }
            if (pipeline.isFailed()) {
                return new ShaderException(
                        "pipeline '"
                                + pipeline.name()
                                + "' has no good build:\n\n"
                                + String.join("\n\n", errors(List.of(pipeline), false)));
            }
            if (!pipeline.held.isEmpty()) {
                return new ShaderException(pipeline.held);
            }
            return new UsageException(
                    "pipeline '"
                            + pipeline.name()
                            + "' is not built yet; call awaitAll() after adding pipelines, or"
                            + " update() and isReady() each frame");
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- jobs

    /// Has a shader compiled. Under the lock.
    private void start(ShaderNode node) {
        node.users.forEach(this::count);
        if (node.running) {
            node.again = true;
            return;
        }
        node.running = true;
        execute(() -> run(node));
    }

    private void execute(Runnable job) {
        if (pending++ == 0) {
            idle = new CountDownLatch(1);
        }
        workers.execute(job);
    }

    // The last job has the driver's cache written, so that it is whole before anybody is woken up.
    private void finish() {
        if (isLastToSave()) {
            save.run();
        }
        lock.lock();
        try {
            if (--pending == 0) {
                finished = 0;
                total = 0;
                idle.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLastToSave() {
        lock.lock();
        try {
            boolean due = pending == 1 && saved != made;
            saved = due ? made : saved;
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void count(ManagedPipeline<?> pipeline) {
        if (!pipeline.counted) {
            pipeline.counted = true;
            total++;
        }
    }

    private void run(ShaderNode node) {
        boolean follow = false;
        try {
            ShaderResult result = loader.load(node.stage, optionsNow(node));
            follow = publish(node, result);
        } finally {
            if (follow && watch != null) {
                watch.follow(files(node));
            }
            finish();
        }
    }

    private ShaderOptions optionsNow(ShaderNode node) {
        lock.lock();
        try {
            return node.stage.options(options);
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
            if (node.again || isOutdated(node, result)) {
                node.again = false;
                start(node);
                return false;
            }
            node.publish(result);
            node.files().forEach(file -> learn(file, node.hash(file)));
            List.copyOf(node.users).forEach(this::shadersChanged);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Compiles again what was compiled from another version of a file than was just found: all are
    /// to be of the same, and nobody may look at files. Under the lock.
    private void learn(Path file, @Nullable String hash) {
        boolean perhapsWrittenNow = hash == null && watch != null;
        if (!perhapsWrittenNow
                && !(known.containsKey(file) && Objects.equals(known.get(file), hash))) {
            tellOf(file, hash);
        }
    }

    private void tellOf(Path file, @Nullable String hash) {
        known.put(file, hash);
        for (ShaderNode node : shaders.values()) {
            if (node.isNews(file, hash)) {
                node.saw(file, hash);
                start(node);
            }
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
        count(pipeline);
        pipeline.running = true;
        pipeline.again = false;
        execute(() -> run(pipeline));
    }

    private <P extends Reference> void run(ManagedPipeline<P> pipeline) {
        Reference over = null;
        try {
            Input input = input(pipeline);
            if (input != null) {
                over = make(pipeline, input);
            }
        } finally {
            if (over != null) {
                over.close();
            }
            finish();
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
    private <P extends Reference> @Nullable Reference make(
            ManagedPipeline<P> pipeline, Input input) {
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
                pipeline.failure =
                        "pipeline '"
                                + pipeline.name()
                                + "' could not be made: "
                                + (thrown instanceof DaxaException ? thrown.getMessage() : thrown);
                pipeline.unheard = true;
                tell(pipeline, Outcome.FAILED);
                return null;
            }
            made++;
            pipeline.failure = "";
            pipeline.unheard = false;
            Reference before = pipeline.ready;
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

    // The dispatcher only takes a note, so the order is that of the attempts.
    private void tell(ManagedPipeline<?> pipeline, Outcome outcome) {
        if (pipeline.counted) {
            pipeline.counted = false;
            finished++;
        }
        if (listener != null) {
            PipelineEvent event =
                    new PipelineEvent(
                            pipeline.name(),
                            outcome,
                            outcome == Outcome.FAILED
                                    ? errors(List.of(pipeline), false)
                                    : List.of(),
                            finished,
                            total);
            dispatcher.post(label + " tells of an attempt", () -> listener.accept(event));
        }
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
                tellOf(file, hash);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a file's content is other than what some shader's newest attempt found.
    boolean isNews(Path file, @Nullable String hash) {
        lock.lock();
        try {
            return shaders.values().stream().anyMatch(node -> node.isNews(file, hash));
        } finally {
            lock.unlock();
        }
    }

    /// The files that the newest attempts read or looked for.
    Set<Path> files() {
        lock.lock();
        try {
            Set<Path> files = new LinkedHashSet<>();
            shaders.values().forEach(node -> files.addAll(node.files()));
            return files;
        } finally {
            lock.unlock();
        }
    }

    void setVirtualFile(String name, String text) {
        lock.lock();
        try {
            requireOpen();
            options = options.withVirtualFile(name, text);
            for (ShaderNode node : shaders.values()) {
                // One that is on its way is looked at when it arrives.
                if (!node.running && node.result != null && isOutdated(node, node.result)) {
                    start(node);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a virtual file that an attempt read or looked for is another now. Under the lock.
    private boolean isOutdated(ShaderNode node, ShaderResult result) {
        return result.compilation().dependencies().stream()
                .filter(each -> each.kind() == ShaderDependency.Kind.VIRTUAL)
                .anyMatch(each -> !each.equals(each.now(node.stage.source(), options)));
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
        List<Reference> over = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        List<String> errors;
        lock.lock();
        try {
            requireOpen();
            changed = false;
            Swap swap = new Swap(pipelines.values());
            for (ManagedPipeline<?> pipeline : swap.now()) {
                replaced.add(pipeline.name());
                addIfThere(over, pipeline.swap());
            }
            errors = errors(pipelines.values(), true);
            for (ManagedPipeline<?> pipeline : pipelines.values()) {
                String held = held(pipeline, swap);
                if (!held.isEmpty() && !held.equals(pipeline.held)) {
                    errors.add(held);
                }
                pipeline.held = held;
            }
        } finally {
            lock.unlock();
        }
        over.forEach(Reference::close);
        return new PipelineUpdate(replaced, errors);
    }

    // Where it waits for one that is just being built, there is nothing to tell.
    private static String held(ManagedPipeline<?> pipeline, Swap swap) {
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

    /// The errors of the newest attempts, in the order of the pipelines. A shader's errors stand
    /// there once, with the names of all pipelines that use it. Under the lock.
    private List<String> errors(Collection<ManagedPipeline<?>> of, boolean unheardOnly) {
        Set<ShaderNode> seen = new LinkedHashSet<>();
        List<String> errors = new ArrayList<>();
        for (ManagedPipeline<?> pipeline : of) {
            for (ShaderNode node : pipeline.shaders) {
                ShaderResult result = node.result;
                if (result == null
                        || !node.isFailed()
                        || (unheardOnly && !node.unheard)
                        || !seen.add(node)) {
                    continue;
                }
                errors.add(result.compilation().failure() + "\n" + usedBy(node));
            }
            if (!pipeline.failure.isEmpty() && (!unheardOnly || pipeline.unheard)) {
                errors.add(pipeline.failure);
            }
            if (unheardOnly) {
                pipeline.unheard = false;
            }
        }
        if (unheardOnly) {
            seen.forEach(node -> node.unheard = false);
        } else {
            of.stream().map(each -> each.held).filter(each -> !each.isEmpty()).forEach(errors::add);
        }
        return errors;
    }

    private static String usedBy(ShaderNode node) {
        List<String> names = node.users.stream().map(user -> "'" + user.name() + "'").toList();
        return "  used by pipeline" + (names.size() == 1 ? " " : "s ") + String.join(", ", names);
    }

    List<String> errors() {
        lock.lock();
        try {
            requireOpen();
            return List.copyOf(errors(pipelines.values(), false));
        } finally {
            lock.unlock();
        }
    }

    void awaitAll(Duration deadline) {
        long start = System.nanoTime();
        awaitIdle(deadline);
        if (listener != null) {
            awaitListener(Nanos.of(deadline) - (System.nanoTime() - start), deadline);
        }
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
            latch = idle;
        } finally {
            lock.unlock();
        }
        try {
            if (!latch.await(Nanos.of(deadline), TimeUnit.NANOSECONDS)) {
                throw new DeadlineException(
                        label + ": " + progress() + " pipelines were built within " + deadline);
            }
        } catch (InterruptedException e) {
            throw interrupted("pipelines to be built");
        }
    }

    private void awaitListener(long nanos, Duration deadline) {
        try {
            if (!dispatcher.flush(nanos)) {
                throw new DeadlineException(
                        label + ": the listener did not return within " + deadline);
            }
        } catch (InterruptedException e) {
            throw interrupted("the listener to return");
        }
    }

    private InterruptedWaitException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new InterruptedWaitException(label + ": interrupted while waiting for " + what);
    }

    private String progress() {
        lock.lock();
        try {
            return finished + " of " + total;
        } finally {
            lock.unlock();
        }
    }

    // What the driver says comes first: a lost device is more than a wrong shader.
    private @Nullable RuntimeException failure() {
        lock.lock();
        try {
            List<ManagedPipeline<?>> failed =
                    pipelines.values().stream().filter(ManagedPipeline::isFailed).toList();
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
                                    + String.join("\n\n", errors(pipelines.values(), false)));
            for (Throwable cause : causes(failed)) {
                if (cause instanceof VulkanException thrown) {
                    return thrown;
                }
                failure.addSuppressed(cause);
            }
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private static Set<Throwable> causes(List<ManagedPipeline<?>> failed) {
        Set<Throwable> causes = new LinkedHashSet<>();
        for (ManagedPipeline<?> pipeline : failed) {
            for (ShaderNode node : pipeline.shaders) {
                Throwable cause = node.result == null ? null : node.result.cause();
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
            Map<StageSource, ShaderBinary> binaries = new LinkedHashMap<>();
            for (ShaderNode node : shaders.values()) {
                if (node.result != null) {
                    binaries.put(node.stage, node.result.compilation().orThrow());
                }
            }
            return binaries;
        } finally {
            lock.unlock();
        }
    }

    ShaderOptions options() {
        lock.lock();
        try {
            return options;
        } finally {
            lock.unlock();
        }
    }

    // ---------------------------------------------------------------- the end

    private boolean isUnsaved() {
        lock.lock();
        try {
            return saved != made;
        } finally {
            lock.unlock();
        }
    }

    /// Closes all pipelines and stops the workers.
    ///
    /// @param deadline how long to wait for jobs that are running; they close what they make later
    /// @return false if this was done before
    boolean close(Duration deadline) {
        List<Reference> over = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            changed = true;
            pipelines.values().forEach(each -> forget(each, over));
            idle.countDown();
        } finally {
            lock.unlock();
        }
        if (watch != null) {
            watch.close();
        }
        workers.close(deadline);
        if (isUnsaved()) {
            save.run();
        }
        over.forEach(Reference::close);
        return true;
    }
}
