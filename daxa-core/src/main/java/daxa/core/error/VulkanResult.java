package daxa.core.error;

import java.util.Locale;

/// The results of Vulkan commands that the framework can meet.
///
/// Source: Vulkan 1.3 specification, section 3.7.3, "Return Codes".
public enum VulkanResult {
    /// The command succeeded.
    SUCCESS(0, ""),
    /// A fence or query is not ready.
    NOT_READY(1, "ask again later"),
    /// A wait ran past its deadline.
    TIMEOUT(2, "wait longer, or find out what holds the GPU"),
    /// Host memory ran out.
    OUT_OF_HOST_MEMORY(-1, "close what is not needed, or give the process more memory"),
    /// Device memory ran out.
    OUT_OF_DEVICE_MEMORY(-2, "close what is not needed, or use smaller resources"),
    /// Initialisation failed for a reason that the implementation does not tell.
    INITIALIZATION_FAILED(-3, "check the driver's installation"),
    /// The device is lost.
    DEVICE_LOST(-4, "close the device and create it anew"),
    /// Mapping memory failed.
    MEMORY_MAP_FAILED(-5, "map less memory at once"),
    /// A layer is not installed.
    LAYER_NOT_PRESENT(-6, "install the layer, or do not ask for it"),
    /// An extension is not supported.
    EXTENSION_NOT_PRESENT(-7, "do not ask for the extension, or update the driver"),
    /// A feature is not supported.
    FEATURE_NOT_PRESENT(-8, "do not ask for the feature, or choose another device"),
    /// The driver does not support the requested version.
    INCOMPATIBLE_DRIVER(-9, "update the driver to one with Vulkan 1.3"),
    /// Too many objects of a kind exist.
    TOO_MANY_OBJECTS(-10, "close what is not needed"),
    /// A format is not supported on the device.
    FORMAT_NOT_SUPPORTED(-11, "choose another format"),
    /// A pool is fragmented.
    FRAGMENTED_POOL(-12, "close what is not needed"),
    /// A pool could not be made because memory is fragmented.
    FRAGMENTATION(-1000161000, "close what is not needed"),
    /// An error that the implementation does not name.
    UNKNOWN(-13, "run with validation to learn more"),
    /// A pool has no memory left.
    OUT_OF_POOL_MEMORY(-1000069000, "close what is not needed"),
    /// The surface is no longer available.
    SURFACE_LOST(-1000000000, "create the swapchain anew"),
    /// The window is already in use by another API or swapchain.
    NATIVE_WINDOW_IN_USE(-1000000001, "close the other swapchain of the window first"),
    /// The swapchain still works, but no longer matches the surface exactly.
    SUBOPTIMAL(1000001003, "resize the swapchain when convenient"),
    /// The swapchain no longer matches the surface.
    OUT_OF_DATE(-1000001004, "resize the swapchain"),
    /// Exclusive full-screen access was lost.
    FULL_SCREEN_EXCLUSIVE_MODE_LOST(-1000255000, "create the swapchain anew"),
    /// A shader was refused.
    INVALID_SHADER(-1000012000, "check the shader");

    private final int value;
    private final String remedy;

    VulkanResult(int value, String remedy) {
        this.value = value;
        this.remedy = remedy;
    }

    /// The number that Vulkan gives the result.
    ///
    /// @return the `VkResult` value
    public int value() {
        return value;
    }

    /// What a caller can do about it.
    ///
    /// @return half a sentence
    public String remedy() {
        return remedy;
    }

    /// The name that the Vulkan specification gives the result.
    ///
    /// @return a name such as `VK_ERROR_DEVICE_LOST`
    public String vulkanName() {
        String name = this == UNKNOWN ? "UNKNOWN" : name();
        String suffix =
                switch (this) {
                    case SURFACE_LOST, NATIVE_WINDOW_IN_USE, SUBOPTIMAL, OUT_OF_DATE -> "_KHR";
                    case FULL_SCREEN_EXCLUSIVE_MODE_LOST -> "_EXT";
                    case INVALID_SHADER -> "_NV";
                    default -> "";
                };
        return (value < 0 ? "VK_ERROR_" : "VK_") + name.toUpperCase(Locale.ROOT) + suffix;
    }

    /// Looks a result up by its number.
    ///
    /// @param value a `VkResult` value
    /// @return the result; [#UNKNOWN] for a number that is not listed here
    public static VulkanResult of(int value) {
        for (VulkanResult result : VALUES) {
            if (result.value == value) {
                return result;
            }
        }
        return UNKNOWN;
    }

    private static final VulkanResult[] VALUES = values();
}
