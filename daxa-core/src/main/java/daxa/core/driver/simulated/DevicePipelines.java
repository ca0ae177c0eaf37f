package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.RayTracingPipelineDescription;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The pipelines of a [SimulatedDevice].
final class DevicePipelines {
    private static final String CACHE_HEADER = "simulated pipeline cache\n";

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final DeviceBindless bindless;

    DevicePipelines(SimDevice device, DeviceBindless bindless) {
        this.device = device;
        this.bindless = bindless;
        this.simulation = device.simulation;
        this.lock = device.lock;
    }

    long createPipelineCache(String name, byte[] data) {
        DriverCall call = DriverCall.CREATE_PIPELINE_CACHE;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFail(call, entry, () -> "Pipeline cache '" + name + "'");
            SimObject.PipelineCache made =
                    new SimObject.PipelineCache(simulation.newHandle(), name, device.owner);
            String text = new String(data, StandardCharsets.UTF_8);
            if (text.startsWith(CACHE_HEADER)) {
                text.lines().skip(1).forEach(made.pipelines::add);
            }
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    byte[] pipelineCacheData(long cache) {
        DriverCall call = DriverCall.PIPELINE_CACHE_DATA;
        Simulation.Entry entry = simulation.enter(call, cache, "");
        lock.lock();
        try {
            SimObject.PipelineCache found = cache(call, cache);
            device.mayFail(call, entry, found::text);
            String text = CACHE_HEADER + String.join("\n", found.pipelines);
            return text.getBytes(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    private SimObject.PipelineCache cache(DriverCall call, long cache) {
        return device.find(call, cache, NativeKind.PIPELINE_CACHE, SimObject.PipelineCache.class);
    }

    void destroyPipelineCache(long cache) {
        device.destroy(DriverCall.DESTROY_PIPELINE_CACHE, cache, NativeKind.PIPELINE_CACHE);
    }

    long createComputePipeline(String name, ShaderStageDescription stage, long cache) {
        DriverCall call = DriverCall.CREATE_COMPUTE_PIPELINE;
        return createPipeline(
                call,
                name,
                CommandDriver.COMPUTE,
                stage.stage(),
                false,
                RasterState.DEFAULT,
                cache,
                PipelineRules.problem(stage, PipelineRules.COMPUTE));
    }

    long createRasterPipeline(RasterPipelineDescription pipeline, long cache) {
        DriverCall call = DriverCall.CREATE_RASTER_PIPELINE;
        return createPipeline(
                call,
                pipeline.name(),
                CommandDriver.GRAPHICS,
                PipelineRules.stages(pipeline),
                pipeline.depthWrite(),
                pipeline.state(),
                cache,
                PipelineRules.problem(pipeline, device.limits(), device.features()));
    }

    private long createPipeline(
            DriverCall call,
            String name,
            int bindPoint,
            int stages,
            boolean writesDepth,
            RasterState state,
            long cache,
            @Nullable String problem) {
        return create(
                call,
                name,
                cache,
                () -> problem,
                handle ->
                        new SimObject.Pipeline(
                                handle, name, device.owner, bindPoint, stages, writesDepth, state));
    }

    private long create(
            DriverCall call,
            String name,
            long cache,
            Supplier<@Nullable String> rules,
            LongFunction<SimObject> maker) {
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Pipeline '" + name + "'";
        lock.lock();
        try {
            // Its layout is the set's.
            bindless.require(call);
            String problem = rules.get();
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            SimObject.PipelineCache filled = cache == 0 ? null : cache(call, cache);
            device.mayFail(call, entry, text);
            if (filled != null) {
                filled.pipelines.add(name);
            }
            SimObject made = maker.apply(simulation.newHandle());
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    long createRayTracingPipeline(RayTracingPipelineDescription pipeline, long cache) {
        DriverCall call = DriverCall.CREATE_RAY_TRACING_PIPELINE;
        List<SimObject.RayTracingPipeline> libraries = new ArrayList<>();
        return create(
                call,
                pipeline.name(),
                cache,
                () -> {
                    pipeline.libraries().forEach(each -> libraries.add(rayTracing(call, each)));
                    return RayTracingRules.problem(
                            pipeline, libraries, device.limits(), device.features());
                },
                handle -> {
                    // A library must not go before what it is linked into.
                    libraries.forEach(each -> each.children++);
                    return RayTracingRules.make(handle, device.owner, pipeline, libraries);
                });
    }

    private SimObject.RayTracingPipeline rayTracing(DriverCall call, long pipeline) {
        return device.find(call, pipeline, NativeKind.PIPELINE, SimObject.RayTracingPipeline.class);
    }

    private SimObject.RayTracingPipeline linked(DriverCall call, long pipeline) {
        SimObject.RayTracingPipeline found = rayTracing(call, pipeline);
        if (found.library) {
            throw simulation.fault(call, found.text() + " is a library (expected a pipeline)");
        }
        return found;
    }

    void shaderGroupHandles(String name, long pipeline, int count, long address, int size) {
        DriverCall call = DriverCall.SHADER_GROUP_HANDLES;
        Simulation.Entry entry = simulation.enter(call, pipeline, name);
        lock.lock();
        try {
            SimObject.RayTracingPipeline found = linked(call, pipeline);
            int handleSize = device.limits().rayTracing().shaderGroupHandleSize();
            if (count < 1 || count > found.groups.size() || size != count * handleSize) {
                throw simulation.fault(
                        call,
                        count
                                + " groups of "
                                + found.text()
                                + " in "
                                + size
                                + " bytes (expected 1 to "
                                + found.groups.size()
                                + ", "
                                + handleSize
                                + " bytes each)");
            }
            device.mayFail(call, entry, () -> "Shader binding table '" + name + "'");
            RayTracingRules.writeHandles(found, HostMemory.segment(address, size), handleSize);
        } finally {
            lock.unlock();
        }
    }

    long shaderGroupStackSize(long pipeline, int group, int shader) {
        DriverCall call = DriverCall.SHADER_GROUP_STACK_SIZE;
        simulation.enter(call, pipeline, "");
        lock.lock();
        try {
            SimObject.RayTracingPipeline found = linked(call, pipeline);
            if (group < 0 || group >= found.groups.size() || shader < 0 || shader > 3) {
                throw simulation.fault(
                        call,
                        "shader "
                                + shader
                                + " of group "
                                + group
                                + " of "
                                + found.text()
                                + ", which has "
                                + found.groups.size());
            }
            return RayTracingRules.stackSize(group, shader);
        } finally {
            lock.unlock();
        }
    }

    void destroyPipeline(long pipeline) {
        DriverCall call = DriverCall.DESTROY_PIPELINE;
        lock.lock();
        try {
            if (device.find(call, pipeline, NativeKind.PIPELINE, SimObject.class)
                    instanceof SimObject.RayTracingPipeline linked) {
                linked.libraries.forEach(each -> each.children--);
            }
        } finally {
            lock.unlock();
        }
        device.destroy(call, pipeline, NativeKind.PIPELINE);
    }
}
