package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DeviceDriver;
import daxa.core.driver.DeviceRequest;
import daxa.core.driver.InstanceDriver;
import daxa.core.driver.InstanceRequest;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTDebugUtils;
import org.lwjgl.vulkan.EXTHeadlessSurface;
import org.lwjgl.vulkan.KHRSurface;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkHeadlessSurfaceCreateInfoEXT;
import org.lwjgl.vulkan.VkInstance;

import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A native instance.
@ThreadSafe
final class VulkanInstance implements InstanceDriver {
    private final InstanceRequest request;
    private final VkInstance instance;
    private final @Nullable MessageRelay relay;
    private final NativeBooks books;
    private final Set<String> extensions;
    private final List<Adapter> adapters;
    private final List<AdapterInfo> adapterInfos;
    private final Map<Long, String> surfaceNames = new ConcurrentHashMap<>();

    VulkanInstance(
            InstanceRequest request,
            VkInstance instance,
            @Nullable MessageRelay relay,
            NativeBooks books,
            Set<String> extensions,
            List<Adapter> adapters) {
        this.request = request;
        this.instance = instance;
        this.relay = relay;
        this.books = books;
        this.extensions = extensions;
        this.adapters = adapters;
        this.adapterInfos = adapters.stream().map(Adapter::info).toList();
    }

    VkInstance vkInstance() {
        return instance;
    }

    /// Whether a messenger listens, so that any call of a driver may come back to Java.
    boolean isHeard() {
        return relay != null && relay.isAttached();
    }

    /// Whether the objects of a device shall carry names.
    ///
    /// @param tools whether tools that read names watch the device
    /// @return true if names can be set and somebody wants them
    boolean namesWanted(boolean tools) {
        return extensions.contains(EXTDebugUtils.VK_EXT_DEBUG_UTILS_EXTENSION_NAME)
                && (request.objectNames() || request.validation() || tools);
    }

    /// The name of a surface, for messages.
    String surfaceName(long surface) {
        return surfaceNames.getOrDefault(surface, "0x" + Long.toHexString(surface));
    }

    @Override
    public List<AdapterInfo> adapters() {
        return adapterInfos;
    }

    @Override
    public DeviceDriver createDevice(AdapterInfo adapter, DeviceRequest request) {
        return DeviceSetup.create(this, adapters.get(adapter.index()), request);
    }

    @Override
    public long nativeHandle() {
        return instance.address();
    }

    @Override
    public void adoptSurface(long surface, String name) {
        surfaceNames.put(surface, name);
        books.created(NativeKind.SURFACE);
    }

    @Override
    public long createHeadlessSurface(String name) {
        String call = "vkCreateHeadlessSurfaceEXT";
        int result = VulkanResult.EXTENSION_NOT_PRESENT.value();
        if (extensions.contains(EXTHeadlessSurface.VK_EXT_HEADLESS_SURFACE_EXTENSION_NAME)) {
            try (MemoryStack stack = stackPush()) {
                LongBuffer out = stack.mallocLong(1);
                result =
                        EXTHeadlessSurface.vkCreateHeadlessSurfaceEXT(
                                instance,
                                VkHeadlessSurfaceCreateInfoEXT.calloc(stack).sType$Default(),
                                null,
                                out);
                if (result == VK10.VK_SUCCESS) {
                    adoptSurface(out.get(0), name);
                    return out.get(0);
                }
            }
        }
        throw VulkanException.of(
                call, VulkanResult.of(result), DeviceHealth.object("Surface", name));
    }

    @Override
    public void destroySurface(long surface) {
        KHRSurface.vkDestroySurfaceKHR(instance, surface, null);
        surfaceNames.remove(surface);
        books.destroyed(NativeKind.SURFACE);
    }

    @Override
    public NativeBooks books() {
        return books;
    }

    @Override
    public void destroy() {
        destroy(instance, relay, books);
    }

    static void destroy(VkInstance instance, @Nullable MessageRelay relay, NativeBooks books) {
        if (relay != null) {
            relay.detach(instance, books);
        }
        VK10.vkDestroyInstance(instance, null);
        books.destroyed(NativeKind.INSTANCE);
        if (relay != null) {
            relay.free();
        }
    }
}
