package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.RayTracingDriver;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The counted object behind [RayTracingPipeline] and [RayTracingLibrary]. Its libraries are its
/// parents.
@ThreadSafe
final class RayTracingObject extends PipelineObject {
    // VkShaderGroupShaderKHR, by which the driver is asked for the stack of a shader.
    private static final int GENERAL = 0;
    private static final int CLOSEST_HIT = 1;
    private static final int ANY_HIT = 2;
    private static final int INTERSECTION = 3;

    final RayTracingPipelineInfo info;

    /// Its own groups and those of its libraries, by number.
    final List<ShaderGroup> groups;

    /// The default size of its stack, where commands have to be told; else 0.
    private final long dynamicStackSize;

    private RayTracingObject(
            DeviceContext context,
            String typeName,
            RayTracingPipelineInfo info,
            List<ShaderGroup> groups,
            boolean library,
            @Nullable PipelineCache cache) {
        super(
                context,
                typeName,
                info.name(),
                shaders(groups),
                parents(context, info),
                () ->
                        context.driver()
                                .createRayTracingPipeline(
                                        describe(context, info, library),
                                        PipelineCache.handle(context, cache)));
        this.info = info;
        this.groups = groups;
        dynamicStackSize = info.dynamicStackSize() && !library ? computeStackSize() : 0;
    }

    /// Creates a pipeline or a library.
    static RayTracingObject create(
            DeviceContext context,
            String typeName,
            RayTracingPipelineInfo info,
            boolean library,
            @Nullable PipelineCache cache) {
        RayTracingChecks.check(context, info, library);
        List<ShaderGroup> groups = new ArrayList<>(info.groups());
        for (RayTracingLibrary each : info.libraries()) {
            groups.addAll(each.groups());
        }
        return new RayTracingObject(context, typeName, info, List.copyOf(groups), library, cache);
    }

    private static Counted[] parents(DeviceContext context, RayTracingPipelineInfo info) {
        List<Counted> parents = new ArrayList<>();
        for (RayTracingLibrary each : info.libraries()) {
            parents.add(context.own(each));
        }
        parents.add(context.device());
        return parents.toArray(Counted[]::new);
    }

    private static List<ShaderBinary> shaders(List<ShaderGroup> groups) {
        Set<ShaderBinary> shaders = new LinkedHashSet<>();
        groups.forEach(group -> shaders.addAll(group.shaders()));
        return List.copyOf(shaders);
    }

    private static RayTracingPipelineDescription describe(
            DeviceContext context, RayTracingPipelineInfo info, boolean library) {
        List<ShaderBinary> shaders = shaders(info.groups());
        List<ShaderStageDescription> stages =
                shaders.stream().map(PipelineObject::describe).toList();
        List<RayTracingPipelineDescription.Group> groups = new ArrayList<>();
        for (ShaderGroup group : info.groups()) {
            boolean hit = group.kind().part() == TablePart.HIT;
            groups.add(
                    new RayTracingPipelineDescription.Group(
                            group.kind().vulkanValue(),
                            hit
                                    ? RayTracingPipelineDescription.UNUSED
                                    : shaders.indexOf(group.shaders().getFirst()),
                            index(shaders, group, ShaderStage.CLOSEST_HIT),
                            index(shaders, group, ShaderStage.ANY_HIT),
                            index(shaders, group, ShaderStage.INTERSECTION)));
        }
        List<Long> libraries = new ArrayList<>();
        for (RayTracingLibrary each : info.libraries()) {
            libraries.add(((RayTracingObject) context.own(each)).pipeline);
        }
        return new RayTracingPipelineDescription(
                info.name(),
                stages,
                groups,
                libraries,
                library,
                info.maxRecursionDepth(),
                info.maxPayloadSize(),
                info.maxHitAttributeSize(),
                info.dynamicStackSize());
    }

    private static int index(List<ShaderBinary> shaders, ShaderGroup group, ShaderStage stage) {
        ShaderBinary shader = group.shader(stage);
        return shader == null ? RayTracingPipelineDescription.UNUSED : shaders.indexOf(shader);
    }

    /// The number of a group.
    ///
    /// @throws UsageException if there is no such group
    int groupIndex(String name) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new UsageException(
                label()
                        + " has no group '"
                        + name
                        + "' (expected one of "
                        + groups.stream().map(ShaderGroup::name).toList()
                        + ")");
    }

    /// A group.
    ///
    /// @throws UsageException if there is no such group
    ShaderGroup group(String name) {
        return groups.get(groupIndex(name));
    }

    /// What one shader needs of the stack.
    ///
    /// @param stage a stage that the group has a shader of
    /// @return bytes
    long stackSize(int group, ShaderStage stage) {
        RayTracingDriver driver = context.driver();
        int shader =
                switch (stage) {
                    case CLOSEST_HIT -> CLOSEST_HIT;
                    case ANY_HIT -> ANY_HIT;
                    case INTERSECTION -> INTERSECTION;
                    default -> GENERAL;
                };
        return driver.shaderGroupStackSize(pipeline, group, shader);
    }

    /// The stack that suffices whatever the shaders trace and call. It takes no call of the driver
    /// where it is dynamic.
    ///
    /// @return bytes
    long defaultStackSize() {
        return info.dynamicStackSize() ? dynamicStackSize : computeStackSize();
    }

    // As Vulkan computes it where nobody says another size. Source: Vulkan 1.3 specification, "Ray
    // Tracing Pipeline Stack".
    private long computeStackSize() {
        long raygen = most(ShaderStage.RAYGEN);
        long closestHit = most(ShaderStage.CLOSEST_HIT);
        long miss = most(ShaderStage.MISS);
        long onTheWay = most(ShaderStage.INTERSECTION) + most(ShaderStage.ANY_HIT);
        long callable = most(ShaderStage.CALLABLE);
        int depth = info.maxRecursionDepth();
        return raygen
                + Math.min(1, depth) * Math.max(Math.max(closestHit, miss), onTheWay)
                + Math.max(0, depth - 1) * Math.max(closestHit, miss)
                + 2 * callable;
    }

    private long most(ShaderStage stage) {
        long most = 0;
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).shader(stage) != null) {
                most = Math.max(most, stackSize(i, stage));
            }
        }
        return most;
    }
}
