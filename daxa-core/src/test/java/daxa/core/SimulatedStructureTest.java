package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.CommandRecorder;
import daxa.core.command.StructureBuild;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;
import daxa.testing.StructureContract;

import org.junit.jupiter.api.Test;

/// Acceleration structures on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedStructureTest extends StructureContract {
    @Test
    @GpuSetup(features = Feature.ACCELERATION_STRUCTURE, autoComplete = true)
    void defect24AFreedSlotHoldsAStructureThatEveryRayMisses(Gpu gpu) {
        long none = gpu.simulated().accelerationStructure(0);
        Tlas scene = gpu.own(gpu.device().createTlas(AccelerationStructureInfo.of("scene", 1024)));
        int slot = (int) scene.id().bits();
        assertThat(gpu.simulated().accelerationStructure(slot)).isEqualTo(scene.nativeHandle());
        scene.close();
        gpu.settle();
        assertThat(gpu.simulated().accelerationStructure(slot)).isEqualTo(none);
        assertThat(gpu.simulated().accelerationStructure((int) TlasId.NULL.bits())).isEqualTo(none);
        assertThat(gpu.simulated().staleSlots()).isEmpty();
    }

    @Test
    @GpuSetup(features = Feature.ACCELERATION_STRUCTURE, autoComplete = true)
    void manyBuildsShareTheScratchMemoryOfARecording(Gpu gpu) {
        Device device = gpu.device();
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        Buffer boxes = gpu.own(device.createBuffer(BufferInfo.of("boxes", 24 * 4096)));
        BlasInput input = BlasInput.of(BoxGeometry.of(boxes, 4096));
        Blas blas = gpu.own(device.createBlas("blas", input));
        StructureBuild build = StructureBuild.of(blas, input);
        long needed = device.buildSizes(input).buildScratch();
        assertThat(needed * 200).isGreaterThan(48L << 20);
        long before = device.memoryHeaps().getFirst().used();
        for (int submission = 0; submission < 3; submission++) {
            recorder.begin();
            for (int i = 0; i < 200; i++) {
                recorder.build(build);
            }
            device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
            device.collectGarbage();
            // What was outgrown is gone; what was used last is used again.
            assertThat(device.memoryHeaps().getFirst().used() - before)
                    .isBetween(16L << 20, 17L << 20);
        }
    }

    @Test
    @GpuSetup(features = Feature.ACCELERATION_STRUCTURE, autoComplete = true)
    void scratchMemoryIsUsedAgainWithinARecordingAfterABarrier(Gpu gpu) {
        Device device = gpu.device();
        CommandRecorder recorder = gpu.own(device.createCommandRecorder("recorder"));
        Buffer boxes = gpu.own(device.createBuffer(BufferInfo.of("boxes", 24 * 100_000)));
        BlasInput input = BlasInput.of(BoxGeometry.of(boxes, 100_000));
        Blas blas = gpu.own(device.createBlas("blas", input));
        StructureBuild build = StructureBuild.of(blas, input);
        gpu.driver().logCalls(true);
        recorder.begin();
        for (int i = 0; i < 8; i++) {
            recorder.build(build);
        }
        DriverCall built = DriverCall.BUILD_ACCELERATION_STRUCTURES;
        assertThat(gpu.driver().calls().stream().map(call -> call.call()))
                .filteredOn(call -> call == DriverCall.MEMORY_BARRIER || call == built)
                .containsExactly(
                        built,
                        built,
                        built,
                        built,
                        built,
                        DriverCall.MEMORY_BARRIER,
                        built,
                        built,
                        DriverCall.MEMORY_BARRIER,
                        built);
        recorder.discard();
    }
}
