package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK10.VK_ERROR_INCOMPATIBLE_DRIVER;
import static org.lwjgl.vulkan.VK10.VK_SUCCESS;

import daxa.core.driver.DriverMessage;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.error.NoDeviceException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.Platform;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.EXTHeadlessSurface;
import org.lwjgl.vulkan.EXTMetalSurface;
import org.lwjgl.vulkan.EXTSurfaceMaintenance1;
import org.lwjgl.vulkan.EXTSwapchainColorspace;
import org.lwjgl.vulkan.EXTValidationFeatures;
import org.lwjgl.vulkan.KHRGetSurfaceCapabilities2;
import org.lwjgl.vulkan.KHRPortabilityEnumeration;
import org.lwjgl.vulkan.KHRSurface;
import org.lwjgl.vulkan.KHRWaylandSurface;
import org.lwjgl.vulkan.KHRWin32Surface;
import org.lwjgl.vulkan.KHRXcbSurface;
import org.lwjgl.vulkan.KHRXlibSurface;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCreateInfoEXT;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkValidationFeaturesEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Chooses layers and extensions, and creates the native instance with them.
final class InstanceSetup {
    private static final String VALIDATION = "VK_LAYER_KHRONOS_validation";

    /// Since this version the validation layer checks between submissions unasked.
    private static final int CHECKS_BETWEEN_SUBMISSIONS = VK10.VK_MAKE_VERSION(1, 4, 304);

    /// Wanted wherever the loader offers them. Each comes after those that it depends on.
    private static final List<String> WANTED =
            List.of(
                    EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                    KHRSurface.VK_KHR_SURFACE_EXTENSION_NAME,
                    KHRXlibSurface.VK_KHR_XLIB_SURFACE_EXTENSION_NAME,
                    KHRXcbSurface.VK_KHR_XCB_SURFACE_EXTENSION_NAME,
                    KHRWaylandSurface.VK_KHR_WAYLAND_SURFACE_EXTENSION_NAME,
                    KHRWin32Surface.VK_KHR_WIN32_SURFACE_EXTENSION_NAME,
                    EXTMetalSurface.VK_EXT_METAL_SURFACE_EXTENSION_NAME,
                    EXTHeadlessSurface.VK_EXT_HEADLESS_SURFACE_EXTENSION_NAME,
                    KHRGetSurfaceCapabilities2.VK_KHR_GET_SURFACE_CAPABILITIES_2_EXTENSION_NAME,
                    EXTSurfaceMaintenance1.VK_EXT_SURFACE_MAINTENANCE_1_EXTENSION_NAME,
                    EXTSwapchainColorspace.VK_EXT_SWAPCHAIN_COLOR_SPACE_EXTENSION_NAME);

    private final InstanceRequest request;
    private final Set<String> offered;
    private final List<String> layers = new ArrayList<>();
    private final List<String> extensions = new ArrayList<>();

    private InstanceSetup(InstanceRequest request) {
        this.request = request;
        this.offered = Enumerate.instanceExtensions();
        if (request.validation()) {
            addValidation();
        }
        for (String name : WANTED) {
            if (offered.contains(name)) {
                extensions.add(name);
            }
        }
        if (isPortabilityWanted()) {
            extensions.add(KHRPortabilityEnumeration.VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME);
        }
    }

    /// Creates an instance.
    static VulkanInstance create(InstanceRequest request, Consumer<DriverMessage> messages) {
        if (request.synchronizationValidation() && !request.validation()) {
            throw new UsageException(
                    "Synchronisation validation was asked for without validation for instance '"
                            + request.applicationName()
                            + "'; ask for validation too.");
        }
        return new InstanceSetup(request).create(messages);
    }

    private VulkanInstance create(Consumer<DriverMessage> messages) {
        boolean debug = extensions.contains(EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
        MessageRelay relay = debug ? new MessageRelay(messages, request.validation()) : null;
        NativeBooks books = new NativeBooks();
        VkInstance instance;
        try {
            instance = createNative(relay);
        } catch (RuntimeException | Error e) {
            if (relay != null) {
                relay.free();
            }
            throw e;
        }
        books.created(NativeKind.INSTANCE);
        try {
            if (relay != null && request.messenger()) {
                check(relay.attach(instance, books), "vkCreateDebugUtilsMessengerEXT");
            }
            List<Adapter> adapters =
                    AdapterQuery.all(
                            instance,
                            offered.contains(KHRSurface.VK_KHR_SURFACE_EXTENSION_NAME),
                            offered.contains(
                                    EXTSurfaceMaintenance1
                                            .VK_EXT_SURFACE_MAINTENANCE_1_EXTENSION_NAME));
            return new VulkanInstance(
                    request, instance, relay, books, Set.copyOf(extensions), adapters);
        } catch (RuntimeException | Error e) {
            VulkanInstance.destroy(instance, relay, books);
            throw e;
        }
    }

    private void addValidation() {
        Integer version = Enumerate.layers().get(VALIDATION);
        if (version == null) {
            throw new UsageException(
                    "Validation was asked for, but the layer "
                            + VALIDATION
                            + " is not installed on this machine. Install it (Debian and Ubuntu:"
                            + " vulkan-validationlayers; elsewhere: the Vulkan SDK) or create the"
                            + " instance without validation.");
        }
        layers.add(VALIDATION);
        if (request.synchronizationValidation()) {
            extensions.add(EXTValidationFeatures.VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
            if (Integer.compareUnsigned(version, CHECKS_BETWEEN_SUBMISSIONS) < 0) {
                LayerEnvironment.checkBetweenSubmissions();
            }
        }
    }

    /// Layers over other graphics systems are listed only on request; Apple's machines have no
    /// others.
    private boolean isPortabilityWanted() {
        return Platform.get() == Platform.MACOSX
                && offered.contains(
                        KHRPortabilityEnumeration.VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME);
    }

    private VkInstance createNative(@Nullable MessageRelay relay) {
        try (MemoryStack stack = stackPush()) {
            VkInstanceCreateInfo info =
                    VkInstanceCreateInfo.calloc(stack)
                            .sType$Default()
                            .pApplicationInfo(application(stack))
                            .ppEnabledLayerNames(Enumerate.strings(stack, layers))
                            .ppEnabledExtensionNames(Enumerate.strings(stack, extensions));
            if (isPortabilityWanted()) {
                info.flags(
                        KHRPortabilityEnumeration.VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR);
            }
            if (relay != null) {
                VkDebugUtilsMessengerCreateInfoEXT messenger = relay.createInfo(stack);
                info.pNext(messenger);
            }
            if (request.synchronizationValidation()) {
                info.pNext(
                        VkValidationFeaturesEXT.calloc(stack)
                                .sType$Default()
                                .pEnabledValidationFeatures(
                                        stack.ints(
                                                EXTValidationFeatures
                                                        .VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT)));
            }
            PointerBuffer out = stack.mallocPointer(1);
            check(VK10.vkCreateInstance(info, null, out), "vkCreateInstance");
            return new VkInstance(out.get(0), info);
        }
    }

    private VkApplicationInfo application(MemoryStack stack) {
        return VkApplicationInfo.calloc(stack)
                .sType$Default()
                .pApplicationName(stack.UTF8(request.applicationName()))
                .pEngineName(stack.ASCII("daxa"))
                .apiVersion(VK13.VK_API_VERSION_1_3);
    }

    private void check(int result, String call) {
        if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
            throw new NoDeviceException(
                    "No Vulkan driver found on this machine. Install a graphics driver (Debian and"
                            + " Ubuntu: mesa-vulkan-drivers).",
                    List.of(call + " failed with VK_ERROR_INCOMPATIBLE_DRIVER"));
        }
        if (result != VK_SUCCESS) {
            throw VulkanException.of(
                    call,
                    VulkanResult.of(result),
                    DeviceHealth.object("Instance", request.applicationName()));
        }
    }
}
