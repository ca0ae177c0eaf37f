package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.DeviceLostException;
import daxa.core.error.OutOfMemoryException;

import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VK10;

final class DeviceHealthTest {
    private final DeviceHealth health = new DeviceHealth();

    @Test
    void remembersALoss() {
        assertThatCode(() -> health.requireAlive("vkCreateFence", "Fence", "f"))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () ->
                                health.check(
                                        VK10.VK_ERROR_DEVICE_LOST, "vkQueueSubmit2", "Queue", "q"))
                .isInstanceOf(DeviceLostException.class)
                .hasMessage(
                        "vkQueueSubmit2 failed with VK_ERROR_DEVICE_LOST for Queue 'q'; close the"
                                + " device and create it anew");
        assertThat(health.isLost()).isTrue();
        assertThatThrownBy(() -> health.requireAlive("vkCreateFence", "Fence", "f"))
                .isInstanceOf(DeviceLostException.class)
                .hasMessageContaining("vkCreateFence")
                .hasMessageContaining("Fence 'f'");
    }

    @Test
    void survivesOtherFailures() {
        assertThatThrownBy(
                        () ->
                                health.check(
                                        VK10.VK_ERROR_OUT_OF_DEVICE_MEMORY,
                                        "vmaCreateBuffer",
                                        "Buffer",
                                        "b"))
                .isInstanceOf(OutOfMemoryException.class);
        assertThat(health.isLost()).isFalse();
        health.check(VK10.VK_SUCCESS, "vkCreateFence", "Fence", "f");
    }
}
