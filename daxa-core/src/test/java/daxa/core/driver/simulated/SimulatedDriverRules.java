package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.NativeBuffer;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/// What tests share that ask what the simulated driver does when nobody breaks a rule.
abstract class SimulatedDriverRules {
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    static void assertClean(Scene scene) {
        assertThat(scene.driver.faults()).isEmpty();
    }

    static MemorySegment memory(NativeBuffer buffer) {
        return MemorySegment.ofAddress(buffer.hostAddress()).reinterpret(buffer.allocatedBytes());
    }
}
