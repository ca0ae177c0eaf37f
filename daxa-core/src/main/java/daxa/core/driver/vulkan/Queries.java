package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memFree;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.vkResetQueryPool;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.CalibratedTime;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.EXTCalibratedTimestamps;
import org.lwjgl.vulkan.KHRCalibratedTimestamps;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VKCapabilitiesInstance;
import org.lwjgl.vulkan.VkCalibratedTimestampInfoKHR;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkQueryPoolCreateInfo;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The query pools of a device, and its clock.
@ThreadSafe
final class Queries {
    private static final String TYPE = "Query pool";

    private final VkDevice device;
    private final ObjectNames objectNames;
    private final DeviceHealth health;
    private final NativeBooks books;
    private final int[] timestampBits;
    private final boolean monotonic;
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    Queries(
            VkDevice device,
            Adapter adapter,
            ObjectNames objectNames,
            DeviceHealth health,
            NativeBooks books) {
        this.device = device;
        this.objectNames = objectNames;
        this.health = health;
        this.books = books;
        this.timestampBits = askTimestampBits(adapter.device());
        this.monotonic = hasMonotonicClock(adapter.device(), device.getCapabilities());
    }

    /// The extension that reads device and host clock together: one of two with the same content.
    ///
    /// @param extensions what the device has
    /// @return its name, or null where the device has none
    static @Nullable String calibrationExtension(Set<String> extensions) {
        String khr = KHRCalibratedTimestamps.VK_KHR_CALIBRATED_TIMESTAMPS_EXTENSION_NAME;
        String ext = EXTCalibratedTimestamps.VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME;
        return extensions.contains(khr) ? khr : extensions.contains(ext) ? ext : null;
    }

    private static int[] askTimestampBits(VkPhysicalDevice device) {
        try (MemoryStack stack = stackPush()) {
            IntBuffer count = stack.mallocInt(1);
            vkGetPhysicalDeviceQueueFamilyProperties(device, count, null);
            try (VkQueueFamilyProperties.Buffer families =
                    VkQueueFamilyProperties.calloc(count.get(0))) {
                vkGetPhysicalDeviceQueueFamilyProperties(device, count, families);
                return families.stream()
                        .mapToInt(VkQueueFamilyProperties::timestampValidBits)
                        .toArray();
            }
        }
    }

    /// Whether the device can be compared with the clock behind [System#nanoTime()] on Linux.
    private static boolean hasMonotonicClock(VkPhysicalDevice device, VKCapabilitiesDevice vk) {
        VKCapabilitiesInstance functions = device.getCapabilities();
        long function =
                functions.vkGetPhysicalDeviceCalibrateableTimeDomainsKHR != 0
                        ? functions.vkGetPhysicalDeviceCalibrateableTimeDomainsKHR
                        : functions.vkGetPhysicalDeviceCalibrateableTimeDomainsEXT;
        if (function == 0 || calibrated(vk) == 0) {
            return false;
        }
        try (MemoryStack stack = stackPush()) {
            IntBuffer count = stack.mallocInt(1).put(0, 8);
            IntBuffer domains = stack.callocInt(8);
            int result =
                    JNI.callPPPI(
                            device.address(),
                            MemoryUtil.memAddress(count),
                            MemoryUtil.memAddress(domains),
                            function);
            for (int i = 0; result >= VK_SUCCESS && i < count.get(0); i++) {
                if (domains.get(i) == KHRCalibratedTimestamps.VK_TIME_DOMAIN_CLOCK_MONOTONIC_KHR) {
                    return true;
                }
            }
            return false;
        }
    }

    private static long calibrated(VKCapabilitiesDevice vk) {
        return vk.vkGetCalibratedTimestampsKHR != 0
                ? vk.vkGetCalibratedTimestampsKHR
                : vk.vkGetCalibratedTimestampsEXT;
    }

    /// How many bits of the timestamps of a queue family count.
    int timestampBits(int family) {
        return timestampBits[family];
    }

    /// Reads both clocks. Where the host's clock of Vulkan is not that of [System#nanoTime()], or
    /// there is none, the host's is read before and after, and the middle counts.
    CalibratedTime calibratedTime() {
        String call = "vkGetCalibratedTimestampsKHR";
        health.requireAlive(call, "Device", "clock");
        try (MemoryStack stack = stackPush()) {
            int count = monotonic ? 2 : 1;
            VkCalibratedTimestampInfoKHR.Buffer infos =
                    VkCalibratedTimestampInfoKHR.calloc(count, stack);
            for (int i = 0; i < count; i++) {
                infos.get(i)
                        .sType$Default()
                        .timeDomain(
                                i == 0
                                        ? KHRCalibratedTimestamps.VK_TIME_DOMAIN_DEVICE_KHR
                                        : KHRCalibratedTimestamps
                                                .VK_TIME_DOMAIN_CLOCK_MONOTONIC_KHR);
            }
            LongBuffer times = stack.callocLong(2);
            LongBuffer deviation = stack.callocLong(1);
            long before = System.nanoTime();
            int result =
                    JNI.callPPPPI(
                            device.address(),
                            count,
                            infos.address(),
                            MemoryUtil.memAddress(times),
                            MemoryUtil.memAddress(deviation),
                            calibrated(device.getCapabilities()));
            long after = System.nanoTime();
            health.check(result, call, "Device", "clock");
            long host = times.get(1);
            if (monotonic && host - before >= 0 && after - host >= 0) {
                return new CalibratedTime(times.get(0), host, deviation.get(0));
            }
            long half = (after - before + 1) / 2;
            return new CalibratedTime(times.get(0), before + half, half + deviation.get(0));
        }
    }

    /// Creates a query pool.
    long create(String name, int type, int count, int statistics) {
        health.requireAlive("vkCreateQueryPool", TYPE, name);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            health.check(
                    vkCreateQueryPool(
                            device,
                            VkQueryPoolCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .queryType(type)
                                    .queryCount(count)
                                    .pipelineStatistics(statistics),
                            null,
                            out),
                    "vkCreateQueryPool",
                    TYPE,
                    name);
            books.created(NativeKind.QUERY_POOL);
            names.put(out.get(0), name);
            objectNames.set(VK_OBJECT_TYPE_QUERY_POOL, out.get(0), name);
            return out.get(0);
        }
    }

    /// Resets queries on the host. A lost device has nothing to reset.
    void reset(long pool, int first, int count) {
        if (!health.isLost()) {
            vkResetQueryPool(device, pool, first, count);
        }
    }

    /// Reads values with their availability.
    void results(long pool, int first, int count, int values, long[] into) {
        if (health.isLost()) {
            health.requireAlive("vkGetQueryPoolResults", TYPE, name(pool));
        }
        int words = values + 1;
        LongBuffer read = MemoryUtil.memCallocLong(words * count);
        try {
            int result =
                    vkGetQueryPoolResults(
                            device,
                            pool,
                            first,
                            count,
                            read,
                            (long) words * Long.BYTES,
                            VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
            if (result != VK_SUCCESS && result != VK_NOT_READY) {
                throw health.failure(result, "vkGetQueryPoolResults", TYPE, name(pool));
            }
            read.get(into, 0, words * count);
        } finally {
            memFree(read);
        }
    }

    // For messages alone, since the key is an object.
    private String name(long pool) {
        return names.getOrDefault(pool, "");
    }

    /// Destroys a query pool.
    void destroy(long pool) {
        // Before another can get the same handle.
        names.remove(pool);
        vkDestroyQueryPool(device, pool, null);
        books.destroyed(NativeKind.QUERY_POOL);
    }
}
