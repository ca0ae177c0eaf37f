package daxa.core.pipeline;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.MeshShaderLimits;
import daxa.core.driver.WorkgroupLimits;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ShaderInterface.Descriptor;
import daxa.core.pipeline.ShaderInterface.DescriptorKind;
import daxa.core.pipeline.ShaderInterface.Variable;
import daxa.core.pipeline.ShaderInterface.Workgroup;
import daxa.core.pipeline.ShaderInterface.WorkgroupOutput;
import daxa.core.resource.Format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What is wrong between the shaders of a pipeline, its state and its device. All problems are
/// collected and told in one error. Source: Vulkan 1.3 specification, chapters "Shader Interfaces"
/// and "Vulkan Environment for SPIR-V".
@ExternallySynchronized
final class ShaderChecks {
    // What the bindless set has, by binding.
    private static final List<DescriptorKind> BINDINGS =
            List.of(
                    DescriptorKind.SAMPLED_IMAGE,
                    DescriptorKind.STORAGE_IMAGE,
                    DescriptorKind.SAMPLER,
                    DescriptorKind.STORAGE_BUFFER,
                    DescriptorKind.ACCELERATION_STRUCTURE);

    private final DeviceContext context;
    private final String pipeline;
    private final List<String> problems = new ArrayList<>();

    private record Place(int location, int component) {}

    private ShaderChecks(DeviceContext context, String pipeline) {
        this.context = context;
        this.pipeline = pipeline;
    }

    /// Refuses a compute pipeline that cannot work.
    static void check(DeviceContext context, ComputePipelineInfo info) {
        ShaderChecks checks = new ShaderChecks(context, info.name());
        checks.stage(info.shader());
        DeviceLimits limits = context.limits();
        checks.workgroup(
                info.shader(),
                limits.maxWorkgroupInvocations(),
                new Workgroup(
                        limits.maxWorkgroupSizeX(),
                        limits.maxWorkgroupSizeY(),
                        limits.maxWorkgroupSizeZ()),
                limits.maxComputeSharedMemorySize());
        checks.refuse();
    }

    /// Refuses a raster pipeline whose shaders cannot work.
    static void check(DeviceContext context, RasterPipelineInfo info) {
        ShaderChecks checks = new ShaderChecks(context, info.name());
        ShaderBinary last = null;
        ShaderBinary vertex = info.vertex();
        if (vertex != null) {
            checks.stage(vertex);
            checks.attributes(info, vertex);
            last = vertex;
        }
        MeshShading mesh = info.meshShading();
        if (mesh != null) {
            checks.mesh(mesh);
            last = mesh.mesh();
        }
        Tessellation tessellation = info.tessellation();
        if (tessellation != null) {
            checks.stage(tessellation.control());
            checks.stage(tessellation.evaluation());
            last = tessellation.evaluation();
        }
        ShaderBinary fragment = info.fragment();
        if (fragment != null) {
            checks.stage(fragment);
            checks.between(Objects.requireNonNull(last), fragment);
            checks.targets(info, fragment);
        }
        checks.refuse();
    }

    /// Refuses a ray tracing pipeline or a library whose shaders cannot work.
    static void check(DeviceContext context, RayTracingPipelineInfo info, boolean library) {
        ShaderChecks checks = new ShaderChecks(context, info.name());
        boolean shares = library || !info.libraries().isEmpty();
        Set<ShaderBinary> seen = new HashSet<>();
        for (ShaderGroup group : info.groups()) {
            for (ShaderBinary shader : group.shaders()) {
                if (seen.add(shader)) {
                    checks.stage(shader);
                    checks.rays(info, shader, shares);
                }
            }
        }
        checks.refuse();
    }

    private void rays(RayTracingPipelineInfo info, ShaderBinary shader, boolean shares) {
        ShaderInterface.RayTracing rays = shader.declared().rayTracing();
        int depth = shader.stage() == ShaderStage.RAYGEN ? 1 : 2;
        if (rays.traces() && info.maxRecursionDepth() < depth) {
            problems.add(
                    title(shader)
                            + " of stage="
                            + shader.stage()
                            + " traces rays with maxRecursionDepth="
                            + info.maxRecursionDepth()
                            + " (expected at least "
                            + depth
                            + ")");
        }
        int most = context.limits().rayTracing().maxHitAttributeSize();
        atMost(shader, "hit attributes of", rays.hitAttributeSize(), most, "bytes");
        if (shares) {
            shared(shader, "a payload", rays.payloadSize(), info.maxPayloadSize());
            shared(shader, "hit attributes", rays.hitAttributeSize(), info.maxHitAttributeSize());
        }
    }

    private void shared(ShaderBinary shader, String what, int found, int most) {
        if (found > most) {
            problems.add(
                    title(shader)
                            + " has "
                            + what
                            + " of "
                            + found
                            + " bytes (expected up to "
                            + most
                            + ", which withMaxSizes raises)");
        }
    }

    private void refuse() {
        if (problems.size() == 1) {
            throw new UsageException("pipeline '" + pipeline + "': " + problems.getFirst());
        }
        if (!problems.isEmpty()) {
            throw new UsageException(
                    "pipeline '"
                            + pipeline
                            + "' has "
                            + problems.size()
                            + " problems:\n  "
                            + String.join("\n  ", problems));
        }
    }

    private static String title(ShaderBinary shader) {
        return "shader '" + shader.name() + "'";
    }

    // ---------------------------------------------------------------- each stage

    private void stage(ShaderBinary shader) {
        if (shader.pushConstantSize() > PushConstants.MAX_SIZE) {
            problems.add(
                    "push constants of "
                            + title(shader)
                            + " have "
                            + shader.pushConstantSize()
                            + " bytes (expected up to "
                            + PushConstants.MAX_SIZE
                            + "); put what is larger into a buffer and push its address");
        }
        for (Descriptor descriptor : shader.declared().descriptors()) {
            if (!isBindless(descriptor)) {
                problems.add(
                        title(shader)
                                + " uses '"
                                + descriptor.name()
                                + "', a "
                                + descriptor.kind()
                                + " at set="
                                + descriptor.set()
                                + ", binding="
                                + descriptor.binding()
                                + ", which is not in the bindless set; reach images and samplers by"
                                + " id and buffers by address, with <daxa/daxa.glsl>");
            }
        }
        features(shader);
    }

    private static boolean isBindless(Descriptor descriptor) {
        return descriptor.set() == 0
                && descriptor.binding() >= 0
                && descriptor.binding() < BINDINGS.size()
                && BINDINGS.get(descriptor.binding()) == descriptor.kind();
    }

    private void features(ShaderBinary shader) {
        Set<Feature> enabled = context.features();
        Set<String> missing = new TreeSet<>();
        for (int capability : shader.declared().capabilities()) {
            if (!SpirvCapability.isKnown(capability)) {
                problems.add(
                        title(shader)
                                + " needs the SPIR-V capability "
                                + capability
                                + ", which the framework does not offer");
                continue;
            }
            String lack = SpirvCapability.missing(capability, enabled);
            if (lack != null) {
                missing.add(lack);
            }
        }
        Feature stores = shader.stage().stores();
        if (stores != null
                && !enabled.contains(stores)
                && shader.declared().descriptors().stream().anyMatch(Descriptor::writable)) {
            missing.add(stores + " (" + stores.vulkanName() + ")");
        }
        if (!missing.isEmpty()) {
            problems.add(
                    title(shader)
                            + " needs "
                            + String.join(", ", missing)
                            + ", which device '"
                            + context.name()
                            + "' was created without; DeviceInfo.require chooses a device that has"
                            + " it");
        }
    }

    // ---------------------------------------------------------------- mesh

    private void mesh(MeshShading shaders) {
        MeshShaderLimits limits = context.limits().meshShaders();
        ShaderBinary task = shaders.task();
        ShaderBinary mesh = shaders.mesh();
        if (task != null) {
            stage(task);
            workgroup(task, limits.task());
            atMost(task, "a payload of", payload(task), limits.maxTaskPayloadSize(), "bytes");
        }
        stage(mesh);
        workgroup(mesh, limits.mesh());
        WorkgroupOutput output = mesh.declared().workgroupOutput();
        atMost(mesh, "", output.vertices(), limits.maxOutputVertices(), "output vertices");
        atMost(mesh, "", output.primitives(), limits.maxOutputPrimitives(), "output primitives");
        int given = task == null ? 0 : payload(task);
        if (payload(mesh) > given) {
            problems.add(
                    title(mesh)
                            + " reads a payload of "
                            + payload(mesh)
                            + " bytes (expected up to "
                            + given
                            + ", what "
                            + (task == null
                                    ? "there is without a task shader"
                                    : title(task) + " gives")
                            + ")");
        }
    }

    private static int payload(ShaderBinary shader) {
        return shader.declared().workgroupOutput().payloadSize();
    }

    private void atMost(ShaderBinary shader, String what, int found, int most, String unit) {
        if (found > most) {
            problems.add(
                    title(shader)
                            + " has "
                            + (what.isEmpty() ? "" : what + " ")
                            + found
                            + " "
                            + unit
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
    }

    private void workgroup(ShaderBinary shader, WorkgroupLimits limits) {
        workgroup(
                shader,
                limits.maxInvocations(),
                new Workgroup(limits.maxSizeX(), limits.maxSizeY(), limits.maxSizeZ()),
                limits.maxSharedMemorySize());
        long together = (long) shader.declared().sharedMemorySize() + payload(shader);
        if (payload(shader) > 0 && together > limits.maxPayloadAndSharedMemorySize()) {
            problems.add(
                    "shared memory and payload of "
                            + title(shader)
                            + " have "
                            + together
                            + " bytes (expected up to "
                            + limits.maxPayloadAndSharedMemorySize()
                            + " on this device)");
        }
    }

    // ---------------------------------------------------------------- workgroups

    private void workgroup(
            ShaderBinary shader, int maxInvocations, Workgroup maxSize, int maxShared) {
        Workgroup size = shader.workgroup();
        if (size.invocations() > maxInvocations) {
            problems.add(
                    "workgroup="
                            + size
                            + " has "
                            + size.invocations()
                            + " invocations (expected up to "
                            + maxInvocations
                            + " on this device)");
        } else if (!fits(size.x(), maxSize.x())
                || !fits(size.y(), maxSize.y())
                || !fits(size.z(), maxSize.z())) {
            problems.add(
                    "workgroup=" + size + " (expected 1x1x1 to " + maxSize + " on this device)");
        }
        int shared = shader.declared().sharedMemorySize();
        if (shared > maxShared) {
            problems.add(
                    "shared memory of "
                            + title(shader)
                            + " has "
                            + shared
                            + " bytes (expected up to "
                            + maxShared
                            + " on this device)");
        }
    }

    private static boolean fits(int size, int most) {
        return size >= 1 && size <= most;
    }

    // ---------------------------------------------------------------- raster

    // Attributes that the shader does not read do no harm.
    private void attributes(RasterPipelineInfo info, ShaderBinary vertex) {
        Map<Integer, VertexAttribute> attributes = new HashMap<>();
        for (VertexAttribute attribute : info.vertexInput().attributes()) {
            attributes.put(attribute.location(), attribute);
        }
        for (Variable input : vertex.declared().inputs()) {
            for (int i = 0; i < input.locations(); i++) {
                VertexAttribute attribute = attributes.get(input.location() + i);
                if (attribute == null) {
                    problems.add(
                            place(vertex, "input", input, i)
                                    + " has no attribute in the vertex input (expected one of the"
                                    + " locations "
                                    + new TreeSet<>(attributes.keySet())
                                    + ")");
                } else if (!fits(input.type(), attribute.format())) {
                    problems.add(
                            place(vertex, "input", input, i)
                                    + " does not fit the vertex attribute's format="
                                    + attribute.format()
                                    + " (expected "
                                    + expected(attribute.format())
                                    + ")");
                }
            }
        }
    }

    // Outputs that the fragment shader does not read do no harm.
    private void between(ShaderBinary vertex, ShaderBinary fragment) {
        Map<Place, Variable> given = new HashMap<>();
        TreeSet<Integer> locations = new TreeSet<>();
        for (Variable output : vertex.declared().outputs()) {
            for (int i = 0; i < output.locations(); i++) {
                given.put(new Place(output.location() + i, output.component()), output);
                locations.add(output.location() + i);
            }
        }
        for (Variable input : fragment.declared().inputs()) {
            for (int i = 0; i < input.locations(); i++) {
                Variable output = given.get(new Place(input.location() + i, input.component()));
                if (output == null) {
                    problems.add(
                            place(fragment, "input", input, i)
                                    + " is no output of "
                                    + title(vertex)
                                    + " (expected one of the locations "
                                    + locations
                                    + ")");
                } else if (output.type() != input.type()
                        || output.components() != input.components()) {
                    problems.add(
                            place(fragment, "input", input, i)
                                    + " is output '"
                                    + output.name()
                                    + "' of type "
                                    + output.typeName()
                                    + " in "
                                    + title(vertex)
                                    + " (expected equal types)");
                }
            }
        }
    }

    // Outputs without a target do no harm: Vulkan drops them, and one shader may serve several
    // passes. A target without an output is an error: what is written to it is undefined.
    private void targets(RasterPipelineInfo info, ShaderBinary fragment) {
        Map<Integer, Variable> outputs = new HashMap<>();
        for (Variable output : fragment.declared().outputs()) {
            for (int i = 0; i < output.locations() && output.index() == 0; i++) {
                outputs.put(output.location() + i, output);
            }
        }
        for (int i = 0; i < info.colors().size(); i++) {
            ColorTarget target = info.colors().get(i);
            Variable output = outputs.get(i);
            if (output == null) {
                if (target.writeMask() != 0) {
                    problems.add(
                            title(fragment)
                                    + " has no output at location="
                                    + i
                                    + " for the colour target of format="
                                    + target.format()
                                    + " (expected one of the locations "
                                    + new TreeSet<>(outputs.keySet())
                                    + "); write it, or give the target writeMask=0");
                }
            } else if (!fits(output.type(), target.format())) {
                problems.add(
                        place(fragment, "output", output, i - output.location())
                                + " does not fit the colour target's format="
                                + target.format()
                                + " (expected "
                                + expected(target.format())
                                + ")");
            }
        }
    }

    private static String place(ShaderBinary shader, String what, Variable variable, int more) {
        return what
                + " '"
                + variable.name()
                + "' of "
                + title(shader)
                + ", location="
                + (variable.location() + more)
                + (variable.component() == 0 ? "" : ", component=" + variable.component())
                + ", type "
                + variable.typeName()
                + ",";
    }

    private static boolean fits(ScalarType type, Format format) {
        return switch (format.kind()) {
            case UINT -> !type.isFloat() && !type.isSigned();
            case SINT -> type.isSigned();
            default -> type.isFloat();
        };
    }

    private static String expected(Format format) {
        return switch (format.kind()) {
            case UINT -> "unsigned integers";
            case SINT -> "signed integers";
            default -> "floats";
        };
    }
}
