package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import daxa.core.driver.AdapterType;
import daxa.core.driver.Feature;
import daxa.core.driver.Limit;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.NoDeviceException;

import org.junit.jupiter.api.Test;

/// How a device is chosen, and what is said when there is none.
class DeviceSelectionTest {
    private static Instance instance(SimulatedAdapter... adapters) {
        return Instance.create(InstanceInfo.of("test"), new SimulatedDriver().adapters(adapters));
    }

    @Test
    void noDeviceListsEveryReasonOfEveryDevice() {
        SimulatedAdapter old =
                new SimulatedAdapter("Old GPU")
                        .withApiVersion(1 << 22 | 1 << 12)
                        .without(Feature.VULKAN_1_3, Feature.SCALAR_BLOCK_LAYOUT);
        SimulatedAdapter plain =
                new SimulatedAdapter("Plain GPU")
                        .withType(AdapterType.INTEGRATED)
                        .without(Feature.SAMPLER_ANISOTROPY);
        try (Instance instance = instance(old, plain)) {
            DeviceInfo info = DeviceInfo.of("gpu").require(Feature.SAMPLER_ANISOTROPY);
            NoDeviceException refused =
                    catchThrowableOfType(
                            NoDeviceException.class, () -> instance.createDevice(info));
            assertThat(refused)
                    .hasMessage(
                            "no device of this machine can be used; update its driver, or ask for"
                                    + " less:\n"
                                    + "  Old GPU (DISCRETE, Vulkan 1.1.0, simulated): lacks Vulkan"
                                    + " 1.3; lacks scalarBlockLayout\n"
                                    + "  Plain GPU (INTEGRATED, Vulkan 1.3.0, simulated): lacks"
                                    + " samplerAnisotropy");
            assertThat(refused.reasons()).hasSize(2);
        }
    }

    @Test
    void everyRequiredFeatureIsNamed() {
        for (Feature feature : Feature.values()) {
            try (Instance instance = instance(new SimulatedAdapter("GPU").without(feature))) {
                if (feature.required()) {
                    assertThatThrownBy(() -> instance.createDevice(DeviceInfo.of("gpu")))
                            .isInstanceOf(NoDeviceException.class)
                            .hasMessageContaining("lacks " + feature.vulkanName());
                } else {
                    instance.createDevice(DeviceInfo.of("gpu")).close();
                    assertThatThrownBy(
                                    () ->
                                            instance.createDevice(
                                                    DeviceInfo.of("gpu").require(feature)))
                            .isInstanceOf(NoDeviceException.class)
                            .hasMessageContaining("lacks " + feature.vulkanName());
                }
            }
        }
    }

    @Test
    void everyMissingFeatureAndLimitOfEveryDeviceIsNamedAtOnce() {
        SimulatedAdapter first =
                new SimulatedAdapter("First")
                        .without(Feature.SAMPLER_FILTER_MINMAX, Feature.MEMORY_BUDGET);
        SimulatedAdapter second = new SimulatedAdapter("Second");
        try (Instance instance = instance(first, second)) {
            DeviceInfo info =
                    DeviceInfo.of("gpu")
                            .require(Feature.SAMPLER_FILTER_MINMAX)
                            .require(Feature.MEMORY_BUDGET)
                            .require(Limit.MAX_IMAGE_DIMENSION_2D, 32768)
                            .require(Limit.MAX_WORKGROUP_INVOCATIONS, 1024)
                            .require(Limit.MAX_COMPUTE_SHARED_MEMORY_SIZE, 1 << 20);
            assertThatThrownBy(() -> instance.createDevice(info))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessage(
                            "no device of this machine can be used; update its driver, or ask for"
                                    + " less:\n"
                                    + "  First (DISCRETE, Vulkan 1.3.0, simulated): lacks"
                                    + " samplerFilterMinmax; lacks VK_EXT_memory_budget; has"
                                    + " maxImageDimension2D=16384 texels (wanted 32768); has"
                                    + " maxComputeSharedMemorySize=32768 bytes (wanted 1048576)\n"
                                    + "  Second (DISCRETE, Vulkan 1.3.0, simulated): has"
                                    + " maxImageDimension2D=16384 texels (wanted 32768); has"
                                    + " maxComputeSharedMemorySize=32768 bytes (wanted 1048576)");
            assertThat(Limit.MAX_SAMPLER_ANISOTROPY.of(second.limits())).isEqualTo(16);
        }
    }

    @Test
    void profilesAreCombined() {
        Requirements needs =
                Requirements.meshShaders()
                        .and(Feature.SAMPLER_FILTER_MINMAX)
                        .and(Limit.MAX_MESH_OUTPUT_VERTICES, 64)
                        .and(Requirements.NONE.and(Limit.MAX_MESH_OUTPUT_VERTICES, 512));
        assertThat(needs)
                .hasToString(
                        "multiDrawIndirect, drawIndirectCount, samplerFilterMinmax, taskShader,"
                                + " meshShader, meshShaders.maxOutputVertices >= 512 vertices");
        assertThat(Requirements.NONE).hasToString("nothing");
        assertThat(Requirements.NONE.and(needs)).isEqualTo(needs).isEqualTo(needs.and(needs));
        SimulatedAdapter poor =
                new SimulatedAdapter("Poor")
                        .without(Feature.TASK_SHADER, Feature.MESH_SHADER, Feature.MULTI_DRAW);
        try (Instance instance = instance(poor)) {
            DeviceInfo info = DeviceInfo.of("gpu").require(Feature.MULTI_DRAW).require(needs);
            assertThatThrownBy(() -> instance.createDevice(info))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessageEndingWith(
                            "  Poor (DISCRETE, Vulkan 1.3.0, simulated): lacks multiDraw; lacks"
                                    + " taskShader; lacks meshShader; has"
                                    + " meshShaders.maxOutputVertices=256 vertices (wanted 512)");
            instance.createDevice(DeviceInfo.of("gpu").require(Requirements.NONE)).close();
        }
    }

    @Test
    void rayTracingIsAProfileToo() {
        Requirements needs =
                Requirements.rayTracing()
                        .and(Requirements.meshShaders())
                        .and(Limit.MAX_RAY_RECURSION_DEPTH, 32);
        assertThat(needs)
                .hasToString(
                        "multiDrawIndirect, drawIndirectCount, taskShader, meshShader,"
                                + " accelerationStructure, rayTracingPipeline,"
                                + " rayTracingPipelineTraceRaysIndirect,"
                                + " rayTracing.maxRecursionDepth >= 32 levels");
        SimulatedAdapter poor =
                new SimulatedAdapter("Poor")
                        .without(Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT);
        try (Instance instance = instance(poor)) {
            assertThatThrownBy(() -> instance.createDevice(DeviceInfo.of("gpu").require(needs)))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessageEndingWith(
                            "  Poor (DISCRETE, Vulkan 1.3.0, simulated): lacks rayTracingPipeline;"
                                    + " lacks rayTracingPipelineTraceRaysIndirect; has"
                                    + " rayTracing.maxRecursionDepth=31 levels (wanted 32)");
        }
    }

    @Test
    void noDeviceAtAllSaysWhatToInstall() {
        try (Instance instance = instance()) {
            assertThatThrownBy(() -> instance.createDevice(DeviceInfo.of("gpu")))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessage(
                            "no Vulkan device was found; install the driver of your graphics card,"
                                    + " or a software driver (Debian, Ubuntu: apt-get install"
                                    + " mesa-vulkan-drivers)");
        }
    }

    @Test
    void aNameIsAskedForInAnyCase() {
        try (Instance instance =
                instance(new SimulatedAdapter("Big"), new SimulatedAdapter("Small"))) {
            DeviceInfo small = DeviceInfo.of("gpu").withAdapter("sMALL");
            try (Device device = instance.createDevice(small)) {
                assertThat(device.adapter().name()).isEqualTo("Small");
            }
            assertThatThrownBy(() -> instance.createDevice(small.withAdapter("none")))
                    .isInstanceOf(NoDeviceException.class)
                    .hasMessageContaining("its name does not contain 'none'");
        }
    }

    @Test
    void theBestDeviceIsChosen() {
        SimulatedAdapter cpu = new SimulatedAdapter("CPU").withType(AdapterType.CPU);
        SimulatedAdapter small = new SimulatedAdapter("small").withDeviceMemory(2L << 30);
        SimulatedAdapter large = new SimulatedAdapter("large").withDeviceMemory(16L << 30);
        SimulatedAdapter broken =
                new SimulatedAdapter("broken")
                        .withDeviceMemory(64L << 30)
                        .without(Feature.MAIN_QUEUE);
        try (Instance instance = instance(cpu, small, broken, large)) {
            DeviceSelection selection = instance.selectDevice(DeviceInfo.of("gpu"));
            assertThat(selection.best().name()).isEqualTo("large");
            assertThat(selection.candidates())
                    .extracting(candidate -> candidate.adapter().name())
                    .containsExactly("large", "small", "CPU", "broken");
            assertThat(selection.toString())
                    .startsWith("large (DISCRETE, Vulkan 1.3.0, simulated): score 1016\n")
                    .endsWith(
                            "broken (DISCRETE, Vulkan 1.3.0, simulated): lacks a queue with"
                                    + " graphics, compute and transfer");
        }
    }
}
