package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What commands do where no messenger listens, since they are called in another way there.
class DirectCommandsTest {
    /// A messenger listens with validation, and for who asks.
    @Test
    void theDriverIsHeardByWhoListens() {
        InstanceInfo quiet = InstanceInfo.of("quiet");
        assertThat(openWith(quiet)).isEqualTo("INSTANCE=1");
        assertThat(openWith(quiet.withMessageListener(message -> {})))
                .isEqualTo("INSTANCE=1 MESSENGER=1");
        assertThat(openWith(quiet.withValidation(true))).isEqualTo("INSTANCE=1 MESSENGER=1");
    }

    private static String openWith(InstanceInfo info) {
        try (Instance instance = Instance.create(info, new VulkanDriver())) {
            return instance.nativeObjects().openText();
        }
    }

    @Nested
    @GpuSetup(validation = false)
    class Draws extends DrawStateTest {}

    @Nested
    @GpuSetup(validation = false)
    class Indirect extends IndirectCommandsTest {}

    @Nested
    @GpuSetup(validation = false)
    class MeshShaders extends MeshShaderTest {}

    @Nested
    @GpuSetup(
            validation = false,
            features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    class RayTracing extends RayTracingTest {}

    @Nested
    @GpuSetup(validation = false)
    class Conditional extends ConditionalRenderingTest {}

    @Nested
    @GpuSetup(validation = false)
    class Queries extends VulkanQueryTest {}

    @Nested
    @GpuSetup(validation = false)
    class Events extends VulkanEventTest {}
}
