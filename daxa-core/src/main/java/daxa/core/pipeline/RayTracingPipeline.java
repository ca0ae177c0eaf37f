package daxa.core.pipeline;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Shaders that trace rays, in groups. A child of its libraries and its device; shader binding
/// tables are its children, and recordings that name it hold on to it. Made with
/// `Device.createRayTracingPipeline`.
@ThreadSafe
public final class RayTracingPipeline extends Pipeline {
    private final RayTracingPipelineInfo info;
    private final List<ShaderGroup> groups;

    private RayTracingPipeline(RayTracingObject object) {
        super(object);
        info = object.info;
        groups = object.groups;
    }

    private RayTracingPipeline(RayTracingPipeline other) {
        super(other);
        info = other.info;
        groups = other.groups;
    }

    /// Creates a pipeline; programs call `Device.createRayTracingPipeline`.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static RayTracingPipeline create(DeviceContext context, RayTracingPipelineInfo info) {
        return create(context, info, null);
    }

    /// Creates a pipeline with a cache; pipeline managers call it.
    ///
    /// @param context the device
    /// @param info what it shall be
    /// @param cache where the driver looks first, open until the call has returned; null for none
    /// @return the first reference
    @Internal
    public static RayTracingPipeline create(
            DeviceContext context, RayTracingPipelineInfo info, @Nullable PipelineCache cache) {
        return first(
                new RayTracingPipeline(
                        RayTracingObject.create(
                                context, "RayTracingPipeline", info, false, cache)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RayTracingPipeline retain() {
        return another(new RayTracingPipeline(this));
    }

    /// What the pipeline was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public RayTracingPipelineInfo info() {
        object();
        return info;
    }

    /// All groups, by their numbers: its own, then those of its libraries.
    ///
    /// @return an immutable list
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public List<ShaderGroup> groups() {
        object();
        return groups;
    }

    /// The number of a group.
    ///
    /// @param group its name
    /// @return its index in [#groups()]
    /// @throws UsageException if there is no such group
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public int groupIndex(String group) {
        Objects.requireNonNull(group, "group");
        return ((RayTracingObject) object()).groupIndex(group);
    }

    /// The size of the stack that suffices whatever its shaders trace and call, within its
    /// recursion depth and two calls deep. It has that size unless a command says another.
    ///
    /// @return bytes
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long stackSize() {
        return ((RayTracingObject) object()).defaultStackSize();
    }

    /// What one shader needs of the stack, for programs that know better how deep theirs trace and
    /// call.
    ///
    /// @param group the name of its group
    /// @param stage its stage
    /// @return bytes
    /// @throws UsageException if there is no such group, or it has no shader of the stage
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long stackSize(String group, ShaderStage stage) {
        Objects.requireNonNull(stage, "stage");
        int index = groupIndex(group);
        if (groups.get(index).shader(stage) == null) {
            throw new UsageException(
                    this
                            + ": group '"
                            + group
                            + "' has no shader with stage="
                            + stage
                            + " (expected one of "
                            + groups.get(index).shaders().stream().map(ShaderBinary::stage).toList()
                            + ")");
        }
        return ((RayTracingObject) object()).stackSize(index, stage);
    }
}
