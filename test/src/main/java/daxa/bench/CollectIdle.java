package daxa.bench;

import static org.lwjgl.vulkan.VK12.*;

import daxa.core.DeviceInfo;
import daxa.core.resource.BufferInfo;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.openjdk.jmh.annotations.Param;

import java.nio.LongBuffer;

/// A collection that finds nothing ready while a submission runs that never ends, beside the
/// driver's own question how far the timeline is.
@NullUnmarked
public class CollectIdle extends Comparison {
    private static final int OPERATIONS = 5_000;

    /// Zombies that wait for the submission.
    @Param({"0", "100000"})
    public int zombies;

    private Gpu gpu;
    private long timeline;
    private LongBuffer value;

    @Override
    protected void open() {
        gpu = new Gpu(DeviceInfo.of("bench").withMaxBuffers(120_000));
        timeline = gpu.timeline();
        value = MemoryUtil.memCallocLong(1);
        gpu.shutGate();
        gpu.submit(0, 0, timeline, 1);
        gpu.queue.submit();
        BufferInfo info = BufferInfo.of("zombie", 16);
        for (int i = 0; i < zombies; i++) {
            gpu.device.createBuffer(info).close();
        }
        if (gpu.device.collectGarbage().waiting() != zombies) {
            throw new IllegalStateException(gpu.device.lifetimeReport().toString());
        }
    }

    @Override
    public void close() {
        gpu.openGate();
        MemoryUtil.memFree(value);
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            gpu.device.collectGarbage();
        }
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            Gpu.check(vkGetSemaphoreCounterValue(gpu.vkDevice, timeline, value));
        }
    }
}
