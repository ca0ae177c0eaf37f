package daxa.core.lifetime;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;
import daxa.core.error.ChildrenAliveException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// References that were handed over and are closed later, in order (L13).
@Internal
@ExternallySynchronized
public final class DeferredCloses {
    private final List<Reference> references = new ArrayList<>();
    private final List<Counted> closedBefore = new ArrayList<>();

    /// Begins with none.
    public DeferredCloses() {}

    /// Takes a reference over.
    ///
    /// @param reference an open reference
    /// @throws daxa.core.error.UsageException if it is borrowed
    public void add(Reference reference) {
        reference.requireOwned("close");
        references.add(reference);
    }

    /// Takes over what commands were handed, and closes it after what is there.
    ///
    /// @param commands will be closed first, and are no obstacle for their parents then
    /// @param others what they were handed, which stays as it is; null for nothing
    public void addAll(Counted commands, @Nullable DeferredCloses others) {
        closedBefore.add(commands);
        if (others != null) {
            references.addAll(others.references);
        }
    }

    /// Refuses what strict mode would refuse when the references are closed.
    ///
    /// @param when stands behind the object in the message
    /// @throws ChildrenAliveException in strict mode, if an object would lose its last reference
    ///   while children of it are open; nothing has changed
    public void requireNoChildren(String when) {
        Map<Counted, Integer> strong = new HashMap<>();
        Map<Counted, Integer> children = new HashMap<>();
        Set<Reference> seen = new HashSet<>();
        closedBefore.forEach(object -> countForParents(object, children));
        for (Reference reference : references) {
            Counted object = reference.openObject();
            if (object == null
                    || object.lifetimes().mode() != LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN
                    || !seen.add(reference)
                    || strong.merge(object, 1, Integer::sum) < object.strongCount()) {
                continue;
            }
            if (children.getOrDefault(object, 0) < object.childrenCount()) {
                List<String> open = object.childrenLifetimes().openChildren(object, null);
                if (!open.isEmpty()) {
                    throw new ChildrenAliveException(object.label() + ", " + when + ",", open);
                }
            }
            countForParents(object, children);
        }
    }

    private static void countForParents(Counted object, Map<Counted, Integer> children) {
        for (Counted parent : object.parents()) {
            children.merge(parent, 1, Integer::sum);
        }
    }

    /// Closes the references. What strict mode forbids by now is logged, and lingers: nobody is
    /// there to be told.
    public void closeAll() {
        for (Reference reference : references) {
            reference.closeOrLinger();
        }
    }
}
