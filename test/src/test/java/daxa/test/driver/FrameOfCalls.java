package daxa.test.driver;

import static daxa.test.driver.DriverFixture.barrier;
import static daxa.test.driver.DriverFixture.sampledAndStorage;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.SubmitBatch;

import org.lwjgl.vulkan.VK10;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Plays a frame of calls of the driver until a round of frames allocates nothing on the Java heap,
/// and prints how much the best round did.
final class FrameOfCalls {
    private static final int FRAMES = 100;
    private static final int MOST_ROUNDS = 2_000;

    private FrameOfCalls() {}

    public static void main(String[] arguments) {
        try (DriverFixture fixture = new DriverFixture(false);
                Arena arena = Arena.ofConfined()) {
            fixture.createBindlessSet();
            DeviceDriver device = fixture.device;
            long pipeline = fixture.computePipeline("fill", VulkanDriverTest.FILL_BY_ADDRESS);
            NativeBuffer target = fixture.buffer("target", 1024, MemoryKind.DEVICE);
            MemorySegment push = arena.allocate(16);
            push.set(JAVA_LONG, 0, target.deviceAddress());
            CommandDriver commands = fixture.commands("frame");
            SubmitBatch batch = new SubmitBatch();
            int format = VK10.VK_FORMAT_R8G8B8A8_UNORM;
            long view = fixture.view(fixture.image("image", format, 4, sampledAndStorage()));
            long fence = fixture.fence();
            Runnable frame =
                    () -> {
                        commands.reset();
                        commands.begin(false);
                        commands.beginLabel("frame", 1, 0, 0, 1);
                        commands.bindBindlessSet(CommandDriver.COMPUTE);
                        commands.bindPipeline(CommandDriver.COMPUTE, pipeline);
                        commands.pushConstants(0, push.address(), 12);
                        commands.dispatch(1, 1, 1);
                        barrier(commands);
                        commands.endLabel();
                        commands.end();
                        batch.clear();
                        batch.add(commands);
                        batch.signalValue = device.completedValue(0) + 1;
                        device.submit(0, batch);
                        device.waitForValue(0, batch.signalValue, Long.MAX_VALUE);
                        device.writeImageSlot(3, view, view);
                        device.fenceSignaled(fence);
                    };
            Runnable round =
                    () -> {
                        for (int i = 0; i < FRAMES; i++) {
                            frame.run();
                        }
                    };
            long bytes = Allocation.leastBytes(MOST_ROUNDS, () -> {}, round, () -> {});
            System.out.println("allocating=" + bytes);
        }
    }
}
