package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPJJJJPI;
import static org.lwjgl.system.MemoryStack.stackGet;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memGetInt;
import static org.lwjgl.vulkan.EXTFullScreenExclusive.VK_ERROR_FULL_SCREEN_EXCLUSIVE_MODE_LOST_EXT;
import static org.lwjgl.vulkan.KHRPresentWait.vkWaitForPresentKHR;
import static org.lwjgl.vulkan.KHRSurface.*;
import static org.lwjgl.vulkan.KHRSwapchain.*;
import static org.lwjgl.vulkan.VK10.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AcquiredImage;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SurfaceInfo.SurfaceFormat;
import daxa.core.driver.SwapchainDescription;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkSurfaceCapabilitiesKHR;
import org.lwjgl.vulkan.VkSurfaceFormatKHR;
import org.lwjgl.vulkan.VkSwapchainCreateInfoKHR;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a device does with surfaces and swapchains.
@ThreadSafe
final class Swapchains {
    private static final String SURFACE = "Surface";
    private static final String SWAPCHAIN = "Swapchain";

    private final VulkanInstance instance;
    private final VkPhysicalDevice physicalDevice;
    private final VkDevice device;
    private final VulkanQueue queue;
    private final DeviceHealth health;
    private final ObjectNames objectNames;
    private final NativeBooks books;
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    Swapchains(
            VulkanInstance instance,
            Adapter adapter,
            VkDevice device,
            VulkanQueue queue,
            DeviceHealth health,
            ObjectNames objectNames) {
        this.instance = instance;
        this.physicalDevice = adapter.device();
        this.device = device;
        this.queue = queue;
        this.health = health;
        this.objectNames = objectNames;
        this.books = instance.books();
    }

    /// What a surface offers.
    SurfaceInfo surfaceInfo(long surface) {
        try (MemoryStack stack = stackPush()) {
            VkSurfaceCapabilitiesKHR capabilities = capabilities(stack, surface);
            return new SurfaceInfo(
                    capabilities.minImageCount(),
                    capabilities.maxImageCount(),
                    capabilities.currentExtent().width(),
                    capabilities.currentExtent().height(),
                    capabilities.minImageExtent().width(),
                    capabilities.minImageExtent().height(),
                    capabilities.maxImageExtent().width(),
                    capabilities.maxImageExtent().height(),
                    capabilities.supportedUsageFlags(),
                    formats(surface),
                    presentModes(surface));
        }
    }

    private VkSurfaceCapabilitiesKHR capabilities(MemoryStack stack, long surface) {
        VkSurfaceCapabilitiesKHR capabilities = VkSurfaceCapabilitiesKHR.malloc(stack);
        int result =
                vkGetPhysicalDeviceSurfaceCapabilitiesKHR(physicalDevice, surface, capabilities);
        health.check(
                result,
                "vkGetPhysicalDeviceSurfaceCapabilitiesKHR",
                SURFACE,
                instance.surfaceName(surface));
        return capabilities;
    }

    private List<SurfaceFormat> formats(long surface) {
        return Enumerate.list(
                "vkGetPhysicalDeviceSurfaceFormatsKHR",
                DeviceHealth.object(SURFACE, instance.surfaceName(surface)),
                (count, out) ->
                        vkGetPhysicalDeviceSurfaceFormatsKHR(physicalDevice, surface, count, out),
                VkSurfaceFormatKHR::calloc,
                (VkSurfaceFormatKHR.Buffer list, int count) -> {
                    List<SurfaceFormat> formats = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        formats.add(
                                new SurfaceFormat(list.get(i).format(), list.get(i).colorSpace()));
                    }
                    return formats;
                });
    }

    private List<Integer> presentModes(long surface) {
        String call = "vkGetPhysicalDeviceSurfacePresentModesKHR";
        int[] count = new int[1];
        while (true) {
            int result =
                    vkGetPhysicalDeviceSurfacePresentModesKHR(physicalDevice, surface, count, null);
            health.check(result, call, SURFACE, instance.surfaceName(surface));
            int[] modes = new int[count[0]];
            result =
                    vkGetPhysicalDeviceSurfacePresentModesKHR(
                            physicalDevice, surface, count, modes);
            if (result != VK_INCOMPLETE) {
                health.check(result, call, SURFACE, instance.surfaceName(surface));
                List<Integer> list = new ArrayList<>();
                for (int i = 0; i < count[0]; i++) {
                    list.add(modes[i]);
                }
                return list;
            }
        }
    }

    /// Whether the main queue can present to a surface.
    boolean canPresent(long surface) {
        try (MemoryStack stack = stackPush()) {
            IntBuffer out = stack.callocInt(1);
            int result =
                    vkGetPhysicalDeviceSurfaceSupportKHR(
                            physicalDevice, queue.family(), surface, out);
            health.check(
                    result,
                    "vkGetPhysicalDeviceSurfaceSupportKHR",
                    SURFACE,
                    instance.surfaceName(surface));
            return out.get(0) != VK_FALSE;
        }
    }

    /// Creates a swapchain.
    long create(SwapchainDescription swapchain) {
        health.requireAlive("vkCreateSwapchainKHR", SWAPCHAIN, swapchain.name());
        try (MemoryStack stack = stackPush()) {
            VkSurfaceCapabilitiesKHR capabilities = capabilities(stack, swapchain.surface());
            VkSwapchainCreateInfoKHR info =
                    VkSwapchainCreateInfoKHR.calloc(stack)
                            .sType$Default()
                            .surface(swapchain.surface())
                            .minImageCount(swapchain.minImageCount())
                            .imageFormat(swapchain.format())
                            .imageColorSpace(swapchain.colorSpace())
                            .imageArrayLayers(1)
                            .imageUsage(swapchain.usage())
                            .imageSharingMode(VK_SHARING_MODE_EXCLUSIVE)
                            .preTransform(capabilities.currentTransform())
                            .compositeAlpha(alpha(capabilities.supportedCompositeAlpha()))
                            .presentMode(swapchain.presentMode())
                            .clipped(true)
                            .oldSwapchain(swapchain.oldSwapchain());
            info.imageExtent().set(swapchain.width(), swapchain.height());
            LongBuffer out = stack.mallocLong(1);
            int result = vkCreateSwapchainKHR(device, info, null, out);
            health.check(result, "vkCreateSwapchainKHR", SWAPCHAIN, swapchain.name());
            long handle = out.get(0);
            books.created(NativeKind.SWAPCHAIN);
            names.put(handle, swapchain.name());
            objectNames.set(VK_OBJECT_TYPE_SWAPCHAIN_KHR, handle, swapchain.name());
            return handle;
        }
    }

    /// Opaque where offered, else the first that is.
    private static int alpha(int supported) {
        return (supported & VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR) != 0
                ? VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR
                : Integer.lowestOneBit(supported);
    }

    /// The images of a swapchain.
    long[] images(long swapchain) {
        String call = "vkGetSwapchainImagesKHR";
        int[] count = new int[1];
        while (true) {
            int result = vkGetSwapchainImagesKHR(device, swapchain, count, null);
            health.check(result, call, SWAPCHAIN, name(swapchain));
            long[] images = new long[count[0]];
            result = vkGetSwapchainImagesKHR(device, swapchain, count, images);
            if (result != VK_INCOMPLETE) {
                health.check(result, call, SWAPCHAIN, name(swapchain));
                for (int i = 0; i < images.length; i++) {
                    objectNames.set(
                            VK_OBJECT_TYPE_IMAGE, images[i], name(swapchain) + " image " + i);
                }
                return images;
            }
        }
    }

    private String name(long swapchain) {
        return names.getOrDefault(swapchain, "0x" + Long.toHexString(swapchain));
    }

    /// Destroys a swapchain.
    void destroy(long swapchain) {
        vkDestroySwapchainKHR(device, swapchain, null);
        names.remove(swapchain);
        books.destroyed(NativeKind.SWAPCHAIN);
    }

    /// Acquires an image.
    void acquire(long swapchain, long timeoutNanos, long semaphore, AcquiredImage image) {
        image.status = PresentStatus.TIMEOUT;
        image.index = -1;
        if (health.isLost()) {
            health.requireAlive("vkAcquireNextImageKHR", SWAPCHAIN, name(swapchain));
        }
        MemoryStack stack = stackGet();
        int pointer = stack.getPointer();
        long out = stack.nint(-1);
        int result =
                callPJJJJPI(
                        device.address(),
                        swapchain,
                        Math.max(0, timeoutNanos),
                        semaphore,
                        VK_NULL_HANDLE,
                        out,
                        device.getCapabilities().vkAcquireNextImageKHR);
        int index = memGetInt(out);
        stack.setPointer(pointer);
        PresentStatus status = status(result, "vkAcquireNextImageKHR", swapchain);
        image.status = status;
        if (status == PresentStatus.OPTIMAL || status == PresentStatus.SUBOPTIMAL) {
            image.index = index;
        }
    }

    /// Presents an image.
    PresentStatus present(
            long swapchain, int image, long waitSemaphore, long fence, long presentId) {
        if (health.isLost()) {
            health.requireAlive("vkQueuePresentKHR", SWAPCHAIN, name(swapchain));
        }
        int result = queue.present(swapchain, image, waitSemaphore, fence, presentId);
        return status(result, "vkQueuePresentKHR", swapchain);
    }

    /// Waits until a present is shown.
    PresentStatus waitForPresent(long swapchain, long presentId, long timeoutNanos) {
        health.requireAlive("vkWaitForPresentKHR", SWAPCHAIN, name(swapchain));
        int result = vkWaitForPresentKHR(device, swapchain, presentId, Math.max(0, timeoutNanos));
        return status(result, "vkWaitForPresentKHR", swapchain);
    }

    private PresentStatus status(int result, String call, long swapchain) {
        return switch (result) {
            case VK_SUCCESS -> PresentStatus.OPTIMAL;
            case VK_SUBOPTIMAL_KHR -> PresentStatus.SUBOPTIMAL;
            case VK_TIMEOUT, VK_NOT_READY -> PresentStatus.TIMEOUT;
            case VK_ERROR_OUT_OF_DATE_KHR, VK_ERROR_FULL_SCREEN_EXCLUSIVE_MODE_LOST_EXT ->
                    PresentStatus.OUT_OF_DATE;
            case VK_ERROR_SURFACE_LOST_KHR -> PresentStatus.SURFACE_LOST;
            default -> throw health.failure(result, call, SWAPCHAIN, name(swapchain));
        };
    }
}
