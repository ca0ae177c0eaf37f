package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What is destroyed or changed while the GPU uses it.
class InUseFaultsTest extends SimulationFaults {
    private final NativeBuffer buffer = scene.buffer("a");
    private final SimulatedCommands commands = scene.recording("cmd");

    private void submitUse() {
        commands.fillBuffer(buffer.handle(), 0, 4, 1);
        commands.end();
        scene.submit(7, commands);
    }

    @Test
    void objectsOfPendingSubmissions() {
        submitUse();
        fault(
                "destroyBuffer: Buffer 'a' is in use by queue 0 until value 7 (reached: 0)",
                () -> device.destroyBuffer(buffer.handle(), buffer.allocation()));
        fault(
                "reset: Command buffer 'cmd' is in use by queue 0 until value 7 (reached: 0)",
                commands::reset);
        fault(
                "destroyCommands: Command buffer 'cmd' is in use by queue 0 until value 7"
                        + " (reached: 0)",
                commands::destroy);
        fault("destroyDevice: Device 'dev' has submissions that are not finished", device::destroy);
        device.complete(0, 7);
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        commands.reset();
        commands.destroy();
        fault("destroyCommands: Command buffer 'cmd' is destroyed", commands::destroy);
    }

    @Test
    void pipelinesViewsAndSets() {
        scene.createBindless();
        long pipeline = scene.computePipeline("p");
        NativeImage image = scene.image("i");
        long view = scene.view("v", image.handle());
        scene.transition(1, image.handle(), Scene.UNDEFINED, Scene.GENERAL);
        commands.bindBindlessSet(CommandDriver.COMPUTE);
        commands.bindPipeline(CommandDriver.COMPUTE, pipeline);
        commands.beginRendering(Scene.rendering(view));
        commands.endRendering();
        commands.end();
        scene.submit(2, commands);
        device.complete(0, 1);
        String use = " is in use by queue 0 until value 2 (reached: 1)";
        fault("destroyPipeline: Pipeline 'p'" + use, () -> device.destroyPipeline(pipeline));
        fault("destroyImageView: Image view 'v'" + use, () -> device.destroyImageView(view));
        fault(
                "destroyImage: Image 'i'" + use,
                () -> device.destroyImage(image.handle(), image.allocation()));
        fault("destroyBindlessSet: Bindless set 'set'" + use, device::destroyBindlessSet);
    }

    @Test
    void destroyedBetweenRecordingAndSubmit() {
        commands.fillBuffer(buffer.handle(), 0, 4, 1);
        commands.end();
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        fault(
                "submit: Command buffer 'cmd' uses Buffer 'a', which is destroyed",
                () -> scene.submit(1, commands));
        assertThat(device.submittedValue(0)).isZero();
    }

    @Test
    void memoryWrittenAfterItWasFreed() {
        MemorySegment bytes = MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(256);
        device.destroyBuffer(buffer.handle(), buffer.allocation());
        bytes.set(ValueLayout.JAVA_BYTE, 3, (byte) 1);
        commands.destroy();
        device.destroy();
        expected++;
        assertThat(scene.driver.faults())
                .singleElement()
                .asString()
                .endsWith(
                        "destroyDevice: byte 3 of Buffer 'a' was written after it was"
                                + " destroyed");
    }
}
