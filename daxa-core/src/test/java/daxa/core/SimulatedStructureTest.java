package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.resource.AccelerationStructureInfo;
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
        Tlas scene =
                gpu.own(gpu.device().createTlas(AccelerationStructureInfo.of("scene", 1024)));
        int slot = (int) scene.id().bits();
        assertThat(gpu.simulated().accelerationStructure(slot)).isEqualTo(scene.nativeHandle());
        scene.close();
        gpu.settle();
        assertThat(gpu.simulated().accelerationStructure(slot)).isEqualTo(none);
        assertThat(gpu.simulated().accelerationStructure((int) TlasId.NULL.bits()))
                .isEqualTo(none);
        assertThat(gpu.simulated().staleSlots()).isEmpty();
    }
}
