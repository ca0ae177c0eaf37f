package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
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
                RasterState.DEFAULT,
                cache,
                PipelineRules.problem(stage, true));
    }

    long createRasterPipeline(RasterPipelineDescription pipeline, long cache) {
        DriverCall call = DriverCall.CREATE_RASTER_PIPELINE;
        return createPipeline(
                call,
                pipeline.name(),
                CommandDriver.GRAPHICS,
                PipelineRules.stages(pipeline),
                pipeline.state(),
                cache,
                PipelineRules.problem(pipeline, device.limits(), device.features()));
    }

    private long createPipeline(
            DriverCall call,
            String name,
            int bindPoint,
            int stages,
            RasterState state,
            long cache,
            @Nullable String problem) {
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Pipeline '" + name + "'";
        lock.lock();
        try {
            // Its layout is the set's.
            bindless.require(call);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            SimObject.PipelineCache filled = cache == 0 ? null : cache(call, cache);
            device.mayFail(call, entry, text);
            if (filled != null) {
                filled.pipelines.add(name);
            }
            SimObject.Pipeline made =
                    new SimObject.Pipeline(
                            simulation.newHandle(), name, device.owner, bindPoint, stages, state);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    void destroyPipeline(long pipeline) {
        device.destroy(DriverCall.DESTROY_PIPELINE, pipeline, NativeKind.PIPELINE);
    }
}
