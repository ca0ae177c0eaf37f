package daxa.core.driver.vulkan;

import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.NativeResource;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkExtensionProperties;
import org.lwjgl.vulkan.VkLayerProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// Reads lists whose length the driver decides. They are read on the heap: some are larger than a
/// thread's memory stack.
final class Enumerate {
    private Enumerate() {}

    /// A Vulkan command that counts without memory and fills with it.
    interface Call<B> {
        int run(int[] count, @Nullable B out);
    }

    /// Makes a Java value of a list.
    interface Reader<B, R> {
        R read(B list, int count);
    }

    /// Counts and fills, again if the list grew in between.
    ///
    /// @param command the command's name
    /// @param object what it is asked about
    /// @param call the command
    /// @param allocate makes memory for a number of elements
    /// @param reader reads the list
    /// @return what the reader made of it
    static <B extends NativeResource, R> R list(
            String command,
            String object,
            Call<B> call,
            IntFunction<B> allocate,
            Reader<B, R> reader) {
        int[] count = new int[1];
        while (true) {
            check(call.run(count, null), command, object);
            // One more than counted, so that an empty list has memory too.
            try (B out = allocate.apply(++count[0])) {
                int result = call.run(count, out);
                check(result, command, object);
                if (result == VK10.VK_SUCCESS) {
                    return reader.read(out, count[0]);
                }
            }
        }
    }

    private static void check(int result, String command, String object) {
        if (result < VK10.VK_SUCCESS) {
            throw VulkanException.of(command, VulkanResult.of(result), object);
        }
    }

    /// The instance extensions of the loader.
    static Set<String> instanceExtensions() {
        return list(
                "vkEnumerateInstanceExtensionProperties",
                "the Vulkan loader",
                (count, out) ->
                        VK10.vkEnumerateInstanceExtensionProperties((ByteBuffer) null, count, out),
                VkExtensionProperties::calloc,
                Enumerate::names);
    }

    /// The extensions of a device.
    static Set<String> deviceExtensions(VkPhysicalDevice device) {
        return list(
                "vkEnumerateDeviceExtensionProperties",
                "a physical device",
                (count, out) ->
                        VK10.vkEnumerateDeviceExtensionProperties(
                                device, (ByteBuffer) null, count, out),
                VkExtensionProperties::calloc,
                Enumerate::names);
    }

    private static Set<String> names(VkExtensionProperties.Buffer list, int count) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            names.add(list.get(i).extensionNameString());
        }
        return names;
    }

    /// The installed layers, each with the version of Vulkan that it was written for.
    static Map<String, Integer> layers() {
        return list(
                "vkEnumerateInstanceLayerProperties",
                "the Vulkan loader",
                VK10::vkEnumerateInstanceLayerProperties,
                VkLayerProperties::calloc,
                (VkLayerProperties.Buffer list, int count) -> {
                    Map<String, Integer> layers = new HashMap<>();
                    for (int i = 0; i < count; i++) {
                        layers.put(list.get(i).layerNameString(), list.get(i).specVersion());
                    }
                    return layers;
                });
    }

    /// Writes strings as Vulkan takes them.
    static PointerBuffer strings(MemoryStack stack, Collection<String> strings) {
        PointerBuffer pointers = stack.mallocPointer(strings.size());
        for (String string : strings) {
            pointers.put(stack.UTF8(string));
        }
        return pointers.flip();
    }
}
