package daxa.bench;

import static daxa.bench.Gpu.check;

import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import org.jspecify.annotations.NullUnmarked;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.nio.LongBuffer;

/// A submit of nothing, with the collection that comes with it, beside a native submit that signals
/// a timeline and a question how far it is.
///
/// What was submitted before keeps the GPU busy, as in a program. Where it has nothing to do, the
/// driver's thread falls asleep now and then and has to be woken, or contends for the driver's
/// locks: which of these, and on which side, depends on the processors that the threads happen to
/// run on.
@NullUnmarked
public class SubmitEmpty extends Comparison {
    private static final int OPERATIONS = 500;

    private Gpu gpu;

    private long timeline;
    private long submitted;
    private VkSemaphoreSubmitInfo.Buffer signal;
    private VkSubmitInfo2.Buffer submit;
    private LongBuffer value;

    @Override
    protected void open() {
        gpu = new Gpu();
        timeline = gpu.timeline();
        signal =
                VkSemaphoreSubmitInfo.calloc(1)
                        .sType$Default()
                        .semaphore(timeline)
                        .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
        submit = VkSubmitInfo2.calloc(1).sType$Default().pSignalSemaphoreInfos(signal);
        value = MemoryUtil.memCallocLong(1);
    }

    @Override
    public void close() {
        gpu.close();
        signal.free();
        submit.free();
        MemoryUtil.memFree(value);
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void prepareOurs() {
        gpu.shutGate();
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            gpu.queue.submit();
        }
    }

    @Override
    protected void finishOurs() {
        gpu.openGate();
        vkDeviceWaitIdle(gpu.vkDevice);
        gpu.device.collectGarbage();
    }

    @Override
    protected void prepareReference() {
        gpu.shutGate();
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            signal.value(++submitted);
            check(vkQueueSubmit2(gpu.vkQueue, submit, VK_NULL_HANDLE));
            check(vkGetSemaphoreCounterValue(gpu.vkDevice, timeline, value));
        }
    }

    @Override
    protected void finishReference() {
        gpu.openGate();
        vkDeviceWaitIdle(gpu.vkDevice);
    }
}
