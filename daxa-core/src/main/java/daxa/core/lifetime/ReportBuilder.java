package daxa.core.lifetime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes the report of one kernel, in time and space that grow with the number of objects.
final class ReportBuilder {
    private final Lifetimes lifetimes;
    // Each object with its word, read once.
    private final IdentityHashMap<Counted, Long> words = new IdentityHashMap<>();
    private final IdentityHashMap<Counted, List<String>> children = new IdentityHashMap<>();

    private ReportBuilder(Lifetimes lifetimes) {
        this.lifetimes = lifetimes;
    }

    /// Reports what exists in a kernel.
    ///
    /// @param lifetimes the kernel
    /// @return the report
    static LifetimeReport build(Lifetimes lifetimes) {
        ReportBuilder builder = new ReportBuilder(lifetimes);
        for (Counted object : lifetimes.snapshot()) {
            long word = object.wordNow();
            if (Counted.state(word) != Counted.DESTROYED) {
                builder.add(object, word);
            }
        }
        return builder.report();
    }

    // A parent may have been made after the snapshot passed its place, or be destroyed since its
    // child was looked at; it is told either way.
    private void add(Counted object, long word) {
        if (words.putIfAbsent(object, word) != null) {
            return;
        }
        for (Counted parent : object.parents()) {
            if (parent.lifetimes() == lifetimes) {
                children.computeIfAbsent(parent, p -> new ArrayList<>()).add(object.label());
                add(parent, parent.wordNow());
            }
        }
        if (object.childrenLifetimes() != lifetimes) {
            List<String> others = children.computeIfAbsent(object, p -> new ArrayList<>());
            for (Counted child : object.childrenLifetimes().snapshot()) {
                if (!child.isDestroyed() && List.of(child.parents()).contains(object)) {
                    others.add(child.label());
                }
            }
        }
    }

    private LifetimeReport report() {
        List<LifetimeReport.ObjectInfo> infos = new ArrayList<>(words.size());
        Map<String, LifetimeReport.TypeCount> types = new TreeMap<>();
        words.forEach(
                (object, word) -> {
                    LifetimeReport.ObjectInfo info = info(object, word);
                    infos.add(info);
                    types.merge(info.type(), count(info), ReportBuilder::sum);
                });
        infos.sort(
                Comparator.comparing(LifetimeReport.ObjectInfo::type)
                        .thenComparing(LifetimeReport.ObjectInfo::name));
        return new LifetimeReport(
                lifetimes.mode(),
                lifetimes.timelines().cpu(),
                lifetimes.timelines().finished(Lifetimes.ALL_QUEUES),
                List.copyOf(types.values()),
                infos,
                lifetimes.leaks().leaks());
    }

    private LifetimeReport.ObjectInfo info(Counted object, long word) {
        int holds = Counted.weak(word);
        LifetimeReport.State state;
        String waitsFor;
        if (Counted.strong(word) != 0) {
            state = LifetimeReport.State.OPEN;
            waitsFor = "";
        } else if (holds != 0) {
            state = LifetimeReport.State.LINGERING;
            waitsFor = holds + " children or recordings";
        } else {
            state = LifetimeReport.State.ZOMBIE;
            waitsFor =
                    "GPU timeline "
                            + object.stamp()
                            + " (now "
                            + lifetimes.timelines().finished(object.waitMask())
                            + ")";
        }
        List<String> parents = new ArrayList<>();
        for (Counted parent : object.parents()) {
            parents.add(parent.label());
        }
        List<String> below = children.getOrDefault(object, List.of());
        return new LifetimeReport.ObjectInfo(
                object.typeName(),
                object.name(),
                state,
                Counted.strong(word),
                Counted.children(word),
                holds,
                parents,
                below.stream().sorted().toList(),
                object.site == null ? "" : object.site.toString(),
                object.stamp(),
                waitsFor,
                object.bytes());
    }

    private static LifetimeReport.TypeCount count(LifetimeReport.ObjectInfo info) {
        return new LifetimeReport.TypeCount(
                info.type(),
                info.state() == LifetimeReport.State.OPEN ? 1 : 0,
                info.state() == LifetimeReport.State.LINGERING ? 1 : 0,
                info.state() == LifetimeReport.State.ZOMBIE ? 1 : 0,
                info.bytes());
    }

    private static LifetimeReport.TypeCount sum(
            LifetimeReport.TypeCount a, LifetimeReport.TypeCount b) {
        return new LifetimeReport.TypeCount(
                a.type(),
                a.open() + b.open(),
                a.lingering() + b.lingering(),
                a.zombies() + b.zombies(),
                a.bytes() + b.bytes());
    }
}
