package daxa.bench;

import daxa.core.driver.Feature;

import org.jspecify.annotations.Nullable;

/// One kind of command, recorded by the framework and by hand.
///
/// @param name the recorder's method, and behind a dot which of its forms
/// @param where what is open and bound when it is recorded
/// @param needs a feature without which it cannot be recorded, or null
/// @param ours the framework's way
/// @param reference the way by hand
public record RecordKind(
        String name, Where where, @Nullable Feature needs, Ours ours, Reference reference) {

    /// What is open and bound.
    public enum Where {
        /// No render pass; a compute pipeline.
        OUTSIDE,
        /// A render pass with a raster pipeline and an index buffer.
        RASTER,
        /// The same, with a pipeline of mesh shaders.
        MESH,
        /// The same, with a pipeline whose state is dynamic.
        DYNAMIC,
        /// No render pass; a ray tracing pipeline whose stack is dynamic.
        RAYS
    }

    /// Records by the framework.
    public interface Ours {
        /// Records once.
        ///
        /// @param scene what is needed
        void record(RecordScene scene);
    }

    /// Records by hand.
    interface Reference {
        /// Records once.
        ///
        /// @param by what is needed
        void record(HandWritten by);
    }

    /// The recorder's method.
    ///
    /// @return its name
    public String method() {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
