package daxa.core.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SurfaceInfo.SurfaceFormat;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.UsageException;
import daxa.core.present.Show.Setup;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/// What a swapchain takes of what its surface offers, and what it refuses, on the simulated driver.
class SwapchainChoicesTest {
    @Test
    void defect38TheBestOfferedPresentModeIsTaken() {
        try (Show show =
                new Show(
                        Setup.of()
                                .with(
                                        i ->
                                                i.withPresentModes(
                                                        PresentMode.MAILBOX,
                                                        PresentMode.IMMEDIATE)))) {
            assertThat(show.swapchain.presentMode()).isEqualTo(PresentMode.MAILBOX);
            offer(show, List.of(0, 2), List.of(new SurfaceFormat(44, 0)));
            show.swapchain.setPresentModes(PresentMode.MAILBOX, PresentMode.IMMEDIATE);
            show.frame();
            assertThat(show.swapchain.presentMode()).isEqualTo(PresentMode.IMMEDIATE);
            offer(show, List.of(2), List.of(new SurfaceFormat(44, 0)));
            show.swapchain.setPresentModes(PresentMode.MAILBOX);
            show.frame();
            assertThat(show.swapchain.presentMode()).isEqualTo(PresentMode.FIFO);
        }
    }

    private static void offer(Show show, List<Integer> modes, List<SurfaceFormat> formats) {
        show.driver
                .instance()
                .describeSurface(
                        show.surface,
                        new SurfaceInfo(2, 3, 640, 480, 1, 1, 4096, 4096, 0x1F, formats, modes));
    }

    @ParameterizedTest
    @EnumSource(PresentMode.class)
    void presentModesHaveVulkansNumbers(PresentMode mode) {
        try (Show show = new Show(Setup.of().with(i -> i.withPresentModes(mode)))) {
            assertThat(show.swapchain.presentMode()).isEqualTo(mode);
            assertThat(mode.vulkanValue())
                    .isEqualTo(
                            switch (mode) {
                                case IMMEDIATE -> 0;
                                case MAILBOX -> 1;
                                case FIFO -> 2;
                                case FIFO_RELAXED -> 3;
                            });
        }
    }

    @Test
    void srgbIsAChoice() {
        try (Show show = new Show(Setup.of().with(SwapchainInfo::withSrgb))) {
            assertThat(show.swapchain.format()).isEqualTo(Format.B8G8R8A8_SRGB);
            assertThat(show.swapchain.usage())
                    .contains(
                            ImageUsage.COLOR_ATTACHMENT,
                            ImageUsage.TRANSFER_DST,
                            ImageUsage.TRANSFER_SRC);
        }
    }

    @Test
    void theBestOfferedColorSpaceIsTaken() {
        try (Show show = new Show()) {
            assertThat(show.swapchain.colorSpace()).isEqualTo(ColorSpace.SRGB);
        }
        Setup wanted =
                Setup.of()
                        .with(
                                i ->
                                        i.withColorSpaces(
                                                        ColorSpace.HDR10_ST2084,
                                                        ColorSpace.DISPLAY_P3)
                                                .withFormats(
                                                        Format.A2B10G10R10_UNORM_PACK32,
                                                        Format.B8G8R8A8_UNORM));
        try (Show show = new Show(wanted)) {
            // Nothing of it is offered.
            assertThat(show.swapchain.colorSpace()).isEqualTo(ColorSpace.SRGB);
            assertThat(show.swapchain.format()).isEqualTo(Format.B8G8R8A8_UNORM);
            SurfaceFormat hdr =
                    new SurfaceFormat(
                            Format.A2B10G10R10_UNORM_PACK32.vulkanValue(),
                            ColorSpace.HDR10_ST2084.vulkanValue());
            offer(show, List.of(2), List.of(new SurfaceFormat(44, 0), hdr));
            show.resize(100, 100);
            show.frames(2);
            assertThat(show.swapchain.colorSpace()).isEqualTo(ColorSpace.HDR10_ST2084);
            assertThat(show.swapchain.format()).isEqualTo(Format.A2B10G10R10_UNORM_PACK32);
            // A colour space without any of the wanted formats is none.
            offer(
                    show,
                    List.of(2),
                    List.of(
                            new SurfaceFormat(44, 0),
                            new SurfaceFormat(97, ColorSpace.HDR10_ST2084.vulkanValue())));
            show.resize(90, 90);
            show.frames(2);
            assertThat(show.swapchain.colorSpace()).isEqualTo(ColorSpace.SRGB);
        }
    }

    @Test
    void aFormatThatIsNotOfferedIsReplaced() {
        try (Show show =
                new Show(Setup.of().with(i -> i.withFormats(Format.R16G16B16A16_SFLOAT)))) {
            assertThat(show.swapchain.format()).isEqualTo(Format.B8G8R8A8_UNORM);
            offer(show, List.of(2), List.of(new SurfaceFormat(37, 0)));
            show.swapchain.setPresentModes(PresentMode.FIFO);
            show.frame();
            assertThat(show.swapchain.format()).isEqualTo(Format.R8G8B8A8_UNORM);
        }
    }

    @Test
    void noKnownFormatIsAnErrorThatListsWhatIsOffered() {
        try (Show show = new Show()) {
            offer(
                    show,
                    List.of(2),
                    List.of(new SurfaceFormat(1000156000, 0), new SurfaceFormat(64, 1000104008)));
            show.swapchain.setPresentModes(PresentMode.FIFO);
            assertThatThrownBy(show::acquire)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Swapchain 'main': formats=[B8G8R8A8_UNORM, R8G8B8A8_UNORM] cannot be"
                                    + " presented to Window 'stage', which offers [VkFormat"
                                    + " 1000156000 in VkColorSpaceKHR 0,"
                                    + " A2B10G10R10_UNORM_PACK32 in VkColorSpaceKHR 1000104008];"
                                    + " choose another device, or another window system");
            offer(show, List.of(2), List.of(new SurfaceFormat(44, 0)));
            show.frame();
        }
    }

    @Test
    void aUsageThatIsNotOfferedIsAnError() {
        try (Show show = new Show()) {
            Window other =
                    show.instance.createWindow(
                            WindowInfo.of("other", 10, 10).withSystem(show.system));
            assertThatThrownBy(
                            () ->
                                    show.device.createSwapchain(
                                            SwapchainInfo.of("odd", other)
                                                    .withUsage(
                                                            ImageUsage.DEPTH_STENCIL_ATTACHMENT)))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Swapchain 'odd': usage=DEPTH_STENCIL_ATTACHMENT is not offered for"
                                    + " images of B8G8R8A8_UNORM by Window 'other'; choose another"
                                    + " format, or render into an image of your own and copy it");
            other.close();
        }
    }

    @Test
    void theNumberOfImagesStaysWithinTheSurfacesLimits() {
        try (Show show = new Show(Setup.of().with(i -> i.withMinImages(100)))) {
            assertThat(show.swapchain.imageCount()).isEqualTo(8);
        }
        try (Show show = new Show(Setup.of().with(i -> i.withMinImages(1)))) {
            assertThat(show.swapchain.imageCount()).isEqualTo(2);
        }
        try (Show show = new Show()) {
            assertThat(show.swapchain.imageCount()).isEqualTo(3);
        }
    }

    @Test
    void infosCheckTheirValues() {
        try (Show show = new Show()) {
            SwapchainInfo info = show.swapchain.info();
            assertThatThrownBy(() -> info.withFramesInFlight(9))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Swapchain 'main': framesInFlight=9 (expected 1 to 8)");
            assertThatThrownBy(() -> info.withMinImages(-1))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Swapchain 'main': minImages=-1 (expected 0 or above)");
            assertThatThrownBy(() -> WindowInfo.of("w", 0, 5))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Window 'w': width=0, height=5 (expected above 0 each)");
        }
    }

    @Test
    void aDeviceThatCannotPresentSaysSo() {
        SimulatedDriver driver =
                new SimulatedDriver()
                        .autoComplete(true)
                        .adapters(
                                new SimulatedAdapter("Simulated GPU")
                                        .without(Feature.SWAPCHAIN, Feature.SWAPCHAIN_MAINTENANCE));
        Instance instance = Instance.create(InstanceInfo.of("show"), driver);
        Device device = instance.createDevice(DeviceInfo.of("gpu"));
        Window window =
                instance.createWindow(
                        WindowInfo.of("stage", 64, 64).withSystem(new HeadlessWindowSystem()));
        assertThatThrownBy(() -> device.createSwapchain(SwapchainInfo.of("main", window)))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Device 'gpu' cannot present to Window 'stage': VK_KHR_swapchain is"
                                + " missing; choose a device that can, with"
                                + " DeviceInfo.require(Feature.SWAPCHAIN)");
        window.close();
        device.close();
        instance.close();
        assertThat(driver.liveObjects()).isEmpty();
    }

    @Test
    void aWindowOfAnotherInstanceIsRefused() {
        try (Show show = new Show();
                Show other = new Show()) {
            assertThatThrownBy(
                            () -> show.device.createSwapchain(SwapchainInfo.of("x", other.window)))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Window 'stage' belongs to Instance 'show', Device 'gpu' to Instance"
                                    + " 'show'; open the window on the device's instance");
        }
    }

    @Test
    void aWindowCarriesOneSwapchain() {
        try (Show show = new Show()) {
            // Headless surfaces are one for each swapchain, so the driver does not mind.
            Swapchain second = show.device.createSwapchain(SwapchainInfo.of("second", show.window));
            second.close();
            show.frame();
        }
    }
}
