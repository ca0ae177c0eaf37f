package daxa.core.error;

import java.util.List;

/// In strict mode the last reference of an object was closed while children of it are open
/// (contract L5). Nothing has changed: the object is still open and usable.
public final class ChildrenAliveException extends UsageException {
    private static final long serialVersionUID = 1L;

    private final String[] children;

    /// Creates an exception.
    ///
    /// @param parent type and name of the object that was to be closed
    /// @param children one line for each open child: type, name, reference count, creation site
    public ChildrenAliveException(String parent, List<String> children) {
        super(text(parent, children));
        this.children = children.toArray(String[]::new);
    }

    private static String text(String parent, List<String> children) {
        StringBuilder text = new StringBuilder(256);
        text.append(parent).append(" cannot be closed: ").append(children.size());
        text.append(children.size() == 1 ? " child is" : " children are");
        text.append(" still open. Close them first (LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN):");
        for (String child : children) {
            text.append("\n  ").append(child);
        }
        return text.toString();
    }

    /// The open children, one line each: type, name, reference count, creation site.
    ///
    /// @return an immutable list, by type and name
    public List<String> children() {
        return List.of(children);
    }
}
