package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.resource.ImageViewType;

import org.jspecify.annotations.Nullable;

/// How a task sees what it uses.
///
/// @param attachment the name by which the task asks for it; null for none
/// @param type how shaders see an image; null for what its layers suggest
/// @param eachMip whether it is an array of views, one for each mip level
@Immutable
record ViewProperties(@Nullable String attachment, @Nullable ImageViewType type, boolean eachMip) {
    static final ViewProperties NONE = new ViewProperties(null, null, false);

    boolean isNone() {
        return type == null && !eachMip && attachment == null;
    }

    ViewProperties withAttachment(String name) {
        return new ViewProperties(name, type, eachMip);
    }

    ViewProperties withType(ImageViewType newType) {
        return new ViewProperties(attachment, newType, eachMip);
    }

    ViewProperties withEachMip() {
        return new ViewProperties(attachment, type, true);
    }

    /// What a message adds to the view's name.
    @Override
    public String toString() {
        return (type == null ? "" : " seen as " + type)
                + (eachMip ? " by mip level" : "")
                + (attachment == null ? "" : " as '" + attachment + "'");
    }
}
