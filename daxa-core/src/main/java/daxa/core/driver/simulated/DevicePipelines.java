package daxa.core.driver.simulated;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RasterPipelineDescription;
import daxa.core.driver.RasterState;
import daxa.core.driver.ShaderStageDescription;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The pipelines of a [SimulatedDevice].
final class DevicePipelines {
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

    long createComputePipeline(String name, ShaderStageDescription stage) {
        DriverCall call = DriverCall.CREATE_COMPUTE_PIPELINE;
        return createPipeline(
                call,
                name,
                CommandDriver.COMPUTE,
                RasterState.DEFAULT,
                PipelineRules.problem(stage, true));
    }

    long createRasterPipeline(RasterPipelineDescription pipeline) {
        DriverCall call = DriverCall.CREATE_RASTER_PIPELINE;
        return createPipeline(
                call,
                pipeline.name(),
                CommandDriver.GRAPHICS,
                pipeline.state(),
                PipelineRules.problem(pipeline, device.limits(), device.features()));
    }

    private long createPipeline(
            DriverCall call,
            String name,
            int bindPoint,
            RasterState state,
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
            device.mayFail(call, entry, text);
            SimObject.Pipeline made =
                    new SimObject.Pipeline(
                            simulation.newHandle(), name, device.owner, bindPoint, state);
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
