package daxa.core.driver.simulated;

import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.NativeImage;

import org.junit.jupiter.api.Test;

/// Parents that are destroyed before their children.
class ParentFaultsTest extends SimulationFaults {
    @Test
    void imageWithView() {
        NativeImage image = scene.image("a");
        scene.view("v", image.handle());
        fault(
                "destroyImage: Image 'a' is destroyed before Image view 'v'; destroy what was"
                        + " made from it first",
                () -> device.destroyImage(image.handle(), image.allocation()));
    }

    @Test
    void swapchainWithView() {
        long swapchain = scene.swapchain();
        long image = device.swapchainImages(swapchain)[1];
        device.createImageView(
                new ImageViewDescription("v", image, 1, Scene.BGRA8, 1, 0, 1, 0, 1, 0x10));
        fault(
                "destroySwapchain: Image 'chain image 1' is destroyed before Image view 'v';"
                        + " destroy what was made from it first",
                () -> device.destroySwapchain(swapchain));
        fault(
                "destroySurface: Surface 'window' is destroyed before Swapchain 'chain';"
                        + " destroy what was made from it first",
                () -> scene.instance.destroySurface(Scene.WINDOW));
        fault(
                "destroyImage: Image 'chain image 1' belongs to Swapchain 'chain'",
                () -> device.destroyImage(image, 0));
    }
}
