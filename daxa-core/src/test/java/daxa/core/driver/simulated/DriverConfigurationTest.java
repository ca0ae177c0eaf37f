package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.AdapterInfo;
import daxa.core.driver.AdapterType;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.QueueKind;
import daxa.core.error.VulkanException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a simulated driver can be told to be.
class DriverConfigurationTest extends SimulatedDriverRules {
    @Test
    void adaptersAreWhatTheyAreToldToBe() {
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(
                                new SimulatedAdapter("Old GPU")
                                        .withType(AdapterType.INTEGRATED)
                                        .withDeviceMemory(1 << 20)
                                        .withApiVersion(1 << 22 | 2 << 12)
                                        .without(Feature.VULKAN_1_3)
                                        .withFormat(37, 0x1),
                                new SimulatedAdapter("New GPU"));
        List<AdapterInfo> adapters = driver.createInstance(Scene.REQUEST, m -> {}).adapters();
        assertThat(adapters).extracting(AdapterInfo::index).containsExactly(0, 1);
        AdapterInfo old = adapters.getFirst();
        assertThat(old.name()).isEqualTo("Old GPU");
        assertThat(old.type()).isEqualTo(AdapterType.INTEGRATED);
        assertThat(old.deviceMemory()).isEqualTo(1 << 20);
        assertThat(old.apiVersionText()).isEqualTo("1.2.0");
        assertThat(old.features()).doesNotContain(Feature.VULKAN_1_3);
        assertThat(adapters.get(1).features()).containsExactlyInAnyOrder(Feature.values());
        assertThat(old.uuid()).hasSize(32).isNotEqualTo(adapters.get(1).uuid());
    }

    @Test
    void aMissingFeatureIsRefusedAsVulkanDoes() {
        SimulatedDriver driver =
                new SimulatedDriver()
                        .adapters(
                                new SimulatedAdapter("GPU")
                                        .without(Feature.SHADER_INT64, Feature.SWAPCHAIN));
        SimulatedInstance instance = driver.createInstance(Scene.REQUEST, m -> {});
        AdapterInfo adapter = instance.adapters().getFirst();
        assertThatThrownBy(
                        () ->
                                instance.createDevice(
                                        adapter,
                                        new DeviceRequest("d", Set.of(Feature.SHADER_INT64))))
                .isInstanceOf(VulkanException.class)
                .hasMessageStartingWith(
                        "vkCreateDevice failed with VK_ERROR_FEATURE_NOT_PRESENT for Device"
                                + " 'd'");
        assertThatThrownBy(
                        () ->
                                instance.createDevice(
                                        adapter, new DeviceRequest("d", Set.of(Feature.SWAPCHAIN))))
                .hasMessageContaining("VK_ERROR_EXTENSION_NOT_PRESENT");
        assertThat(instance.devices()).isEmpty();
        instance.destroy();
        assertThat(instance.books().openText()).isEqualTo("nothing");
    }

    @Test
    void formats() {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("GPU").withFormat(37, 0x1));
        SimulatedDevice device = new Scene(driver).device;
        assertThat(device.formatFeatures(37)).isEqualTo(0x1);
        assertThat(device.formatFeatures(44) & 0x80).isNotZero();
        assertThat(device.formatFeatures(Scene.DEPTH) & 0x280).isEqualTo(0x200);
        assertThat(device.formatFeatures(131) & 0x81).isEqualTo(0x1);
        assertThat(device.formatFeatures(29)).isZero();
        assertThat(device.formatFeatures(123456)).isZero();
    }

    @Test
    void queues() {
        Scene scene = new Scene(new SimulatedDriver().queues(3));
        assertThat(scene.device.queueCount()).isEqualTo(QueueKind.TOTAL);
        assertThat(IntStream.range(0, QueueKind.TOTAL).map(scene.device::nativeQueue))
                .containsExactly(0, 1, 2, 1, 2, 1, 2);
        assertThatThrownBy(() -> new SimulatedDriver().queues(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queues=9 (expected 1 to 8)");
    }

    @Test
    void accessToWhatWasCreated() {
        SimulatedDriver driver = new SimulatedDriver();
        assertThatThrownBy(driver::instance)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no instance was created on this driver yet");
        assertThatThrownBy(driver::device)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no device was created on this driver yet");
        Scene scene = new Scene(driver);
        assertThat(driver.instance()).isSameAs(scene.instance);
        assertThat(driver.device()).isSameAs(scene.device);
        SimulatedDevice second = scene.newDevice("second");
        assertThat(driver.device()).isSameAs(second);
        assertThat(scene.instance.devices()).containsExactly(scene.device, second);
        assertThat(driver.liveObjects())
                .containsExactly("Instance 'app'", "Device 'dev'", "Device 'second'");
    }

    @Test
    void messagesReachTheirConsumer() {
        List<DriverMessage> seen = new ArrayList<>();
        SimulatedInstance instance = new SimulatedDriver().createInstance(Scene.REQUEST, seen::add);
        DriverMessage message =
                new DriverMessage(DriverMessage.Severity.ERROR, false, "VUID-x", "bad", List.of());
        instance.sendMessage(message);
        assertThat(seen).containsExactly(message);
    }
}
