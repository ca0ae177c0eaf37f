package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.ImageRegion;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;

/// What copies, fills and updates do to the bytes.
class DriverTransferTest extends SimulatedDriverRules {
    private final Scene scene = new Scene();
    private final SimulatedDevice device = scene.device;

    @Test
    void bytesMoveWhenTheSubmissionCompletes() {
        NativeBuffer upload = scene.buffer("upload");
        NativeBuffer local = device.createBuffer("local", 256, MemoryKind.DEVICE);
        NativeBuffer readback = device.createBuffer("readback", 256, MemoryKind.READBACK);
        memory(upload).set(ValueLayout.JAVA_LONG, 8, 0x1122334455667788L);
        SimulatedCommands commands = scene.recording("cmd");
        commands.copyBuffer(upload.handle(), 8, local.handle(), 16, 8);
        commands.fillBuffer(local.handle(), 24, 8, 0x0A0B0C0D);
        commands.copyBuffer(local.handle(), 16, readback.handle(), 0, 16);
        commands.end();
        scene.submit(1, commands);
        assertThat(memory(readback).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0xCD);
        device.complete(0, 1);
        assertThat(memory(readback).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(0x1122334455667788L);
        assertThat(memory(readback).get(ValueLayout.JAVA_LONG, 8)).isEqualTo(0x0A0B0C0D0A0B0C0DL);
        assertThat(device.bytes(local.handle())[24]).isEqualTo((byte) 0x0D);
        assertClean(scene);
    }

    @Test
    void texelsMove() {
        NativeImage a = scene.image("a");
        NativeImage b = scene.image("b");
        NativeBuffer upload = scene.buffer("upload");
        NativeBuffer readback = device.createBuffer("readback", 256, MemoryKind.READBACK);
        for (int i = 0; i < 64; i++) {
            memory(upload).setAtIndex(ValueLayout.JAVA_INT, i, i);
        }
        SimulatedCommands commands = scene.recording("cmd");
        Scene.barrier(commands, a.handle(), Scene.UNDEFINED, Scene.GENERAL);
        Scene.barrier(commands, b.handle(), Scene.UNDEFINED, Scene.GENERAL);
        ImageRegion in = Scene.region();
        in.x = 2;
        in.y = 1;
        in.width = 3;
        in.height = 2;
        in.baseLayer = 1;
        in.bufferOffset = 8;
        in.bufferRowLength = 10;
        commands.copyBufferToImage(upload.handle(), a.handle(), in);
        ImageRegion across = Scene.region();
        across.baseLayer = 1;
        commands.copyImage(a.handle(), b.handle(), across);
        ImageRegion out = Scene.region();
        out.x = 2;
        out.y = 1;
        out.width = 3;
        out.height = 2;
        commands.copyImageToBuffer(b.handle(), readback.handle(), out);
        int half = Float.floatToRawIntBits(0.5f);
        int one = Float.floatToRawIntBits(1);
        commands.clearColorImage(b.handle(), 1, 1, 0, 2, one, 0, half, one);
        ImageRegion cleared = Scene.region();
        cleared.mip = 1;
        cleared.width = 4;
        cleared.height = 2;
        cleared.baseLayer = 1;
        cleared.bufferOffset = 64;
        commands.copyImageToBuffer(b.handle(), readback.handle(), cleared);
        commands.end();
        scene.submit(1, commands);
        device.completeAll();
        int[] texels = memory(readback).toArray(ValueLayout.JAVA_INT);
        assertThat(texels).startsWith(2, 3, 4, 12, 13, 14);
        assertThat(java.util.Arrays.copyOfRange(texels, 16, 24)).containsOnly(0xFF8000FF);
        assertThat(device.imageLayout(a.handle())).isEqualTo(Scene.GENERAL);
        assertClean(scene);
    }
}
