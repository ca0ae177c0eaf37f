package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ImageArea;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.time.Duration;

class SmokeTest {
    @Test
    void clearAndReadBack() {
        Instance instance = Instance.create(InstanceInfo.of("smoke").withValidation(true));
        Device device = instance.createDevice(DeviceInfo.of("gpu"));
        System.out.println(instance.selectDevice(DeviceInfo.of("x")));
        Image image =
                device.createImage(
                        ImageInfo.of2D(
                                "image",
                                Format.R8G8B8A8_UNORM,
                                64,
                                64,
                                ImageUsage.TRANSFER_DST,
                                ImageUsage.SAMPLED,
                                ImageUsage.TRANSFER_SRC));
        ImageView view = device.createImageView(ImageViewInfo.of(image));
        Buffer buffer = device.createBuffer(BufferInfo.of("readback", 64 * 64 * 4).readback());
        CommandRecorder recorder = device.createCommandRecorder("rec");
        recorder.begin();
        recorder.clearImage(image, 1, 0, 0, 1);
        recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
        recorder.copyImageToBuffer(image, ImageArea.of(image.info(), 0), buffer, 0);
        recorder.barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
        device.mainQueue().submit(recorder.complete()).await(Duration.ofSeconds(5));
        assertThat(buffer.mapped().get(ValueLayout.JAVA_INT, 64 * 4)).isEqualTo(0xFF0000FF);
        System.out.println(device.lifetimeReport());
        device.close();
        instance.close();
        image.close();
        view.close();
        recorder.close();
        buffer.close();
        instance.flushMessages();
        System.out.println(instance.nativeObjects().openText());
        assertThat(instance.validationFaults()).isZero();
        assertThat(instance.nativeObjects().totalOpen()).isZero();
    }
}
