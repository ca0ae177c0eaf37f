package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.resource.ImageViewType;

import org.jspecify.annotations.Nullable;

/// A component of a head that is a use.
///
/// @param name the component
/// @param kind what the shader gets
/// @param type the bits of [UseType]
/// @param stages bits of [TaskStage]; 0 for those of the kind of the task
/// @param viewType how shaders see an image; null for as the view says
/// @param offset bytes from the beginning of the struct
/// @param length elements of an array; 0 for no array
/// @param stride bytes from one element to the next; 0 for no array
@Immutable
record HeadSlot(
        String name,
        Kind kind,
        int type,
        int stages,
        @Nullable ImageViewType viewType,
        long offset,
        int length,
        long stride) {
    /// What the shader gets.
    enum Kind {
        IMAGE_VIEW_ID("an image"),
        BUFFER_ID("a buffer"),
        BUFFER_ADDRESS("a buffer"),
        TLAS_ID("a TLAS"),
        ADDRESS("a buffer or an acceleration structure");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        boolean takes(ResourceKind resource) {
            return switch (this) {
                case IMAGE_VIEW_ID -> resource == ResourceKind.IMAGE;
                case BUFFER_ID, BUFFER_ADDRESS -> resource == ResourceKind.BUFFER;
                case TLAS_ID -> resource == ResourceKind.TLAS;
                case ADDRESS -> resource != ResourceKind.IMAGE;
            };
        }

        boolean takesNone(TaskView none) {
            return switch (this) {
                case IMAGE_VIEW_ID -> none instanceof TaskImage;
                case BUFFER_ID, BUFFER_ADDRESS -> none instanceof TaskBuffer;
                case TLAS_ID -> none instanceof TaskStructure;
                case ADDRESS -> !(none instanceof TaskImage);
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// How many elements a view fills; 0 for a single one.
    static int elements(TaskView view) {
        int mips = view.properties.eachMip() ? (int) (view.x1 - view.x0) : 0;
        return view.entry.count() > 1 ? view.entry.count() * Math.max(1, mips) : mips;
    }

    /// What is wrong with a view for this component.
    ///
    /// @return the end of a message; null if it fits
    @Nullable String problem(TaskView view) {
        boolean fits = view.isNone() ? kind.takesNone(view) : kind.takes(view.entry.kind());
        if (!fits) {
            return " (expected " + kind + ")";
        }
        int elements = elements(view);
        if (length == 0 && elements > 0) {
            return ", which is " + elements + " views (expected a single one; make it an array)";
        }
        if (length > 0 && elements > length) {
            return ", which is " + elements + " views (expected up to " + length + ")";
        }
        return null;
    }
}
