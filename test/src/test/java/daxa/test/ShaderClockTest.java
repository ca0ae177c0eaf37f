package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.Feature;
import daxa.core.resource.Buffer;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;

/// Clocks that shaders read.
@GpuSetup(features = {Feature.SHADER_SUBGROUP_CLOCK, Feature.SHADER_DEVICE_CLOCK})
class ShaderClockTest extends GpuProgram {
    @Test
    void clocksGoForward() {
        Buffer down = readback(32);
        dispatch(
                compute(
                        """
                        #extension GL_ARB_shader_clock : require
                        #extension GL_EXT_shader_realtime_clock : require
                        struct Push { daxa_RWBufferPtr(uint64_t) times; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main() {
                            if (gl_GlobalInvocationID.x == 0) {
                                daxa_at(push.times, 0) = clockARB();
                                daxa_at(push.times, 1) = clockRealtimeEXT();
                                memoryBarrierBuffer();
                                daxa_at(push.times, 2) = clockARB();
                                daxa_at(push.times, 3) = clockRealtimeEXT();
                            }
                        }
                        """),
                down.deviceAddress());
        long[] times = down.mapped().toArray(ValueLayout.JAVA_LONG);
        assertThat(times[0]).isPositive();
        assertThat(times[1]).isPositive();
        assertThat(times[2]).isGreaterThanOrEqualTo(times[0]);
        assertThat(times[3]).isGreaterThanOrEqualTo(times[1]);
    }
}
