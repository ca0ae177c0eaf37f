package daxa.core.pipeline;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.lifetime.Counted;

/// The counted object behind [PipelineCache]. Only the creation of pipelines uses it, which holds a
/// reference; so it waits for nothing.
@ThreadSafe
final class PipelineCacheObject extends Counted {
    private final DeviceContext context;
    final long cache;

    PipelineCacheObject(DeviceContext context, String name, byte[] data) {
        super(context.lifetimes(), name, 0, context.deviceAsParent());
        this.context = context;
        try {
            cache = context.driver().createPipelineCache(name, data);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    byte[] data() {
        return context.driver().pipelineCacheData(cache);
    }

    @Override
    protected boolean destroy() {
        context.driver().destroyPipelineCache(cache);
        return true;
    }

    @Override
    public String typeName() {
        return "PipelineCache";
    }
}
