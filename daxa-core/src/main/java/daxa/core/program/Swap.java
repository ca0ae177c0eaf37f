package daxa.core.program;

import daxa.core.concurrent.ExternallySynchronized;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which of the pipelines that are built can be put in use, so that afterwards no two in use were
/// built from different versions of a text: as many as possible. The others wait, for a pipeline
/// that is not built yet or could not be.
@ExternallySynchronized
final class Swap {
    private final Collection<ManagedPipeline<?>> pipelines;
    private final Set<ManagedPipeline<?>> now = new LinkedHashSet<>();
    private final Map<ManagedPipeline<?>, Wait> waits = new LinkedHashMap<>();

    private record Use(ManagedPipeline<?> pipeline, @Nullable String hash) {}

    /// Why a pipeline waits.
    ///
    /// @param pipeline the one that has to be put in use together with it
    /// @param text the text that both use, in different versions
    record Wait(ManagedPipeline<?> pipeline, Texts.Place text) {}

    Swap(Collection<ManagedPipeline<?>> pipelines) {
        this.pipelines = pipelines;
        pipelines.stream().filter(each -> each.ready != null).forEach(now::add);
        boolean stable = now.isEmpty();
        while (!stable) {
            stable = !waitForOthers() && !waitForEachOther();
        }
    }

    /// The pipelines to put in use, in the order in which they were added.
    Set<ManagedPipeline<?>> now() {
        return now;
    }

    /// Why a pipeline waits; null if it does not.
    @Nullable Wait wait(ManagedPipeline<?> pipeline) {
        return waits.get(pipeline);
    }

    // Those that stay in use have the last word.
    private boolean waitForOthers() {
        Map<Texts.Place, Use> staying = new HashMap<>();
        for (ManagedPipeline<?> each : pipelines) {
            if (each.isReady() && !now.contains(each)) {
                each.texts
                        .hashes()
                        .forEach((place, hash) -> staying.putIfAbsent(place, new Use(each, hash)));
            }
        }
        int before = now.size();
        for (Iterator<ManagedPipeline<?>> i = now.iterator(); i.hasNext(); ) {
            ManagedPipeline<?> each = i.next();
            Wait wait = conflict(each, staying);
            if (wait != null) {
                waits.put(each, wait);
                i.remove();
            }
        }
        return now.size() != before;
    }

    // Two that were built from different versions: the older one is about to be built again.
    private boolean waitForEachOther() {
        Map<Texts.Place, Use> first = new HashMap<>();
        for (ManagedPipeline<?> each : now) {
            Wait wait = conflict(each, first);
            if (wait != null) {
                waits.put(each, wait);
                waits.put(wait.pipeline, new Wait(each, wait.text));
                now.remove(each);
                now.remove(wait.pipeline);
                return true;
            }
            each.readyTexts
                    .hashes()
                    .forEach((place, hash) -> first.put(place, new Use(each, hash)));
        }
        return false;
    }

    private static @Nullable Wait conflict(
            ManagedPipeline<?> pipeline, Map<Texts.Place, Use> others) {
        for (Map.Entry<Texts.Place, @Nullable String> each :
                pipeline.readyTexts.hashes().entrySet()) {
            Use other = others.get(each.getKey());
            if (other != null && !Objects.equals(other.hash, each.getValue())) {
                return new Wait(other.pipeline, each.getKey());
            }
        }
        return null;
    }
}
