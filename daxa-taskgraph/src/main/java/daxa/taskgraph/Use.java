package daxa.taskgraph;

import daxa.core.concurrent.Immutable;
import daxa.core.resource.ImageViewType;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a component of a [daxa.core.struct.GpuStruct] record a use that a task declares by
/// [TaskBuilder#head(Class, TaskView...)], so that the task and its shader have the same.
///
/// ```java
/// @GpuStruct
/// record Blur(
///         @Use(TaskAccess.SAMPLES) ImageViewId input,
///         @Use(TaskAccess.WRITES) ImageViewId output,
///         float radius) {}
///
/// graph.compute("blur").head(Blur.class, color, blurred);
/// ```
///
/// | component | what it takes | what the shader gets |
/// |---|---|---|
/// | `ImageViewId` | an image | the id of the view |
/// | `BufferId` | a buffer | its id |
/// | `BufferPtr`, to read; `RWBufferPtr` | a buffer | the address of the view's first byte |
/// | `TlasId` | a top-level acceleration structure | its id |
/// | `long` | a buffer or an acceleration structure | the address |
/// | an array of these with `@Length` | an image [by mip level][TaskImage#eachMip()], or a set of resources | one element for each; those that are left over are null |
///
/// `NONE` gives the null id, or the address 0.
@Immutable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Use {
    /// What the task does with it.
    ///
    /// @return as the verbs of [TaskBuilder]
    TaskAccess value();

    /// Where it does so.
    ///
    /// @return stages; none for those that tasks of its kind have
    TaskStage[] stage() default {};

    /// How shaders see an image.
    ///
    /// @return one type; none for that of the view
    ImageViewType[] as() default {};
}
