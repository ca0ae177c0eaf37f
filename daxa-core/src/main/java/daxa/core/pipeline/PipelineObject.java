package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.ShaderStageDescription;
import daxa.core.lifetime.Counted;

import java.util.List;
import java.util.function.LongSupplier;

/// The counted object behind pipeline references. Only recordings can use a pipeline, and they hold
/// on to it; so it waits for them and not for the GPU (L7, L12).
@ThreadSafe
class PipelineObject extends Counted {
    final DeviceContext context;
    private final String typeName;
    final long pipeline;
    final PushConstants pushConstants;

    PipelineObject(
            DeviceContext context,
            String typeName,
            String name,
            List<ShaderBinary> shaders,
            LongSupplier creation) {
        this(context, typeName, name, shaders, context.deviceAsParent(), creation);
    }

    PipelineObject(
            DeviceContext context,
            String typeName,
            String name,
            List<ShaderBinary> shaders,
            Counted[] parents,
            LongSupplier creation) {
        super(context.lifetimes(), name, 0, parents);
        this.context = context;
        this.typeName = typeName;
        pushConstants = new PushConstants(name, shaders);
        try {
            pipeline = creation.getAsLong();
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    static ShaderStageDescription describe(ShaderBinary shader) {
        return new ShaderStageDescription(
                shader.stage().vulkanBit(), shader.spirv(), shader.entryPoint(), shader.given());
    }

    @Override
    protected final boolean destroy() {
        context.driver().destroyPipeline(pipeline);
        return true;
    }

    @Override
    public final String typeName() {
        return typeName;
    }
}
